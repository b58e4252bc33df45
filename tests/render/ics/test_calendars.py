"""Calendars as calendar programs read them."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from uuid import NAMESPACE_URL, uuid5

import icalendar
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from icalendar.parser import Contentline

from prospectus.render.ics.content_line import MAX_OCTETS, escape_text, fold_line
from prospectus.scheduling.edits.session import editing
from prospectus.scheduling.month import Month
from prospectus.scheduling.release import ReleaseResult, release_month
from tiny import FULL, HERE, NOW, SiteFactory, collect_data_files


def select_calendars(files: dict[str, bytes]) -> dict[str, bytes]:
    """Return every calendar by its path."""
    return {path: body for path, body in files.items() if path.endswith(".ics")}


@pytest.fixture(scope="module")
def full_calendars(full_data_files: dict[str, bytes]) -> dict[str, bytes]:
    return select_calendars(full_data_files)


@pytest.fixture(scope="module")
def repository_calendars(repository_data_files: dict[str, bytes]) -> dict[str, bytes]:
    return select_calendars(repository_data_files)


def read_events(body: bytes) -> list[icalendar.Event]:
    return list(icalendar.Calendar.from_ical(body).walk("VEVENT"))


def test_there_is_one_calendar_for_all_dates_closing_days_make_up_days_and_periods_and_one_per_subject_and_event(
    full_calendars: dict[str, bytes],
) -> None:
    names = [
        *(f"calendar/{whole}" for whole in ("all", "closing", "makeup", "periods")),
        *(f"calendar/periods/{series}" for series in ("barley-talks", "monthly-letter")),
        *(f"calendar/series/{series}" for series in ("barley-talks", "harvest-day", "monthly-letter", "sowing-weeks")),
        *(f"calendar/audience/{audience}" for audience in ("farmers", "overseas")),
        *(f"calendar/person/{person}" for person in ("chaff-miller", "ear-barley")),
        "calendar/product/by",
        *(f"contracts/by/by{month}" for month in (*range(2502, 2513), 2601)),
        *(f"calendar/language/{language}" for language in ("en", "zh")),
        *(f"calendar/events/{event}/{event}" for event in ("field-lecture", "growers-meeting")),
        *(f"talks/{talk}/{talk}" for talk in ("spring-outlook", "summer-outlook")),
    ]
    assert sorted(full_calendars) == sorted(f"{language}{name}.ics" for language in ("", "en/") for name in names)


def read_titles(body: bytes) -> list[str]:
    return sorted({str(event["SUMMARY"]) for event in read_events(body)})


def test_calendar_contains_the_events_of_its_subscription(full_calendars: dict[str, bytes]) -> None:
    lecture, enrol = "Moved: Lecture in the field", "Enrolment closes · Lecture in the field"
    assert read_titles(full_calendars["en/calendar/audience/overseas.ics"]) == [enrol, lecture]  # the event's own audience, not the series'
    assert read_titles(full_calendars["en/calendar/audience/farmers.ics"]) == [
        "Cancelled: Growers' meeting",
        "Spring outlook",
        "Summer outlook for barley",
    ]
    assert {lecture, enrol} < set(read_titles(full_calendars["en/calendar/product/by.ics"]))
    assert read_titles(full_calendars["en/calendar/language/zh.ics"]) == ["Cancelled: Growers' meeting", enrol, lecture]
    assert read_titles(full_calendars["en/calendar/events/field-lecture/field-lecture.ics"]) == [enrol, lecture]


def find_event(body: bytes, title: str) -> icalendar.Event:
    (matching,) = (event for event in read_events(body) if str(event["SUMMARY"]) == title)
    return matching


def test_person_has_a_calendar_of_the_events_with_them(full_calendars: dict[str, bytes]) -> None:
    assert read_titles(full_calendars["en/calendar/person/ear-barley.ics"]) == [
        "Enrolment closes · Lecture in the field",
        "Moved: Lecture in the field",
    ]
    assert read_titles(full_calendars["en/calendar/person/chaff-miller.ics"]) == []


def read_revision(event: icalendar.Event) -> tuple[object, ...]:
    return (str(event["STATUS"]), int(event["SEQUENCE"]), event.decoded("LAST-MODIFIED").date().isoformat(), str(event["TRANSP"]))


def test_event_has_sequence_and_last_modified_from_the_releases(full_calendars: dict[str, bytes]) -> None:
    body = full_calendars["en/calendar/all.ics"]
    assert read_revision(find_event(body, "Moved: Lecture in the field")) == ("CONFIRMED", 1, "2025-03-05", "OPAQUE")
    assert read_revision(find_event(body, "Cancelled: Growers' meeting")) == ("CANCELLED", 1, "2025-03-05", "TRANSPARENT")
    assert read_revision(find_event(body, "Summer outlook for barley")) == ("TENTATIVE", 1, "2025-03-05", "OPAQUE")
    assert read_revision(find_event(body, "Enrolment closes · Lecture in the field")) == ("CONFIRMED", 0, "2025-02-20", "TRANSPARENT")
    assert read_revision(find_event(body, "Spring outlook")) == (
        "TENTATIVE",
        0,
        "2025-03-01",
        "OPAQUE",
    )  # never released: the date of the review
    assert "LAST-MODIFIED" not in find_event(body, "Anniversary of barley futures")


def test_event_has_location_people_language_and_reason(full_calendars: dict[str, bytes]) -> None:
    english, chinese = (
        find_event(full_calendars["en/calendar/all.ics"], "Moved: Lecture in the field"),
        find_event(full_calendars["calendar/all.ics"], "改期：田间讲座"),
    )
    assert str(english["LOCATION"]) == "Barley Room, Lake Town"
    assert str(english["DESCRIPTION"]).splitlines() == [
        "Originally: Wed 11 June 2025 14:00",
        "Reason: The room was taken that day.",
        "Speaker: Ear Barley (Lakeside Growers)",
        "Language: Chinese",
        "Subtitles: English",
    ]
    assert [str(category) for category in english["CATEGORIES"].cats] == ["Lecture", "Barley talks", "Barley futures"]
    assert english["URL"] == "https://lakeside.example/learn/en/calendar/events/field-lecture/"
    assert str(chinese["LOCATION"]) == "湖城，大麦厅"
    assert str(chinese["DESCRIPTION"]).splitlines()[:3] == [
        "原定：2025年6月11日 周三 14:00",
        "原因：大麦厅当天另有安排。",
        "主讲：麦穗（湖畔农社）",
    ]
    spring = find_event(full_calendars["en/calendar/all.ics"], "Spring outlook")
    assert str(spring["DESCRIPTION"]).splitlines()[-1] == "Replay: https://lakeside.example/replays/spring"


def read_sequences(body: bytes) -> dict[str, int]:
    return {str(event["UID"]): int(event.get("SEQUENCE", 0)) for event in read_events(body)}


def release_june(root: Path, *, now: datetime) -> ReleaseResult:
    with editing(root, "release") as edit:
        return release_month(edit, Month(2025, 6), now=now)


def test_edit_raises_the_sequence_of_its_event_only_once_it_is_released(full_calendars: dict[str, bytes], tiny: SiteFactory) -> None:
    now = read_sequences(full_calendars["calendar/all.ics"])
    root = tiny("full")
    sheet = root / "calendar/2025/06.yml"
    written = sheet.read_text(encoding="utf-8")
    sheet.write_text(written.replace("2025-06-12", "2025-06-13"), encoding="utf-8")
    assert read_sequences(collect_data_files(root)["calendar/all.ics"]) == now
    release_june(root, now=NOW)
    released = read_sequences(collect_data_files(root)["calendar/all.ics"])
    assert (released.keys(), sorted(released[uid] - now[uid] for uid in now)) == (now.keys(), [0] * (len(now) - 1) + [1])
    sheet.write_text(written, encoding="utf-8")  # taking the edit back takes no number back
    assert read_sequences(collect_data_files(root)["calendar/all.ics"]) == released
    release_june(root, now=NOW + timedelta(days=1))
    last = read_sequences(collect_data_files(root)["calendar/all.ics"])
    assert sorted(last[uid] - released[uid] for uid in now) == [0] * (len(now) - 1) + [1]


def test_date_of_an_entry_does_not_fall_when_a_reviewed_edit_is_taken_back(tiny: SiteFactory) -> None:
    root, reviewed = tiny("full"), "id: field-lecture\n  reviewed: 2025-03-09"
    reviewed = (FULL / "calendar/2025/06.yml").read_text(encoding="utf-8").replace("id: field-lecture", reviewed)
    for sheet in (reviewed.replace("2025-06-12", "2025-06-13"), reviewed):
        (root / "calendar/2025/06.yml").write_text(sheet, encoding="utf-8")
        event = find_event(collect_data_files(root)["en/calendar/all.ics"], "Moved: Lecture in the field")
        assert [f"{event.decoded(name):%Y-%m-%d}" for name in ("LAST-MODIFIED", "DTSTAMP")] == ["2025-03-09", "2025-03-09"]


def test_translation_is_a_revision_in_the_calendar_of_its_language_alone(tiny: SiteFactory) -> None:
    translated = (FULL / "calendar/2025/06.yml").read_text(encoding="utf-8")
    place, speaker = ', en: "Lakeside Hall, Lake Town"', ", en: Awn Sower"
    root = tiny("full", {"calendar/2025/06.yml": translated.replace(place, "").replace(speaker, "")})
    sheet = root / "calendar/2025/06.yml"
    assert release_june(root, now=NOW).summarise("2025-06").endswith(": 2 translated.")
    before = collect_data_files(root)
    sheet.write_text(translated, encoding="utf-8")
    assert release_june(root, now=NOW + timedelta(days=1)).summarise("2025-06").endswith(": 2 translated.")
    after = collect_data_files(root)
    assert after["calendar/all.ics"] == before["calendar/all.ics"]
    old, new = (read_sequences(files["en/calendar/all.ics"]) for files in (before, after))
    assert sorted(new[uid] - old[uid] for uid in old) == [0] * (len(old) - 1) + [1]  # SEQUENCE counts the place, but not people


def test_event_keeps_its_uid_when_its_id_changes(full_calendars: dict[str, bytes], tiny: SiteFactory) -> None:
    sheet = (FULL / "calendar/2025/06.yml").read_text(encoding="utf-8")
    renamed = sheet.replace("id: field-lecture", "id: barley-lecture\n  formerly: [field-lecture]")
    files = collect_data_files(tiny("full", {"calendar/2025/06.yml": renamed}))
    before, after = (
        {(str(event["UID"]), int(event.get("SEQUENCE", 0))) for event in read_events(body)}
        for body in (full_calendars["calendar/all.ics"], files["calendar/all.ics"])
    )
    assert (before, "calendar/events/barley-lecture/barley-lecture.ics" in files) == (after, True)


def test_occurrences_of_a_series_and_a_milestone_keep_their_uids_when_the_ids_change(
    full_calendars: dict[str, bytes], tiny: SiteFactory
) -> None:
    series = (FULL / "calendar/series/harvest-day.yml").read_text(encoding="utf-8")
    milestones = (FULL / "calendar/milestones/all.yml").read_text(encoding="utf-8")
    renamed = {
        "calendar/series/harvest-day.yml": None,
        "calendar/series/day-of-harvest.yml": f"formerly: [harvest-day]\n{series}",
        "calendar/milestones/all.yml": milestones.replace("id: anniversary", "id: birthday\n  formerly: [anniversary]"),
    }
    files = collect_data_files(tiny("full", renamed))
    assert read_sequences(files["calendar/all.ics"]).keys() == read_sequences(full_calendars["calendar/all.ics"]).keys()


def test_deadline_with_a_time_has_a_start_and_no_end(full_calendars: dict[str, bytes]) -> None:
    enrol = find_event(full_calendars["en/calendar/all.ics"], "Enrolment closes · Lecture in the field")
    assert (enrol.decoded("DTSTART").astimezone(UTC), "DTEND" in enrol) == (datetime(2025, 6, 6, 10, 0, tzinfo=UTC), False)


TEXTS = st.text(st.characters(exclude_categories=["Cs", "Cc"]) | st.sampled_from("汉字，；：\\;,🌾"), min_size=1, max_size=200)


@given(TEXTS)
def test_folding_is_undone_by_unfolding_and_cuts_no_character(title: str) -> None:
    assume("\\N" not in title)  # the library reads it as an escaped line break (RFC 5545)
    event = icalendar.Event()
    event.add("summary", title)
    body = event.to_ical()
    for line in body.split(b"\r\n"):
        assert len(line) <= 75
        line.decode()
    line = body.replace(b"\r\n ", b"").split(b"\r\n")[1].decode()
    assert line == f"SUMMARY:{icalendar.vText(title).to_ical().decode()}"
    assert str(icalendar.Event.from_ical(body)["SUMMARY"]) == title


@given(TEXTS)
def test_name_of_a_calendar_is_folded_as_well(title: str) -> None:
    line = f"NAME:{icalendar.vText(title).to_ical().decode()}"
    body = fold_line(line, MAX_OCTETS)
    for physical_line in body.split(b"\r\n"):
        assert len(physical_line) <= 75
        physical_line.decode()
    assert body.replace(b"\r\n ", b"").decode() == f"{line}\r\n"


@given(st.text(st.sampled_from("ab汉é🌾\\\\\\^^,;"), max_size=400))
def test_lines_are_folded_as_icalendar_folds_them(title: str) -> None:
    line = f"SUMMARY:{escape_text(title)}"
    assert fold_line(line) == Contentline(line).to_ical() + b"\r\n"


@pytest.mark.parametrize("path", ["calendar/all.ics", "en/calendar/all.ics"])
def test_events_are_written_as_icalendar_writes_them(
    path: str, full_calendars: dict[str, bytes], repository_calendars: dict[str, bytes]
) -> None:
    for body in (full_calendars[path], repository_calendars[path]):
        components = re.findall(rb"BEGIN:VEVENT\r\n.*?END:VEVENT\r\n", body, re.DOTALL)
        assert [icalendar.Event.from_ical(component).to_ical() for component in components] == components != []


def test_lines_end_in_crlf_and_are_folded_at_75_octets_between_characters(repository_calendars: dict[str, bytes]) -> None:
    continuation_lines = 0
    for name, body in repository_calendars.items():
        assert body.endswith(b"\r\n"), name
        assert re.search(rb"(?<!\r)\n|\r(?!\n)", body) is None, name
        for line in body.split(b"\r\n"):
            assert len(line) <= 75, name
            line.decode()  # raises an error if a fold splits a character
            continuation_lines += line.startswith(b" ")
    assert continuation_lines > 1000


def test_unfolded_text_is_complete(repository_calendars: dict[str, bytes]) -> None:
    unfolded = repository_calendars["calendar/all.ics"].decode().replace("\r\n ", "")
    assert "SUMMARY:SC2612 最后交易日\r\n" in unfolded
    periods = repository_calendars["calendar/periods.ics"].decode().replace("\r\n ", "")
    assert "SUMMARY:关于查处违法违规行为情况的公告（自律监管信息）（日期未公布）\r\n" in periods


def test_header_has_the_properties_of_rfc_5545_and_rfc_7986(full_calendars: dict[str, bytes]) -> None:
    calendar = icalendar.Calendar.from_ical(full_calendars["en/calendar/all.ics"])
    assert {name: str(calendar[name]) for name in ("VERSION", "PRODID", "CALSCALE", "NAME", "X-WR-TIMEZONE", "SOURCE", "URL")} == {
        "VERSION": "2.0",
        "PRODID": "-//Prospectus//en",
        "CALSCALE": "GREGORIAN",
        "NAME": "Lakeside Exchange Learning",
        "X-WR-TIMEZONE": "Asia/Shanghai",
        "SOURCE": "https://lakeside.example/learn/en/calendar/all.ics",
        "URL": "https://lakeside.example/learn/en/calendar/",
    }
    assert calendar.decoded("REFRESH-INTERVAL") == timedelta(hours=12)


def test_events_have_the_required_properties_and_unique_uids(repository_calendars: dict[str, bytes]) -> None:
    for name, body in repository_calendars.items():
        calendar_events = read_events(body)
        assert len({str(event["UID"]) for event in calendar_events}) == len(calendar_events), name
        for event in calendar_events:
            assert {"UID", "DTSTAMP", "DTSTART", "SUMMARY"} <= set(event), name
            assert "DTEND" not in event or event.decoded("DTEND") > event.decoded("DTSTART"), name


def test_whole_days_end_on_the_day_after(full_calendars: dict[str, bytes]) -> None:
    ends = {
        (str(event["SUMMARY"]), event.decoded("DTSTART")): "DTEND" in event and event.decoded("DTEND")
        for event in read_events(full_calendars["en/calendar/all.ics"])
    }
    assert ends["Cancelled: Growers' meeting", date(2025, 6, 18)] == date(2025, 6, 20)
    assert ends["Harvest day", date(2025, 9, 15)] == date(2025, 9, 16)
    assert ends["Sowing weeks", date(2025, 3, 20)] == date(2025, 4, 3)
    assert ends["Last trading day of BY2506", date(2025, 5, 28)] == date(2025, 5, 29)


def test_talk_has_its_time_in_a_zone_that_the_calendar_defines(full_calendars: dict[str, bytes]) -> None:
    calendar = icalendar.Calendar.from_ical(full_calendars["en/calendar/all.ics"])
    (talk,) = (event for event in calendar.walk("VEVENT") if event["SUMMARY"] == "Spring outlook")
    assert (talk["DTSTART"].params["TZID"], talk.decoded("TRANSP")) == ("Asia/Shanghai", "OPAQUE")
    assert talk.decoded("DTSTART").astimezone(UTC) == datetime(2025, 3, 12, 7, 30, tzinfo=UTC)
    assert talk.decoded("DTEND").astimezone(UTC) == datetime(2025, 3, 12, 8, 30, tzinfo=UTC)
    (zone,) = calendar.walk("VTIMEZONE")
    assert zone.to_tz(lookup_tzid=False).utcoffset(datetime(2025, 3, 12, 15, 30)) == timedelta(hours=8)


def test_calendar_of_all_dates_has_neither_samples_nor_what_has_no_day(full_calendars: dict[str, bytes]) -> None:
    titles = {str(event["SUMMARY"]) for event in read_events(full_calendars["en/calendar/all.ics"])}
    assert titles == {
        "Anniversary of barley futures",
        "Cancelled: Growers' meeting",
        "Enrolment closes · Lecture in the field",
        "First seed",
        "Harvest day",
        "Make-up workday (Lake Day), market closed",
        "Market closed: Lake Day",
        "Market closed: New Year's Day",
        "Moved: Lecture in the field",
        "Sowing weeks",
        "Spring outlook",
        "Summer outlook for barley",
        *(
            f"Last trading day of BY{month}"
            for month in ("2502", "2503", "2504", "2505", "2506", "2507", "2508", "2509", "2510", "2511", "2512", "2601")
        ),
    }


def test_uid_and_dtstamp_do_not_depend_on_language_or_build_time(full_calendars: dict[str, bytes]) -> None:
    chinese, english = (full_calendars[name] for name in ("calendar/all.ics", "en/calendar/all.ics"))
    assert [(event["UID"], event.decoded("DTSTAMP")) for event in read_events(chinese)] == [
        (event["UID"], event.decoded("DTSTAMP")) for event in read_events(english)
    ]
    assert select_calendars(collect_data_files(FULL, now=datetime(2031, 1, 1, tzinfo=UTC))) == full_calendars


def read_periods(body: bytes) -> list[tuple[str, date, date, str]]:
    return [(str(event["SUMMARY"]), event.decoded("DTSTART"), event.decoded("DTEND"), str(event["TRANSP"])) for event in read_events(body)]


def test_period_is_one_transparent_entry_in_a_calendar_of_its_own(full_calendars: dict[str, bytes]) -> None:
    letter, talks = "Monthly letter (date not announced)", "Barley talks (date not announced)"
    of_letter, of_talks = (
        read_periods(full_calendars[f"en/calendar/periods/{series}.ics"]) for series in ("monthly-letter", "barley-talks")
    )
    assert of_letter == [
        (letter, date(2025, month, 1), date(2025 + month // 12, month % 12 + 1, 1), "TRANSPARENT") for month in range(1, 13)
    ] + [(letter, date(2026, month, 1), date(2026 + month // 12, month % 12 + 1, 1), "TRANSPARENT") for month in range(1, 13)]
    assert of_talks[:2] == [  # the quarters that have a talk with a day are that talk
        (talks, date(2025, 7, 1), date(2025, 10, 1), "TRANSPARENT"),
        (talks, date(2025, 10, 1), date(2026, 1, 1), "TRANSPARENT"),
    ]
    assert sorted(read_periods(full_calendars["en/calendar/periods.ics"])) == sorted(of_letter + of_talks)


def test_period_keeps_the_uid_that_it_had_in_the_calendar_of_all_dates(full_calendars: dict[str, bytes]) -> None:
    (first, *_) = read_events(full_calendars["calendar/periods/monthly-letter.ics"])
    assert str(first["UID"]) == str(uuid5(NAMESPACE_URL, "prospectus:lakeside:monthly-letter-20250101"))


def test_period_is_categorised_as_what_its_series_holds(full_calendars: dict[str, bytes]) -> None:
    (talks,) = {tuple(map(str, event["CATEGORIES"].cats)) for event in read_events(full_calendars["en/calendar/periods/barley-talks.ics"])}
    assert talks == ("Talk",)


def test_only_calendars_of_periods_hold_what_has_no_day(repository_calendars: dict[str, bytes]) -> None:
    for name, body in repository_calendars.items():
        longest = max((days_of(event) for event in read_events(body)), default=0)
        has_periods = name.removeprefix("en/").startswith("calendar/periods")
        assert (longest > 30) is has_periods, name  # the month of publicity in June has its days stated


def days_of(event: icalendar.Event) -> int:
    return int((event.decoded("DTEND") - event.decoded("DTSTART")) / timedelta(days=1)) if "DTEND" in event else 0


def test_series_of_periods_keeps_its_address_and_says_where_they_are(full_calendars: dict[str, bytes]) -> None:
    calendar = icalendar.Calendar.from_ical(full_calendars["en/calendar/series/monthly-letter.ics"])
    assert (len(calendar.walk("VEVENT")), len(calendar.walk("VTIMEZONE"))) == (0, 1)  # RFC 5545, 3.6 asks for at least one component
    for name in ("DESCRIPTION", "X-WR-CALDESC"):
        assert str(calendar[name]).endswith("https://lakeside.example/learn/en/calendar/periods/monthly-letter.ics")
    assert "periods" not in str(icalendar.Calendar.from_ical(full_calendars["en/calendar/series/harvest-day.ics"])["DESCRIPTION"])


def test_closing_days_and_make_up_days_have_calendars_of_their_own(full_calendars: dict[str, bytes]) -> None:
    assert read_periods(full_calendars["en/calendar/closing.ics"]) == [
        ("Market closed: New Year's Day", date(2025, 1, 1), date(2025, 1, 2), "TRANSPARENT"),
        ("Market closed: Lake Day", date(2025, 5, 29), date(2025, 6, 3), "TRANSPARENT"),
    ]
    assert read_periods(full_calendars["en/calendar/makeup.ics"]) == [
        ("Make-up workday (Lake Day), market closed", date(2025, 6, 7), date(2025, 6, 8), "TRANSPARENT")
    ]
    (lake_day,) = (event for event in read_events(full_calendars["calendar/closing.ics"]) if "湖节" in str(event["SUMMARY"]))
    assert lake_day["URL"] == "https://lakeside.example/learn/calendar/2025/05/"


def test_uid_of_an_event_stays_when_titles_and_other_events_change(full_calendars: dict[str, bytes], tiny: SiteFactory) -> None:
    letter = (FULL / "calendar/series/monthly-letter.yml").read_text(encoding="utf-8")
    changed = {"calendar/series/monthly-letter.yml": letter.replace("Monthly letter", "Letter"), "calendar/series/harvest-day.yml": None}
    uids = {str(event["UID"]) for event in read_events(collect_data_files(tiny("full", changed))["calendar/all.ics"])}
    before = {str(event["UID"]): str(event["SUMMARY"]) for event in read_events(full_calendars["calendar/all.ics"])}
    assert {before[uid] for uid in before.keys() - uids} == {"丰收日"}
    assert uids <= before.keys()


def test_description_states_what_the_source_states_and_marks_what_is_derived(full_calendars: dict[str, bytes]) -> None:
    descriptions = {
        (str(event["SUMMARY"]), event.decoded("DTSTART")): str(event.get("DESCRIPTION"))
        for event in (*read_events(full_calendars["en/calendar/all.ics"]), *read_events(full_calendars["en/calendar/periods.ics"]))
    }
    assert descriptions["Monthly letter (date not announced)", date(2025, 1, 1)].split("\n") == [
        "One a month, on no stated day.",
        "The day is not settled yet.",
        "Due by 2025-02-10, in our interpretation.",
    ]
    assert (
        descriptions["Last trading day of BY2506", date(2025, 5, 28)]
        == "Worked out from the contract rule and the trading calendar. The exchange may change it."
    )


def test_hostile_title_stays_within_its_property(tiny: SiteFactory) -> None:
    title = "title: {zh: '丰收;日,\\n', en: \"Harvest\\r\\nDTSTART:19700101\\r\\nX: y; z, \\\\n\"}\n"
    series = (FULL / "calendar/series/harvest-day.yml").read_text(encoding="utf-8")
    body = collect_data_files(
        tiny("full", {"calendar/series/harvest-day.yml": series.replace("title: {zh: 丰收日, en: Harvest day}\n", title)})
    )
    (event, *_) = read_events(body["en/calendar/series/harvest-day.ics"])
    assert event.decoded("DTSTART") == date(2025, 9, 15)
    assert str(event["SUMMARY"]).splitlines() == ["Harvest", "DTSTART:19700101", "X: y; z, \\n"]


def test_site_without_anything_to_come_has_an_empty_calendar_that_parses() -> None:
    (chinese, english) = select_calendars(collect_data_files(HERE / "sites" / "minimal")).values()
    assert (read_events(chinese), read_events(english)) == ([], [])
