"""The merge driver: both sides' events are kept, and only a field that both have changed is a conflict."""

from __future__ import annotations

import random
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from processes import Result, run_process
from prospectus.load.yaml import parse
from prospectus.pipeline import check
from prospectus.scheduling.merge_records import merge_lines, merge_records
from tiny import REPOSITORY, RunCommand, SiteFactory, write_files

HEAD = "# Timetable of July.\n\n"
FIRST = """\
# About the first.
- id: first
  type: meeting   # not a talk
  title: {zh: 头一个, en: The first}
  starts: 2025-07-03 10:00
  people:
    - {name: {zh: 王, en: Wang}}
"""
LAST = "- {id: last, type: meeting, title: {zh: 末, en: The last}, starts: 2025-07-30}\n"
BASE = HEAD + FIRST + LAST
EARLY, LATE = (
    f"# Of {name}.\n- id: {name}\n  type: meeting\n  title: {{zh: 新, en: New}}\n  starts: 2025-07-{day}\n"
    for name, day in (("early", 10), ("late", 20))
)


def merge(ours: str, theirs: str, base: str = BASE) -> tuple[str, list[str]]:
    result = merge_records(base, ours, theirs)
    assert result is not None
    return result.text, [record.en for record in result.conflicts]


def test_events_that_both_sides_add_at_one_place_are_kept_by_date() -> None:
    with_early, with_late = HEAD + FIRST + EARLY + LAST, HEAD + FIRST + LATE + LAST
    both = HEAD + FIRST + EARLY + LATE + LAST
    assert merge(with_early, with_late) == merge(with_late, with_early) == (both, [])
    assert merge_lines(BASE, with_early, with_late)[1]  # what git alone does


def test_files_that_both_sides_add_become_one() -> None:
    assert merge(HEAD + EARLY, HEAD + LATE, "") == (HEAD + EARLY + LATE, [])
    assert merge("[]\n", LATE, "[]\n") == (LATE, [])


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ((("en: The first", "en: Ours"),), (("2025-07-03 10:00", "2025-07-04 10:00"),)),
        ((("zh: 头一个", "zh: 我们"),), (("en: The first", "en: Theirs"),)),
        ((("not a talk", "no talk at all"),), (("  people:\n    - {name: {zh: 王, en: Wang}}\n", ""),)),
        ((("About the first", "Of ours"),), (("2025-07-03 10:00", "2025-07-04 10:00"),)),
        ((("en: The first", "en: Same"),), (("en: The first", "en: Same"), ("2025-07-30", "2025-07-29"))),
    ],
    ids=["two fields", "two languages", "a field that goes", "a comment", "the same change"],
)
def test_changes_of_different_fields_are_both_made(ours: tuple[tuple[str, str], ...], theirs: tuple[tuple[str, str], ...]) -> None:
    def edit(text: str, *changes: tuple[str, str]) -> str:
        for old, new in dict(changes).items():
            assert old in text
            text = text.replace(old, new)
        return text

    expected = edit(BASE, *dict.fromkeys((*ours, *theirs)))
    assert merge(edit(BASE, *ours), edit(BASE, *theirs)) == merge(edit(BASE, *theirs), edit(BASE, *ours)) == (expected, [])


def test_same_field_is_a_conflict_around_the_two_versions_alone() -> None:
    ours, theirs = FIRST.replace("The first", "Ours"), FIRST.replace("The first", "Theirs")
    text, conflicts = merge(HEAD + ours + EARLY + LAST, HEAD + theirs + LATE + LAST)
    assert text == f"{HEAD}<<<<<<< ours\n{ours}=======\n{theirs}>>>>>>> theirs\n{EARLY}{LATE}{LAST}"
    assert conflicts == ["first “Ours”"]


def test_event_that_one_side_removes_and_the_other_changes_is_a_conflict() -> None:
    changed = FIRST.replace("The first", "Changed")
    gone, kept = HEAD + LAST, HEAD + changed + LAST
    assert merge(gone, kept) == (f"{HEAD}<<<<<<< ours\n=======\n{changed}>>>>>>> theirs\n{LAST}", ["first “Changed”"])
    assert merge(kept, gone) == (f"{HEAD}<<<<<<< ours\n{changed}=======\n>>>>>>> theirs\n{LAST}", ["first “Changed”"])
    assert merge(gone, BASE) == merge(BASE, gone) == (gone, [])


def test_comment_that_stands_apart_is_kept_from_either_side() -> None:
    apart = HEAD + "# Read this.\n\n" + FIRST + LAST
    added = BASE + LATE.replace("2025-07-20", "2025-07-31")
    expected = apart + LATE.replace("2025-07-20", "2025-07-31")
    assert merge(apart, added) == merge(added, apart) == (expected, [])
    assert merge_records(BASE, apart, HEAD + "# Or that.\n\n" + FIRST + LAST) is None


def test_sides_of_a_conflict_are_named_as_they_are_when_the_other_text_is_kept() -> None:
    ours, theirs = FIRST.replace("The first", "Ours"), FIRST.replace("The first", "Theirs")
    apart = HEAD + "# Read this.\n\n"
    assert merge(HEAD + ours + LAST, apart + theirs + LAST) == (
        f"{apart}<<<<<<< ours\n{ours}=======\n{theirs}>>>>>>> theirs\n{LAST}",
        ["first “Ours”"],
    )


