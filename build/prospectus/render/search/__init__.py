"""The search index: what each page says, in shards that a browser loads as it needs them."""
