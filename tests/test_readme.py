"""The commands of README.md work as they are written, in a fresh clone."""

from __future__ import annotations

import os
import re
import shlex
from pathlib import Path

import pytest

from processes import run_process
from tiny import REPOSITORY

BLOCKS = re.findall(r"^```sh\n(.*?)^```", (REPOSITORY / "README.md").read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
SECONDS_PER_BLOCK = 600
"""The first block installs the build environment, which takes a minute or two."""


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """A clone of the last commit. `scripts/test` is replaced by a stub there, since it would run this test again."""
    folder = tmp_path / "prospectus"
    run_process(["git", "clone", "--quiet", REPOSITORY, folder], check=True)
    assert (folder / "scripts/test").stat().st_mode & 0o111 == 0o111
    (folder / "scripts/test").write_text("#!/bin/sh\necho tested > ../tested\n", encoding="utf-8")
    return folder


@pytest.mark.timeout((len(BLOCKS) + 1) * SECONDS_PER_BLOCK)
def test_commands_of_the_readme_work_in_a_fresh_clone(clone: Path) -> None:
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    assert len(BLOCKS) > 2
    for block in BLOCKS:
        run_process(["sh", "-e", "-c", block], check=True, seconds=SECONDS_PER_BLOCK, cwd=clone, env=environment)
    assert (clone.parent / "tested").is_file()
    assert (clone / "site/en/index.html").is_file()
    assert (clone.parent / "example/site/en/index.html").is_file()


def test_commands_of_the_readme_stay_in_the_clone_and_beside_it() -> None:
    words = [word for block in BLOCKS for word in shlex.split(block, comments=True)]
    assert [word for word in words if word.startswith(("/", "~", "../../"))] == []
