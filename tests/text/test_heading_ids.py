"""Tests of the ids of headings: the same in every language, with the ids by words as anchors."""

from __future__ import annotations

import re

import pytest

from prospectus.text.markdown import MarkdownRenderer

CHINESE = "## 为什么\n\n### 谁付\n\n### 付多少\n\n## 以后\n\n#### 细节\n"
ENGLISH = "## Why\n\n### Who pays\n\n### How much\n\n## Afterwards\n\n#### Details\n"
BY_PLACE = ["section-1", "section-1-1", "section-1-2", "section-2", "section-2-0-1"]


def heading_ids(text: str) -> list[str]:
    return re.findall(r'<h[2-6] id="([^"]*)"', MarkdownRenderer().render(text, str).text)


@pytest.mark.parametrize("text", [CHINESE, ENGLISH])
def test_headings_have_the_same_ids_in_both_languages(text: str) -> None:
    assert heading_ids(text) == BY_PLACE


def test_id_by_words_stays_as_an_anchor() -> None:
    html = MarkdownRenderer().render("## 怎么算\n\n## *How* much?\n\n## 怎么算\n", str).text
    assert '<h2 id="section-1"><span id="怎么算"></span>怎么算</h2>' in html
    assert '<h2 id="section-2"><span id="how-much"></span><em>How</em> much?</h2>' in html
    assert '<h2 id="section-3"><span id="怎么算_1"></span>怎么算</h2>' in html


def test_id_that_an_editor_has_written_stays() -> None:
    html = MarkdownRenderer().render("## Fees {#fees}\n\n## More\n", str).text
    assert '<h2 id="fees">Fees</h2>' in html
    assert heading_ids("## Fees {#fees}\n\n## More\n") == ["fees", "section-2"]


def test_id_by_place_gives_way_to_one_that_is_written() -> None:
    assert heading_ids("## A {#section-2}\n\n## B\n") == ["section-2", "section-2_1"]


def test_table_of_contents_leads_to_the_ids_by_place() -> None:
    headings = MarkdownRenderer().render(ENGLISH, str).headings
    assert [(heading.title, heading.id) for heading in headings] == [("Why", "section-1"), ("Afterwards", "section-2")]
