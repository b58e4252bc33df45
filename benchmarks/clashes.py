"""Measure how the time to check a schedule for clashes grows with the number of its events.

`clashes.py FOLDER MONTHS…` writes a site per number of months, checks it, and prints the times as JSON.
"""

from __future__ import annotations

import json
import shutil
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from random import Random

from corpus import REPOSITORY
from prospectus.load.records import load
from prospectus.validate.calendar_rules import check_calendar
from prospectus.validate.run import validate

EVENTS_PER_MONTH = 40
FIRST_YEAR = 2021
REPEAT = 5
"""How often the check is timed; the median counts."""
SITE = REPOSITORY / "tests/sites/minimal"
ROOMS = [("甲", "A"), ("乙", "B"), ("丙", "C"), ("丁", "D"), ("戊", "E"), ("己", "F")]
PEOPLE = 60
"""How many people the speakers are drawn from: few enough that some are booked twice at the same time."""


def write_site(root: Path, months: int) -> None:
    """Write a site into the new folder `root`: `months` months of events, years without holidays, and one series."""
    shutil.copytree(SITE, root)
    _write_file(root / "calendar/series/training.yml", _format_series())
    for year in range(FIRST_YEAR, FIRST_YEAR + -(-months // 12)):
        _write_file(root / f"calendar/years/{year}.yml", f"title: {{zh: {year}年, en: '{year}'}}\nyear: {year}\npublished: true\n")
    for number in range(months):
        year, month = FIRST_YEAR + number // 12, number % 12 + 1
        _write_file(root / f"calendar/{year}/{month:02}.yml", "".join(_iter_events(year, month)))


def _write_file(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def _format_series() -> str:
    """Return the YAML of the series of all events."""
    return (
        "title: {zh: 测量用培训, en: Measured training}\nstated: {zh: 全年不断。, en: All year.}\nstrength: usual\n"
        f"recurrence: {{dtstart: {FIRST_YEAR}-01-01, rrule: FREQ=YEARLY, mode: span, days: 365}}\n"
    )


def _iter_events(year: int, month: int) -> Iterator[str]:
    """Yield the YAML of each event of a month: one hour in one of six rooms, with two speakers and a moderator."""
    rng = Random(year * 12 + month)
    for number in range(EVENTS_PER_MONTH):
        key, day, hour = f"measured-{year}-{month:02}-{number:02}", rng.randint(1, 28), rng.randint(9, 17)
        room = rng.choice(ROOMS)
        drawn_people = rng.sample(range(PEOPLE), 3)
        people = "".join(
            f"    - {{name: {{zh: 第{person}人, en: Person {person}}}, "
            f"affiliation: {{zh: 单位{person % 9}, en: Firm {person % 9}}}, role: {role}}}\n"
            for person, role in zip(drawn_people, ("speaker", "speaker", "moderator"), strict=True)
        )
        yield (
            f"- id: {key}\n  type: training\n  series: training\n  title: {{zh: 测量用{key}, en: Measured {key}}}\n"
            f"  starts: {year}-{month:02}-{day:02} {hour:02}:00\n  ends: {year}-{month:02}-{day:02} {hour + 1:02}:00\n  language: zh\n"
            f"  format: in-person\n  place: {{zh: {room[0]}会议室, en: Room {room[1]}}}\n  people:\n{people}"
        )


def measure_checks(root: Path) -> dict[str, object]:
    """Return the fields of `report.ClashCheckTimes` for the site in `root`.

    The checks are timed in CPU time of this process, so other work on the machine makes no difference.
    """
    started = time.perf_counter()
    result = validate(load(root))
    total_seconds = time.perf_counter() - started
    assert result.site is not None
    check_seconds = []
    for _ in range(REPEAT):
        started = time.process_time()
        problems = list(check_calendar(result.records, result.site))
        check_seconds.append(time.process_time() - started)
    return {
        "events": sum(checked.raw.kind.name == "event" for checked in result.records),
        "problems": len(problems),
        "check_seconds": sorted(check_seconds)[REPEAT // 2],
        "total_seconds": total_seconds,
    }


def measure_schedules(folder: Path, lengths: Sequence[int]) -> dict[int, dict[str, object]]:
    """Return the measurements per length in months. Each schedule is written into a new folder in `folder` and removed afterwards."""
    measurements = {}
    for months in lengths:
        root = folder / f"clashes-{months}"
        write_site(root, months)
        measurements[months] = measure_checks(root)
        shutil.rmtree(root)
    return measurements


if __name__ == "__main__":
    sys.stdout.write(json.dumps(measure_schedules(Path(sys.argv[1]), [int(months) for months in sys.argv[2:]])))
