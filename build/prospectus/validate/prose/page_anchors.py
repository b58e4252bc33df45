"""The ids of elements on pages, to which links with `#` lead: headings of prose, sections of templates, tables and points of records.

`tests/validate/test_page_anchors.py` compares the table with the templates.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from html import unescape
from typing import Any

from prospectus.model import urls
from prospectus.text.markdown import MarkdownRenderer
from prospectus.validate.known_names import KnownNames
from prospectus.validate.references import CheckedRecord

EVERY_PAGE = ("main",)
SECTIONS: Mapping[str, Mapping[str, str]] = {
    "brand": {"points": "", "programmes": ""},
    "calculator": dict.fromkeys(("form", "rule", "limits"), "")
    | {"calendar": "", "examples": "tables", "related": "related", "used": "", "worked": ""},
    "checklist": {"limits": "", "related": "related", "result": "", "result-text": ""},
    "contract": dict.fromkeys(("calculators", "expiry", "history", "spec", "subscribe", "supplement", "tick-value"), "")
    | {"next-expiry": "expiry"},
    "course": {"topics": ""},
    "event": dict.fromkeys(("about", "calendar", "deadlines", "parts", "people", "replay"), ""),
    "flow": {},
    "form": dict.fromkeys(("fill-in", "hand-in", "original", "related", "sheet"), ""),
    "guide": {"answer": "answer", "points": "points", "rules": "rules", "related": "related"},
    "landing": {"points": "points", "related": "related"},
    "lesson": {
        "lesson-objectives": "",
        "lesson-next": "",
        "lesson-related": "related",
        "lesson-quiz": "",
        "lesson-examples": "examples",
        "lesson-plots": "plots",
        "lesson-rules": "rules",
        "related": "related",
    },
    "notice": dict.fromkeys(("figures", "source", "words"), ""),
    "path": dict.fromkeys(("further", "in-order", "lessons", "outcome", "progress"), ""),
    "programme": {},
    "release": dict.fromkeys(("changes", "checked", "timetable"), ""),
    "series": dict.fromkeys(("instances", "sections", "stated", "subscribe"), ""),
    "talk": dict.fromkeys(("about", "calendar", "deadlines", "parts", "people", "replay"), ""),
    "term": {"note": "note", "related": "", "uses": "", "words": "", "example": "example", "not": "not", "lesson": "lesson"},
}
"""The ids of sections in the template of each kind, each with the field without which the section is missing; empty if others decide."""
LISTINGS = ("how", "past", "samples", "streams", "subscribe", "table", "talks", "terms")
"""The ids of sections in the templates of lists."""
GENERATED = re.compile(
    r"(?:h|letter|show|question|plot|example|deadline|steps?|outcome|tick|for|form|facet|subscribe|error|hint|in)-[\w-]+"
    r"|[cy][0-9]{4}|behaviours|measures"
)
"""The ids that templates generate from records."""
_ID = re.compile(r'\bid="([^"]*)"')


class PageAnchors:
    """Finds the ids on the pages of the records of a site."""

    def __init__(self, records: Mapping[tuple[str, str], CheckedRecord], names: KnownNames, renderer: MarkdownRenderer) -> None:
        self._records = records
        self._names = names
        self._renderer = renderer

    def find(self, kind: str, key: str) -> CheckedRecord | None:
        """Return a record; None if it does not exist."""
        return self._records.get((kind, key))

    def list_prose_ids(self, checked: CheckedRecord, language: str) -> tuple[str, ...]:
        """Return the ids in the prose of a record, in a language or else in the one that stands in for it, in the order of the text."""
        prose = checked.raw.prose
        file = prose.get(language) or next(iter(prose.values()), None)
        return tuple(map(unescape, _ID.findall(self._renderer.render_unresolved(file.text)[0]))) if file else ()

    def list_record_ids(self, checked: CheckedRecord) -> tuple[str, ...]:
        """Return the ids on the page of a record that do not come from its prose."""
        sections = SECTIONS.get(checked.raw.kind.name, {})
        present = (section for section, field in sections.items() if not field or checked.raw.data.get(field))
        return (*present, *_iter_nested_ids(checked.raw.data), *self._iter_embedded_ids(checked))

    def exists(self, target: str, fragment: str, language: str) -> bool:
        """Return whether a target, such as `guide:ID` or `list:KIND`, has an element with the id `fragment`; also if that is uncertain."""
        kind, _, key = target.partition(":")
        if fragment in EVERY_PAGE or kind in self._names.incomplete_kinds:
            return True
        if kind == "list" or target in urls.FIXED_PAGES:
            return kind != "list" or fragment in LISTINGS or self._is_listed(key, fragment)
        checked = self._records.get((kind, key))
        if checked is None:
            return True
        return (
            fragment in self.list_record_ids(checked)
            or GENERATED.fullmatch(fragment) is not None
            or fragment in self.list_prose_ids(checked, language)
        )

    def _is_listed(self, kind: str, fragment: str) -> bool:
        listed = self._names.by_kind.get(kind, frozenset()) | {group for group, grouped in self._names.groups.items() if kind in grouped}
        return fragment in listed or GENERATED.fullmatch(fragment) is not None

    def _iter_embedded_ids(self, checked: CheckedRecord) -> Iterator[str]:
        """Yield the ids of the records that a page embeds."""
        for target in getattr(checked.record, "shows", ()):
            kind, _, key = str(target).partition(":")
            if kind == "list":
                yield from self._names.by_kind.get(key, ())
                yield from (group for group, grouped in self._names.groups.items() if key in grouped)
            elif (kind, key) in self._records:
                yield key
                yield from _iter_nested_ids(self._records[kind, key].raw.data)


def _iter_nested_ids(value: Any) -> Iterator[str]:
    """Yield the values of all fields `id` within a record."""
    if isinstance(value, Mapping):
        if isinstance(value.get("id"), str):
            yield value["id"]
        value = tuple(value.values())
    if isinstance(value, tuple | list):
        for item in value:
            yield from _iter_nested_ids(item)
