"""The values that records are made of: texts, dates, numbers, tables, references."""
