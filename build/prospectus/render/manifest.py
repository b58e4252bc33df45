"""The list of every published file with its SHA-256."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping

from prospectus.render.artifact import Artifact

PATH = "manifest.json"


def digest(body: bytes) -> str:
    """Return the SHA-256 of a file, in hexadecimal."""
    return hashlib.sha256(body).hexdigest()


def manifest(digests: Mapping[str, str]) -> Artifact:
    """Return `manifest.json` from the digests of all other files by path."""
    files = {path: digests[path] for path in sorted(digests)}
    return Artifact(PATH, json.dumps({"algorithm": "sha256", "files": files}, ensure_ascii=False, indent=0).encode() + b"\n")


def manifest_of(artifacts: Iterable[Artifact]) -> Artifact:
    """Return the manifest of artifacts that are at hand."""
    return manifest({each.path: each.sha256 for each in artifacts})
