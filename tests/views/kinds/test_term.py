"""The pages of terms: their meaning in each language, and where they are used."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import pytest

from prospectus.render.html.jsonld import build_jsonld
from prospectus.views.page import PageView
from tiny import FULL, SiteFactory, build_page_views

SHORT = {"zh": "买卖期货的最小数量单位。", "en": "The smallest quantity in which a futures contract is traded."}


@pytest.fixture(scope="module")
def pages() -> Mapping[str, PageView]:
    """Return the pages of the full test site by address."""
    return build_page_views(FULL)


def describe_term(page: PageView) -> dict[str, Any]:
    """Return the DefinedTerm in the JSON-LD of a page."""
    (node,) = [node for node in json.loads(str(build_jsonld(page)))["@graph"] if node["@type"] == "DefinedTerm"]
    return dict(node)


@pytest.mark.parametrize(("prefix", "language", "other"), [("", "zh", "en"), ("en/", "en", "zh")])
def test_page_of_a_term_has_its_meaning_in_each_language(pages: Mapping[str, PageView], prefix: str, language: str, other: str) -> None:
    page = pages[f"{prefix}glossary/lot/"]
    assert page.body.record.short == page.description == describe_term(page)["description"] == SHORT[language]
    assert [entry.short for entry in page.body.record.others] == [SHORT[other]]
    assert page.body.record.confused_with
    assert page.body.record.lesson.id == "first-words"
    assert describe_term(page)["inDefinedTermSet"]["url"].endswith(f"/{prefix}glossary/")


def add_term(tiny: SiteFactory, *fields: str, files: Mapping[str, str] | None = None) -> Mapping[str, PageView]:
    """Return the pages of the full test site with oats as a further term."""
    term = ", ".join(("id: oats", "title: {zh: 燕麦, en: oats}", "group: words", "standing: ours", *fields))
    return build_page_views(tiny("full", {"content/glossary/more.yml": f"- {{{term}}}\n", **(files or {})}))


def test_meaning_in_one_language_is_shown_once(tiny: SiteFactory) -> None:
    pages = add_term(tiny, "short: {zh: 粮食。}")
    terms = [pages[f"{prefix}glossary/oats/"].body.record for prefix in ("", "en/")]
    assert [(str.__str__(term.short), [other.short for other in term.others]) for term in terms] == [("粮食。", [""]), ("粮食。", [""])]


def test_only_explained_terms_open_in_place(tiny: SiteFactory) -> None:
    assert add_term(tiny)[""].site.terms.explained == {"barley", "lot", "keeping-ones-word"}


def test_uses_are_grouped_by_kind_and_counted(tiny: SiteFactory) -> None:
    guide = "title: {{zh: 燕麦{0}, en: oats {0}}}\ngroup: basics\n"
    lesson = (FULL / "courses/lessons/first-words.yml").read_text(encoding="utf-8").replace("一手大麦", "一手燕麦", 1)
    files = {f"content/guides/oats-{number:02}.yml": guide.format(number) for number in range(42)}
    uses = add_term(tiny, files={**files, "courses/lessons/first-words.yml": lesson})["glossary/oats/"].body.uses
    counts = [(group.kind, len(group.records), group.count, group.more_count) for group in uses.groups]
    assert (counts, uses.count) == ([("guide", 40, 42, 2), ("contract", 1, 1, 0), ("lesson", 1, 1, 0)], 44)
