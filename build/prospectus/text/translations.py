"""The freshness of translations: a translation records the hash of the source text that it was made from."""

from __future__ import annotations

import hashlib


def hash_source(text: str) -> str:
    """Return the hash of a source text that a translation records: the first 12 hexadecimal digits of SHA-256, white space normalised."""
    return hashlib.sha256(" ".join(text.split()).encode()).hexdigest()[:12]


def is_stale(recorded_hash: str | None, source_text: str) -> bool:
    """Return whether a translation is older than its source text. One that records no hash counts as fresh."""
    return recorded_hash is not None and recorded_hash != hash_source(source_text)
