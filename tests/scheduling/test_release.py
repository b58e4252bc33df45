"""`prospectus release`: the contents of a release, the problems that block it, and that no file is overwritten."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prospectus.errors import ContentError, UsageError
from prospectus.load.yaml import parse
from prospectus.model.kinds.event import Event
from prospectus.model.kinds.release import Release
from prospectus.model.kinds.site import Locale, Site
from prospectus.model.library import Library
from prospectus.model.values.partial_date import PartialDate
from prospectus.model.values.text import Text
from prospectus.pipeline import check
from prospectus.schedule.releases import ReleaseIndex
from prospectus.scheduling.edits.session import editing
from prospectus.scheduling.month import Month
from prospectus.scheduling.release import ReleaseResult, build_release, build_title, parse_notes, release_month, to_yaml
from tiny import FULL, RunCommand, SiteFactory, read_files, write_files

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
ReleaseFunction = Callable[..., ReleaseResult]


def release_site(root: Path, month: str = "2025-07", now: datetime = NOW, **options: object) -> ReleaseResult:
    with editing(root, "release") as edit:
        return release_month(edit, Month.parse(month), now=now, **options)  # type: ignore[arg-type]


def refusal_problems(root: Path, month: str = "2025-07") -> list[str]:
    before = read_files(root)
    with pytest.raises(ContentError) as raised:
        release_site(root, month)
    assert read_files(root) == before
    return [f"{problem.path} {problem.code}" for problem in raised.value.problems]


def test_release_holds_the_published_timetable_and_parses_back(tiny: SiteFactory) -> None:
    root = tiny("full", {"calendar/2025/07.yml": ROW})
    result = release_site(root, notes=["头一版", "en: The first"])
    assert (result.path, [change.change_type for change in result.changes]) == ("calendar/releases/2025-07-1.yml", ["new"])
    text = (root / result.path).read_text(encoding="utf-8")
    parsed = Release.model_validate({"id": "2025-07-1", **parse(text)})
    assert parsed == result.release
    assert parsed.digest == parsed.compute_digest()
    assert (str(parsed.published), parsed.number, parsed.note) == ("2025-06-01 09:30", 1, Text({"zh": "头一版", "en": "The first"}))
    assert parsed.title == Text({"zh": "2025年7月日程（第1版）", "en": "Timetable of July 2025, release 1"})
    (event,) = parsed.events
    assert (event.id, str(event.starts), event.place) == ("mill-tour", "2025-07-03 10:00", Text({"zh": "磨坊", "en": "The mill"}))
    assert check(root).problems == ()


def test_title_of_a_release_is_written_in_the_languages_that_people_write() -> None:
    traditional = Locale(tag="zh-Hant", language="zh-hant", name="繁體中文", path="zh-hant")
    titles = [
        build_title(PartialDate.parse("2025-07"), 1, SITE.model_copy(update={"locales": (*SITE.locales, locale)})).as_dict().get("zh-hant")
        for locale in (traditional, traditional.model_copy(update={"converted_from": "zh"}))
    ]
    assert titles == ["2025年7月日程（第1版）", None]


def test_same_input_gives_the_same_file_and_no_second_release_without_changes(tiny: SiteFactory, tmp_path: Path) -> None:
    root = tiny("full", {"calendar/2025/07.yml": ROW})
    first = release_site(root)
    assert to_yaml(first.release or pytest.fail("no release")) == (root / first.path).read_text(encoding="utf-8")
    before = read_files(root)
    again = release_site(root, now=datetime(2025, 6, 2, tzinfo=UTC))
    assert (again.path, again.release, read_files(root)) == ("", first.release, before)


def test_month_without_an_event_is_not_released(tiny: SiteFactory) -> None:
    root = tiny("full")
    before = read_files(root)
    assert (release_site(root), read_files(root)) == (ReleaseResult("", None), before)


def test_samples_and_drafts_are_left_out(tiny: SiteFactory) -> None:
    rows = ROW.replace("mill-tour", "draft").replace("type:", "status: draft\n  type:")
    marked = ROW.replace("看磨坊", "【示例】看磨坊").replace("A tour", "[Sample] A tour").replace("07-03", "07-04")
    rows += marked.replace("mill-tour", "sample").replace("type:", "status: sample\n  type:")
    root = tiny("full", {"calendar/2025/07.yml": rows + ROW.replace("07-03", "07-08")})
    new_release = release_site(root).release
    assert new_release is not None
    assert [event.id for event in new_release.events] == ["mill-tour"]


def test_month_with_an_edited_release_is_refused(tiny: SiteFactory) -> None:
    root = tiny("full", {"calendar/2025/07.yml": ROW})
    path = root / release_site(root).path
    path.write_text(path.read_text(encoding="utf-8").replace("The mill", "The windmill"), encoding="utf-8")
    assert refusal_problems(root) == ["calendar/releases/2025-07-1.yml PR242"]


def test_event_that_moves_to_another_month_stays_in_the_releases_of_both(tiny: SiteFactory) -> None:
    root = tiny("full", {"calendar/2025/07.yml": ROW})
    release_site(root)
    (root / "calendar/2025/07.yml").unlink()
    (root / "calendar/2025/08.yml").write_text(
        ROW.replace("07-03", "08-05").replace("language", "state: moved\n  language"), encoding="utf-8"
    )
    july, august = release_site(root), release_site(root, "2025-08")
    assert ([change.change_type for change in july.changes], [change.change_type for change in august.changes]) == (["moved"], ["moved"])
    assert str(august.changes[0].old and august.changes[0].old.starts) == "2025-07-03 10:00"
    assert release_site(root, "2025-08").changes == ()
    assert july.release is not None
    assert july.release.events[0].starts.start.month == 8


def test_number_of_a_withdrawn_release_is_not_given_again(tiny: SiteFactory) -> None:
    root = tiny("full")
    path = root / "calendar/releases/2025-06-2.yml"
    path.write_text(f"status: withdrawn\n{path.read_text(encoding='utf-8')}", encoding="utf-8")
    assert release_site(root, "2025-06").path == "calendar/releases/2025-06-3.yml"
    assert check(root).problems == ()


def test_event_that_moves_and_whose_rename_is_taken_back_stays_in_its_release(tiny: SiteFactory) -> None:
    root = tiny("full", {"calendar/2025/07.yml": ROW.replace("id: mill-tour", "id: mill\n  formerly: [mill-tour]")})
    release_site(root)
    (root / "calendar/2025/07.yml").unlink()
    (root / "calendar/2025/08.yml").write_text(ROW.replace("07-03", "08-05"), encoding="utf-8")
    assert [change.change_type for change in release_site(root).changes] == ["moved"]


def test_removed_event_is_gone_and_renamed_event_is_not(tiny: SiteFactory) -> None:
    root = tiny("full", {"calendar/2025/07.yml": ROW})
    release_site(root)
    (root / "calendar/2025/07.yml").write_text(ROW.replace("id: mill-tour", "id: mill\n  formerly: [mill-tour]"), encoding="utf-8")
    assert release_site(root).path == ""
    (root / "calendar/2025/07.yml").write_text("[]\n", encoding="utf-8")
    assert [change.change_type for change in release_site(root).changes] == ["gone"]


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
    tiny: SiteFactory, change: Callable[[str], str], codes: list[str]
) -> None:
    assert sorted(set(refusal_problems(tiny("full", {MONTH: change(SHEET)}), "2025-06"))) == codes


def test_refused_release_names_events_and_writes_ids_as_commands_take_them(tiny: SiteFactory, run: RunCommand) -> None:
    talk = "title: {zh: 夏, en: Summer}\nseries: barley-talks\nstarts: 2025-07-05 10:00\nlanguage: en\nsubtitles: [zh]\nchannel: hall\n"
    fair = "- {id: fair, type: meeting, title: {zh: 集市, en: Fair}, language: zh, place: {zh: 磨坊, en: The mill}, starts: 2025-07-03}\n"
    root = tiny("full", {"calendar/2025/07.yml": ROW + fair, "calendar/talks/summer.yml": talk})
    for arguments in (("--dry-run",), ()):
        result = run("release", "2025-07", "--now", "2025-06-01", "--lang", "zh", *arguments, folder=root)
        assert result.code == 1
        assert "警告 PR506 夏（summer）：活动必须安排在工作日" in result.err
        assert "警告 PR501 看磨坊（mill-tour）：同一场所同一时间必须只有一场活动；集市（fair） 已在此" in result.err
        assert "正确写法：starts: 2025-07-04 10:00，或更晚\n" in result.err
        assert "prospectus waive PR506 summer --reason" in result.err


def test_event_of_whole_days_in_a_taken_place_is_told_a_day_without_a_time(tiny: SiteFactory, run: RunCommand) -> None:
    fair = "- {{id: {}, type: meeting, title: {{zh: 集市, en: Fair}}, language: zh, place: {{zh: 场, en: Field}}, starts: {}, ends: {}}}\n"
    rows = fair.format("long", "2025-07-02", "2025-07-04") + fair.format("short", "2025-07-03", "2025-07-03")
    root = tiny("full", {"calendar/2025/07.yml": rows.replace("集市, en: Fair", "小集, en: Small", 1)})
    assert "Right form: starts: 2025-07-05, or later\n" in run("check", folder=root).out


def test_id_of_two_kinds_is_written_with_its_kind(tiny: SiteFactory, run: RunCommand) -> None:
    talk = "title: {zh: 夏, en: Summer}\nseries: barley-talks\nstarts: 2025-07-05 10:00\nlanguage: en\nsubtitles: [zh]\n"
    root = tiny("full", {"calendar/2025/07.yml": ROW, "calendar/talks/mill-tour.yml": talk})
    result = run("release", "2025-07", "--now", "2025-06-01", folder=root)
    assert "prospectus waive PR506 talk:mill-tour --reason" in result.err


def test_release_says_that_days_off_of_an_unpublished_year_were_not_checked(tiny: SiteFactory, run: RunCommand) -> None:
    saturday, friday = (
        ROW.replace("2025-07-03", day).replace("mill-tour", name) for day, name in (("2026-07-04", "a"), ("2026-07-03", "b"))
    )
    root = tiny("full", {"calendar/2026/07.yml": saturday + friday})
    arguments = ("release", "2026-07", "--now", "2025-06-01", "--lang", "zh")
    lines = [
        "2026 年的放假安排尚未填写（calendar/years/2026.yml），因此没有检查 2026-07 的休息日和调休。",
        "在周六或周日，是否调休上班尚不知道：看磨坊（a），2026-07-04 周六",
    ]
    for preview in (("--dry-run",), ()):
        result = run(*arguments, *preview, folder=root)
        assert (result.code, result.err.splitlines()[-3:-1]) == (0, lines), result


def test_release_of_a_published_year_says_nothing_of_days_off(tiny: SiteFactory, run: RunCommand) -> None:
    root = tiny("full", {"calendar/2025/07.yml": ROW})
    assert "holidays" not in run("release", "2025-07", "--now", "2025-06-01", folder=root).err


def test_problem_elsewhere_blocks_no_release(tiny: SiteFactory) -> None:
    root = tiny(
        "full", {"calendar/2025/07.yml": ROW, MONTH: SHEET.replace("language: zh", "langauge: zh"), "content/faq/bad.yml": "- {id: x}\n"}
    )
    assert release_site(root).path == "calendar/releases/2025-07-1.yml"


def test_unreadable_file_of_a_talk_blocks_every_month(tiny: SiteFactory) -> None:
    root = tiny("full", {"calendar/2025/07.yml": ROW, "calendar/talks/spring-outlook.yml": "titel: {zh: 春}\n"})
    assert {problem.split()[0] for problem in refusal_problems(root)} == {"calendar/talks/spring-outlook.yml"}


def test_event_whose_channel_cannot_be_read_is_not_frozen_without_its_name(tiny: SiteFactory) -> None:
    row = ROW.replace("place: {zh: 磨坊, en: The mill}", "channel: hall")
    channels = (FULL / "content/channels/all.yml").read_text(encoding="utf-8").replace("id: hall\n  title", "id: hall\n  titel")
    root = tiny("full", {"calendar/2025/07.yml": row, "content/channels/all.yml": channels})
    assert "content/channels/all.yml PR101" in refusal_problems(root)


def test_release_lists_waived_problems_with_their_reason(tiny: SiteFactory) -> None:
    row = ROW.replace("  language: zh\n", "  waivers: [{code: PR510, reason: the guide speaks both}]\n")
    new_release = release_site(tiny("full", {"calendar/2025/07.yml": row})).release
    assert new_release is not None
    assert [(accepted.code, accepted.path, accepted.reason) for accepted in new_release.waivers] == [
        ("PR510", "calendar/2025/07.yml", "the guide speaks both")
    ]


def test_release_before_the_last_one_is_wrong_use(tiny: SiteFactory) -> None:
    root = tiny("full", {MONTH: SHEET.replace("Summer outlook for barley", "Summer")})
    with pytest.raises(UsageError, match="2025-03-05 09:00"):
        release_site(root, "2025-06", now=datetime(2025, 3, 5, 0, 59, tzinfo=UTC))


def test_release_is_never_written_over_one_that_appeared_meanwhile(tiny: SiteFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    root, path = tiny("full", {"calendar/2025/07.yml": ROW}), "calendar/releases/2025-07-1.yml"

    def write_meanwhile(release: Release) -> str:
        write_files(root, {path: "by somebody else\n"})
        return to_yaml(release)

    monkeypatch.setattr("prospectus.scheduling.release.to_yaml", write_meanwhile)
    with pytest.raises(ContentError) as raised:
        release_site(root)
    assert [(problem.path, problem.code) for problem in raised.value.problems] == [(path, "PR540")]
    assert (root / path).read_text(encoding="utf-8") == "by somebody else\n"


@pytest.mark.parametrize("notes", [["一", "二"], ["en: "], ["en: a", "en: b"]])
def test_note_is_given_once_per_language(tiny: SiteFactory, notes: list[str]) -> None:
    site = check(tiny("full")).site
    assert site is not None
    assert parse_notes(["see: this"], site) == Text({"zh": "see: this"})
    with pytest.raises(UsageError):
        parse_notes(notes, site)


VARIANTS: dict[str, list[dict[str, object]]] = {
    "title": [{"title": {"zh": "讲座"}}, {"title": {"zh": "讲座", "en": "Lecture"}}, {"title": {"zh": "报告", "en": "Lecture"}}],
    "starts": [{"starts": "2025-06-01 10:00"}, {"starts": "2025-06-02"}, {"starts": "2025-07-02"}],
    "state": [{"state": state} for state in ("planned", "moved", "cancelled", "done")],
    "place": [{}, {"place": {"zh": "甲"}}, {"place": {"zh": "甲", "en": "A"}}],
    "deadlines": [
        {},
        *({"deadlines": ({"id": "enrol", "title": text, "at": "2025-05-01"},)} for text in ({"zh": "报名"}, {"en": "Enrol"})),
    ],
    "id": [{"id": "talk"}, {"id": "lecture", "formerly": ("talk",)}, {"id": "speech", "formerly": ("talk", "lecture")}],
}
EVENTS = st.tuples(*(st.sampled_from(variants) for variants in VARIANTS.values())).map(
    lambda parts: Event.model_validate({name: value for part in parts for name, value in part.items()} | {"type": "lecture"})
)
STEPS = st.lists(st.one_of(EVENTS, st.sampled_from(["release June", "release July", "withdraw", "remove", "revert"])), max_size=12)
SITE = Site.model_validate(
    {
        "id": "site",
        "title": {"zh": "站"},
        "locales": tuple({"tag": language, "language": language, "name": language, "path": language} for language in ("zh", "en")),
        **{name: {"zh": "站"} for name in ("tagline", "description", "disclaimer")},
        "institution": "lakeside",
    }
)


@given(STEPS)
def test_sequence_never_falls_from_build_to_build(steps: list[Event | str]) -> None:
    """Each step edits, renames, removes or takes back an event, or releases a month, or withdraws a release; then the site is built."""
    versions, releases = [Event.model_validate({"id": "talk", "type": "lecture", "title": {"zh": "讲座"}, "starts": "2025-06-01"})], []
    events, last = versions[-1:], dict.fromkeys(((deadline, locale) for deadline in ("", "enrol") for locale in ("zh", "en")), 0)
    for number, step in enumerate(steps, 1):
        library = build_library(events, releases)
        if isinstance(step, Event):
            versions.append(step)
            events = [step]
        elif step == "remove":
            events = []
        elif step == "revert":
            events = versions[-2:][:1]
        elif step == "withdraw":
            releases = [*releases[:-1], *(release.model_copy(update={"status": "withdrawn"}) for release in releases[-1:])]
        else:
            month, now = PartialDate.parse({"release June": "2025-06", "release July": "2025-07"}[step]), NOW + timedelta(days=number)
            new_release, changes = build_release(library, month, now=now)
            if new_release is not None and changes:
                releases = [*releases, new_release]
        index = ReleaseIndex(build_library(events, releases))
        for event in events:
            for (deadline, locale), sequence in last.items():
                languages = (locale, *({"zh", "en"} - {locale}))
                last[deadline, locale] = index.revision_history("event", event, languages, deadline).sequence
                assert last[deadline, locale] >= sequence


def build_library(events: list[Event], releases: list[Release]) -> Library:
    """Return a library of some events and releases."""
    by_kind = {"event": {event.id: event for event in events}, "release": {release.id: release for release in releases}}
    return Library(SITE, by_kind, {}, frozenset(), {}, {}, {}, {})
