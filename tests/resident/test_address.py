"""The socket of a resident builder is in a folder that only its user can open, and named by site, package and Python."""

from __future__ import annotations

import os
import socket
import stat
import sys
from pathlib import Path

import pytest

from prospectus.resident import address


def test_socket_is_in_the_runtime_folder_of_the_user(runtime: Path) -> None:
    assert address.make_folder() == str(runtime / "prospectus")
    assert stat.S_IMODE((runtime / "prospectus").stat().st_mode) == 0o700


@pytest.mark.parametrize("mode", [0o750, 0o777, 0o600])
def test_runtime_folder_that_others_may_open_is_not_used(runtime: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, mode: int) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    runtime.chmod(mode)
    assert address.find_folder() == f"{tmp_path}/prospectus-{os.getuid()}"
    runtime.chmod(0o700)


@pytest.mark.parametrize("value", ["", "relative", "/nowhere/at/all"])
def test_without_a_runtime_folder_the_temporary_folder_has_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setenv("XDG_RUNTIME_DIR", value)
    folder = tmp_path / f"prospectus-{os.getuid()}"
    assert address.make_folder() == str(folder)
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def make_link(folder: Path) -> None:
    (folder.parent / "elsewhere").mkdir(mode=0o700)
    folder.symlink_to("elsewhere")


def make_open_folder(folder: Path) -> None:
    folder.mkdir()
    folder.chmod(0o770)


@pytest.mark.parametrize("make", [make_link, make_open_folder, Path.touch])
def test_folder_that_somebody_else_may_have_prepared_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, make: object) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.delenv("XDG_RUNTIME_DIR", raising=False)
    make(tmp_path / f"prospectus-{os.getuid()}")  # type: ignore[operator]
    assert (address.find_folder(), address.make_folder(), address.find_socket()) == (None, None, None)


def test_folder_of_another_user_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    own = os.getuid()
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.delenv("XDG_RUNTIME_DIR", raising=False)
    (tmp_path / f"prospectus-{own + 1}").mkdir(mode=0o700)
    monkeypatch.setattr(os, "getuid", lambda: own + 1)
    assert address.find_folder() is None


def test_sockets_of_other_sites_and_other_environments_have_other_names(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    paths = {address.socket_path("/run")}
    (tmp_path / "checkout").mkdir()
    with monkeypatch.context() as patch:
        patch.chdir(tmp_path / "checkout")
        paths.add(address.socket_path("/run"))
    with monkeypatch.context() as patch:
        patch.setattr(sys, "prefix", "/elsewhere")
        paths.add(address.socket_path("/run"))
    with monkeypatch.context() as patch:
        patch.setattr(address, "PACKAGE", "/elsewhere")
        paths.add(address.socket_path("/run"))
    assert len(paths) == 4


def test_system_tells_the_process_and_the_user_of_the_other_side() -> None:
    one, other = socket.socketpair()
    with one, other:
        assert address.read_peer(one) == (os.getpid(), os.getuid())
