"""The columns of a month's spreadsheet: headings and choices in every language. The data is in `columns.yml`."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from prospectus.load import yaml

_NO_LETTER = re.compile(r"[\W_]+")
FALLBACK = "en"
"""The language whose texts are used when `columns.yml` has none in the requested language."""


@cache
def table() -> Mapping[str, Any]:
    """Return the contents of `columns.yml`."""
    return dict(yaml.parse(Path(__file__).with_suffix(".yml").read_text(encoding="utf-8")))


def plain(text: str) -> str:
    """Return a heading or a word normalised for comparison: no spaces or punctuation, half-width, case-folded."""
    return _NO_LETTER.sub("", unicodedata.normalize("NFKC", text).casefold())


def keys(languages: Sequence[str]) -> Iterator[str]:
    """Yield the keys of all columns in order. Translated fields have one column per language, such as `title.zh`."""
    for key, column in table()["columns"].items():
        if column.get("per") == "language":
            yield from (f"{key}.{language}" for language in languages)
        else:
            yield key


def heading(key: str, shown_in: str) -> str:
    """Return the heading of a column in a language, such as `标题（英文）` or `Title (English)`."""
    base, _, language = key.partition(".")
    word = _first(table()["columns"][base], shown_in)
    if not language:
        return word
    return f"{word}（{language_name(language, shown_in)}）" if shown_in == "zh" else f"{word} ({language_name(language, shown_in)})"


def others(key: str) -> tuple[str, ...]:
    """Return every accepted heading of a column, Chinese ones first."""
    column = table()["columns"][key.partition(".")[0]]
    return (*column["zh"], *column["en"])


def about(key: str, shown_in: str) -> str:
    """Return the help text that says what to enter in a column."""
    told = table()["columns"][key.partition(".")[0]]["about"]
    return str(told.get(shown_in, told[FALLBACK]))


def text(name: str, shown_in: str) -> str:
    """Return a text of the spreadsheet outside its columns, such as its title."""
    told = table()["texts"][name]
    return str(told.get(shown_in, told[FALLBACK]))


@cache
def headings(languages: tuple[str, ...]) -> Mapping[str, str]:
    """Return a mapping from each accepted heading, normalised, to the key of its column."""
    found: dict[str, str] = {}
    for key, column in table()["columns"].items():
        for spoken in ("zh", "en"):
            for word in column[spoken]:
                if column.get("per") == "language":
                    found |= {form: f"{key}.{language}" for language in languages for form in _forms(word, language)}
                    found[plain(word)] = f"{key}.{spoken if spoken in languages else languages[0]}"
                else:
                    found[plain(word)] = key
        found.setdefault(plain(key), key)
    return {**found, **{plain(heading(key, spoken)): key for key in keys(languages) for spoken in ("zh", "en")}}


def _forms(word: str, language: str) -> Iterator[str]:
    """Yield the accepted headings for a column and a language, normalised.

    Examples: `标题（英文）`, `英文标题`, `Title (English)`, `English title`, `title en`.
    """
    for name in (language, *_names(language)):
        yield plain(f"{word}{name}")
        yield plain(f"{name}{word}")


def _names(language: str) -> tuple[str, ...]:
    names = table()["languages"].get(language, {})
    return (*names.get("zh", ()), *names.get("en", ()))


def language_name(language: str, shown_in: str) -> str:
    """Return the name of a language; its tag when `columns.yml` does not list it."""
    names = table()["languages"].get(language)
    return _first(names, shown_in) if names else language


def words(column: str, shown_in: str) -> dict[str, str]:
    """Return the choices of a column: each value of the record with its label in a language."""
    return {word: _first(forms, shown_in) for word, forms in table()["words"][column].items()}


@cache
def meanings(column: str) -> Mapping[str, str]:
    """Return a mapping from each accepted word of a column of choices, normalised, to the value of the record."""
    source = table()["languages"] if column == "language" else table()["words"][column]
    return {plain(form): word for word, forms in source.items() for form in (word, *forms["zh"], *forms["en"])}


def _first(forms: Mapping[str, Sequence[str]], shown_in: str) -> str:
    return str(forms.get(shown_in, forms[FALLBACK])[0])
