"""What is published: a path below the site folder, and bytes."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Artifact:
    """One file of the site."""

    path: str
    """Below the site folder, with slashes."""
    body: bytes
