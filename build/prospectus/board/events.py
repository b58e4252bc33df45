"""The events of the planning board, each with its problems, its obligations, and the commands that change it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from prospectus.board import commands
from prospectus.board.board import BoardEvent, BoardProblem
from prospectus.board.due import build_single_due
from prospectus.board.words import name_language
from prospectus.load.drafts import RawRecord, find_position
from prospectus.model.fields import FieldPath
from prospectus.model.kinds.event import Event
from prospectus.model.library import RecordKey
from prospectus.model.values.partial_date import PartialDate, Precision
from prospectus.model.values.text import Text
from prospectus.problems import Message, Problem
from prospectus.problems.codes import TIME_PREFIX
from prospectus.schedule.interval import interval_of
from prospectus.scheduling.calendar_files import CalendarEntry, SourceCalendar, shorten_key
from prospectus.scheduling.overdue import DueItem
from prospectus.scheduling.spreadsheet.columns import get_choices
from prospectus.validate.completed_events import build_directory

MISSING_TEXT, MISSING_NAME = "PR301", "PR550"
"""The codes of a text, and of a name of a person or a place, that is missing in a language."""
TEXTS_MISSING = Message("Some of its texts are missing in {language}.", "部分文字还没有{language}。")
CLASHES = ("PR501", "PR502", "PR503", "PR504", "PR505")
"""The codes of clashes of two events: a room, a person, the way between two places, the day or the period of a series."""
LACKS_REPLAY = "PR524"
"""The code of a replay that is due."""


class EventBuilder:
    """Builds the events of a board. What it needs of the whole site it collects once."""

    def __init__(self, source: SourceCalendar, today: date, due_items: Sequence[DueItem] | None, blocking: Sequence[Problem]) -> None:
        """`due_items` are the obligations; without them, what is overdue is shown as `check` reports it."""
        problems = (each for problem in source.validation.problems for each in problem.with_consequences())
        self.problems = [problem for problem in problems if due_items is None or not problem.code.startswith(TIME_PREFIX)]
        self._languages, self._today, self._own_types = source.languages, today, source.site.event_types
        self._by_record: dict[str | None, list[Problem]] = {}
        for problem in self.problems:
            self._by_record.setdefault(problem.record, []).append(problem)
        self._clashes = _pair_clashes(self.problems)
        self._shared_ids = source.shared_ids
        self._due_by_key: dict[RecordKey, list[DueItem]] = {}
        for item in due_items or ():
            self._due_by_key.setdefault(item.key, []).append(item)
        self._blocking = frozenset(blocking)
        self._directory = build_directory(source.checked.records)

    def build(self, entry: CalendarEntry) -> BoardEvent:
        """Return an event."""
        event, key = entry.event, (entry.kind, entry.event.id)
        command_key = shorten_key(":".join(key), self._shared_ids)
        untitled = [language for language in self._languages if language not in event.title]
        due_items = self._due_by_key.get(key, [])
        lacks_replay = any(item.code == LACKS_REPLAY for item in due_items)
        interval, completed = interval_of(event), self._directory.complete(event)
        return BoardEvent(
            key=command_key,
            record=":".join(key),
            title=event.title,
            type=self._name_type(event.type),
            days=(interval.first_day, interval.last_day) if event.starts.precision >= Precision.DAY else None,
            starts=str(event.starts),
            times=_format_times(event),
            state=event.state,
            status=event.status,
            place=completed.place,
            people=tuple(participant.known_name for participant in completed.all_people),
            is_movable=event.state != "cancelled",
            due=tuple(map(build_single_due, due_items)),
            lacks_replay=lacks_replay,
            commands=tuple(commands.iter_event_commands(command_key, event, untitled, self._today, lacks_replay=lacks_replay)),
            **self._build_findings(entry.raw),
        )

    def build_unfinished(self, raw: RawRecord) -> BoardEvent:
        """Return a draft in which a required field is still missing, or has a wrong form."""
        starts, name = _parse_date(raw.data.get("starts")), str(raw.data.get("id") or raw.key or "")
        return BoardEvent(
            key=name,
            record=name_record(raw),
            title=self._read_title(raw, name),
            type=self._name_type(str(raw.data.get("type") or raw.kind.name)),
            days=(starts.first_day, starts.first_day) if starts is not None and starts.precision >= Precision.DAY else None,
            starts="" if starts is None else str(starts),
            times=f"{starts.start:%H:%M}" if starts is not None and starts.precision is Precision.MINUTE else "",
            state="planned",
            status=str(raw.data.get("status") or "published"),
            place=None,
            people=(),
            is_movable=False,
            due=(),
            lacks_replay=False,
            commands=(),
            **self._build_findings(raw),
        )

    def _name_type(self, event_type: str) -> Message:
        return Message(*(get_choices("type", language, self._own_types).get(event_type, event_type) for language in ("en", "zh")))

    def _read_title(self, raw: RawRecord, name: str) -> Text:
        """Return the title of an event as far as it can be read, else its name or its file."""
        title = raw.data.get("title")
        if isinstance(title, Mapping) and title:
            return Text({str(language): str(words) for language, words in title.items()})
        return Text({self._languages[0]: str(title or name or raw.path)})

    def _build_findings(self, raw: RawRecord) -> dict[str, Any]:
        """Return where an event is written, and what is wrong with it."""
        problems = self._by_record.get(name_record(raw), [])
        missing = [problem for problem in problems if problem.code in (MISSING_TEXT, MISSING_NAME)]
        listed = [problem for problem in problems if problem not in missing or problem.severity == "error"]
        field_path: FieldPath = ("status",) if raw.data.get("status") == "draft" else ()
        part = next((part for part in raw.parts if not field_path or "status" in part.data), raw.parts[0])
        return {
            "problems": tuple(map(self.build_problem, listed)),
            "clashes": tuple(self._clashes.get(name_record(raw), ())),
            "missing_languages": tuple(language for language in self._languages if language in {problem.language for problem in missing}),
            "missing_texts": tuple(dict.fromkeys(map(_describe_missing, missing))),
            "source": f"{part.path}:{find_position(raw.root, part, field_path)[0]}",
        }

    def build_problem(self, problem: Problem) -> BoardProblem:
        """Return a problem as the board shows it."""
        return BoardProblem(
            problem.code,
            problem.severity,
            Message(problem.sentence("en"), problem.sentence("zh")),
            Message(problem.form_in("en") or "", problem.form_in("zh") or "") if problem.form else None,
            f"{problem.path}:{problem.line}",
            problem in self._blocking,
            commands.build_waive(problem, self._shared_ids),
        )


def _pair_clashes(problems: Iterable[Problem]) -> Mapping[str, Mapping[str, None]]:
    """Return the records that each record clashes with, in order. Of two events that clash, only one has the problem."""
    clashes: dict[str, dict[str, None]] = {}
    for problem in problems:
        other = problem.param("other") if problem.code in CLASHES else None
        if other is not None and problem.record is not None:
            clashes.setdefault(problem.record, {})[other] = None
            clashes.setdefault(other, {})[problem.record] = None
    return clashes


def _describe_missing(problem: Problem) -> Message:
    if problem.code == MISSING_NAME:
        return Message(problem.sentence("en"), problem.sentence("zh"))
    return TEXTS_MISSING.fill(language=name_language(str(problem.language)))


def _format_times(event: Event) -> str:
    if event.starts.precision is not Precision.MINUTE:
        return ""
    start, end = event.starts.start, interval_of(event).end_time
    return f"{start:%H:%M}–{end:%H:%M}" if end is not None else f"{start:%H:%M}"


def _parse_date(value: object) -> PartialDate | None:
    try:
        return PartialDate.parse(str(value))
    except ValueError:
        return None


def name_record(raw: RawRecord) -> str:
    """Return a record as problems name it."""
    return f"{raw.kind.name}:{raw.data.get('id', raw.key)}"
