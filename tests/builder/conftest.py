"""A build cache for each test, and the full site as its first build leaves it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from builds import BuiltSite, ServedSite, make_options
from prospectus.builder.command import run_build
from prospectus.builder.serve import SiteServer
from tiny import FULL, NOW


@pytest.fixture
def cache_dir(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A separate build cache for the test."""
    monkeypatch.setenv("PROSPECTUS_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


@pytest.fixture(scope="session")
def _first_build(tmp_path_factory: pytest.TempPathFactory) -> tuple[BuiltSite, Path]:
    """The full site after its first build, and a copy of all its files, with their times."""
    base = tmp_path_factory.mktemp("built")
    folder, saved = base / "folder", base / "saved"
    root, site = folder / "full", folder / "site"
    shutil.copytree(FULL, root)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PROSPECTUS_CACHE", str(folder / "cache"))
        report = run_build(make_options(root, site))
    shutil.copytree(folder, saved)
    return BuiltSite(root, site, report), saved


@pytest.fixture
def built(_first_build: tuple[BuiltSite, Path], monkeypatch: pytest.MonkeyPatch) -> BuiltSite:
    """The full site as its first build with the cache leaves it: content, published files and cache."""
    built_site, saved = _first_build
    folder = built_site.root.parent
    shutil.rmtree(folder)
    shutil.copytree(saved, folder)
    monkeypatch.setenv("PROSPECTUS_CACHE", str(folder / "cache"))
    return built_site


@pytest.fixture(scope="session")
def _server(tmp_path_factory: pytest.TempPathFactory) -> ServedSite:
    folder = tmp_path_factory.mktemp("server")
    root, site = folder / "full", folder / "site"
    shutil.copytree(FULL, root)
    return ServedSite(root, SiteServer(root / "mkdocs.yml", site, lambda: NOW, with_drafts=False))


@pytest.fixture
def served(_server: ServedSite) -> ServedSite:
    """The full site in a server that has built it after each edit of the tests before, and after its revert."""
    _server.revert()
    _server.server.rebuild()
    return _server
