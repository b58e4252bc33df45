"""A reason why a YAML text is not accepted, and the exception that carries such reasons."""

from __future__ import annotations

from dataclasses import dataclass

from prospectus.problems import Message, TextEdit

ONE_LINE = Message(
    "delete one of the two lines: line {earlier}, `{first}`, or line {line}, `{second}`",
    "两行中删去一行：第 {earlier} 行 `{first}`，或第 {line} 行 `{second}`",
)
ONE_ENTRY = Message("delete one of the two: `{first}` or `{second}`", "两处中删去一处：`{first}` 或 `{second}`")


@dataclass(frozen=True, slots=True)
class YamlViolation:
    """A reason why a text is not accepted: a problem code, line and column from 1, and the parameters of the message."""

    code: str
    line: int
    column: int
    params: dict[str, str | Message]
    fix: tuple[TextEdit, ...] = ()
    """The edits of the text that correct it, if the correction is mechanical."""
    earlier_line: int | None = None
    """For a field that is given twice, the line of the first, whose text `params` has as `first`, and that of the second as `second`."""

    def list_params(self, first_line: int = 1) -> dict[str, str | Message]:
        """Return the parameters of the message, with line numbers in a file in which the text starts at `first_line`."""
        if self.earlier_line is None:
            return self.params
        earlier, line = self.earlier_line + first_line - 1, self.line + first_line - 1
        form = (ONE_ENTRY if earlier == line else ONE_LINE).fill(earlier=earlier, line=line, **self.params)
        return {**self.params, "line": str(earlier), "form": form}


class YamlError(Exception):
    """The text is not valid YAML, or uses YAML features that are not allowed; `violations` lists the reasons."""

    def __init__(self, *violations: YamlViolation) -> None:
        super().__init__(violations)
        self.violations = violations
