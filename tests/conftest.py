"""What tests share: tiny sites to change, and one build of each whole site."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

from prospectus import cli
from tiny import FULL, HERE, REPOSITORY, Overlay, Ran, Run, Tiny, built, laid_over, machine_files

if TYPE_CHECKING:
    from prospectus.builder import Built


settings.register_profile("unhurried", deadline=None)  # time is for benchmarks
settings.load_profile("unhurried")


@pytest.fixture(scope="session", autouse=True)
def _cache_of_its_own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keep commands away from the build cache of whoever runs the tests, and builds from the time it is set to."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PROSPECTUS_CACHE", str(tmp_path_factory.mktemp("cache")))
        patch.delenv("SOURCE_DATE_EPOCH", raising=False)
        yield


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Run:
    """Run `prospectus` with arguments, in a folder, as a shell would; whatever is wrong, it ends without a traceback."""

    def run(*arguments: object, folder: Path | None = None) -> Ran:
        monkeypatch.setattr(sys, "argv", ["prospectus", *map(str, arguments)])
        if folder is not None:
            monkeypatch.chdir(folder)
        code = 0
        try:
            cli.main()
        except SystemExit as end:
            code = int(end.code or 0)
        found = Ran(code, *capfd.readouterr())
        assert "Traceback" not in found.err + found.out
        return found

    return run


@pytest.fixture
def tiny(tmp_path: Path) -> Tiny:
    """Copy a tiny site to a place of its own and lay files over it: `tiny("minimal", {"content/x.yml": "…"})`."""

    def copy(name: str = "minimal", overlay: Overlay | None = None) -> Path:
        root = tmp_path / name
        shutil.copytree(HERE / "sites" / name, root)
        return laid_over(root, overlay or {})

    return copy


@pytest.fixture(scope="session")
def full(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """The full tiny site, built once."""
    return built(FULL, tmp_path_factory.mktemp("full"))


@pytest.fixture(scope="session")
def full_machine() -> dict[str, bytes]:
    """What the full tiny site publishes beside its pages."""
    return machine_files(FULL)


@pytest.fixture(scope="session")
def repository_machine() -> dict[str, bytes]:
    """What the site of this repository publishes beside its pages."""
    return machine_files(REPOSITORY)


@pytest.fixture(scope="session")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """The site of this repository, built once."""
    return built(REPOSITORY, tmp_path_factory.mktemp("repository"))
