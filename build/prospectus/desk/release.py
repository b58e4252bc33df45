"""Releases: numbered, frozen snapshots of a month's timetable, so that every published version can be read later."""

from __future__ import annotations

import os
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from io import StringIO
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from ruamel.yaml import YAML

from prospectus.assemble import assemble
from prospectus.derive.dates import month_name
from prospectus.derive.releases import Releases
from prospectus.desk.month import Month
from prospectus.errors import ContentRefused, WrongUse
from prospectus.load import yaml
from prospectus.model.changes import ORDER, Change, compare
from prospectus.model.kinds import BY_NAME
from prospectus.model.library import Library
from prospectus.model.moment import Moment, Precision
from prospectus.model.release import Accepted, Counts, FrozenEvent, Release, id_of
from prospectus.model.site import Site
from prospectus.model.text import Text
from prospectus.pipeline import check
from prospectus.problems import Problem
from prospectus.problems.codes import CLOCK
from prospectus.validate.check import Verdict

CLASHES = "PR5"
"""The prefix of the codes for clashes between events. Codes in `CLOCK` share it, but only report overdue items and never block."""
TITLES = {"zh": "{month}日程（第{number}版）", "en": "Timetable of {month}, release {number}"}
OTHER_TITLE = "{month} · {number}"
"""The title in a language that is not in `TITLES`."""
Concerns = Callable[[Problem], bool]


@dataclass(frozen=True, slots=True)
class Released:
    """The result of releasing a month."""

    path: str
    """The file that was written, relative to the root; empty when nothing was written."""
    release: Release | None
    """The latest release of the month; None when it has none."""
    changes: tuple[Change, ...] = ()
    """The changes since the release before; empty when nothing was written."""

    def told(self, month: str) -> str:
        """Return the result as one sentence."""
        if self.release is None:
            return f"There is no event in {month}; nothing was written."
        if not self.path:
            return f"Nothing has changed since release {self.release.number} of {month}; nothing was written."
        counts = Counter(each.what for each in self.changes)
        said = ", ".join(f"{counts[what]} {what}" for what in ORDER if counts[what])
        return f"{self.path}: release {self.release.number} of {month}: {said}."


def release(root: Path, sheet: Month, *, now: datetime, notes: Sequence[str] = ()) -> Released:
    """Release a month of the site at `root`. The file is written atomically, and existing releases are never overwritten.

    Raises ContentRefused with the problems that block the release, and WrongUse when `now` is before the last release.
    """
    verdict = check(root)
    if verdict.site is None:
        raise ContentRefused(verdict.problems)
    library, month = assemble(verdict.checked, verdict.site), Moment.parse(str(sheet))
    held = Releases(library).snapshot(month)
    concerns = _concerning(sheet, held, verdict)
    blocking = [each for each in verdict.problems if concerns(each) and _blocks(each)] or _missing(held, library, verdict)
    if blocking:
        raise ContentRefused(blocking)
    note = note_of(notes, verdict.site)
    made, changes = released(library, month, now=now, note=note, waivers=_accepted(verdict, concerns), counts=_counts(verdict, concerns))
    if made is None or not changes:
        return Released("", made)
    path = f"{BY_NAME['release'].place}/{made.id}.yml"
    write_new(root, path, text_of(made))
    return Released(path, made, changes)


def released(
    library: Library,
    month: Moment,
    *,
    now: datetime,
    note: Text | None = None,
    waivers: Sequence[Accepted] = (),
    counts: Counts | None = None,
) -> tuple[Release | None, tuple[Change, ...]]:
    """Return the next release of a month, published at `now`, and its changes.

    Without changes, return the last release (or None) and no changes. Raises WrongUse when `now` is before the last release.
    """
    releases = Releases(library)
    last, events = releases.latest.get(month), releases.snapshot(month)
    changes = compare(last.events if last is not None else (), events)
    if not changes:
        return last, ()
    at = Moment(now.astimezone(ZoneInfo(library.site.timezone)).replace(tzinfo=None, second=0, microsecond=0), Precision.MINUTE)
    if last is not None and at < last.published:
        raise WrongUse(f"A release must come after the one before, which was given out on {last.published}; it is {at} now.")
    number = last.number + 1 if last is not None else 1
    made = Release(
        id=id_of(month, number),
        title=_title(month, number, library.site),
        month=month,
        number=number,
        published=at,
        note=note,
        waivers=tuple(waivers),
        counts=counts or Counts(),
        events=events,
    )
    return made, changes


