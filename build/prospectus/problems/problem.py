"""A problem in the content, as a value: checks yield problems and never raise them."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Literal

from prospectus.problems.codes import CLAUSE_END, CODES
from prospectus.problems.message import Message, in_language
from prospectus.problems.text_edit import TextEdit
from prospectus.problems.visible import hide_credentials

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

Severity = Literal["error", "warning", "info"]


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """A violation of a rule at a place in a file. Problems are sorted by path, line, column and code."""

    path: str
    """The file, relative to the root of the site."""
    line: int
    """The line, counted from 1. A problem of a whole file is reported on line 1."""
    column: int
    """The column in characters, counted from 1."""
    code: str
    """`PR` and three digits."""
    language: str | None = field(default=None, compare=False)
    """The language in which the record has the problem, or None if it concerns all languages."""
    params: Mapping[str, str | Message] = field(default_factory=dict, compare=False)
    """The values for the placeholders in the sentence of the code; a `Message` is a phrase of ours, plain text comes from a file."""
    severity: Severity = field(default="error", compare=False)
    record: str | None = field(default=None, compare=False)
    """The record with the problem, as `KIND:ID`, or None if unknown."""
    fix: tuple[TextEdit, ...] = field(default=(), compare=False)
    """The edits of this file that correct the problem, if the correction is mechanical. `check --fix` makes them."""
    rename: str | None = field(default=None, compare=False)
    """The path that the file must have, if only its name is wrong. `check --fix` renames it."""
    consequences: tuple[Problem, ...] = field(default=(), compare=False)
    """Problems that exist only because of this one, such as links to a page that was deleted."""

    def sentence(self, language: str = "en") -> str:
        """Return the violated rule with its placeholders filled in: in Chinese if `language` starts with `zh`, else in English."""
        return CODES[self.code].sentence(language).format_map(_Params(self.params, language))

    def param(self, name: str, language: str = "en") -> str | None:
        """Return the value of a placeholder in one language, or None."""
        return in_language(self.params[name], language) if name in self.params else None

    @property
    def came(self) -> str | None:
        """The value found, in English and shortened to 120 characters, or None."""
        return self.came_in("en")

    def came_in(self, language: str) -> str | None:
        """Return the value found, shortened to 120 characters and without passwords in URLs, or None."""
        came = self.param("came", language)
        return None if came is None else shorten(hide_credentials(came))

    @property
    def form(self) -> str | None:
        """The right form, in English, or None."""
        return self.param("form")

    def form_in(self, language: str) -> str | None:
        """Return the right form, or None."""
        return self.param("form", language)

    def with_consequences(self) -> Iterator[Problem]:
        """Yield the problem, and what follows from it, at any depth."""
        yield self
        for consequence in self.consequences:
            yield from consequence.with_consequences()

    def at_severity(self, severity: Severity) -> Problem:
        """Return a copy with another severity."""
        return replace(self, severity=severity)


class _Params(dict[str, str]):
    def __init__(self, params: Mapping[str, str | Message], language: str) -> None:
        super().__init__({key: shorten(hide_credentials(in_language(value, language))) for key, value in params.items()})

    def __missing__(self, key: str) -> str:
        return "" if f"{key}}}".endswith(CLAUSE_END) else "…"


def make_problem(path: str, line: int, column: int, code: str, language: str | None = None, /, **params: object) -> Problem:
    """Return a problem with the default severity of `code`; `params` are the values for its placeholders, None is left out.

    A value that is a phrase of ours, and not text from a file, is a `Message`.
    """
    params = {"language": language, **params}
    filled_params = {key: _to_one_line(value) for key, value in params.items() if value is not None}
    return Problem(path, max(line, 1), max(column, 1), code, language, filled_params, CODES[code].severity)


def _to_one_line(value: object) -> str | Message:
    return Message(*(" ".join(text.split()) for text in value)) if isinstance(value, Message) else " ".join(str(value).split())


def shorten(text: str, limit: int = 120) -> str:
    """Return `text`, shortened to `limit` characters including an ellipsis if it is longer."""
    return text if len(text) <= limit else text[: limit - 1] + "…"
