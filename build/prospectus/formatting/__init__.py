"""`prospectus fmt`: the layout of YAML and Markdown. Spaces, quotation marks and the order of fields change, never a value."""
