"""Builds the same site with ProperDocs, the maintained fork of MkDocs 1.x, in a separate virtual environment."""

from __future__ import annotations

import os
from pathlib import Path

from processes import run_process
from prospectus.builder.incremental import BuildResult
from tiny import FULL, NOW, REPOSITORY, differing_paths, read_files


def test_properdocs_writes_the_same_files_as_prospectus(full: BuildResult, tmp_path: Path) -> None:
    python = REPOSITORY / os.environ.get("PROSPECTUS_PROPERDOCS", ".cache/properdocs/bin/python")
    assert python.is_file(), f"There is no ProperDocs at {python}: run scripts/test, or set PROSPECTUS_PROPERDOCS to a Python that has it."
    command = [python, "-W", "ignore", "-m", "properdocs", "build", "--strict", "-f", FULL / "mkdocs.yml", "-d", tmp_path]
    env = {**os.environ, "SOURCE_DATE_EPOCH": str(int(NOW.timestamp()))}
    process = run_process(command, env=env)
    assert (process.returncode, "WARNING" in process.stderr) == (0, False), process.stderr[-2000:]
    assert differing_paths(read_files(full.folder), read_files(tmp_path)) == []
