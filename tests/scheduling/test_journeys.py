"""Months, one of them in two files, taken through import, move, cancel, reinstate, retitle, release and undo in any order."""

from __future__ import annotations

import os
import shutil
from datetime import timedelta
from itertools import count
from pathlib import Path
from typing import Any

import icalendar
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from prospectus import clock
from prospectus.errors import ContentError, ProspectusError
from prospectus.model.values.text import Text
from prospectus.scheduling.calendar_files import CalendarEntry, Requirement, SourceCalendar, read_site
from prospectus.scheduling.changes.actions import cancel_event, move_event, reinstate_event, retitle_event
from prospectus.scheduling.changes.event_change import EventChange, plan_changes
from prospectus.scheduling.changes.undo import undo_last
from prospectus.scheduling.edits.session import EditSession, editing
from prospectus.scheduling.export_formats import EXPORT_FORMATS
from prospectus.scheduling.month import Month
from prospectus.scheduling.month_files import render_month
from prospectus.scheduling.proposals.import_proposal import propose_file
from prospectus.scheduling.release import release_month
from prospectus.scheduling.replay import find_entry
from prospectus.scheduling.spreadsheet.import_month import import_file
from prospectus.scheduling.spreadsheet.sheet_data import build_sheet_data
from tiny import FULL, HERE, NOW, REPOSITORY, URL, collect_data_files, read_files, write_files

EXAMPLES = int(os.environ.get("PROSPECTUS_JOURNEYS", "8"))
"""How many journeys are tried; each takes a few seconds."""
IDS = ("alpha", "beta", "gamma")
MONTHS = (Month(2025, 9), Month(2025, 10))
PEOPLE = (
    "venue: hall, people: [{person: jia}, {name: {zh: 乙二}, role: moderator}]",
    "place: {en: Lake Hall}, people: [{name: {en: Jia Yi}}, {name: {zh: 丙三, en: Bing San}, affiliation: {zh: 山上农社}}]",
    "venue: hall, place: {zh: 二楼, en: Upstairs}, people: [{person: jia, affiliation: {zh: 别处, en: Elsewhere}}]",
)
"""Who takes part where, by id, by name in one language, and without a record."""
RECORDS = {
    "content/people/people.yml": "- {id: jia, title: {zh: 甲一, en: Jia Yi}, affiliation: {zh: 湖畔农社, en: Lakeside Growers}}\n",
    "content/venues/venues.yml": "- {id: hall, title: {zh: 湖畔厅, en: Lake Hall}}\n",
}
ROWS = [
    f"# About {key}.\n- {{id: {key}, type: meeting, title: {{zh: 会议{key}, en: Meeting {key}}}, "
    f"starts: 2025-09-{day} 10:00, ends: 2025-09-{day} 11:00, language: zh, {people}}}\n"
    for key, day, people in zip(IDS, (10, 15, 22), PEOPLE, strict=True)
]
YEAR = "calendar/years/2025.yml"
FILES = {
    MONTHS[0].path: ROWS[0] + ROWS[1],
    "calendar/2025/09-zhang.yml": ROWS[2],
    YEAR: (FULL / YEAR).read_text(encoding="utf-8"),
    **RECORDS,
}
EVENTS, DAYS = st.sampled_from(IDS), st.integers(1, 28)
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("move"), EVENTS, st.sampled_from(MONTHS), DAYS),
        st.tuples(st.just("cancel"), EVENTS),
        st.tuples(st.just("reinstate"), EVENTS),
        st.tuples(st.just("retitle"), EVENTS, st.sampled_from(["甲", "乙"])),
        st.tuples(st.just("import"), EVENTS, st.sampled_from(["First", "Second"]), st.none() | st.tuples(st.sampled_from(MONTHS), DAYS)),
        st.tuples(st.just("release"), st.sampled_from(MONTHS)),
        st.tuples(st.just("undo")),
    ),
    min_size=2,
    max_size=7,
)
NUMBERS = count()
THEME = REPOSITORY / "theme"


