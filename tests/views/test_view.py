"""Views are immutable values, and reading a name that a view does not have is an error."""

from __future__ import annotations

import pickle

import pytest
from jinja2 import Environment
from markupsafe import Markup, escape

from prospectus.errors import MissingViewField, UsageError
from prospectus.text.language_tags import MixedScript, OtherLanguage, tag_han_runs
from prospectus.views.interface_words import InterfaceWords
from prospectus.views.view import FieldwiseView, View, to_attribute


def test_view_has_the_values_it_was_created_with() -> None:
    view = View(title="x", parts=(1, 2))
    assert (view.title, view.parts, list(view), "title" in view, "href" in view) == ("x", (1, 2), ["title", "parts"], True, False)


def test_view_cannot_be_changed() -> None:
    view = View(title="x")
    with pytest.raises(AttributeError):
        view.title = "y"
    more = view.with_values(href="z")
    assert (list(view), more.title, more.href) == (["title"], "x", "z")


def test_fieldwise_view_reads_a_field_whenever_it_is_asked_for_it() -> None:
    read: list[str] = []
    view = FieldwiseView(lambda name: read.append(name) or name.upper(), ("title", "level"), id="x")
    more = view.with_values(minutes=3)
    assert (view.id, view.title, more.title, more.minutes, "level" in more, read) == ("x", "TITLE", "TITLE", 3, True, ["title", "title"])
    with pytest.raises(MissingViewField, match="it has id, title, level"):
        _ = view.titel
    assert view == View(id="x", title="TITLE", level="LEVEL") == pickle.loads(pickle.dumps(view))


def test_missing_name_in_a_template_is_an_error_that_lists_existing_names() -> None:
    template = Environment(autoescape=True).from_string("{{ view.titel }}")
    with pytest.raises(MissingViewField, match=r"The view has no 'titel'; it has title, href"):
        template.render(view=View(title="x", href="y"))


def test_views_with_the_same_names_and_values_are_equal_and_survive_a_process() -> None:
    view = View(title=OtherLanguage.with_tag("大麦", "zh-CN"), inner=View(n=1))
    again = pickle.loads(pickle.dumps(view))
    assert (again, hash(again), again.title.tag) == (view, hash(view), "zh-CN")
    assert view != view.with_values(n=2)


def test_text_in_another_language_has_a_lang_attribute_in_html_only() -> None:
    text = OtherLanguage.with_tag('<大麦 & "b">', "zh-CN")
    assert escape(text) == Markup('<span lang="zh-CN">&lt;大麦 &amp; &#34;b&#34;&gt;</span>')
    assert to_attribute(text) == "&lt;大麦 &amp; &#34;b&#34;&gt;"
    assert text == '<大麦 & "b">'


def test_han_runs_on_a_page_in_another_script_have_a_lang_attribute_outside_of_tags() -> None:
    text = MixedScript.with_tag("the 会客系统 (《系统》) & <b>", "zh-CN")
    marked = 'the <span lang="zh-CN">会客系统</span> (<span lang="zh-CN">《系统》</span>) &amp; &lt;b&gt;'
    assert (escape(text), pickle.loads(pickle.dumps(text)).tag) == (Markup(marked), "zh-CN")
    assert tag_han_runs('<img alt="大麦"> 大麦', "zh") == '<img alt="大麦"> <span lang="zh">大麦</span>'


@pytest.mark.parametrize("words", ["{m} in all", "{n", "{} in all", "{n.__class__.nothing} in all"])
def test_placeholder_without_a_value_is_wrong_use_and_lists_existing_ones(words: str) -> None:
    with pytest.raises(UsageError) as error:
        InterfaceWords({"list.count": words})("list.count", n=3)
    assert str(error.value) == f"The words for 'list.count' may have no gaps but {{n}}; they are {words!r}"


def test_braces_in_a_value_are_not_filled_in_again() -> None:
    assert InterfaceWords({"a": "{title}!"})("a", title="{n} {0}") == "{n} {0}!"
