"""Edits that concern many files: a record with everything that refers to it, and a language with all of its texts."""
