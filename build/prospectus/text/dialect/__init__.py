"""The syntax that Markdown has here besides that of Python-Markdown: what users of MkDocs and Material know. One module per syntax."""
