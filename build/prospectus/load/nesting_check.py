"""Checks how deep a Markdown text is nested, before anything converts it."""

from __future__ import annotations

from prospectus.load.yaml_violation import YamlViolation
from prospectus.text.nesting import MAX_LEVELS, SIDE_BY_SIDE, find_deep_block


def check_nesting(text: str) -> list[YamlViolation]:
    """Return the violation of a Markdown text that is nested too deeply; none for any other."""
    offset = find_deep_block(text)
    if offset is None:
        return []
    line, column = text.count("\n", 0, offset) + 1, offset - text.rfind("\n", 0, offset)
    return [YamlViolation("PR024", line, column, {"limit": str(MAX_LEVELS), "came": str(column), "form": SIDE_BY_SIDE})]
