"""The MkDocs plugin, and the adapter between MkDocs and Prospectus."""
