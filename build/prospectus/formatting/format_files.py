"""Formats the content files of a site, and says which of them could not be."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from prospectus.formatting.key_order import FieldOrder, KeyOrder, LanguageOrder
from prospectus.formatting.markdown_format import format_markdown
from prospectus.formatting.yaml_format import MeaningChangedError, UnreadableTextError, format_yaml
from prospectus.load.files import CONVERSION_FILE
from prospectus.load.records import LoadedContent
from prospectus.model.registry import Kind

BOM = "\ufeff"


@dataclass(frozen=True, slots=True)
class Formatting:
    """What formatting a site writes."""

    texts: Mapping[str, str | None]
    """The new text of each file that changes, by path."""
    unchanged: int
    """How many files are formatted already."""
    unreadable: tuple[str, ...] = ()
    """The files with mistakes that must be corrected first."""
    left: tuple[str, ...] = ()
    """The files that stay as they are, because formatting would change what they mean."""


def plan_formatting(loaded: LoadedContent, is_selected: Callable[[str], bool] = lambda _: True) -> Formatting:
    """Return the new texts of the content files that `is_selected` accepts. Frozen records, such as releases, stay as they were written."""
    texts: dict[str, str | None] = {}
    unreadable: list[str] = []
    left: list[str] = []
    unchanged = 0
    kinds = dict(_iter_kinds(loaded))
    for path, content in sorted(loaded.contents.items()):
        kind = kinds.get(path)
        if not is_selected(path) or (kind is not None and kind.frozen):
            continue
        try:
            text = content.decode()
            formatted = _format(path, text.removeprefix(BOM), kind, loaded.languages)
        except (UnicodeDecodeError, UnreadableTextError):
            unreadable.append(path)
        except MeaningChangedError:
            left.append(path)
        else:
            unchanged += formatted == text
            if formatted != text:
                texts[path] = formatted
    return Formatting(texts, unchanged, tuple(unreadable), tuple(left))


def _format(path: str, text: str, kind: Kind | None, languages: tuple[str, ...]) -> str:
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    order = _choose_order(path, kind, languages)
    return format_markdown(lines, order) if path.endswith(".md") else format_yaml(lines, order)


def _choose_order(path: str, kind: Kind | None, languages: tuple[str, ...]) -> KeyOrder | None:
    """Return the order of the keys of a file: of the fields of its records, or of the languages by which it is divided."""
    if path == CONVERSION_FILE:
        return LanguageOrder(languages)
    return FieldOrder(kind.model, languages) if kind is not None else None


def _iter_kinds(loaded: LoadedContent) -> Iterator[tuple[str, Kind]]:
    """Yield the kind of the records of each file; the list of a month has that of its first record."""
    for raw in reversed(loaded.raw_records):
        yield from ((part.path, raw.kind) for part in raw.parts)
        yield from ((prose.path, raw.kind) for prose in raw.prose.values())
