"""Releases: numbered, frozen snapshots of a month's timetable, so that every published version can be read later."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from io import StringIO
from typing import Any
from zoneinfo import ZoneInfo

from ruamel.yaml import YAML

from prospectus.assemble import assemble
from prospectus.errors import ContentError, UsageError
from prospectus.load import yaml
from prospectus.model.kinds.release import Accepted, Counts, FrozenEvent, Release, release_id
from prospectus.model.kinds.site import Site
from prospectus.model.library import Library
from prospectus.model.registry import KINDS_BY_NAME
from prospectus.model.values.partial_date import PartialDate, Precision
from prospectus.model.values.text import InlineText, LineText, Text
from prospectus.problems import Message, Problem
from prospectus.problems.codes import TIME_PREFIX
from prospectus.schedule.changes import CHANGE_ORDER, Change, ChangeType, compare_events
from prospectus.schedule.releases import ReleaseIndex
from prospectus.scheduling.calendar_files import Requirement, SourceCalendar, read_site
from prospectus.scheduling.changes.describe import name_events
from prospectus.scheduling.edits.session import EditSession
from prospectus.scheduling.left_out import LeftOutEvent, find_left_out, iter_lines
from prospectus.scheduling.month import Month, find_files
from prospectus.scheduling.unchecked_days import iter_unchecked_days
from prospectus.text.dates import format_month
from prospectus.validate.run import ValidationResult

CLASH_PREFIX = "PR5"
"""The prefix of the codes for clashes between events. Codes in `CLOCK` share it, but only report overdue items and never block."""
NAME_CODES = ("PR550", "PR552")
"""The codes for names without a translation or a certain owner. They share the prefix, but are no clashes and never block."""
TITLES = {"zh": "{month}日程（第{number}版）", "zh-hant": "{month}日程（第{number}版）", "en": "Timetable of {month}, release {number}"}
DEFAULT_TITLE = "{month} · {number}"
"""The title in a language that is not in `TITLES`."""
NO_EVENT = Message("There is no event in {month}; nothing was written.", "{month} 没有活动，没有写入任何内容。")
NO_CHANGE = Message(
    "Nothing has changed since release {number} of {month}; nothing was written.",
    "{month} 自第 {number} 版以来没有变化，没有写入任何内容。",
)
RELEASED = Message(
    "{path}: {month} is released as number {number}: {summary}.", "{path}：{month} 已定版发布，为第 {number} 版：{summary}。"
)
CHANGE_NAMES: Mapping[ChangeType, str] = {
    "new": "新增",
    "moved": "改期",
    "cancelled": "取消",
    "reinstated": "恢复",
    "confirmed": "确认",
    "retitled": "改名",
    "rehosted": "换人",
    "replay": "回放",
    "translated": "翻译",
    "altered": "其他改动",
    "gone": "删除",
}
"""The names of changes in Chinese; in English they are their own names."""
CORRECT_ERRORS = Message(
    "{month} is not released; nothing was written. Correct the errors above, and release it again.",
    "{month} 未发布，没有定版。请改正以上错误后再次定版。",
)
WAIVE_OR_CHANGE = Message(
    "{month} is not released; nothing was written. Change each event above, or accept its warnings with a reason.",
    "{month} 未发布，没有定版。请逐一修改以上活动，或写明理由予以豁免。",
)
RELEASE_EXISTS = Message("{path} exists already; a release is never written over.", "{path} 已存在；已发布的版本不会被覆盖。")
ProblemFilter = Callable[[Problem], bool]


@dataclass(frozen=True, slots=True)
class ReleaseResult:
    """The result of releasing a month."""

    path: str
    """The file that was written, relative to the root; empty when nothing was written."""
    release: Release | None
    """The latest release of the month; None when it has none."""
    changes: tuple[Change, ...] = ()
    """The changes since the release before; empty when nothing was written."""
    left_out: tuple[LeftOutEvent, ...] = ()
    """The drafts and samples of the month, which no release contains."""
    unchecked: tuple[Message, ...] = ()
    """What is said of days off that could not be checked."""

    def summarise(self, month: str, language: str = "en") -> str:
        """Return what was left out, and in the last line what was released."""
        lines = (*iter_lines(self.left_out, month), *self.unchecked, self._summarise_release(month))
        return "\n".join(line.in_language(language) for line in lines)

    def _summarise_release(self, month: str) -> Message:
        if self.release is None:
            return NO_EVENT.fill(month=month)
        if not self.path:
            return NO_CHANGE.fill(number=self.release.number, month=month)
        counts = Counter(change.change_type for change in self.changes)
        present = [change_type for change_type in CHANGE_ORDER if counts[change_type]]
        summary = Message(
            ", ".join(f"{counts[change_type]} {change_type}" for change_type in present),
            "，".join(f"{CHANGE_NAMES[change_type]} {counts[change_type]} 项" for change_type in present),
        )
        return RELEASED.fill(path=self.path, number=self.release.number, month=month, summary=summary)


@dataclass(frozen=True, slots=True)
class ReleasePreview:
    """What a release of a month would be if it were made now. Nothing is written."""

    month: str
    release: Release | None
    """The next release, or without changes the latest; None when the month has no event, or when it is blocked."""
    changes: tuple[Change, ...]
    """The changes since the release before, in every language."""
    changes_by_language: Mapping[str, tuple[Change, ...]]
    """The changes that readers of each language see."""
    blocking: tuple[Problem, ...]
    """The problems because of which the month is not released."""
    left_out: tuple[LeftOutEvent, ...]
    event_names: Mapping[str, Message] = field(default_factory=dict)
    """The titles and ids of the events that the problems concern, by record as `KIND:ID`."""
    shared_ids: frozenset[str] = frozenset()
    """The ids that commands take with the kind of the event."""
    unchecked: tuple[Message, ...] = ()
    """What is said of days off that could not be checked."""


class ReleaseRefused(ContentError):
    """A month cannot be released; the preview says why."""

    def __init__(self, preview: ReleasePreview) -> None:
        super().__init__(preview.blocking)
        self.preview = preview


def preview_release(source: SourceCalendar, month: Month, *, now: datetime, notes: Sequence[str] = ()) -> ReleasePreview:
    """Return what a release of a month would be. Raises UsageError when `now` is before the last release."""
    result, partial_date = source.validation, PartialDate.parse(str(month))
    library = assemble(result, source.cache, now=now)
    releases = ReleaseIndex(library)
    events, last = releases.events_for_release(partial_date), releases.latest_by_month.get(partial_date)
    is_relevant = _build_problem_filter(month, events, result)
    blocking = [problem for problem in _iter_all(result) if is_relevant(problem) and _is_blocking(problem)] or _unreadable_reference_errors(
        events, library, result
    )
    old_events = last.events if last is not None else ()
    elsewhere = [version.event for version in releases.versions_elsewhere(events, partial_date)]
    new_release, changes = last, compare_events(old_events, events, elsewhere=elsewhere)
    if not blocking:
        new_release, changes = build_release(
            library,
            partial_date,
            now=now,
            note=parse_notes(notes, source.site),
            waivers=_collect_accepted(result, is_relevant),
            counts=_count_problems(result, is_relevant),
        )
    by_language = {
        language: compare_events(old_events, events, _put_first(language, source.languages), elsewhere) for language in source.languages
    }
    return ReleasePreview(
        str(month),
        new_release,
        changes,
        by_language,
        tuple(blocking),
        find_left_out(source, month),
        name_events(source, blocking),
        source.shared_ids,
        tuple(iter_unchecked_days(source, month)),
    )


def _put_first(language: str, languages: Sequence[str]) -> list[str]:
    """Return the languages in the order in which readers of one of them read a text."""
    return [language, *(other for other in languages if other != language)]


def release_month(edit: EditSession, month: Month, *, now: datetime, notes: Sequence[str] = ()) -> ReleaseResult:
    """Release a month of a site. Existing releases are never overwritten.

    Raises ReleaseRefused with the problems that block the release, ContentError when a file of the month or the release's has changed
    meanwhile, and UsageError when `now` is before the last release.
    """
    source = read_site(edit.root, Requirement.SITE)
    preview = preview_release(source, month, now=now, notes=notes)
    if preview.blocking:
        raise ReleaseRefused(preview)
    if preview.release is None or not preview.changes:
        return ReleaseResult("", preview.release, left_out=preview.left_out, unchecked=preview.unchecked)
    path = f"{KINDS_BY_NAME['release'].source_path}/{preview.release.id}.yml"
    if path in source.loaded.contents:
        raise UsageError(RELEASE_EXISTS.fill(path=path))
    edit.save(
        {path: to_yaml(preview.release)}, source.loaded.contents, unchanged={*source.list_files(month), *find_files(edit.root, month)}
    )
    return ReleaseResult(path, preview.release, preview.changes, preview.left_out, preview.unchecked)


def explain_refusal(problems: Sequence[Problem], month: str) -> Message:
    """Return the sentence that says that a month was not released because of `problems`, and what to do."""
    if any(problem.severity == "error" for problem in problems):
        return CORRECT_ERRORS.fill(month=month)
    return WAIVE_OR_CHANGE.fill(month=month)


def build_release(
    library: Library,
    month: PartialDate,
    *,
    now: datetime,
    note: Text | None = None,
    waivers: Sequence[Accepted] = (),
    counts: Counts | None = None,
) -> tuple[Release | None, tuple[Change, ...]]:
    """Return the next release of a month, published at `now`, and its changes.

    Without changes, return the last release (or None) and no changes. Raises UsageError when `now` is before the last release.
    """
    releases = ReleaseIndex(library)
    last, events = releases.latest_by_month.get(month), releases.events_for_release(month)
    elsewhere = [version.event for version in releases.versions_elsewhere(events, month)]
    changes = compare_events(last.events if last is not None else (), events, elsewhere=elsewhere)
    if not changes:
        return last, ()
    published = PartialDate(now.astimezone(ZoneInfo(library.site.timezone)).replace(tzinfo=None, second=0, microsecond=0), Precision.MINUTE)
    if last is not None and published < last.published:
        raise UsageError(
            Message(
                f"A release must come after the one before, which was given out on {last.published}; it is {published} now.",
                f"新版必须晚于上一版；上一版发布于 {last.published}，现在是 {published}。",
            )
        )
    number = releases.next_number(month)
    new_release = Release(
        id=release_id(month, number),
        title=build_title(month, number, library.site),
        month=month,
        number=number,
        published=published,
        note=InlineText.of(note) if note is not None else None,
        waivers=tuple(waivers),
        counts=counts or Counts(),
        events=events,
    ).with_digest()
    return new_release, changes


def to_yaml(new_release: Release) -> str:
    """Return a release as YAML. Raises UsageError when the text does not parse back to the same release."""
    fields: dict[str, Any] = new_release.model_dump(mode="json", exclude_none=True, exclude_defaults=True, exclude={"id"})
    writer = YAML()
    writer.width, writer.allow_unicode = 4096, True
    buffer = StringIO()
    writer.dump(fields, buffer)
    text = buffer.getvalue()
    if Release.model_validate({"id": new_release.id, **yaml.parse(text)}) != new_release:
        raise UsageError(Message(f"The release {new_release.id} cannot be written as YAML.", f"第 {new_release.number} 版无法写成 YAML。"))
    return text


def parse_notes(notes: Iterable[str], site: Site, option: str = "--note") -> Text | None:
    """Return the note of a release, or None.

    A note that starts with a language, such as `en: …`, is in that language; others are in the first language of the site. Raises
    UsageError for an empty note or two notes in one language.
    """
    languages = [locale.language for locale in site.locales]
    texts: dict[str, str] = {}
    for note in notes:
        prefix, colon, rest = note.partition(":")
        language, text = (prefix.strip(), rest) if colon and prefix.strip() in languages else (languages[0], note)
        if language in texts or not text.strip():
            raise UsageError(
                Message(
                    f"{option} must be given once a language, such as {option} 'en: Two talks moved'; got {note!r}.",
                    f"{option} 每种语言只能写一次，例如 `{option} 'en: Two talks moved'`；现在是 {note!r}。",
                )
            )
        texts[language] = text.strip()
    return Text(texts) if texts else None


def build_title(month: PartialDate, number: int, site: Site) -> LineText:
    """Return the title of a release in the languages that people write; in the others it is converted."""

    def format_title(language: str, tag: str) -> str:
        name = format_month(month.start.year, month.start.month, tag)
        return TITLES.get(language, DEFAULT_TITLE).format(month=name, number=number)

    written = [locale for locale in site.locales if locale.language in site.written_languages]
    return LineText({locale.language: format_title(locale.language, locale.tag) for locale in written})


def _build_problem_filter(month: Month, events: Sequence[FrozenEvent], result: ValidationResult) -> ProblemFilter:
    """Return a function that tells whether a problem concerns a month.

    It does when it is in one of the month's files or releases, is of one of its events, or is in a talk's file that could not be read.
    """
    releases_prefix = f"{KINDS_BY_NAME['release'].source_path}/{month}-"
    records = {f"{event.kind}:{event.id}" for event in events}
    read_paths = {part.path for checked_record in result.records for part in checked_record.raw.parts}
    talks_folder = f"{KINDS_BY_NAME['talk'].source_path}/"

    def is_relevant(problem: Problem) -> bool:
        unread = problem.path.startswith(talks_folder) and problem.path not in read_paths
        return month.has_file(problem.path) or problem.path.startswith(releases_prefix) or problem.record in records or unread

    return is_relevant


def _iter_all(result: ValidationResult) -> Iterator[Problem]:
    """Yield every problem, also those that are consequences of others."""
    for problem in result.problems:
        yield from problem.with_consequences()


def _is_blocking(problem: Problem) -> bool:
    is_clash = problem.code.startswith(CLASH_PREFIX) and not problem.code.startswith((TIME_PREFIX, *NAME_CODES))
    return problem.severity == "error" or (problem.severity == "warning" and is_clash)


def _unreadable_reference_errors(events: Sequence[FrozenEvent], library: Library, result: ValidationResult) -> list[Problem]:
    """Return all errors when an event refers to a record that could not be read, since the release would lack its name; else none."""
    for frozen_event in events:
        event = library.get(*frozen_event.key)
        references: Mapping[str, object] = {name: getattr(event, name, None) for name in ("channel", "series")}
        if any(references[name] is not None and getattr(frozen_event, name) is None for name in references):
            return [problem for problem in result.problems if problem.severity == "error"]
    return []


def _collect_accepted(result: ValidationResult, is_relevant: ProblemFilter) -> tuple[Accepted, ...]:
    accepted = ((waived.problem, waived.reason) for waived in result.waived if is_relevant(waived.problem))
    return tuple(dict.fromkeys(Accepted(code=problem.code, path=problem.path, reason=reason) for problem, reason in accepted))


def _count_problems(result: ValidationResult, is_relevant: ProblemFilter) -> Counts:
    severities = [problem.severity for problem in _iter_all(result) if is_relevant(problem)]
    return Counts(error=severities.count("error"), warning=severities.count("warning"), info=severities.count("info"))
