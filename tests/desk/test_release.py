"""`prospectus release`: the contents of a release, the problems that block it, and that no file is overwritten."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from prospectus.desk.month import Month
from prospectus.desk.release import Released, note_of, release, text_of, write_new
from prospectus.errors import ContentRefused, WrongUse
from prospectus.load.yaml import parse
from prospectus.model.release import Release
from prospectus.model.text import Text
from prospectus.pipeline import check
from tiny import FULL, Tiny, files_of

NOW = datetime(2025, 6, 1, 1, 30, tzinfo=UTC)
MONTH = "calendar/2025/06.yml"
SHEET = (FULL / MONTH).read_text(encoding="utf-8")
ROW = """\
- id: mill-tour
  type: meeting
  title: {zh: 看磨坊, en: "A tour of the mill"}
  starts: 2025-07-03 10:00
  ends: 2025-07-03 11:00
  language: zh
  place: {zh: 磨坊, en: The mill}
"""
Freeze = Callable[..., Released]


def released(root: Path, month: str = "2025-07", now: datetime = NOW, **given: object) -> Released:
    return release(root, Month.parse(month), now=now, **given)  # type: ignore[arg-type]


def refused(root: Path, month: str = "2025-07") -> list[str]:
    before = files_of(root)
    with pytest.raises(ContentRefused) as found:
        released(root, month)
    assert files_of(root) == before
    return [f"{each.path} {each.code}" for each in found.value.problems]


def test_release_holds_all_that_a_reader_was_told_and_is_read_back_as_it_was_meant(tiny: Tiny) -> None:
    root = tiny("full", {"calendar/2025/07.yml": ROW})
    done = released(root, notes=["头一版", "en: The first"])
    assert (done.path, [each.what for each in done.changes]) == ("calendar/releases/2025-07-1.yml", ["new"])
    text = (root / done.path).read_text(encoding="utf-8")
    made = Release.model_validate({"id": "2025-07-1", **parse(text)})
    assert made == done.release
    assert (str(made.published), made.number, made.note) == ("2025-06-01 09:30", 1, Text({"zh": "头一版", "en": "The first"}))
    assert made.title == Text({"zh": "2025年7月日程（第1版）", "en": "Timetable of July 2025, release 1"})
    (event,) = made.events
    assert (event.id, str(event.starts), event.place) == ("mill-tour", "2025-07-03 10:00", Text({"zh": "磨坊", "en": "The mill"}))
    assert check(root).problems == ()


def test_same_content_and_time_give_the_same_file_and_a_second_release_without_a_change_none(tiny: Tiny, tmp_path: Path) -> None:
    root = tiny("full", {"calendar/2025/07.yml": ROW})
    first = released(root)
    assert text_of(first.release or pytest.fail("no release")) == (root / first.path).read_text(encoding="utf-8")
    before = files_of(root)
    again = released(root, now=datetime(2025, 6, 2, tzinfo=UTC))
    assert (again.path, again.release, files_of(root)) == ("", first.release, before)


def test_month_without_an_event_is_not_released(tiny: Tiny) -> None:
    root = tiny("full")
    before = files_of(root)
    assert (released(root), files_of(root)) == (Released("", None), before)


def test_samples_and_drafts_and_what_has_no_month_stay_out(tiny: Tiny) -> None:
    rows = ROW.replace("mill-tour", "draft").replace("type:", "status: draft\n  type:")
    marked = ROW.replace("看磨坊", "【示例】看磨坊").replace("A tour", "[Sample] A tour").replace("07-03", "07-04")
    rows += marked.replace("mill-tour", "sample").replace("type:", "status: sample\n  type:")
    root = tiny("full", {"calendar/2025/07.yml": rows + ROW.replace("07-03", "07-08")})
    made = released(root).release
    assert made is not None
    assert [each.id for each in made.events] == ["mill-tour"]


def test_event_that_moves_to_another_month_stays_in_the_releases_of_both(tiny: Tiny) -> None:
    root = tiny("full", {"calendar/2025/07.yml": ROW})
    released(root)
    (root / "calendar/2025/07.yml").unlink()
    (root / "calendar/2025/08.yml").write_text(
        ROW.replace("07-03", "08-05").replace("language", "state: moved\n  language"), encoding="utf-8"
    )
    july, august = released(root), released(root, "2025-08")
    assert ([each.what for each in july.changes], [each.what for each in august.changes]) == (["moved"], ["new"])
    assert july.release is not None
    assert july.release.events[0].starts.start.month == 8


def test_event_that_is_taken_away_is_gone_and_one_that_is_renamed_is_not(tiny: Tiny) -> None:
    root = tiny("full", {"calendar/2025/07.yml": ROW})
    released(root)
    (root / "calendar/2025/07.yml").write_text(ROW.replace("id: mill-tour", "id: mill\n  formerly: [mill-tour]"), encoding="utf-8")
    assert released(root).path == ""
    (root / "calendar/2025/07.yml").write_text("[]\n", encoding="utf-8")
    assert [each.what for each in released(root).changes] == ["gone"]


@pytest.mark.parametrize(
    ("change", "codes"),
    [
        (lambda text: text.replace("language: zh", "langauge: zh"), [f"{MONTH} PR101"]),
        (lambda text: text.replace("  language: zh\n", "", 1), [f"{MONTH} PR510"]),
        (lambda text: text.replace("series: barley-talks", "series: wheat-talks", 1), [f"{MONTH} PR202"]),
    ],
    ids=["an error", "a warning of a clash", "a reference to nothing"],
)
def test_month_with_a_blocking_problem_is_refused_and_nothing_is_written(
    tiny: Tiny, change: Callable[[str], str], codes: list[str]
) -> None:
    assert sorted(set(refused(tiny("full", {MONTH: change(SHEET)}), "2025-06"))) == codes


def test_problem_elsewhere_keeps_no_month_back(tiny: Tiny) -> None:
    root = tiny(
        "full", {"calendar/2025/07.yml": ROW, MONTH: SHEET.replace("language: zh", "langauge: zh"), "content/faq/bad.yml": "- {id: x}\n"}
    )
    assert released(root).path == "calendar/releases/2025-07-1.yml"


def test_talk_in_a_file_of_its_own_that_cannot_be_read_might_be_of_any_month(tiny: Tiny) -> None:
    root = tiny("full", {"calendar/2025/07.yml": ROW, "calendar/talks/spring-outlook.yml": "titel: {zh: 春}\n"})
    assert {each.split()[0] for each in refused(root)} == {"calendar/talks/spring-outlook.yml"}


def test_event_whose_channel_cannot_be_read_is_not_frozen_without_its_name(tiny: Tiny) -> None:
    row = ROW.replace("place: {zh: 磨坊, en: The mill}", "channel: hall")
    channels = (FULL / "content/channels/all.yml").read_text(encoding="utf-8").replace("id: hall\n  title", "id: hall\n  titel")
    root = tiny("full", {"calendar/2025/07.yml": row, "content/channels/all.yml": channels})
    assert "content/channels/all.yml PR101" in refused(root)


def test_waived_problem_is_printed_with_its_reason(tiny: Tiny) -> None:
    row = ROW.replace("  language: zh\n", "  waivers: [{code: PR510, reason: the guide speaks both}]\n")
    made = released(tiny("full", {"calendar/2025/07.yml": row})).release
    assert made is not None
    assert [(each.code, each.path, each.reason) for each in made.waivers] == [("PR510", "calendar/2025/07.yml", "the guide speaks both")]


def test_release_before_the_one_before_is_wrong_use(tiny: Tiny) -> None:
    root = tiny("full", {MONTH: SHEET.replace("Summer outlook for barley", "Summer")})
    with pytest.raises(WrongUse, match="2025-03-05 09:00"):
        released(root, "2025-06", now=datetime(2025, 3, 5, 0, 59, tzinfo=UTC))


def test_file_that_is_there_is_never_written_over(tmp_path: Path) -> None:
    write_new(tmp_path, "a/b.yml", "one\n")
    with pytest.raises(WrongUse, match="never written over"):
        write_new(tmp_path, "a/b.yml", "two\n")
    assert files_of(tmp_path) == {"a/b.yml": b"one\n"}


@pytest.mark.parametrize("notes", [["一", "二"], ["en: "], ["en: a", "en: b"]])
def test_note_is_given_once_a_language(tiny: Tiny, notes: list[str]) -> None:
    site = check(tiny("full")).site
    assert site is not None
    assert note_of(["see: this"], site) == Text({"zh": "see: this"})
    with pytest.raises(WrongUse):
        note_of(notes, site)
