"""The command translations: the report, its gates, and accepting, in both languages."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from edits import swap
from prospectus.load.translation_store import read_translations
from tiny import RunCommand, SiteFactory, read_files, write_files

MARGIN = "content/guides/margin.yml"
change_source = swap(MARGIN, "{zh: 保证金是什么", "{zh: 什么是保证金")


@pytest.fixture
def accepted(tiny: SiteFactory, run: RunCommand) -> Path:
    """A site whose translations are all accepted."""
    root = tiny("full")
    assert run("translations", "accept", "--all", "--root", root).code == 0
    return root


def stale_in(run: RunCommand, root: Path) -> list[str]:
    texts = json.loads(run("translations", "--format", "json", "--root", root).out)["texts"]
    return [f"{text['kind']}:{text['id']} {text['place']}" for text in texts if text["state"] == "stale"]


def warnings_in(run: RunCommand, root: Path) -> list[str]:
    return [line for line in run("check", "--root", root, "--no-cache").out.splitlines() if ": warning PR303 " in line]


def test_present_state_is_adopted_and_undone_to_the_byte(tiny: SiteFactory, run: RunCommand) -> None:
    root = tiny("full")
    before = read_files(root)
    report = run("translations", "--root", root)
    assert (report.code, "of the current ones are not recorded yet" in report.err) == (0, True)
    assert "content/guides/margin.en.md:4: stale en guide:margin markdown\n" in report.out
    result = run("translations", "accept", "--all", "--root", root, "--lang", "zh")
    assert (result.code, "其中过时的 1 处" in result.err) == (0, True)
    after = run("translations", "--root", root)
    assert (after.code, " stale en" in after.out, "recorded" in after.err) == (0, False, False)
    assert run("translations", "accept", "--new", "--root", root, "--lang", "zh").err == "没有写入任何内容：这些译文都已接受。\n"
    assert run("undo", "--root", root).code == 0
    assert read_files(root) == before


def test_changed_source_makes_its_translation_stale_until_it_is_accepted(accepted: Path, run: RunCommand) -> None:
    change_source(accepted)
    assert stale_in(run, accepted) == ["guide:margin title"]
    (warning,) = warnings_in(run, accepted)
    assert warning.startswith(f"{MARGIN}:2:")
    gate = run("translations", "--max-stale", "0", "--root", accepted, "--lang", "zh")
    assert (gate.code, "过时的译文超过限额：1 处，至多 0 处。" in gate.err) == (1, True)
    assert run("translations", "--max-stale", "1", "--max-missing", "5", "--root", accepted).code == 0
    assert run("translations", "--max-missing", "0", "--root", accepted).code == 1
    assert run("translations", "accept", "--new", "--root", accepted).code == 0
    assert stale_in(run, accepted) == ["guide:margin title"]
    assert run("translations", "accept", "guide:margin", "title", "--root", accepted).code == 0
    assert (stale_in(run, accepted), warnings_in(run, accepted)) == ([], [])


def test_changed_source_and_translation_are_current(accepted: Path, run: RunCommand) -> None:
    change_source(accepted)
    swap(MARGIN, "en: What margin is", "en: What is margin")(accepted)
    assert stale_in(run, accepted) == []
    report = run("translations", "--root", accepted)
    assert "1 of the current ones are not recorded yet" in report.err


def test_only_white_space_changes_nothing_and_items_may_move(accepted: Path, run: RunCommand) -> None:
    text = (accepted / "content/guides/margin.zh.md").read_text(encoding="utf-8")
    write_files(accepted, {"content/guides/margin.zh.md": text.replace("\n\n", "\n\n\n")})
    term = (accepted / "content/glossary/all.yml").read_text(encoding="utf-8")
    first, second, *rest = term.split("\n- ")
    write_files(accepted, {"content/glossary/all.yml": "\n- ".join(["- " + second, first.removeprefix("- "), *rest])})
    assert stale_in(run, accepted) == []


def test_renamed_record_keeps_what_was_accepted(accepted: Path, run: RunCommand) -> None:
    assert run("rename", "guide:margin", "what-margin-is", "--root", accepted).code == 0
    swap("content/guides/what-margin-is.yml", "{zh: 保证金是什么", "{zh: 什么是保证金")(accepted)
    assert stale_in(run, accepted) == ["guide:what-margin-is title"]


def test_hash_that_is_written_by_hand_still_counts(tiny: SiteFactory, run: RunCommand) -> None:
    root = tiny("full")
    assert stale_in(run, root) == ["guide:margin markdown"]
    assert run("translations", "accept", "guide:margin", "--root", root).code == 0
    assert stale_in(run, root) == []
    assert "source_hash:" in (root / "content/guides/margin.en.md").read_text(encoding="utf-8")


def test_merged_files_with_conflict_marks_are_read(accepted: Path, run: RunCommand) -> None:
    path = accepted / "content/translations/en/guide.tsv"
    lines = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join([*lines[:2], "<<<<<<< ours", *lines[2:], "=======", *lines[2:], ">>>>>>> theirs", ""]), encoding="utf-8")
    assert stale_in(run, accepted) == []
    assert run("translations", "accept", "--all", "--root", accepted).code == 0
    assert path.read_text(encoding="utf-8").splitlines() == lines


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("accept",), "请写明接受哪些译文"),
        (("accept", "guide:margin", "--all"), "不能与 `--all`、`--new` 同用"),
        (("accept", "guide:margn"), "相近的标识：margin"),
        (("accept", "guide:margin", "anser"), "可写的位置：title"),
        (("--language", "ja"), "站点没有译成 ja；已有的语言：en。"),
        (("--format", "xml"), "必须是 text、json 之一"),
    ],
)
def test_wrong_use_is_refused(tiny: SiteFactory, run: RunCommand, arguments: tuple[str, ...], words: str) -> None:
    result = run("translations", *arguments, "--root", tiny("full"), "--lang", "zh")
    assert (result.code, words in result.err) == (2, True), result.err


def test_lines_are_sorted_one_per_text(accepted: Path) -> None:
    store = read_translations(accepted)
    for path, content in store.files.items():
        head, *lines = content.decode().splitlines()
        assert head.startswith("# Written by `prospectus translations accept`"), path
        assert lines == sorted(set(lines)), path
