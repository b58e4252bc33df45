"""Tests of the home page: answers, next dates, and the latest notices."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from prospectus.views.page import PageView
from tiny import FULL, SiteFactory, build_page_views


@pytest.fixture(scope="module")
def home() -> PageView:
    """Return the English home page of the full test site."""
    return build_page_views(FULL)["en/"]


def test_answers_stand_on_the_page(home: PageView) -> None:
    guide, contract, _ = home.body.answers
    assert (guide.href, bool(guide.text), guide.figures) == ("en/guides/margin/", True, ())
    assert (contract.href, contract.text) == ("en/contracts/by/", "")
    assert "10 tonnes" in " ".join(figure.value for figure in contract.figures)


def test_answer_of_a_checklist_is_what_it_checks(tiny: SiteFactory) -> None:
    site = (FULL / "content/site.yml").read_text(encoding="utf-8")
    views = build_page_views(tiny("full", {"content/site.yml": site.replace("term:lot]", "checklist:good-seed]")}))
    answers = {address: views[address].body.answers[2] for address in ("", "en/")}
    assert {address: (answer.text, answer.points) for address, answer in answers.items()} == {
        "": ("", ("颜色", "分量")),
        "en/": ("", ("Colour", "Weight")),
    }


def test_beginnings_and_examples_are_in_the_language_of_the_page(home: PageView) -> None:
    assert [(beginning.title, beginning.href) for beginning in home.body.beginnings] == [
        ("Start here", "en/paths/first-harvest/"),
        ("A question", "en/faq/"),
    ]
    assert home.body.examples == ("barley", "margin")


def test_promise_is_the_description_if_none_is_written(home: PageView) -> None:
    assert home.body.promise == home.site.description


def latest_notices(tiny: SiteFactory, published: Mapping[str, str]) -> list[str]:
    """Return the ids of the notices on the home page, of a site with a notice per id and day."""
    lines = (FULL / "content/notices/lx-2025-03.yml").read_text(encoding="utf-8").splitlines()
    text = "\n".join(line for line in lines if not line.startswith("published:"))
    overlay = {f"content/notices/{key}.yml": f"{text}\npublished: {day}\n" if day else text for key, day in published.items()}
    return [notice.id for notice in build_page_views(tiny("full", overlay))["en/"].body.notices]


def test_latest_notices_are_those_published_last(tiny: SiteFactory) -> None:
    published = {"a": "2026-01-05", "b": "2026-03-01", "c": "", "lx-2025-03": "2025-12-31"}
    assert latest_notices(tiny, published) == ["b", "a", "lx-2025-03"]
