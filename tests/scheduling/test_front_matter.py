"""Talks that are written in Markdown files alone: commands change the fields at the top of the files."""

from __future__ import annotations

from pathlib import Path

import pytest

from prospectus.pipeline import check
from prospectus.scheduling.front_matter import set_fields, split_front_matter
from prospectus.scheduling.yaml_edit import YamlEditError
from tiny import RunCommand, SiteFactory, read_files

CHINESE, ENGLISH = "calendar/talks/evening.zh.md", "calendar/talks/evening.en.md"
ZH = """\
---
# Of the spring.
title: 晚课   # as in the letter
series: barley-talks
starts: 2025-07-03 19:30
ends: 2025-07-03 20:30
language: en
format: live
channel: hall
---
正文，`title: 不是字段`。

---
"""
EN = "---\ntitle: Evening\nstarts: 2025-07-03 19:30\n---\nText.\n"


@pytest.fixture
def root(tiny: SiteFactory) -> Path:
    return tiny("full", {CHINESE: ZH, ENGLISH: EN})


def texts_of(root: Path) -> tuple[str, str]:
    return (root / CHINESE).read_text(encoding="utf-8"), (root / ENGLISH).read_text(encoding="utf-8")


def test_move_changes_each_file_that_has_the_start_and_undo_restores_both(root: Path, run: RunCommand) -> None:
    result = run("move", "evening", "2025-08-06", "--lang", "en", folder=root)
    assert (result.code, result.err.splitlines()[-1]) == (0, f"Written: {ENGLISH}, {CHINESE}.")
    assert texts_of(root) == (ZH.replace("2025-07-03", "2025-08-06"), EN.replace("2025-07-03", "2025-08-06"))
    assert [problem for problem in check(root).problems if "evening" in problem.path] == []
    assert run("undo", folder=root).code == 0
    assert texts_of(root) == (ZH, EN)


def test_title_of_a_language_is_changed_in_the_file_of_the_language(root: Path, run: RunCommand) -> None:
    assert run("retitle", "evening", "夜课", folder=root).code == 0
    assert run("retitle", "evening", "Night", "--in", "en", folder=root).code == 0
    assert texts_of(root) == (ZH.replace("title: 晚课", "title: 夜课"), EN.replace("Evening", "Night"))


def test_new_fields_go_to_the_file_with_the_most_and_go_again(root: Path, run: RunCommand) -> None:
    assert run("cancel", "evening", "--reason", "雨。", folder=root).code == 0
    added = "channel: hall\nstate: cancelled\nreason: {zh: 雨。}\n"
    assert texts_of(root) == (ZH.replace("channel: hall\n", added), EN)
    assert run("reinstate", "evening", folder=root).code == 0
    assert texts_of(root) == (ZH.replace("channel: hall\n", "channel: hall\nstate: planned\n"), EN)


def test_sheet_and_replay_change_the_files(root: Path, run: RunCommand) -> None:
    (root / "sheet.csv").write_text("Id,Title (English),Date\nevening,Night,2025-08-06\n", encoding="utf-8")
    assert run("import", "sheet.csv", "--month", "2025-07", folder=root).code == 0
    assert texts_of(root)[1] == EN.replace("Evening", "Night").replace("07-03", "08-06")
    assert run("replay", "evening", "https://a.example/replay", folder=root).code == 0
    assert "replay: {url: https://a.example/replay}\n---\n正文" in texts_of(root)[0]


def test_change_that_would_be_an_error_is_refused(root: Path, run: RunCommand) -> None:
    before = read_files(root)
    (root / "sheet.csv").write_text("Id,Title (English),Channel\nevening,Evening,no-such\n", encoding="utf-8")
    assert run("import", "sheet.csv", "--month", "2025-07", folder=root).code == 1
    assert {path: content for path, content in read_files(root).items() if path != "sheet.csv"} == before


def test_language_without_a_file_is_named(tiny: SiteFactory, run: RunCommand) -> None:
    root = tiny("full", {CHINESE: ZH})
    result = run("retitle", "evening", "Night", "--in", "en", "--lang", "en", folder=root)
    assert (result.code, f"The title of evening in en belongs in {ENGLISH}, which does not exist yet" in result.err) == (2, True), result
    assert (root / CHINESE).read_text(encoding="utf-8") == ZH


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_everything_else_is_kept_byte_for_byte(newline: str, mark: str) -> None:
    text = mark + ZH.replace("\n", newline)
    assert "".join(split_front_matter(text)) == text
    changed = set_fields(text, {("starts",): "2025-07-04", ("ends",): None})
    assert changed == text.replace("starts: 2025-07-03 19:30", "starts: 2025-07-04").replace(f"ends: 2025-07-03 20:30{newline}", "")


@pytest.mark.parametrize("text", ["---\ntitle: a\n", "--- \ntitle: a\n---\n"])
def test_file_whose_fields_are_not_closed_is_refused(text: str) -> None:
    with pytest.raises(YamlEditError):
        set_fields(text, {("title",): "b"})


@pytest.mark.parametrize(
    ("text", "edited"),
    [
        ("Text.\n", "---\ntitle: b\n---\nText.\n"),
        ("", "---\ntitle: b\n---\n"),
        ("\ufeffText\r\n", "\ufeff---\r\ntitle: b\r\n---\r\nText\r\n"),
    ],
)
def test_file_without_fields_gets_some_at_its_top(text: str, edited: str) -> None:
    assert set_fields(text, {("title",): "b"}) == edited
