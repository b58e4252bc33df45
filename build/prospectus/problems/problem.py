"""A problem is a value: it is yielded, sorted, counted and printed; it is never raised by a check."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Literal

from prospectus.problems.codes import CODES

if TYPE_CHECKING:
    from collections.abc import Mapping

Severity = Literal["error", "warning", "info"]


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One thing that is wrong; problems sort by path, line, column and code."""

    path: str
    """The file, relative to the root of the site."""
    line: int
    """Counted from 1; a problem of the whole file stands on its first line."""
    column: int
    """Counted from 1, in characters."""
    code: str
    """`PR` and three digits."""
    language: str | None = field(default=None, compare=False)
    """The language of the record that it concerns."""
    given: Mapping[str, str] = field(default_factory=dict, compare=False)
    """What the sentence of the code is filled in with."""
    severity: Severity = field(default="error", compare=False)
    record: str | None = field(default=None, compare=False)
    """The record it concerns, as `KIND:ID`, where it is known."""

    def sentence(self, language: str = "en") -> str:
        """Return the rule that is broken, in `language`: `zh`, else English."""
        return CODES[self.code].sentence(language).format_map(_Given(self.given))

    @property
    def came(self) -> str | None:
        """What was found, abridged."""
        return abridged(self.given["came"]) if "came" in self.given else None

    @property
    def form(self) -> str | None:
        """The right form."""
        return self.given.get("form")

    def at_severity(self, severity: Severity) -> Problem:
        """Return it with another severity."""
        return replace(self, severity=severity)


class _Given(dict[str, str]):
    def __init__(self, given: Mapping[str, str]) -> None:
        super().__init__({key: abridged(value) for key, value in given.items()})

    def __missing__(self, key: str) -> str:
        return "…"


def problem(path: str, line: int, column: int, code: str, language: str | None = None, /, **given: object) -> Problem:
    """Return a problem of `code` at its own severity; `given` fills in its sentence."""
    given = {"language": language, **given}
    filled = {key: _one_line(str(value)) for key, value in given.items() if value is not None}
    return Problem(path, max(line, 1), max(column, 1), code, language, filled, CODES[code].severity)


def _one_line(text: str) -> str:
    return " ".join(text.split())


def abridged(text: str, limit: int = 120) -> str:
    """Return `text` cut to `limit` characters, with an ellipsis where it was cut."""
    return text if len(text) <= limit else text[: limit - 1] + "…"
