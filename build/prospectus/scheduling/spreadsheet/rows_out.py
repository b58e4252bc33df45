"""Converts events to rows of a sheet."""

from __future__ import annotations

from collections.abc import Sequence

from prospectus.model.kinds.event import Event
from prospectus.model.values.partial_date import Precision
from prospectus.model.values.text import Text
from prospectus.scheduling.spreadsheet import cells, columns
from prospectus.scheduling.spreadsheet.columns import (
    CHOICE_COLUMNS,
    COLUMN_PATHS,
    REFERENCE_COLUMNS,
    REFERENCE_LIST_COLUMNS,
    REGISTRATION,
    TEXT_COLUMNS,
)
from prospectus.scheduling.spreadsheet.reference_names import ReferenceNames


def build_row(event: Event, display_language: str, names: ReferenceNames, languages: Sequence[str]) -> dict[str, str]:
    """Return the row of an event as texts by column key, without empty columns. People and places have all names of their records."""
    event = names.directory.complete(event)
    replay = event.replay.model_dump() if event.replay else {}
    separator = cells.LIST_SEPARATORS.get(display_language, cells.LIST_SEPARATORS["en"])
    deadline = next((item for item in event.deadlines if item.id == REGISTRATION), None)
    texts = {
        "id": event.id,
        **{key: columns.get_choices(key, display_language, names.own_types).get(getattr(event, key), "") for key in CHOICE_COLUMNS},
        **{
            key: names.name_of(kind, getattr(event, key), display_language)
            for key, kind in REFERENCE_COLUMNS.items()
            if getattr(event, key)
        },
        **{
            key: separator.join(names.name_of(kind, record_id, display_language) for record_id in getattr(event, key))
            for key, kind in REFERENCE_LIST_COLUMNS.items()
        },
        **{f"{key}.{language}": _text_in(getattr(event, key), language) for key in TEXT_COLUMNS for language in languages},
        **_format_interval(event),
        "language": columns.language_name(event.language, display_language) if event.language else "",
        "subtitles": separator.join(columns.language_name(language, display_language) for language in event.subtitles),
        **{f"people.{language}": cells.format_people(cells.people_in_language(event.people, language), language) for language in languages},
        "deadline": str(deadline.at) if deadline else "",
        "deadline-url": (deadline.url or "") if deadline else "",
        "announced": str(event.announced or ""),
        "announcement": event.announcement or "",
        **{
            key: str(replay.get(str(COLUMN_PATHS[key][-1])) or "")
            for key in ("replay", "replay-minutes", "slides", "transcript", "expected")
        },
        "replay-language": columns.language_name(replay["language"], display_language) if replay.get("language") else "",
        "captions": separator.join(columns.language_name(language, display_language) for language in replay.get("captions", ())),
    }
    return {key: cells.clean(text) for key, text in texts.items() if cells.clean(text)}


def _text_in(text: Text | None, language: str) -> str:
    return text.as_dict().get(language, "") if text is not None else ""


def _format_interval(event: Event) -> dict[str, str]:
    """Return start and end of an event by column. The last day is empty when the event ends at a time on the day it starts."""
    starts, ends = event.starts, event.ends
    same_day = ends is not None and ends.precision is Precision.MINUTE and ends.first_day == starts.first_day
    if starts.precision < Precision.DAY:
        same_day = False
    return {
        "date": cells.format_date(starts),
        "start": cells.format_time(starts),
        "last": "" if same_day else cells.format_date(ends),
        "end": cells.format_time(ends),
    }
