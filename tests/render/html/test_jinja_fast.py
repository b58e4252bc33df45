"""The faster Jinja environment renders templates to the same text as Jinja alone."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import DictLoader, Environment, pass_context
from jinja2.exceptions import UndefinedError
from jinja2.runtime import Context
from markupsafe import Markup, escape

from prospectus.render.html.jinja_fast import escape_to_str, optimise
from prospectus.text.language_tags import MixedScript, OtherLanguage
from prospectus.views.interface_words import InterfaceWords
from prospectus.views.view import View

TEMPLATES = {
    "base": "<{% block head %}{{ site }}{% endblock %}>{% block body %}{% endblock %}",
    "parts": """
        {% macro name(record, level=2) %}<h{{ level }} title="{{ record.title }}">{{ record.title }}</h{{ level }}>{% endmacro %}
        {% macro row(t, record) %}{{ name(record, level=3) }}{{ t("n", n=record.n) }}{{ t("raw") }}
          {{ caller(record.title) if caller else "" }}{% endmacro %}
        {% macro rest() %}{{ varargs | join("|") }}
          {% for key, value in kwargs.items() %}{{ key }}={{ value }};{% endfor %}{% endmacro %}""",
    "unescaped": "{% macro name(record) %}<i>{{ record.title }}</i>{% endmacro %}",
    "shown": "{{ record.title }}{{ m.name(record) }}",
    "page": """{% extends "base" %}{% import "parts" as m %}{% import "unescaped" as u %}
        {% block head %}{{ super() }}{{ title }}{% endblock %}
        {% block body %}
        {% set kept %}<b>{{ title }}</b>{% endset %}{{ kept }}{{ "a" ~ title ~ kept }}{{ number }}{{ nothing }}{{ words["key"] }}
        {% for record in records recursive %}{% set own = loop.index %}
          {% call(text) m.row(t, record) %}<i>{{ text }}{{ own }}</i>{% endcall %}
          {{ u.name(record) }}{{ around("own") }}{% include "shown" %}
          {{ m.rest(title, record.n, a=title) }}{{ t.has("n") }}{{ words.items() | list }}{{ loop(record.inner) }}
        {% endfor %}
        {% filter upper %}{{ title }}{% endfilter %}{{ self.head() }}{{ missing }}{% endblock %}""",
}

texts = st.text("<>&'\"ab 大麦\u2028") | st.text()
values = (
    texts
    | texts.map(Markup)
    | texts.map(lambda text: OtherLanguage.with_tag(text, "zh"))
    | texts.map(lambda text: MixedScript.with_tag(text, "zh"))
)


@pass_context
def _get_variable(context: Context, name: str) -> Any:
    return context.get(name, "none")


def _create_environment() -> Environment:
    env = Environment(loader=DictLoader(TEMPLATES), autoescape=lambda name: name != "unescaped")
    env.globals["around"] = _get_variable
    return env


PLAIN, FAST = _create_environment(), _create_environment()
optimise(FAST)


@given(values | st.integers() | st.none() | st.booleans() | st.lists(texts))
def test_escape_to_str_equals_markupsafe(value: object) -> None:
    assert str(escape_to_str(value)) == str(escape(value))


@given(st.lists(values, min_size=3, max_size=3), st.integers())
def test_template_gives_the_same_as_with_jinja_alone(titles: list[Any], number: int) -> None:
    inner = View(title=titles[2], n=number, inner=())
    variables = {
        "site": titles[0],
        "title": titles[1],
        "number": number,
        "nothing": None,
        "words": {"key": titles[0]},
        "records": [View(title=titles[1], n=1, inner=(inner,)), inner],
        "t": InterfaceWords({"n": "{n} & <more>", "raw": "'raw'"}),
    }
    assert FAST.get_template("page").render(variables) == PLAIN.get_template("page").render(variables)


@pytest.mark.parametrize("template", ["{{ missing() }}", "{{ missing.name }}", "{{ view.missing() }}"])
def test_undefined_name_raises_as_with_jinja_alone(template: str) -> None:
    with pytest.raises(UndefinedError):
        FAST.from_string(template).render(view={})
