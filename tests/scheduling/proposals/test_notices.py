"""Notices as people paste them, with what a proposal makes of them. Each folder of `cases/notices/` is one case.

`expected.txt` and `expected.zh.txt` are what the import says, `expected.yml` is every month that it would write, one after the other.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from prospectus.model.written_dates import DateContext
from prospectus.problems.formats import to_text
from prospectus.scheduling.calendar_files import Requirement, SourceCalendar, read_site
from prospectus.scheduling.month import Month
from prospectus.scheduling.proposals.import_proposal import import_proposal, propose_file
from prospectus.scheduling.proposals.notice_lines import iter_notice_lines, split_labels
from prospectus.scheduling.proposals.notice_text import parse_notice
from prospectus.scheduling.proposals.proposal import iter_lines
from prospectus.scheduling.spreadsheet.reference_names import ReferenceNames
from tiny import HERE, RunCommand, SiteFactory, write_files

CASES = sorted(path for path in (HERE / "cases" / "notices").iterdir() if path.is_dir())
EXPECTED = {"en": "expected.txt", "zh": "expected.zh.txt"}
PIECES = [
    *("时间：", "主题：", "主讲：", "主持：", "【时间】", "地点：", "报名截止：", "Time: ", "Speaker: ", "内容：", "一、", "2) "),
    *("2026年3月5日", "（周四）", "3月10-12日", "下午2:00-3:30", "14:00", "《仓单》", "夜盘", "Room 1", "待定"),
    *("（", "）", "；", "，", " ", "\t", "\n", "\n\n", "：", "-", "\x07", "🎤"),
]


def propose_case(root: Path) -> dict[str, str]:
    """Return the report in both languages, and the text of the months."""
    proposed = propose_file(read_site(root, Requirement.READABLE), root / "notice.txt")
    return {
        **{
            language: "".join(f"{line.in_language(language)}\n" for line in iter_lines(proposed.proposal))
            + (to_text(proposed.result.problems, language) if proposed.result.problems else "")
            for language in EXPECTED
        },
        "months": "".join(f"# {path}\n{text}" for path, text in proposed.result.texts.items()),
    }


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_notice_gives_the_expected_proposal(tiny: SiteFactory, case: Path) -> None:
    root = tiny("full", {"notice.txt": (case / "notice.txt").read_text(encoding="utf-8")})
    expected = {language: (case / name).read_text(encoding="utf-8") for language, name in EXPECTED.items()}
    months = case / "expected.yml"
    assert propose_case(root) == {**expected, "months": months.read_text(encoding="utf-8") if months.exists() else ""}


@pytest.mark.parametrize("case", [case for case in CASES if (case / "expected.yml").exists()], ids=lambda case: case.name)
def test_same_notice_again_changes_nothing(tiny: SiteFactory, case: Path) -> None:
    root = tiny("full", {"notice.txt": (case / "notice.txt").read_text(encoding="utf-8")})
    write_files(root, propose_file(read_site(root, Requirement.READABLE), root / "notice.txt").result.texts)
    again = propose_file(read_site(root, Requirement.READABLE), root / "notice.txt").result
    assert (again.texts, again.added, again.changed) == ({}, (), ())


def test_proposal_is_written_only_with_apply(run: RunCommand, tiny: SiteFactory) -> None:
    root = tiny("full", {"notice.txt": (HERE / "cases/notices/one-talk-in-chinese/notice.txt").read_text(encoding="utf-8")})
    month = root / "calendar/2026/03.yml"
    shown = run("import", "notice.txt", "--lang", "zh", folder=root)
    assert (shown.code, month.exists()) == (0, False)
    assert shown.err.splitlines()[-1] == "尚未写入任何内容。核对无误后，用这条命令写入：prospectus import notice.txt --apply"
    assert run("import", "notice.txt", "--apply", "--dry-run", folder=root).code == 0
    assert not month.exists()
    assert run("import", "notice.txt", "--apply", folder=root).code == 0
    assert "大麦与天气" in month.read_text(encoding="utf-8")


def test_notice_without_a_year_needs_a_month(run: RunCommand, tiny: SiteFactory) -> None:
    root = tiny("full", {"notice.txt": "讲座\n时间：3月19日 15:30\n主题：保证金\n", "sheet.csv": "日期,标题\n"})
    refused = run("import", "notice.txt", "--lang", "zh", folder=root)
    assert (refused.code, "--month YYYY-MM" in refused.err) == (2, True)
    assert run("import", "notice.txt", "--month", "2026-03", folder=root).code == 0
    assert run("import", "sheet.csv", folder=root).code == 2
    assert run("import", "sheet.csv", "--month", "2026-03", "--apply", folder=root).code == 2


@cache
def read_full_site() -> SourceCalendar:
    return read_site(HERE / "sites" / "full", Requirement.READABLE)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from(PIECES) | st.text(max_size=4), max_size=25).map("".join))
def test_no_line_of_a_text_is_lost_and_none_raises(text: str) -> None:
    source = read_full_site()
    proposal = parse_notice(text, DateContext(2026), ReferenceNames(source), source.languages)
    told = {field.line for event in proposal.events for field in event.fields} | {line for line, _ in proposal.unread}
    values = [field.value for event in proposal.events for field in event.fields]
    lines = [line for line in iter_notice_lines(text) if split_labels(line.text, source.languages)[-1].text]  # no labels alone
    lost = [line for line in lines if line.number not in told and not any(line.text in value for value in values)]
    assert [line for line in lost if any(character.isalnum() for character in line.text)] == []
    import_proposal(source, "notice.txt", proposal, Month(2026, 3))
