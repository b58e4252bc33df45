"""Compares the words of the pages of two built sites."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from html import unescape
from pathlib import Path
from typing import Literal, NamedTuple

from prospectus.load.published import read_manifest_paths
from prospectus.patterns import lazy_pattern
from prospectus.render.search.page_text import read_page_text

SEARCH_DATA = "search/data/"
"""In the paths of the parts of the search index: they differ whenever a page does."""
_TITLE = lazy_pattern(r"<title>(.*?)</title>", re.DOTALL)
_WORD = lazy_pattern(r"[A-Za-z0-9]+|\s+|.", re.DOTALL)


class Piece(NamedTuple):
    """A part of a changed line."""

    kind: Literal["same", "old", "new"]
    text: str


@dataclass(frozen=True, slots=True)
class ChangedPage:
    """A page that is new, gone or says something else."""

    path: str
    """Relative to the site root."""
    title: str
    kind: Literal["new", "removed", "changed"]
    lines: tuple[tuple[Piece, ...], ...] = ()
    """The lines that differ, old and new words marked."""
    alike: tuple[str, ...] = ()
    """The paths of further pages with the same changed lines, such as lists that name the page."""


@dataclass(frozen=True, slots=True)
class SiteChanges:
    """What differs between two built sites."""

    pages: tuple[ChangedPage, ...]
    other_files: int
    """How many other files differ, such as calendars and data files."""


def compare_sites(old: Path, new: Path) -> SiteChanges:
    """Return what differs between the site in the folder `old` and that in `new`: new pages, then those with the most changes first."""
    old_paths, new_paths = read_manifest_paths(old), read_manifest_paths(new)
    paths = sorted(old_paths | new_paths)
    pages: list[ChangedPage] = []
    other_files = 0
    for path in paths:
        before, after = _read(old, path, old_paths), _read(new, path, new_paths)
        if before != after and path.endswith(".html"):
            page = _compare(path, before, after)
            pages.extend([page] if page is not None else [])
        elif before != after and SEARCH_DATA not in path:
            other_files += 1
    return SiteChanges(tuple(sorted(_join_alike(pages), key=_order)), other_files)


def _read(folder: Path, path: str, paths: frozenset[str]) -> bytes | None:
    return (folder / path).read_bytes() if path in paths else None


def _compare(path: str, old: bytes | None, new: bytes | None) -> ChangedPage | None:
    """Return how a page changed; None if it still says the same, such as a page with another link in its menu."""
    title = _title_of(new or old or b"")
    if old is None or new is None:
        return ChangedPage(path, title, "new" if old is None else "removed")
    lines = tuple(_diff_lines(_lines_of(old), _lines_of(new)))
    return ChangedPage(path, title, "changed", lines) if lines else None


def _title_of(page: bytes) -> str:
    match = _TITLE.search(page.decode(errors="replace"))
    return unescape(match[1]).strip() if match else ""


def _lines_of(page: bytes) -> list[str]:
    text = read_page_text(page.decode(errors="replace"))
    return [*(words for _, words in text.headings), *text.text.split("\n")]


def _diff_lines(old: list[str], new: list[str]) -> Iterator[tuple[Piece, ...]]:
    for operation, old_start, old_end, new_start, new_end in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if operation != "equal":
            before, after = old[old_start:old_end], new[new_start:new_end]
            common = min(len(before), len(after))
            yield from (_diff_words(*pair) for pair in zip(before, after, strict=False))
            yield from ((Piece("old", line),) for line in before[common:])
            yield from ((Piece("new", line),) for line in after[common:])


def _diff_words(old: str, new: str) -> tuple[Piece, ...]:
    """Return a changed line with its words marked; a line with little in common with the old one as a whole."""
    before, after = _WORD.findall(old), _WORD.findall(new)
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    if matcher.ratio() < 0.3:
        return (Piece("old", old), Piece("new", new))
    pieces: list[Piece] = []
    for operation, old_start, old_end, new_start, new_end in matcher.get_opcodes():
        old_words, new_words = "".join(before[old_start:old_end]), "".join(after[new_start:new_end])
        marked = [Piece("same", new_words)] if operation == "equal" else [Piece("old", old_words), Piece("new", new_words)]
        pieces.extend(piece for piece in marked if piece.text)
    return tuple(pieces)


def _join_alike(pages: list[ChangedPage]) -> Iterator[ChangedPage]:
    """Yield pages with the same changed lines once."""
    by_lines: dict[object, list[ChangedPage]] = {}
    for page in pages:
        by_lines.setdefault((page.kind, page.lines) if page.lines else page.path, []).append(page)
    for first, *others in by_lines.values():
        yield ChangedPage(first.path, first.title, first.kind, first.lines, tuple(page.path for page in others))


_RANK: Mapping[str, int] = {"new": 0, "changed": 1, "removed": 2}


def _order(page: ChangedPage) -> tuple[int, int, str]:
    return (_RANK[page.kind], -len(page.lines), page.path)
