"""Reads which files the last build of a site published."""

from __future__ import annotations

import json
import re
from pathlib import Path

_SITE_DIR = re.compile(r"^site_dir\s*:\s*[\"']?([^\s\"'#!]+)", re.MULTILINE)
DEFAULT_SITE_DIR = "site"
MANIFEST = "manifest.json"


def read_published_paths(root: Path) -> frozenset[str]:
    """Return the paths that the last build published in the site's folder, as `mkdocs.yml` names it; empty if there is none."""
    try:
        config = (root / "mkdocs.yml").read_text(encoding="utf-8", errors="replace")
    except OSError:
        config = ""
    match = _SITE_DIR.search(config)
    return read_manifest_paths(root / (match[1] if match else DEFAULT_SITE_DIR))


def read_manifest_paths(folder: Path) -> frozenset[str]:
    """Return the paths in the manifest of the site that was built into a folder, without the pages of samples; empty if there is none."""
    try:
        return parse_manifest_paths((folder / MANIFEST).read_bytes())
    except OSError:
        return frozenset()


def parse_manifest_paths(manifest: bytes) -> frozenset[str]:
    """Return the paths in a manifest, without the pages of samples; empty for anything else."""
    try:
        content = json.loads(manifest)
        return frozenset(map(str, content["files"])) - frozenset(map(str, content.get("samples", ())))
    except (ValueError, RecursionError, KeyError, TypeError, AttributeError):
        return frozenset()
