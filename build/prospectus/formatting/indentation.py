"""Indentation: two spaces per level, also for a list under a field. Blocks, quoted texts and comments move with their fields."""

from __future__ import annotations

from dataclasses import dataclass, field

from yaml import MappingNode, Node, ScalarNode, SequenceNode

from prospectus.formatting.layout import end_of_scalar, iter_gaps, iter_pieces, iter_scalars

INDENT = 2


def indent(text: str, root: Node | None) -> str:
    """Return a text with lines indented by level. A text with something unusual, such as an empty item of a list, stays as it is."""
    if not isinstance(root, MappingNode | SequenceNode) or root.flow_style:
        return text
    lines = text.split("\n")
    columns = _Columns(text, [len(line) - len(line.lstrip(" ")) for line in lines])
    if not columns.place(root, 0):
        return text
    return "\n".join(columns.move_lines(lines, _find_inner_lines(text, root)))


@dataclass(slots=True)
class _Columns:
    """The column of each line before and after."""

    text: str
    present: list[int]
    target: dict[int, int] = field(default_factory=dict)
    """By line, the column of its first mark or field."""
    dashes: dict[int, list[int]] = field(default_factory=dict)
    """By line, the columns of the dashes that items of lists in it begin with."""

    def place(self, node: Node, column: int) -> bool:
        """Set the columns of the lines of a block; return whether all of them are as expected."""
        if isinstance(node, MappingNode) and not node.flow_style:
            return all(self._place_field(key, value, column) for key, value in node.value)
        if isinstance(node, SequenceNode) and not node.flow_style:
            return all(self._place_item(item, column) for item in node.value)
        return True

    def _place_field(self, key: Node, value: Node, column: int) -> bool:
        if (
            self.text[key.end_mark.index : key.end_mark.index + 1] != ":"
            and ":" not in self.text[key.end_mark.index : key.end_mark.index + 2]
        ):
            return False
        if key.start_mark.line not in self.dashes:
            if self.present[key.start_mark.line] != key.start_mark.column:
                return False  # a key after `? ` or a directive
            self.target[key.start_mark.line] = column
        return self.place(value, column + INDENT)

    def _place_item(self, item: Node, column: int) -> bool:
        line, start = item.start_mark.line, item.start_mark.index
        if isinstance(item, ScalarNode) and start == item.end_mark.index:
            return False
        line_start = self.text.rfind("\n", 0, start) + 1
        before = self.text[line_start:start]
        if before.strip(" -") or "-" not in before:
            return False  # the item does not follow its dash on the same line
        dash = before.rindex("-")
        if line not in self.dashes:
            self.target[line] = column
        self.dashes.setdefault(line, []).append(dash)
        return self.place(item, column + INDENT)

    def move_lines(self, lines: list[str], inner: dict[int, int]) -> list[str]:
        """Return the lines at their new columns. `inner` has the lines within a value, each with the line on which the value begins."""
        shifts: dict[int, int] = {}
        moved: list[str] = []
        for number, line in enumerate(lines):
            if number in self.target:
                moved.append(self._rebuild(number, line))
                shifts[number] = self._find_shift(number)
            elif number in inner:
                shifts[number] = shifts.get(inner[number], 0)
                moved.append(_shift(line, shifts[number]))
            else:
                moved.append(self._move_other(number, line))
        return moved

    def _rebuild(self, number: int, line: str) -> str:
        dashes = self.dashes.get(number, [])
        rest = line[dashes[-1] + 1 :].lstrip(" ") if dashes else line.lstrip(" ")
        return " " * self.target[number] + "- " * len(dashes) + rest

    def _find_shift(self, number: int) -> int:
        """Return by how much the field or the value of a line moves."""
        dashes = self.dashes.get(number, [])
        content = self.present[number]
        if dashes:
            line = self.text.split("\n", number + 1)[number]
            content = dashes[-1] + 1 + len(line[dashes[-1] + 1 :]) - len(line[dashes[-1] + 1 :].lstrip(" "))
        return self.target[number] + INDENT * len(dashes) - content

    def _move_other(self, number: int, line: str) -> str:
        """Return a blank line or a comment line: a comment moves with the next line at its column, or else with one before it."""
        comment, column = line.lstrip(" "), self.present[number]
        if not comment.startswith("#"):
            return line
        following = next((other for other in range(number + 1, len(self.present)) if other in self.target), None)
        if following is not None and self.present[following] == column:
            return " " * self.target[following] + comment
        for other in (other for other in range(number - 1, -1, -1) if other in self.target):
            if self._content_column(other) == column:
                return " " * (column + self._find_shift(other)) + comment
            if self.present[other] <= column:
                shift = self.target[other] - self.present[other] if self.present[other] == column else self._find_shift(other)
                return " " * max(column + shift, 0) + comment
        return line

    def _content_column(self, number: int) -> int:
        return self.target[number] + INDENT * len(self.dashes.get(number, [])) - self._find_shift(number)


def _find_inner_lines(text: str, root: Node) -> dict[int, int]:
    """Return the lines that begin within a value: of several lines, or in brackets. Each has the line on which the value begins."""
    inner: dict[int, int] = {}
    for scalar in iter_scalars(root):
        first, end = scalar.start_mark.line, end_of_scalar(text, scalar)
        last = first + text.count("\n", scalar.start_mark.index, end) - (text[end - 1] == "\n")
        inner.update(dict.fromkeys(range(first + 1, last + 1), first))
    depth, opened, line = 0, 0, 0
    position = 0
    for gap in iter_gaps(text, root):
        line += text.count("\n", position, gap.start)
        for piece in iter_pieces(text, gap):
            if piece.kind == "newline":
                line += 1
                if depth:
                    inner[line] = opened
            elif piece.text in ("{", "["):
                opened = opened if depth else line
                depth += 1
            elif piece.text in ("}", "]"):
                depth -= 1
        position = gap.end
    return inner


def _shift(line: str, shift: int) -> str:
    """Return a line within a value further right, or further left as far as it has spaces. Spaces alone may be a line of a block."""
    if not line:
        return line
    return " " * shift + line if shift > 0 else line[min(-shift, len(line) - len(line.lstrip(" "))) :]
