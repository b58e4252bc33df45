"""Reports of commands: limits, colours, explanations, and what was not done."""

from __future__ import annotations

import json
import os
import re
import sys

import pytest

from processes import run_on_terminal
from prospectus.problems.codes import CODE_GROUPS, CODES
from tiny import FULL, CommandResult, RunCommand, SiteFactory, read_files, write_files

MANY = {"content/audiences/all.yml": "".join(f"- {{id: a{n}, title: {{zh: 甲, en: A}}, x: 1}}\n" for n in range(50))}
ERROR = {"content/audiences/all.yml": "- {id: farmers, titel: {zh: 农户, en: Farmers}}\n"}


def test_check_shows_some_problems_or_with_all_every_one(run: RunCommand, tiny: SiteFactory) -> None:
    root = tiny("minimal", MANY)
    some, every = run("check", folder=root), run("check", "--all", folder=root)
    assert (some.out.count(" error PR101 "), every.out.count(" error PR101 ")) == (20, 50)
    assert some.out.splitlines()[-2:] == [
        "Not shown: 30 more (PR101 × 30), in content/audiences/all.yml. Show all: prospectus check --all",
        "50 problems: 50 errors, 0 warnings, 0 info.",
    ]
    assert len(json.loads(run("check", "--format", "json", folder=root).out)) == 50
    assert len(json.loads(run("check", "--format", "sarif", folder=root).out)["runs"][0]["results"]) == 50
    assert run("check", "--format", "github", folder=root).out.count("::error ") == 50


def test_explain_shows_the_rule_and_its_explanation(run: RunCommand) -> None:
    english, chinese = run("explain", "PR105", "--lang", "en"), run("explain", "PR105", "--lang", "zh")
    assert (english.code, english.err, chinese.code, chinese.err) == (0, "", 0, "")
    assert english.out.startswith("PR105 bad-date (error)\nThe field … must be a valid date in the right notation.\n\nWrite the date ")
    assert chinese.out.startswith("PR105 bad-date（错误）\n字段 … 必须是写法正确的有效日期。\n\n来源写到哪一级")


@pytest.mark.parametrize("name", ["PR105", "pr105", "105", "bad-date"])
def test_explain_takes_a_code_in_any_form(run: RunCommand, name: str) -> None:
    assert run("explain", name).out == run("explain", "PR105").out


def test_explain_takes_several_codes_and_lists_all_without_one(run: RunCommand) -> None:
    assert re.findall(r"^PR\d+", run("explain", "203", "PR001", "203").out, re.MULTILINE) == ["PR203", "PR001"]
    for language in ("en", "zh"):
        listed = run("explain", "--lang", language).out
        assert re.findall(r"^  (PR\d+)  \S", listed, re.MULTILINE) == list(CODES)
        assert [title.in_language(language) for title in CODE_GROUPS.values()] == re.findall(
            r"^([^ \n]+(?: [^\n]*)?)\n  PR", listed, re.MULTILINE
        )


def test_explain_proposes_codes_for_an_unknown_name(run: RunCommand) -> None:
    result = run("explain", "unknown-targt")
    assert (result.code, "Did you mean PR203" in result.err) == (2, True)


