"""Books as EPUB 3.2."""
