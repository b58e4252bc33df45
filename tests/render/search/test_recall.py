"""Whatever stands on a page is found: every title, heading, alias and form of a term, any part of them, and parts of texts."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from prospectus.builder.incremental import BuildResult
from search_engine import ask, iter_parts, iter_words, read_pages

LOCALES = ("", "en")
MAX_BYTES = 150_000
"""The most that a query may load, compressed, scripts not counted."""


def missing(site: Path, locale: str, expected: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return the queries and the addresses of pages that hold them and are not among the results."""
    answers = ask(site, [query for query, _ in expected], f"{locale}/search/data".lstrip("/"))
    assert max(answer.bytes for answer in answers) < MAX_BYTES
    return [(query, href) for (query, href), answer in zip(expected, answers, strict=True) if href not in answer.hrefs]


@pytest.mark.parametrize("locale", LOCALES)
def test_page_is_found_by_its_title_and_headings_and_parts_of_them(full: BuildResult, locale: str) -> None:
    chance = random.Random(1)
    expected = []
    for href, words in read_pages(full.folder, locale).items():
        for name in (words.title, *words.headings):
            if any(character.isalnum() for character in name):
                expected += [(name, href), *((part, href) for part in iter_parts(name, chance, 3))]
    assert len(expected) > 300
    assert missing(full.folder, locale, expected) == []


@pytest.mark.parametrize("locale", LOCALES)
def test_page_is_found_by_parts_of_its_text(full: BuildResult, locale: str) -> None:
    chance = random.Random(2)
    lines = [(line, href) for href, words in read_pages(full.folder, locale).items() for line in words.lines]
    parts = ((part, href) for line, href in lines for part in (*iter_parts(line, chance, 1), *iter_words(line, chance)))
    expected = chance.sample(list(parts), 400)
    lost = missing(full.folder, locale, expected)
    assert len(lost) <= 0.02 * len(expected), lost


@pytest.mark.parametrize(
    ("query", "href"),
    [
        ("押金", "guides/margin/"),
        ("yajin", "guides/margin/"),
        ("yj", "guides/margin/"),
        ("bzj", "guides/margin/"),
        ("保證金", "guides/margin/"),
        ("collateral", "guides/margin/"),
        ("Margin 是什么", "guides/margin/"),
        ("BY", "contracts/by/"),
        ("by2507", "contracts/by/"),
    ],
)
def test_record_is_found_by_other_names(full: BuildResult, query: str, href: str) -> None:
    (answer,) = ask(full.folder, [query])
    assert href in answer.hrefs[:3]


@pytest.mark.parametrize(
    ("query", "href"), [("collaterals", "en/guides/margin/"), ("colateral", "en/guides/margin/"), ("MARGINS", "en/guides/margin/")]
)
def test_english_is_found_in_other_forms_and_with_a_typing_error(full: BuildResult, query: str, href: str) -> None:
    (answer,) = ask(full.folder, [query], "en/search/data")
    assert href in answer.hrefs[:3]


def test_one_word_is_looked_up_in_few_parts_of_the_dictionary(full: BuildResult) -> None:
    answers = ask(full.folder, ["押金", "yajin", "yj", "collateral", "BY", "by2507"])
    assert {answer.query: answer.shards for answer in answers if answer.shards > 2} == {}


@pytest.mark.parametrize(
    ("folder", "query", "waits"),
    [
        ("search/data", "保证金", 2),
        ("search/data", "每日结算后", 2),  # a part of texts: the dictionary, then texts
        ("search/data", "yajin", 1),
        ("en/search/data", "collateral", 1),
        ("en/search/data", "collaterals", 2),
        ("en/search/data", "colateral", 3),  # the dictionary, the vocabulary, the dictionary again
    ],
)
def test_query_waits_for_few_rounds_of_files(full: BuildResult, folder: str, query: str, waits: int) -> None:
    (answer,) = ask(full.folder, [query], folder)
    assert answer.hrefs
    assert answer.waits <= waits


def test_query_of_which_no_page_holds_all_words_finds_some(full: BuildResult) -> None:
    (answer,) = ask(full.folder, ["押金怎么退还给我"])
    assert answer.loose
    assert answer.hrefs[0] == "guides/margin/"


def test_query_without_any_match_finds_nothing(full: BuildResult) -> None:
    assert [answer.hrefs for answer in ask(full.folder, ["犇羴鱻", "？！", "", "qqqqq"])] == [[], [], [], []]
