"""Tests of the views of worked examples: each sum in words and in figures."""

from __future__ import annotations

from pathlib import Path

import pytest

from prospectus.model.values.text import Text
from prospectus.model.values.worked_example import Example, Given, Working
from prospectus.views.kinds.worked_example import build_example_view
from prospectus.views.view import View
from tiny import SiteFactory, build_to


def build_view(sum_: str, value: float, **values: float) -> View:
    """Return the view of an example with one sum. The title of each figure is its name in capitals."""
    given = tuple(Given(name=name, title=Text({"en": name.upper()}), value=figure) for name, figure in values.items())
    working = Working(name="result", title=Text({"en": "RESULT"}), sum=sum_, value=value)
    worked_example = Example(title=Text({"en": "Example"}), given=given, workings=(working,))
    view = View(
        given=tuple(View(name=figure.name, title=figure.title["en"]) for figure in given), workings=(View(name="result", title="RESULT"),)
    )
    return build_example_view(worked_example, view, "en")


@pytest.mark.parametrize(
    ("sum_", "words", "figures"),
    [
        ("price*lots", "PRICE × LOTS", "4,000 × 3"),
        ("( price-low ) /lots", "(PRICE − LOW) ÷ LOTS", "(4,000 − (−2.5)) ÷ 3"),
        ("-price * -lots", "−PRICE × −LOTS", "−4,000 × −3"),
        ("-(price + 1000000)", "−(PRICE + 1,000,000)", "−(4,000 + 1,000,000)"),
        ("(price) - 1", "(PRICE) − 1", "(4,000) − 1"),
        ("0.5 + low", "0.5 + LOW", "0.5 + (−2.5)"),
    ],
)
def test_sum_is_shown_in_words_and_in_figures(sum_: str, words: str, figures: str) -> None:
    working = build_view(sum_, 0, price=4000, lots=3, low=-2.5).workings[0]
    assert ("".join(working.words), "".join(working.figures)) == (words, figures)


@pytest.mark.parametrize(("value", "rounded", "figure"), [(0.75, False, "0.75"), (0.8, True, "0.8"), (1, True, "1")])
def test_rounded_result_is_marked(value: float, rounded: bool, figure: str) -> None:
    working = build_view("price / lots", value, price=3, lots=4).workings[0]
    assert (working.rounded, working.figure) == (rounded, figure)


def test_later_sum_uses_the_result_as_written() -> None:
    text = Text({"en": "x"})
    thirds = Working(name="third", title=text, sum="1 / 3", value=0.33)
    worked_example = Example(
        title=text,
        given=(Given(name="one", title=text, value=1),),
        workings=(thirds, Working(name="again", title=text, sum="third * 3", value=0.99)),
    )
    view = View(given=(View(name="one", title="x"),), workings=(View(name="third", title="x"), View(name="again", title="x")))
    assert [working.rounded for working in build_example_view(worked_example, view, "en").workings] == [True, False]


def test_title_in_another_language_is_tagged(tiny: SiteFactory, tmp_path: Path) -> None:
    root = tiny("full")
    lesson = root / "courses/lessons/barley-margin.yml"
    lesson.write_text(lesson.read_text(encoding="utf-8").replace(", en: Lots}", "}"), encoding="utf-8")
    build_to(root, tmp_path / "site")
    page = (tmp_path / "site/en/lessons/barley-margin/index.html").read_text(encoding="utf-8")
    assert 'Opening price × Contract size × <span lang="zh-CN">手数</span> × Margin rate' in page
