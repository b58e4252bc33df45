"""The days that rules give, compared with dateutil over twelve years, and the bound of every search."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from itertools import takewhile

import pytest
from dateutil.rrule import rrulestr
from hypothesis import assume, given
from hypothesis import strategies as some

from prospectus.model.values import recurrence_days
from prospectus.model.values.recurrence_days import MAX_PERIODS, first_day, gives_start, iter_days
from prospectus.model.values.recurrence_proposals import change_one_part, explain_impossible, nearest_start, propose_possible
from prospectus.model.values.recurrence_rule import WEEKDAYS, parse_rule


@some.composite
def rules(draw: some.DrawFn) -> str:
    """Draw a rule. Left out is where dateutil differs from RFC 5545: BYSETPOS in a week, BYDAY with and without ordinals, BYWEEKNO."""
    frequency = draw(some.sampled_from(list(MAX_PERIODS)))
    parts = [f"FREQ={frequency}", f"INTERVAL={draw(some.sampled_from([1, 1, 2, 3, 5, 12]))}"]
    numbers = {"BYMONTH": range(1, 13), "BYMONTHDAY": [*range(1, 32), -1, -2, -31], "BYYEARDAY": [1, 60, 100, 365, 366, -1, -366]}
    for name in draw(some.lists(some.sampled_from(list(numbers)), max_size=2, unique=True)):
        values = draw(some.lists(some.sampled_from(numbers[name]), min_size=1, max_size=4, unique=True))
        parts += [f"{name}={','.join(map(str, values))}"]
    days = draw(some.lists(some.sampled_from(WEEKDAYS), max_size=3, unique=True))
    ordinal = draw(some.sampled_from(["", "1", "-1", "3"])) if frequency in ("YEARLY", "MONTHLY") else ""
    parts += [f"BYDAY={','.join(ordinal + day for day in days)}"] if days else []
    if frequency in ("YEARLY", "MONTHLY") and draw(some.booleans()):
        parts += [f"BYSETPOS={draw(some.sampled_from(['1', '-1', '2', '1,-1']))}"]
    parts += draw(some.sampled_from([[], [f"WKST={draw(some.sampled_from(WEEKDAYS))}"], ["COUNT=7"], ["UNTIL=20041231"]]))
    return ";".join(draw(some.permutations(parts)))


@given(rules(), some.dates(date(1997, 1, 1), date(2003, 12, 31)))
def test_rule_gives_the_days_that_dateutil_gives(text: str, dtstart: date) -> None:
    rule, last = parse_rule(text), date(dtstart.year + 12, 12, 31)
    assume(first_day(rule, dtstart) is not None)  # dateutil searches up to the year 9999
    expected = [
        instance.date()
        for instance in takewhile(lambda instance: instance.date() <= last, rrulestr(text, dtstart=datetime.combine(dtstart, time())))
    ]
    days = list(iter_days(rule, dtstart, last))
    assert days == expected
    middle = dtstart + timedelta(days=2000)
    assert list(iter_days(rule, dtstart, last, first=middle)) == [day for day in days if day >= middle]


@pytest.mark.parametrize(
    ("text", "dtstart", "expected"),
    [
        ("FREQ=MONTHLY", "2025-01-31", ["2025-01-31", "2025-03-31", "2025-05-31"]),
        ("FREQ=YEARLY", "2024-02-29", ["2024-02-29", "2028-02-29", "2032-02-29"]),
        ("FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1", "2025-01-31", ["2025-01-31", "2025-02-28", "2025-03-31"]),
        ("FREQ=MONTHLY;BYDAY=2WE,-1FR", "2025-01-08", ["2025-01-08", "2025-01-31", "2025-02-12"]),
        ("FREQ=YEARLY;BYDAY=20MO", "1997-05-19", ["1997-05-19", "1998-05-18", "1999-05-17"]),
        ("FREQ=YEARLY;BYWEEKNO=20;BYDAY=MO", "1997-05-12", ["1997-05-12", "1998-05-11", "1999-05-17"]),
        ("FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,SU;WKST=MO", "1997-08-05", ["1997-08-05", "1997-08-10", "1997-08-19"]),
        ("FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,SU;WKST=SU", "1997-08-05", ["1997-08-05", "1997-08-17", "1997-08-19"]),
        ("FREQ=MONTHLY;BYDAY=MO,1TU", "2025-01-06", ["2025-01-06", "2025-01-07", "2025-01-13"]),
        ("FREQ=DAILY;INTERVAL=10", "2025-01-01", ["2025-01-01", "2025-01-11", "2025-01-21"]),
    ],
)
def test_rule_gives_these_days_first(text: str, dtstart: str, expected: list[str]) -> None:
    start = date.fromisoformat(dtstart)
    days = iter_days(parse_rule(text), start, date(2040, 1, 1))
    assert [str(day) for day, _ in zip(days, range(3), strict=False)] == expected
    assert gives_start(parse_rule(text), start)


IMPOSSIBLE = {
    "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30": "February has no day 30",
    "FREQ=YEARLY;BYMONTH=4,6;BYMONTHDAY=31": "April or June has no day 31",
    "FREQ=MONTHLY;BYDAY=MO;BYSETPOS=6": "no period has as many days as BYSETPOS=6 asks for",
    "FREQ=WEEKLY;BYSETPOS=-8;BYDAY=MO,TU": "no period has as many days as BYSETPOS=-8 asks for",
    "FREQ=MONTHLY;BYDAY=6MO": "no day fits all its parts",
    "FREQ=YEARLY;BYWEEKNO=53;BYMONTH=6": "no day fits all its parts",
    "FREQ=DAILY;BYYEARDAY=1;BYMONTH=2": "no day fits all its parts",
}


@pytest.mark.parametrize("text", IMPOSSIBLE)
@pytest.mark.parametrize("interval", [1, 7, 400])
def test_search_for_a_day_that_never_comes_is_bounded(text: str, interval: int, monkeypatch: pytest.MonkeyPatch) -> None:
    searched, rule = [], parse_rule(f"{text};INTERVAL={interval}")
    find = recurrence_days._days_of_period
    monkeypatch.setattr(recurrence_days, "_days_of_period", lambda *arguments: searched.append(1) or find(*arguments))
    assert first_day(rule, date(2025, 1, 1)) is None
    assert len(searched) <= MAX_PERIODS[rule.frequency]
    assert explain_impossible(rule).en == IMPOSSIBLE[text]


def test_rule_of_a_rare_day_is_found_across_a_century_without_a_leap_year() -> None:
    rule = parse_rule("FREQ=DAILY;BYMONTH=2;BYMONTHDAY=29;BYDAY=MO")
    expected = next(day for day in (date(year, 2, 29) for year in range(2076, 2140, 4) if year != 2100) if day.weekday() == 0)
    assert first_day(rule, date(2073, 1, 1)) == expected


@pytest.mark.parametrize(
    ("text", "dtstart", "nearest", "changed"),
    [
        ("FREQ=MONTHLY;BYMONTHDAY=15", "2026-01-20", "2026-01-15", "FREQ=MONTHLY;BYMONTHDAY=20"),
        ("FREQ=WEEKLY;BYDAY=TU", "2026-01-21", "2026-01-20", "FREQ=WEEKLY;BYDAY=WE"),
        ("FREQ=MONTHLY;BYDAY=3TH", "2026-01-20", "2026-01-15", "FREQ=MONTHLY;BYDAY=3TU"),
        ("FREQ=YEARLY;BYMONTH=3;BYMONTHDAY=20", "2026-04-20", "2026-03-20", "FREQ=YEARLY;BYMONTH=4;BYMONTHDAY=20"),
        ("FREQ=MONTHLY;BYMONTHDAY=10,20", "2026-01-16", "2026-01-20", None),
    ],
)
def test_right_forms_of_a_start_off_its_rule(text: str, dtstart: str, nearest: str, changed: str | None) -> None:
    start = date.fromisoformat(dtstart)
    assert not gives_start(parse_rule(text), start)
    assert (str(nearest_start(parse_rule(text), start)), change_one_part(text, start)) == (nearest, changed)


def test_day_that_no_month_has_becomes_the_last_day() -> None:
    assert propose_possible("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30") == "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=-1"
    assert propose_possible("FREQ=MONTHLY;BYDAY=6MO") is None
