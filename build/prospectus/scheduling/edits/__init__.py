"""Edits of content files: one command at a time, all files of an edit or none, and each edit can be undone."""
