"""`prospectus check --fix`: what is corrected, what stays byte for byte, and what is left alone."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from prospectus.corrections import CorrectionPlan, FileCorrection, apply_to_file, make_corrections, plan_corrections
from prospectus.errors import ContentError
from prospectus.pipeline import check
from prospectus.problems import Problem, TextEdit
from prospectus.scheduling.edits.session import editing
from tiny import RunCommand, SiteFactory, read_files

BROKEN = """\
# a comment
- id：farmers  # another
\ttitle: {zh: 农户,种粮, en: Farmers}
- id: millers
  title:
    zh: 磨坊 #1
    en: Millers"""
RIGHT = """\
# a comment
- id: farmers  # another
  title: {zh: "农户,种粮", en: Farmers}
- id: millers
  title:
    zh: "磨坊 #1"
    en: Millers"""
FILE = "content/audiences/all.yml"


def problems_of(root: Path) -> tuple[Problem, ...]:
    return check(root).problems


def plan_for(root: Path, *arguments: Any) -> CorrectionPlan:
    with editing(root, "check --fix") as edit:
        return plan_corrections(edit, *arguments)


def correct(root: Path, files: Iterable[FileCorrection]) -> tuple[str, ...]:
    with editing(root, "check --fix") as edit:
        return make_corrections(edit, files)


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize("bom", ["", "\ufeff"])
@pytest.mark.parametrize("end", ["", "\n", "\n\n"])
def test_everything_but_the_mistakes_stays_byte_for_byte(tiny: SiteFactory, newline: str, bom: str, end: str) -> None:
    root = tiny("minimal", {FILE: bom + (BROKEN + end).replace("\n", newline)})
    plan = plan_for(root, problems_of)
    assert [problem.code for problem in plan.corrected] == ["PR006", "PR006", "PR022", "PR021"]
    assert correct(root, plan.files) == (FILE,)
    assert (root / FILE).read_bytes().decode() == bom + (RIGHT + end).replace("\n", newline)
    assert check(root).problems == plan.remaining == ()


def test_planning_changes_nothing_and_leaves_nothing_behind(tiny: SiteFactory) -> None:
    root = tiny("minimal", {FILE: BROKEN})
    before = read_files(root)
    assert plan_for(root, problems_of).files != ()
    assert read_files(root) == before
    assert sorted(path.name for path in (root / ".prospectus").iterdir()) == [".gitignore", "lock"]


def test_file_with_a_language_that_is_spelt_otherwise_is_renamed(tiny: SiteFactory) -> None:
    pages = {"content/landings/about.zh_CN.md": "正文。\n", "content/landings/about.en.md": "Text.\n"}
    root = tiny("minimal", {"content/landings/about.yml": "title: {zh: 关于, en: About}\n", **pages})
    plan = plan_for(root, problems_of)
    assert [(file.path, file.new_path) for file in plan.files] == [("content/landings/about.zh_CN.md", "content/landings/about.zh.md")]
    correct(root, plan.files)
    assert check(root).problems == ()
    assert not (root / "content/landings/about.zh_CN.md").exists()


def test_file_is_not_renamed_to_one_that_exists(tiny: SiteFactory) -> None:
    pages = {f"content/landings/about.{suffix}.md": f"{suffix}\n" for suffix in ("cn", "zh", "en")}
    root = tiny("minimal", {"content/landings/about.yml": "title: {zh: 关于, en: About}\n", **pages})
    assert plan_for(root, problems_of).files == ()


def test_correction_that_does_not_make_its_problem_disappear_is_not_made(tiny: SiteFactory) -> None:
    root = tiny("minimal", {FILE: "- {id: farmers, title: {zh: 农户, en: Farmers}}\n"})

    def find_two(folder: Path) -> list[Problem]:
        text = (folder / FILE).read_text(encoding="utf-8")
        helps = Problem(FILE, 1, 5, "PR106", fix=(TextEdit(1, 8, 1, 15, "growers"),))
        does_not = Problem(FILE, 1, 1, "PR107", fix=(TextEdit(1, 1, 1, 2, "*"),))
        return [does_not] if "growers" in text else [does_not, helps]

    plan = plan_for(root, find_two)
    assert [file.after for file in plan.files] == ["- {id: growers, title: {zh: 农户, en: Farmers}}\n"]
    assert [problem.code for problem in plan.remaining] == ["PR107"]


def test_only_selected_problems_are_corrected(tiny: SiteFactory) -> None:
    root = tiny("minimal", {f"content/audiences/{name}.yml": f"- id：{name}\n  title: x\n" for name in "ab"})
    plan = plan_for(root, problems_of, lambda problem: problem.path.endswith("b.yml"))
    assert [file.path for file in plan.files] == ["content/audiences/b.yml"]


def test_file_that_changed_meanwhile_is_left_alone(tiny: SiteFactory) -> None:
    root = tiny("minimal", {FILE: "new"})
    with pytest.raises(ContentError) as raised:
        correct(root, [FileCorrection(FILE, "old", "corrected")])
    assert [(problem.path, problem.code) for problem in raised.value.problems] == [(FILE, "PR540")]
    assert (root / FILE).read_text(encoding="utf-8") == "new"


def test_same_mistake_in_many_lines_is_corrected_in_all(tiny: SiteFactory) -> None:
    root = tiny("minimal", {FILE: "".join(f"- id: a{number}\n  title：{{zh: 甲, en: A}}\n" for number in range(5))})
    correct(root, plan_for(root, problems_of).files)
    assert check(root).problems == ()


@pytest.mark.parametrize("edit", [TextEdit(3, 1, 3, 1, ""), TextEdit(1, 9, 1, 9, ""), TextEdit(2, 3, 2, 1, "")])
def test_edit_outside_the_text_is_refused(edit: TextEdit) -> None:
    with pytest.raises(ValueError, match=r"text has no|overlap"):
        apply_to_file("one\r\ntwo", [edit])


def test_diff_names_the_files_and_the_end_without_a_newline() -> None:
    assert FileCorrection("a.yml", "x：1\r\ny: 2", "x: 1\r\ny: 2").to_diff() == (
        "--- a/a.yml\n+++ b/a.yml\n@@ -1,2 +1,2 @@\n-x：1\n+x: 1\n y: 2\n\\ No newline at end of file\n"
    )


def test_command_shows_the_diff_corrects_and_tells_what_remains(tiny: SiteFactory, run: RunCommand) -> None:
    root = tiny("minimal", {FILE: "- id：farmers\n  title: {zh: 农户, en: Farmers}\n  titel: x\n"})
    only_shown = run("check", "--root", root, "--fix", "--dry-run", "--lang", "zh")
    assert (root / FILE).read_text(encoding="utf-8").startswith("- id：")
    corrected = run("check", "--root", root, "--fix")
    diff = f"--- a/{FILE}\n+++ b/{FILE}\n@@ -1,3 +1,3 @@\n-- id：farmers\n+- id: farmers\n"
    assert (only_shown.code, only_shown.out.startswith(diff), "PR006" in only_shown.out) == (1, True, True)
    assert only_shown.err == "可自动改正 1 个文件中的 1 个问题。未写入任何文件。\n"
    assert (corrected.code, corrected.out.startswith(diff), "PR006" in corrected.out, "PR101" in corrected.out) == (1, True, False, True)
    assert corrected.err == "Corrected: 1 problem in 1 file.\n"


def test_command_with_nothing_to_correct_says_so(tiny: SiteFactory, run: RunCommand) -> None:
    result = run("check", "--root", tiny("minimal"), "--fix", "--format", "json")
    assert (result.code, result.out, result.err) == (0, "[]\n", "There is nothing that can be corrected automatically.\n")
