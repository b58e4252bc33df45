"""A reason why a YAML text is not accepted, and the exception that carries such reasons."""

from __future__ import annotations

from dataclasses import dataclass

from prospectus.problems import Message, TextEdit


@dataclass(frozen=True, slots=True)
class YamlViolation:
    """A reason why a text is not accepted: a problem code, line and column from 1, and the parameters of the message."""

    code: str
    line: int
    column: int
    params: dict[str, str | Message]
    fix: tuple[TextEdit, ...] = ()
    """The edits of the text that correct it, if the correction is mechanical."""


class YamlError(Exception):
    """The text is not valid YAML, or uses YAML features that are not allowed; `violations` lists the reasons."""

    def __init__(self, *violations: YamlViolation) -> None:
        super().__init__(violations)
        self.violations = violations
