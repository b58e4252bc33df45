"""How a new site gets the Prospectus that made it: a pinned requirement, and the lock file of what it needs."""

from __future__ import annotations

import json
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

from prospectus import __version__

LOCK_FILES = (Path(__file__).with_name("requirements.txt"), Path(__file__).parents[3] / "scripts/requirements/build.txt")
"""The lock file as a wheel has it, and as the repository has it."""


def read_lock() -> str:
    """Return the lock file of what Prospectus needs: versions and hashes, no addresses. Empty if this installation has none."""
    return next((path.read_text(encoding="utf-8") for path in LOCK_FILES if path.is_file()), "")


def describe_requirement() -> str:
    """Return the requirement of the installed Prospectus: its commit if it came from a repository (PEP 610), else its version."""
    try:
        origin = json.loads(distribution("prospectus").read_text("direct_url.json") or "{}")
    except PackageNotFoundError:
        origin = {}
    version_control = origin.get("vcs_info", {})
    if commit := version_control.get("commit_id"):
        return f"prospectus @ {version_control['vcs']}+{origin['url']}@{commit}"
    return f"prospectus=={__version__}"
