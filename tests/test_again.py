"""A process that checks and prepares a site repeatedly gets the same results each time as a new process."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest

from prospectus.derive.pages import Views
from prospectus.errors import ContentRefused
from prospectus.memo import Memo
from prospectus.pipeline import check, prepare
from prospectus.publish.theme import templates
from test_incremental import EDITS as HARMLESS
from test_incremental import Edit, remove, swap, write
from tiny import NOW, REPOSITORY, URL, Tiny, files_of

JUNE, TALK = "calendar/2025/06.yml", "calendar/talks/spring-outlook.yml"
HARMFUL: dict[str, Edit] = {
    "a field that is unknown": swap(TALK, "starts:", "begins:"),
    "a reference to nothing": swap(TALK, "series: barley-talks", "series: wheat-talks"),
    "a language that is missing": swap("content/audiences/all.yml", ", en: Readers overseas", ""),
    "an id that is taken": swap(JUNE, "id: growers-meeting", "id: field-lecture"),
    "an address that is taken": swap(TALK, "series:", "formerly: [some-day-in-may]\nseries:"),
    "an event in the wrong month": swap(JUNE, "starts: 2025-06-12 14:00", "starts: 2025-07-10 14:00"),
    "an event on a day off": swap(TALK, "starts: 2025-03-12", "starts: 2025-03-15"),
    "two events in one room": write(
        "calendar/talks/again.yml",
        "title: {zh: 又, en: Again}\nseries: barley-talks\nstarts: 2025-06-12 14:10\nlanguage: en\nchannel: hall\n",
    ),
    "a waiver of nothing": swap(TALK, "series:", "waivers: [{code: PR506, reason: none}]\nseries:"),
    "a severity": swap("content/site.yml", "words:\n", "severities: {PR521: error}\nwords:\n"),
    "a release that is missing": remove("calendar/releases/2025-06-1.yml"),
    "a banned rendering": swap("content/guides/margin.en.md", "## Why it is paid", "## Why big wheat is paid"),
    "a path in the wrong order": swap("courses/paths/first-harvest.yml", "[first-words, barley-margin]", "[barley-margin, first-words]"),
    "a term that goes": swap("content/glossary/all.yml", "- id: lot", "- id: parcel"),
    "a month that cannot be read": write(JUNE, "- id: [\n"),
}
EDITS = HARMLESS | HARMFUL


def laid_out(root: Path, memo: Memo | None = None) -> Views | None:
    """Return the views of a site, or None when its content has errors."""
    theme = REPOSITORY / "theme"
    try:
        return prepare(root, words=(theme / "words",), templates=templates((theme,)), url=URL, now=NOW, memo=memo).views
    except ContentRefused:
        return None


def told(root: Path, memo: Memo | None = None) -> tuple[Any, ...]:
    """Return everything that one run produces: problems and waivers, the library in order, occurrences, subscriptions and terms."""
    verdict, timed, views = check(root, memo), check(root, memo, now=NOW), laid_out(root, memo)
    problems = [(each, each.given, each.severity, each.record) for found in (verdict, timed) for each in found.problems]
    waived = [(each.problem, each.problem.given, each.reason) for found in (verdict, timed) for each in found.waived]
    if views is None:
        return problems, waived
    reading = views.reading
    order = {kind: list(records) for kind, records in reading.library.records.items()}
    terms = [desk.site.terms.print for desk in views.desks]
    return problems, waived, reading.library, order, reading.almanac, reading.subjects(), terms


@pytest.mark.parametrize("edit", EDITS.values(), ids=EDITS)
def test_process_that_goes_on_after_an_edit_finds_what_a_new_one_finds(tiny: Tiny, edit: Edit) -> None:
    root, memo = tiny("full"), Memo(again=True)
    before = files_of(root)
    first = told(root, memo)
    edit(root)
    then = told(root)
    assert told(root, memo) == then
    assert then[0] != first[0] or edit in HARMLESS.values()
    shutil.rmtree(root)
    for name, body in before.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes(body)
    assert told(root, memo) == first


@pytest.mark.parametrize("edit", HARMLESS.values(), ids=HARMLESS)
def test_reading_knows_which_answers_have_changed(tiny: Tiny, edit: Edit) -> None:
    root = tiny("full")
    views = laid_out(root)
    assert views is not None
    before = views.reading.answers(sorted({read for plan in views.plans for read in plan.page()[1]}))
    edit(root)
    now = laid_out(root)
    other = laid_out(root)
    assert now is not None
    assert other is not None
    asked = {place for place, (read, answer) in enumerate(before.prints.items()) if other.reading.print_of(read) != answer}
    assert now.reading.changed(before) == asked
    assert now.reading.answers(before.prints).prints == {read: other.reading.print_of(read) for read in before.prints}
