"""Checks how deep a Markdown text is nested, and how many marks a paragraph has, before anything converts it."""

from __future__ import annotations

from prospectus.load.yaml_violation import YamlViolation
from prospectus.model.values.markdown_marks import LESS_IN_ONE, MOST_MARKS, describe_mark, find_crowded_paragraph
from prospectus.text.nesting import MAX_LEVELS, SIDE_BY_SIDE, find_deep_block


def check_nesting(text: str) -> list[YamlViolation]:
    """Return the violation of a Markdown text that is nested too deeply, or has a paragraph with too many marks; none for any other."""
    offset = find_deep_block(text)
    if offset is not None:
        line, column = _position(text, offset)
        return [YamlViolation("PR024", line, column, {"limit": str(MAX_LEVELS), "came": str(column), "form": SIDE_BY_SIDE})]
    crowded = find_crowded_paragraph(text)
    if crowded is not None:
        mark = describe_mark(crowded[1])
        return [YamlViolation("PR028", *_position(text, crowded[0]), {"limit": str(MOST_MARKS), "came": mark, "form": LESS_IN_ONE})]
    return []


def _position(text: str, offset: int) -> tuple[int, int]:
    return text.count("\n", 0, offset) + 1, offset - text.rfind("\n", 0, offset)
