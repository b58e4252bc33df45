"""New records: what must be asked for them, the files they belong in, and their text with comments."""