def read_sequences(root: Path) -> dict[str, int]:
    """Return the SEQUENCE of each calendar entry by its UID."""
    calendar = icalendar.Calendar.from_ical(collect_data_files(root)["calendar/all.ics"])
    return {str(event["UID"]): int(event.get("SEQUENCE", 0)) for event in calendar.walk("VEVENT")}


def take_step(edit: EditSession, step: tuple[Any, ...], number: int) -> None:
    """Take one step. Raises ProspectusError when it is refused."""
    name, *arguments = step
    if name == "undo":
        undo_last(edit)
        return
    if name == "release":
        release_month(edit, arguments[0], now=clock.read("2025-08-01T00:00Z") + timedelta(hours=number))
        return
    source = read_site(edit.root, Requirement.READABLE)
    entry = find_entry(source, arguments[0])
    if name == "import":
        starts = entry.event.starts.first_day
        sheet = edit.root / "sheet.csv"
        date = f"{arguments[2][0]}-{arguments[2][1]:02}" if arguments[2] else ""
        sheet.write_text(f"Id,Title (English),Date\n{entry.event.id},{arguments[1]},{date}\n", encoding="utf-8")
        result = import_file(source, sheet, Month(starts.year, starts.month))
        if result.refused:  # a cancelled event that moves to another month
            raise ContentError(result.problems)
        edit.save(result.texts, source.loaded.contents)
        return
    plan_changes(source, [plan_step(source, entry, name, arguments)]).save(edit)


def plan_step(source: SourceCalendar, entry: CalendarEntry, name: str, arguments: list[Any]) -> EventChange:
    if name == "move":
        return move_event(source, entry, f"{arguments[1]}-{arguments[2]:02}")
    if name == "cancel":
        return cancel_event(entry, Text({"zh": "雨。"}))
    return reinstate_event(source, entry) if name == "reinstate" else retitle_event(source, entry, arguments[1], None)


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(STEPS)
def test_any_journey_keeps_identities_and_undo_restores_the_bytes(tmp_path: Path, steps: list[tuple[Any, ...]]) -> None:
    root = tmp_path / str(next(NUMBERS))
    shutil.copytree(HERE / "sites/minimal", root)
    write_files(root, {**FILES, "sheet.csv": ""})
    history = [(read_content(root), read_sequences(root))]
    assert len(history[0][1]) > len(IDS)
    for number, step in enumerate(steps):
        before = read_content(root)
        try:
            with editing(root, step[0]) as edit:
                take_step(edit, step, number)
        except ProspectusError:
            assert read_content(root) == before
            continue
        after = read_content(root)
        sequences = read_sequences(root)
        if step[0] == "undo":
            history.pop()
            assert after == history[-1][0]
        elif after != before:
            assert sequences.keys() == history[-1][1].keys()
            assert all(sequences[uid] >= old for uid, old in history[-1][1].items())
            history.append((after, sequences))
    assert_exports_change_nothing(root)


def assert_exports_change_nothing(root: Path) -> None:
    """Export each month in every form that can be read, and import it."""
    source = read_site(root, Requirement.READABLE)
    for month in MONTHS:
        data = build_sheet_data(source, month)
        for name in ("csv", "xlsx"):
            sheet = root / f"sheet.{name}"
            sheet.write_bytes(EXPORT_FORMATS[name].render(data))
            result = import_file(source, sheet, month)
            assert (result.refused, dict(result.texts)) == (False, {}), name
        for name in ("ics", "schedule"):
            export = EXPORT_FORMATS[name]
            file = root / f"sheet.{export.extension}"
            file.write_bytes(render_month(root, month, export.render, site_url=URL, theme_folders=(THEME,), now=NOW).body)
            result = propose_file(source, file).result
            assert (result.refused, dict(result.texts)) == (False, {}), name
            assert {row.id for row in result.rows} == {entry.event.id for entry in source.entries_in(month)}, name


def read_content(root: Path) -> dict[str, bytes]:
    return {path: content for path, content in read_files(root).items() if not path.startswith("sheet.")}
