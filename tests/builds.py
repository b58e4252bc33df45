"""Builds with `prospectus build`: with the cache, and from scratch to compare with."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from prospectus.builder.command import BuildOptions, run_build
from tiny import NOW, read_files


def make_options(root: Path, site: Path, now: datetime = NOW) -> BuildOptions:
    """Return build options that use the cache."""
    return BuildOptions(root / "mkdocs.yml", site, now)


def build_from_scratch(root: Path, now: datetime = NOW) -> dict[str, bytes]:
    """Return the files of a full build without the cache."""
    folder = root.parent / "cold"
    shutil.rmtree(folder, ignore_errors=True)
    run_build(replace(make_options(root, folder, now), use_cache=False))
    return read_files(folder)
