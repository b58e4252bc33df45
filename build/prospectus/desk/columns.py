"""The columns of a month's sheet: how they are headed, and which words their cells may hold, in every language. See `columns.yml`."""

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
"""The language whose words are taken where a language has none of its own here."""


@cache
def table() -> Mapping[str, Any]:
    """Return the whole of `columns.yml`."""
    return dict(yaml.parse(Path(__file__).with_suffix(".yml").read_text(encoding="utf-8")))


def plain(text: str) -> str:
    """Return a heading or a word as it is compared: without spaces, marks, widths and capitals."""
    return _NO_LETTER.sub("", unicodedata.normalize("NFKC", text).casefold())


def keys(languages: Sequence[str]) -> Iterator[str]:
    """Yield the keys of all columns in order; what is written in each language has one a language: `title.zh`."""
    for key, column in table()["columns"].items():
        if column.get("per") == "language":
            yield from (f"{key}.{language}" for language in languages)
        else:
            yield key


def heading(key: str, shown_in: str) -> str:
    """Return how a column is headed in a language: `标题（英文）`, `Title (English)`."""
    base, _, language = key.partition(".")
    word = _first(table()["columns"][base], shown_in)
    if not language:
        return word
    return f"{word}（{language_name(language, shown_in)}）" if shown_in == "zh" else f"{word} ({language_name(language, shown_in)})"


def others(key: str) -> tuple[str, ...]:
    """Return all words by which a column is known."""
    column = table()["columns"][key.partition(".")[0]]
    return (*column["zh"], *column["en"])


def about(key: str, shown_in: str) -> str:
    """Return what a person writes in a column."""
    told = table()["columns"][key.partition(".")[0]]["about"]
    return str(told.get(shown_in, told[FALLBACK]))


def text(name: str, shown_in: str) -> str:
    """Return one of the texts beside the table."""
    told = table()["texts"][name]
    return str(told.get(shown_in, told[FALLBACK]))


@cache
def headings(languages: tuple[str, ...]) -> Mapping[str, str]:
    """Return the key of every heading that is known, by the heading as it is compared."""
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
    """Yield a heading with a language: `标题（英文）`, `英文标题`, `Title (English)`, `English title`, `title en`."""
    for name in (language, *_names(language)):
        yield plain(f"{word}{name}")
        yield plain(f"{name}{word}")


def _names(language: str) -> tuple[str, ...]:
    names = table()["languages"].get(language, {})
    return (*names.get("zh", ()), *names.get("en", ()))


def language_name(language: str, shown_in: str) -> str:
    """Return what a language is called; its code, where it is not in the table."""
    names = table()["languages"].get(language)
    return _first(names, shown_in) if names else language


def words(column: str, shown_in: str) -> dict[str, str]:
    """Return the words that a column of choices may hold, each with how it is written in a language."""
    return {word: _first(forms, shown_in) for word, forms in table()["words"][column].items()}


@cache
def meanings(column: str) -> Mapping[str, str]:
    """Return what is meant by each form that a cell may hold, as it is compared."""
    source = table()["languages"] if column == "language" else table()["words"][column]
    return {plain(form): word for word, forms in source.items() for form in (word, *forms["zh"], *forms["en"])}


def _first(forms: Mapping[str, Sequence[str]], shown_in: str) -> str:
    return str(forms.get(shown_in, forms[FALLBACK])[0])