@pytest.mark.parametrize(
    ("arguments", "english", "chinese"),
    [
        (["build"], "Not published: the site is as it was.", "未发布：站点保持原样。"),
        (["plan", "2025-03"], "Nothing was changed.", "未作任何改动。"),
        (["export", "2025-03", "--to", "text"], "Nothing was exported.", "未导出。"),
        (["export", "2025-03", "--to", "csv"], "Nothing was", "未"),
        (["replay", "a", "https://a.example"], "Nothing was changed.", "未作任何改动。"),
        (["due"], "Nothing was listed", "未能列出事项"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_command_that_refuses_says_so_in_the_last_line(
    run: RunCommand, tiny: SiteFactory, arguments: list[str], english: str, chinese: str
) -> None:
    root = tiny("minimal", ERROR)
    for language, expected in (("en", english), ("zh", chinese)):
        result = run(*arguments, "--lang", language, folder=root)
        assert result.code == 1
        assert expected in result.err.splitlines()[-1]


WEEKEND = "- {id: a, type: training, title: {zh: 周末, en: Weekend}, starts: 2025-03-22 14:00, ends: 2025-03-22 15:00, language: zh}\n"
YEAR = (FULL / "calendar/years/2025.yml").read_text(encoding="utf-8")
MONTH = """\
- {id: a, type: training, title: {zh: 甲, en: A}, starts: 2025-03-20 14:00, language: zh}
- id: b
  type: training
  title: {zh: 乙, en: B}
  starts: 2025-03-21 14:00
  language: zh
  status: draft
- {id: c, type: training, title: {zh: 【示例】丙, en: "[Sample] C"}, starts: 2025-03-24 14:00, language: zh, status: sample}
- {id: d, status: draft, title: {zh: 丁}, starts: 2025-03-25 14:00}
"""
NOW = ("--now", "2025-03-01T09:00Z")


def test_refused_release_says_so_and_what_to_do(run: RunCommand, tiny: SiteFactory) -> None:
    root = tiny("full", {"calendar/2025/09.yml": WEEKEND.replace("2025-03-22", "2025-09-20")})
    english, chinese = (run("release", "2025-09", *NOW, "--lang", language, folder=root) for language in ("en", "zh"))
    assert (english.code, chinese.code) == (1, 1)
    assert english.err.splitlines()[-1] == (
        "2025-09 is not released; nothing was written. Change each event above, or accept its warnings with a reason."
    )
    assert chinese.err.splitlines()[-1] == "2025-09 未发布，没有定版。请逐一修改以上活动，或写明理由予以豁免。"
    assert english.err.splitlines()[-2] == 'To accept PR506 (1): prospectus waive PR506 a --reason "…"'
    assert chinese.err.splitlines()[-2] == '豁免 PR506（1 个）：prospectus waive PR506 a --reason "……"'
    assert not list(root.glob("calendar/releases/2025-09-*"))
    (root / "calendar/2025/09.yml").write_text(WEEKEND.replace("2025-03-22", "2025-09-20").replace("type:", "typ:"), encoding="utf-8")
    assert run("release", "2025-09", *NOW, folder=root).err.splitlines()[-1] == (
        "2025-09 is not released; nothing was written. Correct the errors above, and release it again."
    )


def test_release_lists_drafts_and_samples_that_it_leaves_out(run: RunCommand, tiny: SiteFactory) -> None:
    root = tiny("minimal", {"calendar/2025/03.yml": MONTH})
    assert run("release", "2025-03", *NOW, folder=root) == CommandResult(
        0,
        "",
        "Left out, draft: B (乙) (calendar/2025/03.yml:7)\n"
        "Left out, sample: [Sample] C (【示例】丙) (calendar/2025/03.yml:8)\n"
        "Left out, draft: 丁 (calendar/2025/03.yml:9)\n"
        "A draft is published by removing its line status: draft; then release 2025-03 again.\n"
        "The holidays of 2025 are not published in calendar/years/2025.yml, so days off and make-up days of 2025-03 were not checked.\n"
        "calendar/releases/2025-03-1.yml: 2025-03 is released as number 1: 1 new.\n",
    )
    assert run("release", "2025-03", *NOW, "--lang", "zh", folder=root).err.splitlines() == [
        "未收入，草稿：乙（calendar/2025/03.yml:7）",
        "未收入，示例：【示例】丙（calendar/2025/03.yml:8）",
        "未收入，草稿：丁（calendar/2025/03.yml:9）",
        "要发布草稿，请删去其中的 status: draft 一行，再次定版 2025-03。",
        "2025 年的放假安排尚未填写（calendar/years/2025.yml），因此没有检查 2025-03 的休息日和调休。",
        "2025-03 自第 1 版以来没有变化，没有写入任何内容。",
    ]


@pytest.mark.parametrize(
    ("variables", "has_color"), [({"TERM": "xterm"}, True), ({"TERM": "xterm", "NO_COLOR": "1"}, False), ({"TERM": "dumb"}, False)]
)
def test_colours_are_used_only_on_a_terminal(tiny: SiteFactory, variables: dict[str, str], has_color: bool) -> None:
    environment = {name: value for name, value in os.environ.items() if name not in ("NO_COLOR", "TERM")} | variables
    output = run_on_terminal([sys.executable, "-m", "prospectus", "check"], cwd=tiny("minimal", ERROR), env=environment)
    assert ("\x1b[31;1merror\x1b[0m" in output) == has_color
    assert ("\x1b" in output) == has_color
    assert "1 problem: 1 error, 0 warnings, 0 info." in output


HOSTILE = "content/guides/::error file=x::evil\x1b[2J\u202e.yml"


@pytest.mark.parametrize("form", ["text", "json", "github", "sarif"])
def test_no_format_prints_control_characters_or_commands_from_names_and_values(run: RunCommand, tiny: SiteFactory, form: str) -> None:
    value = '- {id: "a\\e]0;x\\a\\u202e\\u009b", titel: "##vso[task.x]\\e[31m"}\n'
    root = tiny("minimal", {HOSTILE: "titel: [x]\n", "content/sources/all.yml": value})
    printed = run("check", "--format", form, folder=root).out
    assert [character for character in printed if not character.isprintable() and character != "\n"] == []
    assert "##vso[" not in printed
    own = "::error file=content" if form == "github" else "\0"
    assert [
        line for line in printed.splitlines() if line.strip().startswith("::") and not line.startswith((own, "::warning file=content"))
    ] == []


def test_preview_of_a_release_says_what_changes_for_whom_and_writes_nothing(run: RunCommand, tiny: SiteFactory) -> None:
    place = "place: {zh: 磨坊}"
    root = tiny(
        "full", {"calendar/2025/09.yml": WEEKEND.replace("2025-03-22", "2025-09-22").replace("language: zh", f"language: zh, {place}")}
    )
    before = read_files(root)
    first = run("release", "2025-09", *NOW, "--dry-run", folder=root)
    assert first.err.splitlines() == [
        "new: Weekend (a), 2025-09-22 14:00–2025-09-22 15:00",
        "Nothing was written. Without --dry-run, 2025-09 is released as number 1.",
    ]
    assert (read_files(root), (root / ".prospectus").exists()) == (before, False)
    assert run("release", "2025-09", *NOW, folder=root).code == 0
    text = (root / "calendar/2025/09.yml").read_text(encoding="utf-8")
    write_files(
        root, {"calendar/2025/09.yml": text.replace(place, "place: {zh: 磨坊, en: Mill}").replace("en: Weekend", "en: Working week")}
    )
    second = run("release", "2025-09", *NOW, "--dry-run", "--lang", "zh", folder=root)
    assert second.err.splitlines() == [
        "改名：周末（a），Weekend → Working week【仅见于：en】",
        "翻译：周末（a），2025-09-22 14:00–2025-09-22 15:00",
        "没有写入任何内容。不加 --dry-run，2025-09 将定版发布，为第 2 版。",
    ]


def test_preview_groups_the_warnings_that_block_with_the_command_to_copy(run: RunCommand, tiny: SiteFactory) -> None:
    rows = "".join(
        WEEKEND.replace("2025-03-22", day).replace("id: a", f"id: {key}") for key, day in (("a", "2025-09-20"), ("b", "2025-09-21"))
    )
    root = tiny("full", {"calendar/2025/09.yml": rows})
    result = run("release", "2025-09", *NOW, "--dry-run", folder=root)
    assert (result.code, 'To accept PR506 (2): prospectus waive PR506 a b --reason "…"' in result.err) == (1, True)
    assert result.err.splitlines()[-1].startswith("2025-09 is not released; nothing was written.")
    assert run("waive", "PR506", "a", "b", "--reason", "Meant so", folder=root).code == 0
    assert run("release", "2025-09", *NOW, folder=root).code == 0
