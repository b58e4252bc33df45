"""Views in, bytes out: one module a format, no I/O."""
