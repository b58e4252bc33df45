"""Two processes have the same circumstances only if nothing differs that a build may depend on."""

from __future__ import annotations

import os
import resource
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from prospectus.resident import circumstances
from prospectus.resident.circumstances import FREE_VARIABLES, describe_circumstances, find_differences

Patch = Callable[[pytest.MonkeyPatch, Path], None]
CHANGES: dict[str, Patch] = {
    "PATH": lambda patch, _: patch.setenv("PATH", "/elsewhere/bin"),
    "SITE_URL": lambda patch, _: patch.setenv("SITE_URL", "https://elsewhere.example/"),
    "TZ": lambda patch, _: patch.setenv("TZ", "Asia/Tokyo"),
    "PROSPECTUS_CACHE": lambda patch, _: patch.delenv("PROSPECTUS_CACHE"),
    "PYDANTIC_DISABLE_PLUGINS": lambda patch, _: patch.setenv("PYDANTIC_DISABLE_PLUGINS", "one"),
    "user": lambda patch, _: patch.setattr(os, "getresuid", lambda: (1, 2, 3)),
    "folder": lambda patch, folder: patch.chdir(folder),
    "package": lambda patch, _: patch.setattr(circumstances, "PACKAGE", "/elsewhere"),
    "python": lambda patch, _: patch.setattr(sys, "prefix", "/elsewhere"),
    "flags": lambda patch, _: patch.setattr(sys, "warnoptions", ["error"]),
    "path": lambda patch, _: patch.syspath_prepend("/elsewhere"),
    "umask": lambda patch, _: patch.setattr(circumstances, "_read_umask", lambda: 0o077),
    "processors": lambda patch, _: patch.setattr(os, "sched_getaffinity", lambda _: {99}),
    "limits": lambda patch, _: patch.setattr(resource, "getrlimit", lambda _: (1, 1)),
    "priority": lambda patch, _: patch.setattr(os, "getpriority", lambda *_: 19),
    "namespaces": lambda patch, _: patch.setattr(circumstances, "_read_namespace", lambda _: "mnt:[1]"),
}
"""What may differ between two processes, by the name that the builder reports."""


@pytest.mark.parametrize(("name", "change"), CHANGES.items(), ids=CHANGES)
def test_each_difference_is_noticed_and_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str, change: Patch) -> None:
    before = describe_circumstances()
    change(monkeypatch, tmp_path)
    assert find_differences(before, describe_circumstances()) == [name]


def test_variables_of_the_terminal_and_of_each_build_may_differ(monkeypatch: pytest.MonkeyPatch) -> None:
    before = describe_circumstances()
    for name in FREE_VARIABLES:
        monkeypatch.setenv(name, "another value")
    assert find_differences(before, describe_circumstances()) == []


def test_folder_that_was_replaced_under_its_name_is_another_one(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "site").mkdir()
    monkeypatch.chdir(tmp_path / "site")
    before = describe_circumstances()
    (tmp_path / "site").rename(tmp_path / "moved")
    (tmp_path / "site").mkdir()
    monkeypatch.chdir(tmp_path / "site")
    assert find_differences(before, describe_circumstances()) == ["folder"]


def test_reading_the_umask_does_not_change_it() -> None:
    previous = os.umask(0o027)
    try:
        assert "umask 27" in describe_circumstances()
        assert os.umask(0o027) == 0o027
    finally:
        os.umask(previous)
