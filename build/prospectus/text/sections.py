"""Splits the HTML of prose into its sections: each heading of the second level with everything up to the next one."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from markupsafe import Markup

from prospectus.patterns import lazy_pattern
from prospectus.text.markdown import Heading, Html

_TAG = lazy_pattern(r'<(?P<end>/?)(?P<name>[a-z][a-z0-9]*)(?:[^<>"]|"[^"]*")*>')
_ID = lazy_pattern(r'\bid="([^"]*)"')
_VOID = frozenset(("br", "hr", "img", "input", "path"))
"""The elements that prose may contain and that have no end tag."""


@dataclass(frozen=True, slots=True)
class Section:
    """A section of prose: its heading, if it has one, and its HTML with the heading."""

    heading: Heading | None
    text: Markup


def split_sections(html: Html) -> tuple[Section, ...]:
    """Return the sections of prose in order; text before the first heading belongs to the first section.

    Headings inside quotations and folds start no section. Prose without headings is one section; empty prose has none.
    """
    text = str(html.text)
    headings = {heading.id: heading for heading in html.headings}
    places = _find_headings(text)
    bounds = [0, *(start for start, _ in places[1:]), len(text)]
    found = [headings.get(heading_id) for _, heading_id in places] or [None]
    return tuple(
        Section(heading, Markup(text[first:last]))  # noqa: S704  (a part of sanitised HTML)
        for heading, (first, last) in zip(found, pairwise(bounds), strict=True)
        if text[first:last].strip()
    )


def _find_headings(text: str) -> list[tuple[int, str]]:
    """Return the offset and the id of each heading of the second level that is inside no other element."""
    found: list[tuple[int, str]] = []
    depth = 0
    for match in _TAG.finditer(text):
        if match["name"] in _VOID:
            continue
        if match["end"]:
            depth -= 1
            continue
        if depth == 0 and match["name"] == "h2":
            heading_id = _ID.search(match[0])
            found.append((match.start(), heading_id[1] if heading_id else ""))
        depth += 1
    return found
