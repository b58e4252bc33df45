"""Reads a YAML text of an editor: its value, and every violation in it, corrected where the correction is certain."""

from __future__ import annotations

from typing import Any, NamedTuple

from prospectus.load import yaml
from prospectus.load.character_check import check_yaml
from prospectus.load.yaml_slips import correct_slips, may_have_slips
from prospectus.load.yaml_violation import YamlViolation


class YamlText(NamedTuple):
    """The value of a text, and its violations; a violation that could be corrected does not show in the value."""

    value: Any
    violations: tuple[YamlViolation, ...] = ()


def read_yaml(text: str) -> YamlText:
    """Return the value and the violations of a text. Raises YamlError if it cannot be parsed."""
    text, violations = check_yaml(text)
    value = yaml.parse(text)
    if not may_have_slips(text, value):
        return YamlText(value, tuple(violations))
    corrected, slips = correct_slips(text)
    return YamlText(yaml.parse(corrected) if slips else value, (*violations, *slips))