def text_of(made: Release) -> str:
    """Return a release as YAML. Raises WrongUse when the text does not parse back to the same release."""
    fields: dict[str, Any] = made.model_dump(mode="json", exclude_none=True, exclude_defaults=True, exclude={"id"})
    writer = YAML()
    writer.width, writer.allow_unicode = 4096, True
    text = StringIO()
    writer.dump(fields, text)
    written = text.getvalue()
    if Release.model_validate({"id": made.id, **yaml.parse(written)}) != made:
        raise WrongUse(f"The release {made.id} cannot be written as YAML.")
    return written


def write_new(root: Path, path: str, text: str) -> None:
    """Write a new file atomically. Raises WrongUse when it exists."""
    target = root / path
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=".prospectus-") as room:
        whole = Path(room, "new")
        whole.write_bytes(text.encode())
        try:
            os.link(whole, target)  # unlike a rename, a link never replaces an existing file
        except FileExistsError:
            raise WrongUse(f"{path} exists already; a release is never written over.") from None


def note_of(notes: Iterable[str], site: Site) -> Text | None:
    """Return the note of a release, or None.

    A note that starts with a language, such as `en: …`, is in that language; others are in the first language of the site. Raises
    WrongUse for an empty note or two notes in one language.
    """
    languages = [each.language for each in site.locales]
    said: dict[str, str] = {}
    for note in notes:
        mark, colon, words = note.partition(":")
        language, text = (mark.strip(), words) if colon and mark.strip() in languages else (languages[0], note)
        if language in said or not text.strip():
            raise WrongUse(f"A note must be given once a language, such as --note 'en: Two talks moved'; got {note!r}.")
        said[language] = text.strip()
    return Text(said) if said else None


def _title(month: Moment, number: int, site: Site) -> Text:
    def words(language: str, tag: str) -> str:
        name = month_name(month.start.year, month.start.month, tag)
        return TITLES.get(language, OTHER_TITLE).format(month=name, number=number)

    return Text({each.language: words(each.language, each.tag) for each in site.locales})


def _concerning(month: Month, held: Sequence[FrozenEvent], verdict: Verdict) -> Concerns:
    """Return a function that tells whether a problem concerns a month.

    It does when it is in the month's file or releases, is of one of its events, or is in a talk's file that could not be read.
    """
    releases = f"{BY_NAME['release'].place}/{month}-"
    records = {f"{each.kind}:{each.id}" for each in held}
    read = {part.path for each in verdict.checked for part in each.draft.parts}
    alone = f"{BY_NAME['talk'].place}/"

    def concerns(problem: Problem) -> bool:
        unread = problem.path.startswith(alone) and problem.path not in read
        return problem.path == month.path or problem.path.startswith(releases) or problem.record in records or unread

    return concerns


def _blocks(problem: Problem) -> bool:
    clash = problem.code.startswith(CLASHES) and not problem.code.startswith(CLOCK)
    return problem.severity == "error" or (problem.severity == "warning" and clash)


def _missing(held: Sequence[FrozenEvent], library: Library, verdict: Verdict) -> list[Problem]:
    """Return all errors when an event refers to a record that could not be read, since the release would lack its name; else none."""
    for each in held:
        event = library.get(*each.key)
        named: Mapping[str, object] = {name: getattr(event, name, None) for name in ("channel", "series")}
        if any(named[name] is not None and getattr(each, name) is None for name in named):
            return [problem for problem in verdict.problems if problem.severity == "error"]
    return []


def _accepted(verdict: Verdict, concerns: Concerns) -> tuple[Accepted, ...]:
    found = ((each.problem, each.reason) for each in verdict.waived if concerns(each.problem))
    return tuple(dict.fromkeys(Accepted(code=problem.code, path=problem.path, reason=reason) for problem, reason in found))


def _counts(verdict: Verdict, concerns: Concerns) -> Counts:
    found = [each.severity for each in verdict.problems if concerns(each)]
    return Counts(error=found.count("error"), warning=found.count("warning"), info=found.count("info"))
