"""Builds the same site with ProperDocs, the maintained fork of MkDocs 1.x, in a separate virtual environment."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

from prospectus.builder import Built
from tiny import FULL, NOW, REPOSITORY, differing, files_of


def test_properdocs_gives_exactly_what_prospectus_gives(full: Built, tmp_path: Path) -> None:
    python = REPOSITORY / os.environ.get("PROSPECTUS_PROPERDOCS", ".cache/properdocs/bin/python")
    assert python.is_file(), f"There is no ProperDocs at {python}: run scripts/test, or set PROSPECTUS_PROPERDOCS to a Python that has it."
    command = [python, "-W", "ignore", "-m", "properdocs", "build", "--strict", "-f", FULL / "mkdocs.yml", "-d", tmp_path]
    env = {**os.environ, "SOURCE_DATE_EPOCH": str(int(NOW.timestamp()))}
    ran = subprocess.run(command, capture_output=True, text=True, env=env)
    assert (ran.returncode, "WARNING" in ran.stderr) == (0, False), ran.stderr[-2000:]
    assert differing(files_of(full.folder), files_of(tmp_path)) == []
