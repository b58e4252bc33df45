"""The manifest: a list of all published files with their SHA-256, and the id of the release that they are."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from json.encoder import encode_basestring
from typing import NamedTuple

from prospectus.render.artifact import Artifact

PATH = "manifest.json"
ID_DIGITS = 10
"""The length of the id of a release."""
HEAD_BYTES = 100
"""The number of bytes at the start of a manifest in which the id is."""
_RELEASE_LINE = re.compile(rb'^"release": "([0-9a-f]{10})",$', re.MULTILINE)


class Manifest(NamedTuple):
    """What a manifest says."""

    release: str
    """The id of the release: a hash of the paths and digests of its own files."""
    files: dict[str, str]
    """The SHA-256 of every published file, by path."""
    earlier: dict[str, int]
    """Of files that an earlier release has left for pages that are still in browsers: how many releases ago it had them."""
    samples: tuple[str, ...] = ()
    """The pages of samples. Their addresses need not stay."""

    @property
    def own_files(self) -> dict[str, str]:
        """The files of this release, without those of earlier ones."""
        return {path: sha256 for path, sha256 in self.files.items() if path not in self.earlier}


def sha256_hex(body: bytes) -> str:
    """Return the SHA-256 of a file, in hexadecimal."""
    return hashlib.sha256(body).hexdigest()


def build_manifest(digests: Mapping[str, str], earlier: Mapping[str, int] | None = None, samples: Iterable[str] = ()) -> Artifact:
    """Return `manifest.json`. `digests` has the SHA-256 of all other files, by path; `earlier` names those of earlier releases.

    `samples` are the pages of samples.
    """
    left = earlier or {}
    lines = {path: f'{encode_basestring(path)}: "{digests[path]}"' for path in sorted(digests)}
    release = sha256_hex("\n".join([line for path, line in lines.items() if path not in left]).encode())[:ID_DIGITS]
    ages = f'"earlier": {json.dumps(dict(sorted(left.items())))},\n' if left else ""
    sample_pages = sorted(set(samples) & digests.keys())
    ages += f'"samples": {json.dumps(sample_pages, ensure_ascii=False)},\n' if sample_pages else ""
    files = ",\n".join(lines.values())
    return Artifact(PATH, f'{{\n"algorithm": "sha256",\n"release": "{release}",\n{ages}"files": {{\n{files}\n}}\n}}\n'.encode())


def parse_manifest(body: bytes) -> Manifest:
    """Return what a manifest says; raises ValueError if it is not one. A manifest of an earlier version has no release."""
    content = json.loads(body)
    if not isinstance(content, dict) or not isinstance(content.get("files"), dict):
        raise ValueError("not a manifest")  # noqa: TRY004  (as of any other text that is no manifest)
    files = {path: str(sha256) for path, sha256 in content["files"].items()}
    earlier = content.get("earlier")
    ages = {path: age for path, age in earlier.items() if type(age) is int} if isinstance(earlier, dict) else {}
    return Manifest(str(content.get("release") or ""), files, ages, parse_samples(content))


def parse_samples(content: Mapping[str, object]) -> tuple[str, ...]:
    """Return the pages of samples that a manifest names."""
    samples = content.get("samples")
    return tuple(path for path in samples if isinstance(path, str)) if isinstance(samples, list) else ()


def read_release_id(head: bytes) -> str:
    """Return the id of a release from the first `HEAD_BYTES` of its manifest; empty if it has none."""
    match = _RELEASE_LINE.search(head)
    return match[1].decode() if match else ""
