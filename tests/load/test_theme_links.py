"""A theme of a site's own is published: nothing in it may lead out of its folder."""

from __future__ import annotations

from pathlib import Path

import pytest
from jinja2 import DictLoader, Environment

from prospectus.errors import UsageError
from prospectus.load.theme import load_theme
from prospectus.render.html.template_errors import report_template_errors
from tiny import REPOSITORY


def test_link_out_of_the_theme_is_a_problem(tmp_path: Path) -> None:
    theme = tmp_path / "site" / "theme"
    (theme / "assets").mkdir(parents=True)
    (tmp_path / "secret").write_text("secret", encoding="utf-8")
    (theme / "assets" / "own.css").write_text("", encoding="utf-8")
    links = {"out": "../../../secret", "folder": "/etc", "circle": "circle", "gone": "/nowhere", "inside.css": "own.css"}
    for name, target in links.items():
        (theme / "assets" / name).symlink_to(target)
    problems = load_theme(tmp_path / "site", (theme, REPOSITORY / "theme")).problems
    assert [(problem.code, problem.path) for problem in problems] == [
        ("PR027", f"theme/assets/{name}") for name in ("circle", "folder", "gone", "out")
    ]


@report_template_errors()
def _start(env: Environment) -> str:
    template = env.get_template("page.html")
    return "".join(template.root_render_func(template.new_context({})))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('\n{% include "../../x" %}', "The template page.html cannot be used, line 2: there is no template ../../x in the theme"),
        ("{% if %}", "The template page.html cannot be used, line 1: Expected an expression"),
        ("\n\n{{ missing.name }}", "The template page.html cannot be used, line 3: 'missing' is undefined"),
        ("{{ 1 / 0 }}", "The template page.html cannot be used, line 1: ZeroDivisionError: division by zero"),
    ],
)
def test_mistake_in_a_template_is_told_with_its_line(text: str, message: str) -> None:
    env = Environment(loader=DictLoader({"page.html": text}))
    with pytest.raises(UsageError) as told:
        _start(env)
    assert str(told.value).startswith(message)


def test_mistake_of_ours_stays_what_it_is() -> None:
    env = Environment(loader=DictLoader({"page.html": "{{ call() }}"}))
    with pytest.raises(ZeroDivisionError), report_template_errors():
        env.get_template("page.html").render(call=lambda: 1 / 0)
