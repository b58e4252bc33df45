"""The manifest: a list of all published files with their SHA-256."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from json.encoder import encode_basestring

from prospectus.render.artifact import Artifact

PATH = "manifest.json"


def sha256_hex(body: bytes) -> str:
    """Return the SHA-256 of a file, in hexadecimal."""
    return hashlib.sha256(body).hexdigest()


def build_manifest(digests: Mapping[str, str]) -> Artifact:
    """Return `manifest.json`. `digests` has the SHA-256 of all other files, by path."""
    files = ",\n".join([f'{encode_basestring(path)}: "{digests[path]}"' for path in sorted(digests)])
    return Artifact(PATH, f'{{\n"algorithm": "sha256",\n"files": {{\n{files}\n}}\n}}\n'.encode())


def build_manifest_from_artifacts(artifacts: Iterable[Artifact]) -> Artifact:
    """Return the manifest of artifacts in memory."""
    return build_manifest({artifact.path: artifact.sha256 for artifact in artifacts})
