"""Schedules of many months, as busy as a real one, to measure how the checks on the calendar grow.

`clashes.py FOLDER MONTHS…` writes a site for each number of months, checks it, and prints as JSON what that took.
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

A_MONTH = 40
"""How many events a month has."""
FIRST_YEAR = 2021
REPEAT = 5
SITE = REPOSITORY / "tests/sites/minimal"
ROOMS = [("甲", "A"), ("乙", "B"), ("丙", "C"), ("丁", "D"), ("戊", "E"), ("己", "F")]
PEOPLE = 60
"""How many people take turns; so many that now and then one is asked for twice."""


def write(root: Path, months: int) -> None:
    """Write a site with `months` months of events, years without holidays, and a series of training."""
    shutil.copytree(SITE, root)
    _write(root / "calendar/series/training.yml", _series())
    for year in range(FIRST_YEAR, FIRST_YEAR + -(-months // 12)):
        _write(root / f"calendar/years/{year}.yml", f"title: {{zh: {year}年, en: '{year}'}}\nyear: {year}\npublished: true\n")
    for number in range(months):
        year, month = FIRST_YEAR + number // 12, number % 12 + 1
        _write(root / f"calendar/{year}/{month:02}.yml", "".join(_events(year, month)))


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def _series() -> str:
    return (
        "title: {zh: 测量用培训, en: Measured training}\nstated: {zh: 全年不断。, en: All year.}\nstrength: usual\n"
        f"recurrence: {{dtstart: {FIRST_YEAR}-01-01, rrule: FREQ=YEARLY, mode: span, days: 365}}\n"
    )


def _events(year: int, month: int) -> Iterator[str]:
    """Yield the events of a month: an hour each, in one of six rooms, with two of sixty people and somebody who leads."""
    draw = Random(year * 12 + month)
    for number in range(A_MONTH):
        key, day, hour = f"measured-{year}-{month:02}-{number:02}", draw.randint(1, 28), draw.randint(9, 17)
        room = draw.choice(ROOMS)
        speakers = draw.sample(range(PEOPLE), 3)
        people = "".join(
            f"    - {{name: {{zh: 第{who}人, en: Person {who}}}, affiliation: {{zh: 单位{who % 9}, en: Firm {who % 9}}}, role: {role}}}\n"
            for who, role in zip(speakers, ("speaker", "speaker", "moderator"), strict=True)
        )
        yield (
            f"- id: {key}\n  type: training\n  series: training\n  title: {{zh: 测量用{key}, en: Measured {key}}}\n"
            f"  starts: {year}-{month:02}-{day:02} {hour:02}:00\n  ends: {year}-{month:02}-{day:02} {hour + 1:02}:00\n  language: zh\n"
            f"  format: in-person\n  place: {{zh: {room[0]}会议室, en: Room {room[1]}}}\n  people:\n{people}"
        )


def measured(root: Path) -> dict[str, object]:
    """Return how many events and problems there are, how long it takes to read them, and how long to check them against each other.

    The latter is processor time, of one process that does nothing else: what others do meanwhile makes no difference.
    """
    begun = time.perf_counter()
    verdict = validate(load(root))
    whole = time.perf_counter() - begun
    assert verdict.site is not None
    seconds = []
    for _ in range(REPEAT):
        begun = time.process_time()
        problems = list(check_calendar(verdict.records, verdict.site))
        seconds.append(time.process_time() - begun)
    return {
        "events": sum(each.raw.kind.name == "event" for each in verdict.records),
        "problems": len(problems),
        "seconds": sorted(seconds)[REPEAT // 2],
        "whole": whole,
    }


def main(folder: Path, sizes: Sequence[int]) -> dict[int, dict[str, object]]:
    """Measure each size on a site of its own."""
    found = {}
    for months in sizes:
        root = folder / f"clashes-{months}"
        write(root, months)
        found[months] = measured(root)
        shutil.rmtree(root)
    return found


if __name__ == "__main__":
    sys.stdout.write(json.dumps(main(Path(sys.argv[1]), [int(each) for each in sys.argv[2:]])))
