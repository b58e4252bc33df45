"""The manifest: a list of all published files with their SHA-256."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from json.encoder import encode_basestring

from prospectus.render.artifact import Artifact

PATH = "manifest.json"


def digest(body: bytes) -> str:
    """Return the SHA-256 of a file, in hexadecimal."""
    return hashlib.sha256(body).hexdigest()


def manifest(digests: Mapping[str, str]) -> Artifact:
    """Return `manifest.json`. `digests` has the SHA-256 of all other files, by path."""
    files = ",\n".join([f'{encode_basestring(path)}: "{digests[path]}"' for path in sorted(digests)])
    return Artifact(PATH, f'{{\n"algorithm": "sha256",\n"files": {{\n{files}\n}}\n}}\n'.encode())


def manifest_of(artifacts: Iterable[Artifact]) -> Artifact:
    """Return the manifest of artifacts in memory."""
    return manifest({each.path: each.sha256 for each in artifacts})
