"""Write artifacts, to MkDocs or to a folder, and find the theme."""
