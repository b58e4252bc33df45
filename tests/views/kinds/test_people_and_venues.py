"""The pages of people and venues, and the links to them from events."""

from __future__ import annotations

import json
from collections.abc import Mapping

import pytest

from prospectus.render.html.jsonld import build_jsonld
from prospectus.views.page import PageView
from tiny import FULL, SiteFactory, build_page_views

TALKS = """\
- id: early-talk
  type: talk
  title: {zh: 早春, en: Early spring}
  starts: 2025-03-01 10:00
  language: zh
  people: [{name: {zh: 麦穗}}]
  replay: {url: https://lakeside.example/replays/early}
- id: late-talk
  type: talk
  title: {zh: 暮春, en: Late spring}
  starts: 2025-03-20 10:00
  language: zh
  place: {en: "Barley Room, Lake Town"}
  people: [{name: {zh: 芒种, en: Awn Sower}}]
  segments: [{title: {zh: 问答, en: Questions}, people: [{person: ear-barley, role: moderator}]}]
"""


@pytest.fixture(scope="module")
def pages() -> Mapping[str, PageView]:
    return build_page_views(FULL)


def test_person_has_events_to_come_and_past_ones(tiny: SiteFactory) -> None:
    page = build_page_views(tiny("full", {"calendar/2025/03.yml": TALKS}))["en/people/ear-barley/"]
    assert page.title == "Ear Barley"
    assert [(event.title, event.roles) for event in page.body.upcoming] == [
        ("Late spring", ("moderator",)),
        ("Lecture in the field", ("speaker",)),
    ]
    assert [(event.title, event.replay.url) for event in page.body.past] == [("Early spring", "https://lakeside.example/replays/early")]


def test_venue_has_its_events(tiny: SiteFactory) -> None:
    page = build_page_views(tiny("full", {"calendar/2025/03.yml": TALKS}))["venues/barley-room/"]
    assert [event.title for event in page.body.upcoming] == ["暮春", "田间讲座"]


def test_event_links_to_its_people_and_its_venue(pages: Mapping[str, PageView]) -> None:
    event = pages["en/calendar/events/field-lecture/"].body.record
    assert [person.person.href for person in event.people] == ["en/people/ear-barley/"]
    assert (event.venue.href, event.venue.address) == ("en/venues/barley-room/", "1 Lakeside Road, Lake Town")


def test_jsonld_of_a_person_and_of_a_venue(pages: Mapping[str, PageView]) -> None:
    person, venue = (
        json.loads(str(build_jsonld(pages[path])))["@graph"][-1] for path in ("en/people/ear-barley/", "en/venues/barley-room/")
    )
    assert (person["@type"], person["name"], person["knowsLanguage"]) == ("Person", "Ear Barley", ["zh", "en"])
    assert person["affiliation"] == {"@type": "Organization", "name": "Lakeside Growers"}
    assert (venue["@type"], venue["address"], venue["maximumAttendeeCapacity"]) == ("Place", "1 Lakeside Road, Lake Town", 80)


def test_person_has_a_portrait_that_the_site_publishes(tiny: SiteFactory) -> None:
    root = tiny("full")
    file = root / "content/people/all.yml"
    file.write_text(file.read_text(encoding="utf-8").replace("  summary:", "  portrait: assets/field.jpg\n  summary:"), encoding="utf-8")
    page = build_page_views(root)["en/people/ear-barley/"]
    node = json.loads(str(build_jsonld(page)))["@graph"][-1]
    assert (page.body.record.portrait, node["image"]) == ("assets/field.jpg", "https://lakeside.example/learn/assets/field.jpg")
