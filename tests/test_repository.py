"""Tests of the repository: folders without code, files that must not be ignored by Git, and lock files without URLs."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from processes import run_process
from tiny import REPOSITORY


@pytest.mark.parametrize("folder", ["calendar", "content", "courses"])
def test_folder_of_content_holds_no_code(folder: str) -> None:
    assert sorted((REPOSITORY / folder).rglob("*.py")) == []


def test_build_folder_is_not_a_package_and_does_not_shadow_the_build_package() -> None:
    assert sorted(path.name for path in (REPOSITORY / "build").glob("*.py")) == []
    assert (REPOSITORY / "build/prospectus/__init__.py").is_file()


def test_lock_files_hold_hashes_and_no_addresses() -> None:
    locks = sorted((REPOSITORY / "scripts/requirements").glob("*.txt"))
    assert {"build.txt", "test.txt", "properdocs.txt"} <= {lock.name for lock in locks}
    for lock in locks:
        text = lock.read_text(encoding="utf-8")
        pins = re.findall(r"^([a-zA-Z0-9._-]+)(?:\[[^]]+\])?==[^ ]+", text, re.MULTILINE)
        assert (len(pins) > 10, "http:" in text or "https:" in text, "file:" in text) == (True, False, False), lock.name
        assert len(re.findall(r"--hash=sha256:[0-9a-f]{64}", text)) >= len(pins), lock.name
    assert not (REPOSITORY / "uv.lock").exists()


def git_ignored(*paths: str) -> set[str]:
    process = run_process(["git", "check-ignore", "--no-index", *paths], cwd=REPOSITORY)
    assert process.stderr == ""
    return set(process.stdout.split())


def test_code_is_not_ignored_and_output_is() -> None:
    tracked = [
        "build/prospectus/pipeline.py",
        "build/prospectus/new/deeper.py",
        "theme/main.html",
        "tests/sites/full/content/site.yml",
        "content/site.yml",
    ]
    output = ["site/index.html", ".cache/test/bin/python", "dist/prospectus.whl", "build/prospectus/__pycache__/cli.pyc"]
    assert git_ignored(*tracked, *output) == set(output)


def test_global_ignore_of_build_does_not_hide_the_code(tmp_path: Path) -> None:
    global_ignore = tmp_path / "ignore"
    global_ignore.write_text("build/\n", encoding="utf-8")
    command = ["git", "-c", f"core.excludesFile={global_ignore}", "check-ignore", "--no-index", "build/prospectus/pipeline.py"]
    process = run_process(command, cwd=REPOSITORY)
    assert (process.returncode, process.stdout) == (1, "")


def test_scripts_are_short_executable_shell_scripts() -> None:
    for name in ("build", "test"):
        script = REPOSITORY / "scripts" / name
        lines = script.read_text(encoding="utf-8").splitlines()
        assert (script.stat().st_mode & 0o111 == 0o111, lines[0], len(lines) < 40) == (True, "#!/bin/sh", True), name
