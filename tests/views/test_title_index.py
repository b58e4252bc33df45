"""The index of a list: records under the initials of their titles, in the language of the page."""

from __future__ import annotations

from typing import Any

import pytest

from tiny import SiteFactory, build_page_views

TERM = "- {{id: {key}, title: {title}, group: {group}, standing: ours, short: {{zh: 词。, en: A word.}}{more}}}\n"
TERMS = (
    ("oats", "{zh: 燕麦, en: Oats}", "words", ""),
    ("chongqing", "{zh: 重庆, en: “Chongqing” (CQ)}", "places", ""),
    ("single", "{zh: 单, en: single}", "words", ", reading: {zh: shan}"),
    ("rail", "{zh: 3号轨, en: Rail no. 3}", "words", ""),
    ("etude", "{zh: 练习曲, en: Étude}", "words", ""),
)
CATEGORIES = "\n".join(f"- {{id: {key}, title: {{zh: 组, en: {key}}}, groups: term}}" for key in ("unused", "places", "words"))


def build_glossary(tiny: SiteFactory, prefix: str) -> Any:
    """Return the body of the glossary of a site with these terms alone."""
    terms = "".join(TERM.format(key=key, title=title, group=group, more=more) for key, title, group, more in TERMS)
    return build_page_views(tiny("minimal", {"content/glossary/all.yml": terms, "content/categories/all.yml": CATEGORIES}))[
        f"{prefix}glossary/"
    ].body


@pytest.mark.parametrize(
    ("prefix", "expected"),
    [
        ("", [("C", ["chongqing"]), ("L", ["etude"]), ("S", ["single"]), ("Y", ["oats"]), ("其他", ["rail"])]),
        ("en/", [("C", ["chongqing"]), ("E", ["etude"]), ("O", ["oats"]), ("R", ["rail"]), ("S", ["single"])]),
    ],
)
def test_terms_stand_under_their_initials(tiny: SiteFactory, prefix: str, expected: list[tuple[str, list[str]]]) -> None:
    groups = build_glossary(tiny, prefix).groups
    assert [(group.heading.title, [term.id for term in group.records]) for group in groups] == expected
    assert [group.heading.id for group in groups] == [f"letter-{'other' if title == '其他' else title.lower()}" for title, _ in expected]


@pytest.mark.parametrize("prefix", ["", "en/"])
def test_terms_have_the_reading_of_their_chinese_title(tiny: SiteFactory, prefix: str) -> None:
    terms = {term.id: term.syllables for group in build_glossary(tiny, prefix).groups for term in group.records}
    assert terms == {"oats": "yan mai", "chongqing": "chong qing", "single": "shan", "rail": "3 hao gui", "etude": "lian xi qu"}


def test_parts_of_the_list_are_counted_in_their_order(tiny: SiteFactory) -> None:
    assert [(part.id, part.count) for part in build_glossary(tiny, "").parts] == [("places", 1), ("words", 4)]
