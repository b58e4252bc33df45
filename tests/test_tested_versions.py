"""Shortcuts around libraries run only with tested versions; the site has the same bytes without them."""

from __future__ import annotations

import sys

import pytest
from jinja2 import Environment

from prospectus import tested_versions
from prospectus.builder.incremental import BuildResult
from prospectus.render.html.pages import prepare_environment
from prospectus.tested_versions import TESTED_VERSIONS, is_tested, list_untested
from prospectus.text.markdown import create_parser
from tiny import RunCommand, SiteFactory, build_to, read_files

SHORTCUTS = ("prospectus.text.markdown_fast", "prospectus.render.html.jinja_fast")


@pytest.fixture
def untested(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pretend that other versions of the libraries are installed, with which the shortcuts cannot even be imported."""
    monkeypatch.setattr(tested_versions, "version", lambda _name: "99.0")
    for module in SHORTCUTS:
        monkeypatch.setitem(sys.modules, module, None)


@pytest.mark.parametrize("name", TESTED_VERSIONS)
def test_installed_version_is_tested(name: str) -> None:
    """Add a new version to the table only after the tests of the shortcut passed with it."""
    assert is_tested(name)
    assert list_untested() == []


def test_untested_versions_are_listed(untested: None) -> None:
    assert list_untested() == ["jinja2 99.0", "markdown 99.0"]


def test_shortcut_is_not_imported_with_an_untested_version(untested: None) -> None:
    env = prepare_environment(Environment(autoescape=True), frozenset())
    assert (env.context_class, env.code_generator_class) == (Environment.context_class, Environment.code_generator_class)
    assert create_parser().convert("## a") == '<h2 id="section-1"><span id="a"></span>a</h2>'


def test_site_has_the_same_bytes_with_untested_versions(tiny: SiteFactory, full: BuildResult, untested: None) -> None:
    root = tiny("full")
    build_to(root, root / "site")
    assert read_files(root / "site") == read_files(full.folder)


@pytest.mark.parametrize(("language", "words"), [("en", "Our shortcuts were not tested with"), ("zh", "尚未用")])
def test_build_names_untested_versions(run: RunCommand, tiny: SiteFactory, untested: None, language: str, words: str) -> None:
    root = tiny("minimal")
    result = run("build", "--no-cache", "--strict", "--now", "2025-03-10T09:00+08:00", "--lang", language, folder=root)
    assert (result.code, [line.split("99.0")[0] for line in result.err.splitlines() if "99.0" in line]) == (
        0,
        [f"{words} {library} " for library in ("jinja2", "markdown")],
    )
