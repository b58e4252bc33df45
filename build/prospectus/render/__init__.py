"""Turn views into the bytes of published files: one module per format, no I/O."""
