"""The manifest of a published site, and the files of earlier releases that stay in it.

A page that a browser has kept asks for the styles and scripts that it was made with. There is a hash in their names, so those
of several releases can stand beside each other.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from prospectus.model.urls import HASH_DIGITS
from prospectus.publish.files import is_inside_path
from prospectus.render.compressed_copies import SUFFIXES
from prospectus.render.manifest import PATH as MANIFEST
from prospectus.render.manifest import Manifest, parse_manifest

_HASHED_NAME = re.compile(rf"\.([0-9a-f]{{{HASH_DIGITS}}})\.\w+$")


def read_manifest(folder: Path) -> Manifest:
    """Return the manifest of the site in `folder`, empty if it cannot be read; paths that leave the folder are left out."""
    try:
        manifest = parse_manifest((folder / MANIFEST).read_bytes())
    except (OSError, ValueError):
        return Manifest("", {}, {})
    files = {path: sha256 for path, sha256 in manifest.files.items() if is_inside_path(path) and path != MANIFEST}
    return Manifest(manifest.release, files, {path: age for path, age in manifest.earlier.items() if path in files}, manifest.samples)


def find_earlier(previous: Manifest, digests: Mapping[str, str], releases: int) -> dict[str, int]:
    """Return the files of the last releases that stay for pages in browsers, with their age in releases.

    They are those with a hash in their name, and the compressed copies of these.
    """
    if not releases:
        return {}
    own_files = previous.own_files
    hashed = [path for path, sha256 in own_files.items() if _has_hash(path, sha256)]
    copies = [copy for path in hashed for suffix in SUFFIXES if (copy := f"{path}{suffix}") in own_files]
    own = dict.fromkeys([*hashed, *copies], 0)
    ages = {path: age + 1 for path, age in {**own, **previous.earlier}.items()}
    return {path: age for path, age in sorted(ages.items()) if path not in digests and age <= releases}


def _has_hash(path: str, sha256: str) -> bool:
    match = _HASHED_NAME.search(path)
    return match is not None and sha256.startswith(match[1])
