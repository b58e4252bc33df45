"""Reads files into raw records, each with its source file and line. Knows YAML and file names, but not the meaning of fields."""
