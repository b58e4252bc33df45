"""Views: the frozen values that templates and output formats read, built from the library and its occurrences."""
