"""`prospectus translations`: which texts are missing or stale, the hashes of those that are accepted, and their exchange as PO files."""
