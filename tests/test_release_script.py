"""`scripts/release` refuses what it must not release, and tags nothing if the tests fail."""

from __future__ import annotations

from pathlib import Path

import pytest

from processes import Result, run_process
from prospectus import __version__
from tiny import REPOSITORY

FAILING_TESTS = "#!/bin/sh\nexit 3\n"
CHANGES = f"# Changes\n\n## {__version__} (2025-03-10)\n"


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """A clone that could be released if its tests did not fail."""
    folder = tmp_path / "prospectus"
    run_process(["git", "clone", "--quiet", "--no-tags", REPOSITORY, folder], check=True)
    (folder / "scripts/test").write_text(FAILING_TESTS, encoding="utf-8")
    (folder / "CHANGELOG.md").write_text(CHANGES, encoding="utf-8")
    commit(folder)
    return folder


def commit(folder: Path) -> None:
    git = ["git", "-c", "user.name=Tests", "-c", "user.email=tests@lakeside.example"]
    run_process([*git, "commit", "--quiet", "--all", "--message", "tests: change the clone"], check=True, cwd=folder)


def release(folder: Path, *arguments: str) -> Result:
    return run_process(["./scripts/release", *arguments], cwd=folder)


def tags_of(folder: Path) -> list[str]:
    return run_process(["git", "tag"], check=True, cwd=folder).stdout.split()


def test_wrong_argument_is_refused(clone: Path) -> None:
    result = release(clone, "--dry")
    assert (result.returncode, result.stderr) == (2, "Usage: scripts/release [--dry-run]\n")


def test_uncommitted_changes_are_refused(clone: Path) -> None:
    (clone / "new.txt").write_text("x", encoding="utf-8")
    result = release(clone)
    assert (result.returncode, "the working tree must be clean" in result.stderr) == (1, True)


def test_version_without_a_section_in_the_changelog_is_refused(clone: Path) -> None:
    (clone / "CHANGELOG.md").write_text(CHANGES.replace(__version__, f"{__version__}1"), encoding="utf-8")
    commit(clone)
    result = release(clone)
    assert (result.returncode, f"must have a section '## {__version__} (" in result.stderr) == (1, True)


def test_version_that_has_a_tag_is_refused(clone: Path) -> None:
    run_process(["git", "tag", f"v{__version__}"], check=True, cwd=clone)
    result = release(clone, "--dry-run")
    assert (result.returncode, f"the tag v{__version__} exists" in result.stderr) == (1, True)


@pytest.mark.parametrize("arguments", [(), ("--dry-run",)])
def test_nothing_is_tagged_when_the_tests_fail(clone: Path, arguments: tuple[str, ...]) -> None:
    assert (release(clone, *arguments).returncode, tags_of(clone)) == (3, [])
