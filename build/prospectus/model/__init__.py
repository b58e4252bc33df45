"""The nouns of investor education: one file a noun, no I/O, nothing about pages."""
