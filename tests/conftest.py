"""Shared fixtures: small sites to change, one build of each complete site, and full builds to compare with."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

from builds import ScratchBuilds, computing_once
from prospectus.cli import main
from prospectus.pipeline import build_site
from tiny import (
    FULL,
    HERE,
    NOW,
    REPOSITORY,
    REPOSITORY_URL,
    CommandResult,
    Overlay,
    RunCommand,
    SiteFactory,
    build_to,
    site_source,
    write_files,
)

if TYPE_CHECKING:
    from prospectus.builder.incremental import BuildResult


settings.register_profile("unhurried", deadline=None)  # time is measured by benchmarks
settings.load_profile("unhurried")


@pytest.fixture(scope="session", autouse=True)
def _separate_cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Use a separate build cache, and ignore the time and the language that the environment of the user states."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PROSPECTUS_CACHE", str(tmp_path_factory.mktemp("cache")))
        patch.delenv("SOURCE_DATE_EPOCH", raising=False)
        patch.setenv("PROSPECTUS_LANG", "en")
        yield


@pytest.fixture(scope="session", autouse=True)
def _fast_builds() -> Iterator[None]:
    with computing_once():
        yield


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> RunCommand:
    """Run `prospectus` with arguments in a folder, as from a shell. Fails if the command prints a traceback."""

    def run(*arguments: object, folder: Path | None = None) -> CommandResult:
        monkeypatch.setattr(sys, "argv", ["prospectus", *map(str, arguments)])
        if folder is not None:
            monkeypatch.chdir(folder)
        code = 0
        try:
            main.main()
        except SystemExit as exit_error:
            code = int(exit_error.code or 0)
        result = CommandResult(code, *capfd.readouterr())
        assert "Traceback" not in result.err + result.out
        return result

    return run


@pytest.fixture
def tiny(tmp_path: Path) -> SiteFactory:
    """Copy a test site to a temporary folder and write files over it: `tiny("minimal", {"content/x.yml": "…"})`."""

    def copy(name: str = "minimal", overlay: Overlay | None = None) -> Path:
        root = tmp_path / name
        shutil.copytree(HERE / "sites" / name, root)
        return write_files(root, overlay or {})

    return copy


@pytest.fixture(scope="session")
def build_from_scratch(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., dict[str, bytes]]:
    """Return the files of a full build without the cache: `build_from_scratch(root, now)`."""
    base = tmp_path_factory.getbasetemp()
    return ScratchBuilds((base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "scratch-builds").build


@pytest.fixture(scope="session")
def full(tmp_path_factory: pytest.TempPathFactory) -> BuildResult:
    """The full test site, built once."""
    return build_to(FULL, tmp_path_factory.mktemp("full"))


def build_all_data_files(root: Path) -> dict[str, bytes]:
    return {artifact.path: artifact.body for artifact in build_site(site_source(root), now=NOW).data_files}


@pytest.fixture(scope="session")
def full_data_files() -> dict[str, bytes]:
    """The data files of the full test site: everything that is not a page."""
    return build_all_data_files(FULL)


@pytest.fixture(scope="session")
def repository_data_files() -> dict[str, bytes]:
    """The data files of the site of this repository: everything that is not a page."""
    return build_all_data_files(REPOSITORY)


@pytest.fixture(scope="session")
def repository(tmp_path_factory: pytest.TempPathFactory) -> BuildResult:
    """The site of this repository, built once, with an address as a local server has."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SITE_URL", REPOSITORY_URL)
        return build_to(REPOSITORY, tmp_path_factory.mktemp("repository"))
