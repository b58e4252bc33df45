"""Asks git about the repository that a site is in."""

from __future__ import annotations

import subprocess
from pathlib import Path


def run_git(root: Path, *arguments: str) -> bytes | None:
    """Return what git prints in the folder `root`; None if it fails or is not installed. Paths are taken literally."""
    command = ["git", "--literal-pathspecs", "-C", str(root), *arguments]
    try:
        return subprocess.run(command, capture_output=True, check=True).stdout  # noqa: S603  (arguments, no shell)
    except (OSError, subprocess.SubprocessError):
        return None
