"""Every command that the board offers to copy, or that a message names, exists."""

from __future__ import annotations

import re
from datetime import date

import pytest
from typer.main import get_command

from prospectus.board.commands import build_beginnings, build_due_command, build_month_commands, build_release_commands
from prospectus.cli.main import app
from prospectus.model.values.text import Text
from prospectus.problems.codes import CODES
from prospectus.scheduling.month import Month
from prospectus.scheduling.overdue import DueItem
from test_messages import PHRASES

NAMES = set(get_command(app).commands)  # type: ignore[attr-defined]
MONTH = Month(2025, 6)


def name_of(text: str) -> str:
    program, name, *_ = text.split()
    assert program == "prospectus"
    return name


def make_item(code: str) -> DueItem:
    text = Text({"en": "A talk"})
    return DueItem(code, ("talk", "barley"), text, "2025-06", date(2025, 6, 5), 3, late=False, binding=True, own_rule=False, rule_text=text)


def test_commands_of_a_month_exist() -> None:
    commands = (*build_month_commands(MONTH), *build_beginnings(MONTH), *build_release_commands(MONTH))
    assert {name_of(command.text.zh) for command in commands} <= NAMES


@pytest.mark.parametrize("code", [code for code in CODES if code.startswith("PR52")])
def test_command_for_what_is_due_exists(code: str) -> None:
    command = build_due_command(make_item(code))
    assert command is None or name_of(command.text.en) in NAMES


def test_commands_that_messages_name_exist() -> None:
    named = {
        (phrase.place, name)
        for phrase in PHRASES
        for text in (phrase.en, phrase.zh)
        for name in re.findall(r"prospectus ([a-z][a-z-]*)", text)
    }
    assert len(named) > 10
    assert {(place, name) for place, name in named if name not in NAMES} == set()
