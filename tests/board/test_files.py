"""The templates, the style sheet and the script of the planning board."""

from __future__ import annotations

import re

import pytest

from prospectus.board.app import OWN_FILES
from prospectus.board.page import FILES
from prospectus.board.words import WORDS
from tiny import REPOSITORY

TEMPLATES = sorted(FILES.glob("*.html"))


def test_templates_have_no_long_line_and_nothing_inline() -> None:
    assert len(TEMPLATES) >= 4
    for path in TEMPLATES:
        text = path.read_text(encoding="utf-8")
        assert [line for line in text.splitlines() if len(line) > 140] == [], path.name
        assert re.findall(r"<style\b|\sstyle\s*=|\son[a-z]+\s*=|javascript:|\|\s*safe", text) == [], path.name


def test_every_phrase_is_used_and_every_used_phrase_exists() -> None:
    source = "\n".join(path.read_text(encoding="utf-8") for path in (*TEMPLATES, *FILES.parent.glob("*.py")))
    used = {*re.findall(r"""\b(?:t|word)\(["'](\w+)["']""", source), "error", "warning", "info"}
    counts = {"drafts", "with_problems", "without_language", "without_replay", "clashing"}
    assert used | counts == set(WORDS)


def test_script_and_style_use_no_other_host_and_evaluate_no_strings() -> None:
    assert sorted(OWN_FILES) == sorted(path.name for path in FILES.iterdir() if path.suffix in (".css", ".js"))
    for name in OWN_FILES:
        text = (FILES / name).read_text(encoding="utf-8")
        assert re.findall(r"https?://|@import|\beval\(|new Function|innerHTML|insertAdjacentHTML|document\.write", text) == [], name


@pytest.mark.parametrize("name", [*OWN_FILES, "board.html"])
def test_board_is_no_part_of_the_theme_that_is_published(name: str) -> None:
    assert list((REPOSITORY / "theme").rglob(name)) == []
