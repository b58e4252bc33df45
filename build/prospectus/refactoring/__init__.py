"""Edits that concern a record and everything that refers to it."""
