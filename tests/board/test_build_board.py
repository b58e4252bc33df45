"""The planning board as values: it shows what the commands say, and nothing of its own."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from board_client import JULY, NOW, ROWS, SITE
from prospectus.board.board import Board, BoardEvent
from prospectus.board.build_board import build_board
from prospectus.model.values.text import Text
from prospectus.scheduling.calendar_files import Requirement, read_site
from prospectus.scheduling.month import Month
from prospectus.scheduling.overdue import DueFilter, load_due_items
from prospectus.scheduling.release import preview_release
from prospectus.scheduling.release_preview import describe_for_readers
from tiny import RunCommand, SiteFactory


def read_board(root: Path, month: str = "2025-07", now: datetime = NOW) -> Board:
    return build_board(read_site(root, Requirement.SITE, now=now), Month.parse(month), now)


@pytest.fixture
def root(tiny: SiteFactory) -> Path:
    return tiny("full", SITE)


def find(board: Board, key: str) -> BoardEvent:
    return next(event for event in board.events if event.key == key)


def test_events_are_on_the_day_on_which_they_begin(root: Path) -> None:
    board = read_board(root)
    assert {str(day.day): [event.key for event in day.events] for day in board.days if day.events} == {
        "2025-07-03": ["mill-tour"],
        "2025-07-15": ["barley-talk"],
        "2025-07-19": ["harvest"],
        "2025-07-29": ["camp"],
    }
    assert [event.key for event in board.undated] == ["sowing"]
    assert [day.day.day for day in board.days if day.is_today] == [10]


def test_event_that_goes_on_is_on_each_further_day_also_in_the_next_month(root: Path) -> None:
    assert [day.day for day in read_board(root).days if day.continued] == []  # it is cancelled
    (root / JULY).write_text(ROWS.replace("state: cancelled", "state: planned"), encoding="utf-8")
    going_on = [day.day.day for day in read_board(root).days if day.continued]
    assert going_on == [30, 31]
    august = read_board(root, "2025-08")
    assert [(day.day.day, [event.key for event in day.continued]) for day in august.days if day.continued] == [(1, ["camp"]), (2, ["camp"])]
    assert august.events == ()


def test_days_off_are_told_from_trading_days(root: Path) -> None:
    kinds = {day.day.day: day.kind for day in read_board(root).days}
    assert (kinds[4], kinds[5], kinds[6], kinds[7]) == ("trading", "off", "off", "trading")
    june = read_board(root, "2025-06")
    assert [day.day.day for day in june.days if day.holidays] == [1, 2]
    assert [day.day.day for day in june.days if day.kind == "makeup"] == [7]
    assert {day.kind for day in read_board(root, "2031-01").days} == {"off", "unknown"}


def test_event_has_its_problems_with_the_command_that_accepts_them(root: Path) -> None:
    (problem,) = find(read_board(root), "harvest").problems
    assert (problem.code, problem.severity, problem.blocks_release) == ("PR506", "warning", True)
    assert problem.waive is not None
    assert problem.waive.text.en == 'prospectus waive PR506 harvest --reason "…"'
    assert problem.place == f"{JULY}:{ROWS.split('2025-07-19')[0].count(chr(10)) + 1}"


def test_clash_is_shown_at_both_events(tiny: SiteFactory) -> None:
    rows = ROWS.replace("starts: 2025-07-19 10:00\n  ends: 2025-07-19 11:00", "starts: 2025-07-03 11:00\n  ends: 2025-07-03 12:00")
    board = read_board(tiny("full", {JULY: rows.replace("{zh: 田间, en: The field}", "{zh: 磨坊, en: The mill}")}))
    assert [(key, find(board, key).clashes) for key in ("mill-tour", "harvest", "barley-talk")] == [
        ("mill-tour", ("event:harvest",)),
        ("harvest", ("event:mill-tour",)),
        ("barley-talk", ()),
    ]
    assert [problem.code for problem in find(board, "harvest").problems] == ["PR501"]
    assert board.counts["clashing"] == 2


def test_missing_language_is_told_apart_from_problems(root: Path) -> None:
    event = find(read_board(root), "barley-talk")
    assert (event.missing_languages, event.problems) == (("en",), ())
    assert 'prospectus retitle barley-talk "…" --in en' in [command.text.en for command in event.commands]


def test_replay_that_is_due_and_event_that_has_begun_are_obligations_of_their_events(root: Path) -> None:
    later = datetime(2025, 8, 20, tzinfo=UTC)
    talk = find(read_board(root, now=later), "barley-talk")
    assert [due.what.en.split(" · ")[0] for due in talk.due] == ["begun, and still planned", "no replay"]
    assert (talk.lacks_replay, talk.problems) == (True, ())
    assert "prospectus replay barley-talk URL" in [command.text.en for command in talk.commands]
    assert not find(read_board(root), "barley-talk").due


def test_draft_is_marked_and_an_unfinished_one_is_shown_although_it_cannot_be_moved(tiny: SiteFactory) -> None:
    unfinished = "- {id: fair, status: draft, starts: 2025-07-22, title: {zh: 集市}}\n"
    board = read_board(tiny("full", {JULY: ROWS + unfinished}))
    assert (find(board, "sowing").status, find(board, "sowing").is_movable) == ("draft", True)
    fair = find(board, "fair")
    assert (fair.status, fair.is_movable, fair.commands, [str(day) for day in fair.days or ()]) == ("draft", False, (), ["2025-07-22"] * 2)


def test_cancelled_event_is_reinstated_and_not_moved(root: Path) -> None:
    camp = find(read_board(root), "camp")
    assert (camp.is_movable, camp.commands[0].text.en) == (False, "prospectus reinstate camp")


def test_release_is_the_preview_of_the_command(root: Path) -> None:
    board = read_board(root)
    preview = preview_release(read_site(root, Requirement.SITE), Month(2025, 7), now=NOW)
    assert board.release.changes == tuple(describe_for_readers(change, preview) for change in preview.changes)
    assert board.release.left_out_count == len(preview.left_out) == 1
    (group,) = board.release.blocking
    assert (group.code, group.records, board.release.is_blocked) == ("PR506", ("event:harvest",), True)
    assert group.waive is not None
    assert group.waive.text.zh == 'prospectus waive PR506 harvest --reason "……"'


def test_release_says_which_days_off_could_not_be_checked(tiny: SiteFactory) -> None:
    root = tiny(
        "full", {JULY: ROWS, "calendar/2031/07.yml": "- {id: fair, type: meeting, title: {zh: 集市, en: Fair}, starts: 2031-07-01}\n"}
    )
    (line,) = read_board(root, "2031-07").release.unchecked
    assert line.en.startswith("The holidays of 2031 are not published")
    assert read_board(root).release.unchecked == ()


def test_release_that_nothing_blocks_has_its_commands(root: Path, run: RunCommand) -> None:
    assert run("waive", "PR506", "harvest", "--reason", "Fields have no weekend", folder=root).code == 0
    release = read_board(root).release
    assert (release.is_blocked, [command.text.en for command in release.commands]) == (
        False,
        ["prospectus release 2025-07", "prospectus handout 2025-07"],
    )
    assert run("release", "2025-07", "--now", "2025-07-10", folder=root).code == 0
    assert "release 1" in read_board(root).release.outcome.en


def test_release_before_the_last_one_says_so_instead_of_failing(root: Path, run: RunCommand) -> None:
    assert run("waive", "PR506", "harvest", "--reason", "Fields have no weekend", folder=root).code == 0
    assert run("release", "2025-07", "--now", "2025-07-20", folder=root).code == 0
    assert run("move", "barley-talk", "2025-07-16", folder=root).code == 0
    release = read_board(root).release
    assert (release.is_blocked, "2025-07-20" in release.outcome.en) == (True, True)


def test_obligations_are_those_of_due_for_the_month(root: Path) -> None:
    board = read_board(root, "2025-03")
    _, items = load_due_items(root, NOW)
    chosen = DueFilter(Month(2025, 3))
    assert board.due is not None
    assert len(board.due) == sum(chosen.accepts(item) for item in items) > 0
    assert board.due_elsewhere == sum(item.late and not chosen.accepts(item) for item in items)


def test_several_events_that_have_begun_are_one_line_with_the_command_that_closes_them(root: Path) -> None:
    board = read_board(root, now=datetime(2025, 7, 25, tzinfo=UTC))
    begun = [due for due in board.due or () if due.command and "done" in due.command.text.en]
    assert [(due.what.en, due.command.text.en) for due in begun if due.command] == [
        ("2 events have begun, and are still planned", "prospectus done 2025-07")
    ]


def test_second_file_of_the_month_is_part_of_it(tiny: SiteFactory) -> None:
    second = "- {id: fair, type: meeting, title: {zh: 集市, en: Fair}, starts: 2025-07-22 10:00, language: zh}\n"
    draft = "- {id: market, status: draft, starts: 2025-07-23}\n"
    board = read_board(tiny("full", {**SITE, "calendar/2025/07-li.yml": second + draft}))
    assert [find(board, key).source for key in ("fair", "market")] == ["calendar/2025/07-li.yml:1", "calendar/2025/07-li.yml:2"]
    assert (board.errors_elsewhere, board.other_problems) == (0, ())


def test_name_without_a_language_is_missing_at_the_first_event_that_uses_it(tiny: SiteFactory) -> None:
    people = "  people: [{name: {zh: 李四}}]\n"
    rows = ROWS.replace("  place: {zh: 磨坊", f"{people}  place: {{zh: 磨坊").replace("  place: {zh: 田间", f"{people}  place: {{zh: 田间")
    root = tiny("full", {JULY: rows})
    board, validation = read_board(root), read_site(root, Requirement.SITE).validation
    tour = find(board, "mill-tour")
    assert tour.missing_languages == ("en",)
    assert [text.zh for text in tour.missing_texts] == [
        problem.sentence("zh") for problem in validation.problems if problem.code == "PR550"
    ]
    assert find(board, "harvest").missing_texts == ()


def test_names_of_people_and_places_are_completed_from_their_records(tiny: SiteFactory) -> None:
    people = {"content/people/ear-barley.yml": "title: {zh: 麦穗, en: Ear Barley}\n"}
    event = ROWS.replace("{zh: 麦穗, en: Ear Barley}", "{zh: 麦穗}")
    board = read_board(tiny("full", {JULY: event, **people}))
    assert [name.as_dict() for name in find(board, "barley-talk").people] == [{"zh": "麦穗", "en": "Ear Barley"}]
    assert find(board, "harvest").place == Text({"zh": "田间", "en": "The field"})


def test_errors_elsewhere_are_counted_and_leave_the_month_in_view(tiny: SiteFactory) -> None:
    root = tiny("full", {**SITE, "content/audiences/broken.yml": "- {id: nobody}\n", "calendar/2025/09.yml": "- {id: x, type: meeting}\n"})
    board = read_board(root)
    assert (board.errors_elsewhere > 0, board.due, len(board.events)) == (True, None, 5)
    assert board.release.is_blocked is False or board.release.blocking


def test_event_whose_id_two_kinds_share_is_named_with_its_kind(tiny: SiteFactory) -> None:
    twin = "- {id: mill-tour, type: talk, title: {zh: 磨坊谈, en: On mills}, starts: 2025-07-04 10:00, language: zh}\n"
    board = read_board(tiny("full", {JULY: ROWS + twin}))
    assert {event.key for event in board.events} >= {"event:mill-tour", "talk:mill-tour"}
    assert len({event.anchor for event in board.events}) == len(board.events)
