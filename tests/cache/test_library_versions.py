"""A cache is emptied when a library whose output is published changes."""

from __future__ import annotations

import ast
import sys
from importlib.metadata import packages_distributions, version
from pathlib import Path

import pytest

import prospectus
from prospectus.cache import library_versions as versions
from prospectus.cache import sqlite_store
from prospectus.cache.sqlite_store import SqliteStore

PACKAGE = Path(prospectus.__file__).parent
PUBLISHING = "assemble.py load model mkdocs_host pipeline.py query render schedule text validate views".split()
"""The modules and packages through which content passes on its way to the site."""
PUBLISHES_NOTHING = {"ruamel-yaml", "resvg-py", "weasyprint"}
"""Libraries with which the source is edited, or which render files that are never cached."""


def imported_modules(path: Path) -> set[str]:
    """Return the top-level modules that a module imports, anywhere in it."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module)
    return {name.partition(".")[0] for name in names} - sys.stdlib_module_names


def test_every_library_that_content_passes_through_is_listed() -> None:
    files = [file for name in PUBLISHING for file in (PACKAGE / name, *(PACKAGE / name).rglob("*.py")) if file.is_file()]
    distributions = packages_distributions()
    modules = {module for file in files for module in imported_modules(file) if module in distributions}
    imported = {distributions[module][0].lower().replace("_", "-") for module in modules}
    assert imported > {"babel", "icalendar", "nh3"}
    assert imported - PUBLISHES_NOTHING <= versions.LIBRARIES


def test_versions_are_those_that_are_installed() -> None:
    found = dict(line.split(" ", 1) for line in versions.library_versions())
    libraries = ("babel", "icalendar", "jinja2", "markdown", "mkdocs-material", "nh3", "python-docx", "pyyaml")
    assert {name: found[name] for name in libraries} == {name: version(name) for name in libraries}
    assert found["python"] == sys.version


@pytest.mark.parametrize("library", ["markdown", "nh3", "icalendar", "jinja2"])
def test_store_of_another_version_of_a_library_is_empty(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, library: str) -> None:
    store = SqliteStore(tmp_path / "cache.sqlite")
    store.write({("prose", "key"): "value"})
    store.close()
    again = SqliteStore(tmp_path / "cache.sqlite")
    assert again.read("prose", "key") == "value"
    again.close()
    changed = tuple(f"{library} 0" if line.startswith(f"{library} ") else line for line in versions.library_versions())
    assert changed != versions.library_versions()
    monkeypatch.setattr(sqlite_store, "library_versions", lambda: changed)
    assert SqliteStore(tmp_path / "cache.sqlite").read("prose", "key") is None


def test_first_folder_on_the_path_that_has_a_distribution_counts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for folder, number in (("first", "9.1"), ("second", "9.2")):
        (tmp_path / folder / f"Markdown-{number}.dist-info").mkdir(parents=True)
    (tmp_path / "second" / "python_docx-1.0.egg-info").mkdir()
    (tmp_path / "second" / "something_else-1.0.dist-info").mkdir()
    monkeypatch.setattr(sys, "path", [str(tmp_path / name) for name in ("missing", "first", "second")])
    versions.library_versions.cache_clear()
    found = versions.library_versions()
    versions.library_versions.cache_clear()
    assert found[:2] == ("markdown 9.1", "python-docx 1.0")
