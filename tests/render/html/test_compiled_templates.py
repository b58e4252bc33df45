"""Templates are compiled once per installation; whatever changes their code makes Jinja compile them again."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from jinja2 import DictLoader, Environment, FileSystemLoader, pass_context
from jinja2.runtime import Context

from prospectus.cache import installation_store
from prospectus.render.html.pages import prepare_environment

TEMPLATES = {
    "page.html": "{% extends 'base.html' %}{% block body %}{{ '<' | mark }}{{ title }}{% endblock %}",
    "base.html": "<p>{% block body %}{% endblock %}",
}


@pytest.fixture(autouse=True)
def compiled(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the templates that Jinja compiles, in a new installation."""
    names: list[str] = []
    compile_template = Environment.compile

    def compile_and_note(env: Environment, source: str, name: str | None = None, *rest: object) -> object:
        names.append(str(name))
        return compile_template(env, source, name, *rest)  # type: ignore[call-overload]

    monkeypatch.setattr(Environment, "compile", compile_and_note)
    monkeypatch.setattr(installation_store, "cache_from_source", lambda _: str(tmp_path / "__pycache__/module.pyc"))
    monkeypatch.setenv("PROSPECTUS_CACHE", str(tmp_path / "user"))
    return names


def mark(text: str) -> str:
    return f"[{text}]"


@pass_context
def mark_with_title(context: Context, text: str) -> str:
    return f"{context['title']}: {text}"


def render(
    templates: dict[str, str] = TEMPLATES,
    *,
    mark_filter: Callable[..., str] = mark,
    own: tuple[str, ...] = tuple(TEMPLATES),
    optimized: bool = True,
) -> str:
    env = Environment(loader=DictLoader(templates), optimized=optimized)
    env.filters["mark"] = mark_filter
    return prepare_environment(env, frozenset(own)).get_template("page.html").render(title="A & B")


def test_templates_are_compiled_once(compiled: list[str]) -> None:
    assert render() == "<p>[&lt;]A &amp; B"
    assert compiled == ["page.html", "base.html"]
    assert render() == "<p>[&lt;]A &amp; B"
    assert compiled == ["page.html", "base.html"]


def test_only_the_template_is_compiled_that_a_site_replaces(compiled: list[str]) -> None:
    render()
    own = {**TEMPLATES, "base.html": "<div>{% block body %}{% endblock %}"}
    assert [render(own), render(), render(own)] == ["<div>[&lt;]A &amp; B", "<p>[&lt;]A &amp; B", "<div>[&lt;]A &amp; B"]
    assert compiled == ["page.html", "base.html", "base.html"]


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ({"mark_filter": mark_with_title}, "<p>A &amp; B: &lt;A &amp; B"),
        ({"own": ()}, "<p>[<]A & B"),
        ({"optimized": False}, "<p>[&lt;]A &amp; B"),
    ],
    ids=["a filter", "escaping", "a setting"],
)
def test_other_environment_has_other_code(compiled: list[str], options: dict[str, object], expected: str) -> None:
    render()
    assert render(**options) == expected  # type: ignore[arg-type]
    assert compiled == ["page.html", "base.html"] * 2
    assert render() == "<p>[&lt;]A &amp; B"


def test_other_version_of_a_library_has_other_code(compiled: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    render()
    monkeypatch.setattr("prospectus.render.html.compiled_templates.library_versions", lambda: ("jinja2 99.0",))
    render()
    assert compiled == ["page.html", "base.html"] * 2


def test_errors_name_the_file_from_which_a_template_was_loaded(tmp_path: Path, compiled: list[str]) -> None:
    for folder in (tmp_path / "one", tmp_path / "other"):
        folder.mkdir()
        (folder / "page.html").write_text("{{ 1 // 0 }}", encoding="utf-8")
        env = prepare_environment(Environment(loader=FileSystemLoader(folder)), frozenset())
        with pytest.raises(ZeroDivisionError) as raised:
            env.get_template("page.html").render()
        assert str(raised.traceback[-1].path) == str(folder / "page.html")
    assert compiled == ["page.html"] * 2
