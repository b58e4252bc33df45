"""What a heading means, by a rule over its parts: `培训开始时间` is an event, a beginning and a time.

The headings of `columns.yml` are known as they are. Any other heading is cut into the parts of `heading_parts.yml`; it is known only if
nothing is left over and a combination of its parts is a column. Text in brackets is a language, a time zone or a remark.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import islice, product
from pathlib import Path
from typing import Any

from prospectus.load import yaml
from prospectus.model.written_dates.zones import SHARED_NAMES, find_zone
from prospectus.scheduling.spreadsheet import columns
from prospectus.text.language_tags import has_han

OPTIONAL_PARTS = frozenset({"event", "hold", "filler"})
"""The parts that may be added to any combination."""
UNREAD_COLUMNS = ("weekday", "number")
"""Columns that are known and give no field: a weekday is compared with the date, and a row number is read past."""
EXTRA_COLUMNS = (*UNREAD_COLUMNS, "moderators", "content")
"""Columns that are read and never written: people with a role of their own, and what is a title or a description."""
TRANSLATED_EXTRA_COLUMNS = ("moderators", "content")
MAX_LENGTH = 60
"""The most characters of a heading."""
MAX_CUTS = 200
"""The most ways to cut a heading that are tried."""
_BRACKETED = re.compile(r"[(\[【〔](?P<inside>[^()\[\]【】〔〕]*)[)\]】〕]")
_SPACES = re.compile(r"[\W_]+")
_SPACE_BESIDE_CHINESE = re.compile("(?<=[\u3400-\u9fff]) | (?=[\u3400-\u9fff])")
_NUMBER_SIGNS = ("#", "№", "No.", "S/N")


@dataclass(frozen=True, slots=True)
class Heading:
    """What a heading means."""

    column: str = ""
    """The key of its column without a language; empty when it is unknown."""
    language: str | None = None
    """The language of a translated text."""
    zone: str = ""
    """The name of a time zone."""
    types: frozenset[str] = frozenset()
    """The types of events that it names."""


@cache
def _load_parts() -> Mapping[str, Any]:
    return dict(yaml.parse(Path(__file__).with_name("heading_parts.yml").read_text(encoding="utf-8")))


@cache
def _index_words() -> Mapping[str, tuple[str, ...]]:
    """Return the parts that each word can be; languages are parts such as `in:en`."""
    words: dict[str, tuple[str, ...]] = {}
    for part, part_words in _load_parts()["parts"].items():
        for word in part_words:
            words[_clean(word)] = (*words.get(_clean(word), ()), part)
    for tag, names in columns.load_definitions()["languages"].items():
        for word in (*names["zh"], *names["en"], *((tag,) if tag in ("zh", "en") else ())):
            words[_clean(word)] = (*words.get(_clean(word), ()), f"in:{tag}")
    return words


@cache
def _index_types() -> Mapping[str, str]:
    return {word: event_type for event_type, words in _load_parts()["types"].items() for word in words}


def _clean(text: str) -> str:
    """Return a text with one space between words, and none beside Chinese characters: `时  间` is 时间."""
    return _SPACE_BESIDE_CHINESE.sub("", _SPACES.sub(" ", unicodedata.normalize("NFKC", text).casefold()).strip())


@cache
def read_heading(text: str, languages: tuple[str, ...]) -> Heading:
    """Return what a heading means in a site with these languages."""
    plain = unicodedata.normalize("NFKC", text).strip()
    if plain in _NUMBER_SIGNS:
        return Heading("number")
    insides = [match["inside"].strip() for match in _BRACKETED.finditer(plain)]
    zone = next((inside for inside in insides if _is_zone(inside)), "")
    key = columns.index_headings(languages).get(columns.normalise(plain))
    if key is not None:
        return Heading(*_split_key(key), zone, _find_types(_clean(plain)))
    outside = _BRACKETED.sub(" ", plain).strip()
    if not zone and _is_zone(outside):
        return Heading("start", None, outside)
    for candidate in (plain.replace(zone, " ") if zone else plain, outside):  # a remark in brackets may have words that are no parts
        heading = _read_parts(_clean(candidate), languages)
        if heading is not None:
            return Heading(heading[0], heading[1], zone, _find_types(_clean(outside)))
    exact = columns.index_headings(languages).get(columns.normalise(outside))
    return Heading(*_split_key(exact or ""), zone)


def _is_zone(text: str) -> bool:
    return len(text) > 1 and (find_zone(text) is not None or text.casefold() in SHARED_NAMES)


def _split_key(key: str) -> tuple[str, str | None]:
    column, _, language = key.partition(".")
    return column, language or None


def _find_types(text: str) -> frozenset[str]:
    """Return the types of events that the words of a heading name."""
    for cut in _iter_cuts(text):
        return frozenset(_index_types()[word] for word in cut if word in _index_types())
    return frozenset()


def find_types(text: str, own_types: columns.OwnTypes = ()) -> frozenset[str]:
    """Return the types of events that the words of a running text name. A word within a longer one that names a type does not count."""
    names = {_clean(name): own.id for own in own_types for name in own.title.as_dict().values()}
    plain, types = _clean(text), {**_index_types(), **names}
    words = sorted(types, key=len, reverse=True)
    pattern = "|".join(rf"\b{re.escape(word)}\b" if word.isascii() else re.escape(word) for word in words)
    return frozenset(types[match[0]] for match in re.finditer(pattern, plain))


def _read_parts(text: str, languages: tuple[str, ...]) -> tuple[str, str | None] | None:
    """Return the column and the language of a heading without brackets; None when no cut of it is a column."""
    if not text or len(text) > MAX_LENGTH:
        return None
    for cut in islice(_iter_cuts(text), MAX_CUTS):
        for parts in product(*(_index_words()[word] for word in cut)):
            tags = [part.removeprefix("in:") for part in parts if part.startswith("in:")]
            column = _match_rule(frozenset(part for part in parts if not part.startswith("in:")))
            if column and len(tags) <= 1 and (not tags or (_is_translated(column) and tags[0] in languages)):
                return column, (tags[0] if tags else _default_language(text, languages)) if _is_translated(column) else None
    return None


def find_nearest(text: str, languages: tuple[str, ...]) -> str:
    """Return the key of the column that one word of an unknown heading means, the longest word first; empty when no word means one."""
    plain = _clean(text)
    words = [word for word in _index_words() if len(word) > 1 and _has_word(plain, word)]
    for word in sorted(words, key=lambda word: (-len(word), plain.index(word))):
        for part in _index_words()[word]:
            if (column := _match_rule(frozenset((part,)))) and column not in EXTRA_COLUMNS:
                return f"{column}.{_default_language(text, languages)}" if _is_translated(column) else column
    return ""


def _has_word(text: str, word: str) -> bool:
    return re.search(rf"\b{re.escape(word)}\b", text) is not None if word.isascii() else word in text


def _iter_cuts(text: str) -> Iterator[tuple[str, ...]]:
    """Yield the ways to cut a text into known words, long words first."""
    if not text:
        yield ()
        return
    for end in range(len(text), 0, -1):
        word, rest = text[:end], text[end:]
        splits_word = word[-1].isascii() and word[-1].isalnum() and rest[:1].isascii() and rest[:1].isalnum()
        if word in _index_words() and not splits_word:
            for cut in _iter_cuts(rest.strip()):
                yield (word, *cut)


def _match_rule(parts: frozenset[str]) -> str | None:
    for rule in _load_parts()["rules"]:
        for combination in rule["parts"]:
            needed = frozenset(combination)
            has_companion = "with" not in rule or rule["with"] in parts
            if needed <= parts and parts - needed <= OPTIONAL_PARTS and has_companion:
                return str(rule["column"])
    return None


def _is_translated(column: str) -> bool:
    definition = columns.load_definitions()["columns"].get(column, {})
    return definition.get("per") == "language" or column in TRANSLATED_EXTRA_COLUMNS


def _default_language(text: str, languages: Sequence[str]) -> str:
    """Return the language of a column whose heading names none: that of the heading, if the site has it."""
    language = "zh" if has_han(text) else "en"
    return language if language in languages else languages[0]