@pytest.mark.parametrize(
    "text", ["a: b\n", "- a\n", "[{id: a}]\n", "- id: a\n- id: a\n", "- : no: YAML\n", BASE.replace("\n", "\r\n"), "\ufeff" + BASE]
)
def test_what_is_no_list_of_different_records_is_left_to_git(text: str) -> None:
    assert merge_records(BASE, text, BASE) is None


def test_any_edits_of_different_events_are_merged_with_their_bytes() -> None:
    """Random sides are compared with the text that has the edits of both."""
    numbers = random.Random(1)
    for _ in range(100):
        blocks = {
            f"e{n}": f"# {n}\n- {{id: e{n}, type: meeting, title: {{zh: 一, en: One}}, starts: 2025-07-{n + 1:02}}}\n" for n in range(8)
        }
        sides: list[dict[str, str | None]] = [{}, {}]
        for key, block in blocks.items():
            numbers.choice(sides)[key] = numbers.choice([None, block.replace("One", "Two"), block, block])
        for n in range(10, 14):
            numbers.choice(sides)[f"e{n}"] = f"- {{id: e{n}, type: talk, title: {{en: New}}, starts: 2025-07-{n + 1:02}}}\n"
        texts = [join({**blocks, **side}) for side in sides]
        assert merge(*texts, base=join(blocks)) == (join({**blocks, **sides[0], **sides[1]}), [])


def join(blocks: Mapping[str, str | None]) -> str:
    lines = sorted((int(key[1:]), block) for key, block in blocks.items() if block)
    return HEAD + "".join(block for _, block in lines)


def git(root: Path, *arguments: str) -> Result:
    settings = ("-c", "user.name=A", "-c", "user.email=a@a.example", "-c", "commit.gpgsign=false")
    return run_process(["git", *settings, *arguments], cwd=root)


@pytest.fixture
def repository(tiny: SiteFactory) -> Path:
    """Return a repository that uses the driver as the schedulers' guide says."""
    root = tiny("minimal", {"calendar/2025/07.yml": BASE, ".gitattributes": "calendar/[12]*/*.yml merge=prospectus\n"})
    program = f"PYTHONPATH={REPOSITORY / 'build'} {sys.executable} -m prospectus merge-calendar %O %A %B %P"
    assert git(root, "init", "-q", "-b", "main").returncode == 0
    git(root, "config", "merge.prospectus.driver", program)
    git(root, "add", "-A")
    assert git(root, "commit", "-qm", "Begin").returncode == 0
    return root


def commit(root: Path, branch: str, text: str) -> None:
    git(root, "switch", "-qc", branch, "main")
    write_files(root, {"calendar/2025/07.yml": text})
    assert git(root, "commit", "-qam", branch).returncode == 0


def test_git_merges_two_branches_that_add_events(repository: Path) -> None:
    commit(repository, "li", HEAD + FIRST + EARLY + LAST)
    commit(repository, "zhang", HEAD + FIRST + LATE + LAST)
    result = git(repository, "merge", "li")
    assert result.returncode == 0, result
    assert (repository / "calendar/2025/07.yml").read_text(encoding="utf-8") == HEAD + FIRST + EARLY + LATE + LAST


def test_git_leaves_a_conflict_that_the_check_explains(repository: Path) -> None:
    commit(repository, "li", HEAD + FIRST.replace("The first", "Of Li") + LAST)
    commit(repository, "zhang", HEAD + FIRST.replace("The first", "Of Zhang") + LATE + LAST)
    result = git(repository, "merge", "li")
    assert result.returncode == 1
    assert "calendar/2025/07.yml: both sides have changed first “Of Zhang”." in result.stdout + result.stderr
    (problem,) = check(repository).problems
    assert (problem.line, problem.code) == (3, "PR020")
    assert "ours (first “Of Zhang”) and theirs (first “Of Li”) both stand in it" in problem.sentence()
    text = (repository / "calendar/2025/07.yml").read_text(encoding="utf-8")
    resolved = text[: text.index("<<<<<<<")] + text[text.index("=======\n") + 8 :].replace(">>>>>>> theirs\n", "")
    assert [record["id"] for record in parse(resolved)] == ["first", "late", "last"]


def test_command_falls_back_to_lines_and_says_so(tmp_path: Path, run: RunCommand) -> None:
    write_files(tmp_path, {"base": "a\n", "ours": "b\n", "theirs": "c\n"})
    result = run("merge-calendar", "base", "ours", "theirs", "x.yml", "--lang", "zh", folder=tmp_path)
    assert (result.code, result.err) == (1, "x.yml：像 git 那样逐行合并：它不是可以按标识区分的列表。\n")
    assert (tmp_path / "ours").read_text(encoding="utf-8") == "<<<<<<< ours\nb\n=======\nc\n>>>>>>> theirs\n"
    write_files(tmp_path, {"ours": "a\n"})
    assert run("merge-calendar", "base", "ours", "theirs", folder=tmp_path).code == 0
    assert (tmp_path / "ours").read_text(encoding="utf-8") == "c\n"
    assert run("merge-calendar", "none", "ours", "theirs", folder=tmp_path).code == 2
