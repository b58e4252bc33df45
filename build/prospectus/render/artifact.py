"""What is published: a path below the site folder, and bytes."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cached_property


@dataclass(frozen=True)
class Artifact:
    """One file of the site."""

    path: str
    """Below the site folder, with slashes."""
    body: bytes

    @cached_property
    def sha256(self) -> str:
        """Its SHA-256, in hexadecimal."""
        return hashlib.sha256(self.body).hexdigest()
