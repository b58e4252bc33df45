"""The columns of a month's spreadsheet: the fields that they hold, and their headings and choices in every language.

Headings and choices are in `columns.yml`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from prospectus.load import yaml
from prospectus.model.fields import FieldPath
from prospectus.model.kinds.site import SiteEventType

OwnTypes = Sequence[SiteEventType]
_NON_LETTERS = re.compile(r"[\W_]+")
FALLBACK_LANGUAGE = "en"
"""The language whose texts are used when `columns.yml` has none in the requested language."""
REGISTRATION = "registration"
"""The id of the only deadline that a sheet has columns for."""
TYPE_COLUMN = "type"
CHOICE_COLUMNS = (TYPE_COLUMN, "state", "status", "format")
LANGUAGE_COLUMNS = ("language", "replay-language")
LANGUAGE_LIST_COLUMNS = ("subtitles", "captions")
REFERENCE_COLUMNS = {"series": "series", "channel": "channel"}
REFERENCE_LIST_COLUMNS = {"audiences": "audience", "products": "contract"}
DATE_COLUMNS = ("announced", "expected")
NUMBER_COLUMNS = ("replay-minutes",)
INTERVAL_COLUMNS = ("date", "start", "last", "end")
COLUMN_PATHS: Mapping[str, FieldPath] = {
    **{
        key: (key,)
        for key in (*CHOICE_COLUMNS, *REFERENCE_COLUMNS, *REFERENCE_LIST_COLUMNS, "language", "subtitles", "announced", "announcement")
    },
    "replay": ("replay", "url"),
    "replay-minutes": ("replay", "minutes"),
    "replay-language": ("replay", "language"),
    "captions": ("replay", "captions"),
    "slides": ("replay", "slides"),
    "transcript": ("replay", "transcript"),
    "expected": ("replay", "expected"),
}
"""The field path of each column's value in a record. The columns of translated texts are in `TEXT_COLUMNS`."""
TEXT_COLUMNS = ("title", "reason", "place", "description")


@cache
def load_definitions() -> Mapping[str, Any]:
    """Return the contents of `columns.yml`."""
    return dict(yaml.parse(Path(__file__).with_suffix(".yml").read_text(encoding="utf-8")))


def normalise(text: str) -> str:
    """Return a heading or a word normalised for comparison: no spaces or punctuation, half-width, case-folded."""
    return _NON_LETTERS.sub("", unicodedata.normalize("NFKC", text).casefold())


def iter_keys(languages: Sequence[str]) -> Iterator[str]:
    """Yield the keys of all columns in order. Translated fields have one column per language, such as `title.zh`."""
    for key, column in load_definitions()["columns"].items():
        if column.get("per") == "language":
            yield from (f"{key}.{language}" for language in languages)
        else:
            yield key


def format_heading(key: str, display_language: str) -> str:
    """Return the heading of a column in a language, such as `标题（英文）` or `Title (English)`."""
    base, _, language = key.partition(".")
    word = _preferred_label(load_definitions()["columns"][base], display_language)
    if not language:
        return word
    return (
        f"{word}（{language_name(language, display_language)}）"
        if display_language == "zh"
        else f"{word} ({language_name(language, display_language)})"
    )


def list_headings(key: str) -> tuple[str, ...]:
    """Return every accepted heading of a column, Chinese ones first."""
    column = load_definitions()["columns"][key.partition(".")[0]]
    return (*column["zh"], *column["en"])


def get_help_text(key: str, display_language: str) -> str:
    """Return the help text that says what to enter in a column."""
    translations = load_definitions()["columns"][key.partition(".")[0]]["about"]
    return str(translations.get(display_language, translations[FALLBACK_LANGUAGE]))


def get_text(name: str, display_language: str) -> str:
    """Return a text of the spreadsheet outside its columns, such as its title."""
    translations = load_definitions()["texts"][name]
    return str(translations.get(display_language, translations[FALLBACK_LANGUAGE]))


@cache
def index_headings(languages: tuple[str, ...]) -> Mapping[str, str]:
    """Return a mapping from each accepted heading, normalised, to the key of its column."""
    keys_by_heading: dict[str, str] = {}
    for key, column in load_definitions()["columns"].items():
        for heading_language in ("zh", "en"):
            for word in column[heading_language]:
                if column.get("per") == "language":
                    keys_by_heading |= {
                        variant: f"{key}.{language}" for language in languages for variant in _iter_heading_variants(word, language)
                    }
                    keys_by_heading[normalise(word)] = f"{key}.{heading_language if heading_language in languages else languages[0]}"
                else:
                    keys_by_heading[normalise(word)] = key
        keys_by_heading.setdefault(normalise(key), key)
    return {
        **keys_by_heading,
        **{normalise(format_heading(key, heading_language)): key for key in iter_keys(languages) for heading_language in ("zh", "en")},
    }


def _iter_heading_variants(word: str, language: str) -> Iterator[str]:
    """Yield the accepted headings for a column and a language, normalised.

    Examples: `标题（英文）`, `英文标题`, `Title (English)`, `English title`, `title en`.
    """
    for name in (language, *_list_language_names(language)):
        yield normalise(f"{word}{name}")
        yield normalise(f"{name}{word}")


def _list_language_names(language: str) -> tuple[str, ...]:
    names = load_definitions()["languages"].get(language, {})
    return (*names.get("zh", ()), *names.get("en", ()))


def language_name(language: str, display_language: str) -> str:
    """Return the name of a language; its tag when `columns.yml` does not list it."""
    names = load_definitions()["languages"].get(language)
    return _preferred_label(names, display_language) if names else language


def get_choices(column: str, display_language: str, own_types: OwnTypes = ()) -> dict[str, str]:
    """Return the choices of a column: each value of the record with its label in a language; `own_types` are of the site."""
    choices = {value: _preferred_label(labels, display_language) for value, labels in load_definitions()["words"][column].items()}
    own = {own.id: own.title.within((display_language,)).text for own in own_types} if column == TYPE_COLUMN else {}
    return choices | own


def index_choices(column: str, own_types: OwnTypes = ()) -> Mapping[str, str]:
    """Return a mapping from each accepted word of a column of choices, normalised, to the value of the record.

    The names of `own_types`, which the site declares, come before the words that every site has.
    """
    if column != TYPE_COLUMN or not own_types:
        return _index_known_choices(column)
    names = {normalise(name): own.id for own in own_types for name in (own.id, *own.title.as_dict().values())}
    return {**_index_known_choices(column), **names}


@cache
def _index_known_choices(column: str) -> Mapping[str, str]:
    source = load_definitions()["languages"] if column == "language" else load_definitions()["words"][column]
    return {normalise(label): value for value, labels in source.items() for label in (value, *labels["zh"], *labels["en"])}


def _preferred_label(labels: Mapping[str, Sequence[str]], display_language: str) -> str:
    return str(labels.get(display_language, labels[FALLBACK_LANGUAGE])[0])
