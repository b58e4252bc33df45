"""Reads which files the last build of a site published."""

from __future__ import annotations

import json
import re
from pathlib import Path

_SITE_DIR = re.compile(r"^site_dir\s*:\s*[\"']?([^\s\"'#!]+)", re.MULTILINE)
DEFAULT_SITE_DIR = "site"
MANIFEST = "manifest.json"


def read_published_paths(root: Path) -> frozenset[str]:
    """Return the paths in the manifest of the last build in the site's folder, as `mkdocs.yml` names it; empty if there is none."""
    try:
        config = (root / "mkdocs.yml").read_text(encoding="utf-8", errors="replace")
    except OSError:
        config = ""
    match = _SITE_DIR.search(config)
    return read_manifest_paths(root / (match[1] if match else DEFAULT_SITE_DIR))


def read_manifest_paths(folder: Path) -> frozenset[str]:
    """Return the paths in the manifest of the site that was built into a folder; empty if there is none."""
    try:
        files = json.loads((folder / MANIFEST).read_bytes())["files"]
        return frozenset(map(str, files))
    except (OSError, ValueError, RecursionError, KeyError, TypeError):
        return frozenset()
