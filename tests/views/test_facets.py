"""Facets of a list and the counts of their options."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from prospectus.views import pages
from tiny import SiteFactory, build_page_views

COURSE = "title: {{zh: 课, en: Course {name}}}\nprogramme: barley-school\n{more}"


def bodies_with_courses(tiny: SiteFactory, courses: Mapping[str, str]) -> dict[str, Any]:
    """Return the bodies of the pages of the full tiny site with further courses, by address."""
    root = tiny("full", {f"courses/courses/{name}.yml": COURSE.format(name=name, more=more) for name, more in courses.items()})
    return {address: page.body for address, page in build_page_views(root).items()}


def facet_counts(body: Any) -> dict[str, list[tuple[str, int]]]:
    """Return the options and counts of each facet of a list, by the name of the facet."""
    return {facet.name: [(str(option.value), option.count) for option in facet.options] for facet in body.facets.shown}


def test_options_are_counted_in_the_order_of_records_and_words(tiny: SiteFactory) -> None:
    bodies = bodies_with_courses(
        tiny,
        {
            "deep": "audiences: [overseas]\nlevel: advanced\nlanguages: [en]\n",
            "plain": "audiences: [overseas, farmers]\nlevel: introductory\nlanguages: [en, zh]\nformats: [examination]\n",
        },
    )
    assert facet_counts(bodies["courses/"]) == {
        "audiences": [("farmers", 2), ("overseas", 3)],
        "level": [("introductory", 1), ("advanced", 1), ("-", 1)],
        "formats": [("online", 1), ("in-person", 1), ("examination", 1), ("-", 1)],
        "languages": [("zh", 1), ("en", 2), ("-", 1)],
    }


def test_record_is_marked_with_its_values_of_the_shown_facets(tiny: SiteFactory) -> None:
    bodies = bodies_with_courses(tiny, {"deep": "audiences: [overseas]\nlevel: advanced\n"})
    assert bodies["courses/"].facets.marks == {
        "first-steps": "audiences:farmers audiences:overseas level:- formats:online formats:in-person",
        "deep": "audiences:overseas level:advanced formats:-",
    }


def test_facet_with_one_option_is_not_shown(tiny: SiteFactory) -> None:
    bodies = bodies_with_courses(tiny, {"same": "audiences: [farmers, overseas]\nlevel: advanced\n", "first-steps": "level: advanced\n"})
    assert facet_counts(bodies["courses/"]) == {"audiences": [("farmers", 1), ("overseas", 1), ("-", 1)]}


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("", {"面向": ["种植户", "境外读者"], "程度": ["高阶", "未注明"], "形式": ["线上", "现场", "未注明"]}),
        (
            "en/",
            {"For": ["Farmers", "Readers overseas"], "Level": ["Advanced", "Not stated"], "Format": ["Online", "In person", "Not stated"]},
        ),
    ],
)
def test_words_are_in_the_language_of_the_page(tiny: SiteFactory, language: str, words: dict[str, list[str]]) -> None:
    shown = bodies_with_courses(tiny, {"deep": "audiences: [overseas]\nlevel: advanced\n"})[f"{language}courses/"].facets.shown
    assert {str(facet.title): [str(option.title) for option in facet.options] for facet in shown} == words


def test_unstated_products_of_a_lesson_have_their_own_label(tiny: SiteFactory) -> None:
    facets = bodies_with_courses(tiny, {})["en/lessons/"].facets.shown
    products = next(facet for facet in facets if facet.name == "products")
    assert [(option.value, str(option.title)) for option in products.options] == [("by", "Barley futures"), ("-", "Any")]


def test_facets_of_a_long_list_count_the_records_of_one_page(tiny: SiteFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "PER_FACETED_PAGE", 1)
    bodies = bodies_with_courses(tiny, {})
    facets_by_page = [bodies[address].facets for address in ("lessons/", "lessons/page/2/")]
    assert [(list(facets.marks), [facet.name for facet in facets.shown]) for facets in facets_by_page] == [
        (["first-words"], []),
        (["barley-margin"], ["audiences"]),
    ]


def test_list_of_a_kind_without_facets_has_none(tiny: SiteFactory) -> None:
    assert facet_counts(bodies_with_courses(tiny, {})["guides/"]) == {}
