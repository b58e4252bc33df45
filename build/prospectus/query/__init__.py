"""Dependency tracking: recorded queries of the library, and a cache of the views made from them."""
