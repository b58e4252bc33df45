"""Artifacts out: to MkDocs, or to a folder."""
