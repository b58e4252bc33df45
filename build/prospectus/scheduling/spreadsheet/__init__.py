"""Months as spreadsheets: reading, matching and writing rows."""
