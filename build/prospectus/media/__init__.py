"""Pictures and downloads: what a file is by its content, and the files that are published of it."""
