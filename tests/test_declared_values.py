"""Levels and types of events that a site declares: in checks, schemas, spreadsheets and the rules of the calendar."""

from __future__ import annotations

from pathlib import Path

import pytest

from example_records import SITE, make_event
from prospectus.editors.write import build_schemas
from prospectus.model.kinds.site import SiteEventType
from prospectus.model.values.text import LineText
from prospectus.pipeline import check
from prospectus.schedule.timeline import build_timeline
from prospectus.scheduling.calendar_files import Requirement, read_site
from prospectus.scheduling.month import Month
from prospectus.scheduling.spreadsheet.headings import find_types
from prospectus.scheduling.spreadsheet.import_month import import_file
from prospectus.scheduling.spreadsheet.sheet_data import build_sheet_data
from prospectus.validate.clashes import iter_clashes
from prospectus.validate.event_rules import DayRules
from tiny import SiteFactory, write_files

FAIR = SiteEventType(id="fair", title=LineText({"zh": "集市", "en": "Fair"}), like="campaign")
DECLARED = "event_types: [{id: fair, title: {zh: 集市, en: Fair}, like: campaign}]\nlevels: [{id: sower, title: {zh: 播种者, en: Sower}}]\n"


@pytest.fixture
def root(tiny: SiteFactory) -> Path:
    """The minimal site with a type of events and a level of its own."""
    root = tiny("minimal")
    return write_files(root, {"content/site.yml": (root / "content/site.yml").read_text(encoding="utf-8") + DECLARED})


def test_event_of_an_own_type_follows_the_rules_of_the_type_that_it_is_like() -> None:
    """A campaign needs no language, and several may share a channel; a meeting needs one, and a channel of its own."""
    events = [make_event(key, "2025-03-14 10:00", type="fair", language=None, channel="field") for key in ("one", "two")]
    for like, codes in (("campaign", set()), ("meeting", {"PR501", "PR510"})):
        site = SITE.model_copy(update={"event_types": (FAIR.model_copy(update={"like": like}),)})
        timeline = build_timeline([("event", event) for event in events], site)
        rules = DayRules(timeline)
        alone = [violation for scheduled in timeline.events for violation in rules.check_event(scheduled)]
        assert {violation.code for violation in (*iter_clashes(timeline), *alone)} == codes


def test_sheet_is_written_and_read_with_the_titles_of_own_types(root: Path) -> None:
    row = "编号,日期,开始时间,类型,标题,英文标题\nspring,2025-03-14,10:00,集市,春季集市,Spring fair\n"
    write_files(root, {"sheet.csv": row})
    result = import_file(read_site(root, Requirement.READABLE), root / "sheet.csv", Month(2025, 3))
    assert [problem.code for problem in result.problems] == []
    write_files(root, result.all_texts)
    assert "type: fair" in (root / "calendar/2025/03.yml").read_text(encoding="utf-8")
    assert check(root).problems == ()
    source = read_site(root, Requirement.READABLE)
    assert [build_sheet_data(source, Month(2025, 3), language).build_rows()[0]["type"] for language in ("zh", "en")] == ["集市", "Fair"]
    assert find_types("欢迎参加春季集市", (FAIR,)) == {"fair"}


def test_unknown_type_is_reported_beside_other_mistakes(root: Path) -> None:
    write_files(root, {"calendar/2025/03.yml": "- {id: x, type: party, titel: {zh: 甲, en: A}, starts: 2025-03-14}\n"})
    assert sorted(problem.code for problem in check(root).problems) == ["PR101", "PR104"]


def test_schemas_offer_what_the_site_declares(root: Path) -> None:
    schemas = {schema.name: str(schema.schema) for schema in build_schemas(root)}
    event, lesson = schemas["event"], schemas["lesson"]
    assert ("'bulletin', 'fair'" in event, "集市 · Fair" in event) == (True, True)
    assert ("'enum': ['sower']" in lesson, "introductory" in lesson) == (True, False)


def test_missing_level_is_asked_for_with_the_levels_of_the_site(root: Path) -> None:
    write_files(root, {"courses/lessons/x.yml": "title: {zh: 甲, en: A}\nminutes: 1\n"})
    forms = [str(problem.form) for problem in check(root).problems if str(problem.form).startswith("level")]
    assert forms == ["level: sower"]
