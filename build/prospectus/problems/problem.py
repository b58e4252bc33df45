"""A problem in the content, as a value: checks yield problems and never raise them."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Literal

from prospectus.problems.codes import CODES

if TYPE_CHECKING:
    from collections.abc import Mapping

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
    params: Mapping[str, str] = field(default_factory=dict, compare=False)
    """The values for the placeholders in the sentence of the code."""
    severity: Severity = field(default="error", compare=False)
    record: str | None = field(default=None, compare=False)
    """The record with the problem, as `KIND:ID`, or None if unknown."""

    def sentence(self, language: str = "en") -> str:
        """Return the violated rule with its placeholders filled in: in Chinese if `language` starts with `zh`, else in English."""
        return CODES[self.code].sentence(language).format_map(_Params(self.params))

    @property
    def came(self) -> str | None:
        """The value found, shortened to 120 characters, or None."""
        return shorten(self.params["came"]) if "came" in self.params else None

    @property
    def form(self) -> str | None:
        """The right form, or None."""
        return self.params.get("form")

    def at_severity(self, severity: Severity) -> Problem:
        """Return a copy with another severity."""
        return replace(self, severity=severity)


class _Params(dict[str, str]):
    def __init__(self, params: Mapping[str, str]) -> None:
        super().__init__({key: shorten(value) for key, value in params.items()})

    def __missing__(self, key: str) -> str:
        return "…"


def make_problem(path: str, line: int, column: int, code: str, language: str | None = None, /, **params: object) -> Problem:
    """Return a problem with the default severity of `code`; `given` are the values for its placeholders, None is left out."""
    params = {"language": language, **params}
    filled_params = {key: _to_one_line(str(value)) for key, value in params.items() if value is not None}
    return Problem(path, max(line, 1), max(column, 1), code, language, filled_params, CODES[code].severity)


def _to_one_line(text: str) -> str:
    return " ".join(text.split())


def shorten(text: str, limit: int = 120) -> str:
    """Return `text`, shortened to `limit` characters including an ellipsis if it is longer."""
    return text if len(text) <= limit else text[: limit - 1] + "…"
