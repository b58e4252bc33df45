"""Headings of Chinese pages get places for line breaks; everything else on a page stays as it is."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from prospectus.render.html.headings import break_headings
from prospectus.text.glossary import Glossary, TermForm

GLOSSARY = Glossary([TermForm("上期所", "exchange"), TermForm("交易保证金", "margin")])


def make_page(language: str) -> Any:
    """Return a page with the attributes that `break_headings` reads."""
    return SimpleNamespace(site=SimpleNamespace(language=language, terms=SimpleNamespace(glossary=GLOSSARY)))


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<h1>上期所监管信息</h1><p>上期所监管信息</p>", "<h1>上期所<wbr>监管信息</h1><p>上期所监管信息</p>"),
        ('<h2 id="a"><span id="b"></span>收取交易保证金</h2>', '<h2 id="a"><span id="b"></span>收取<wbr>交易保证金</h2>'),
        ('<h2>\n<a href="上期所监管">上期所监管</a></h2>', '<h2>\n<a href="上期所监管">上期所<wbr>监管</a></h2>'),
        ("<h3>上期所监管信息</h3>", "<h3>上期所<wbr>监管信息</h3>"),
        ("<h4>上期所监管信息</h4>", "<h4>上期所监管信息</h4>"),
        ("<header>上期所监管信息</header>", "<header>上期所监管信息</header>"),
    ],
)
def test_only_headings_of_three_levels_are_marked(html: str, expected: str) -> None:
    assert str(break_headings(html, make_page("zh"))) == expected


def test_headings_in_other_languages_stay_as_they_are() -> None:
    assert str(break_headings("<h1>上期所监管信息</h1>", make_page("en"))) == "<h1>上期所监管信息</h1>"
