"""`prospectus check --fix`: shows the mechanical corrections as a diff, makes them, and says what was done."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from prospectus.cli.editing import start_editing
from prospectus.cli.output import print_message, print_result
from prospectus.corrections import Check, CorrectionPlan, make_corrections, plan_corrections
from prospectus.problems import Message, Problem

NOTHING_TO_CORRECT = Message("There is nothing that can be corrected automatically.", "没有可以自动改正的问题。")
WOULD_CORRECT = Message(
    "Can be corrected: {count} in {files}. Nothing was written.", "可自动改正 {files} 个文件中的 {count} 个问题。未写入任何文件。"
)
CORRECTED = Message("Corrected: {count} in {files}.", "已改正 {files} 个文件中的 {count} 个问题。")
RENAMED = Message("{old} is now {new}.", "{old} 已改名为 {new}。")


def run_fix(
    root: Path, check: Check, is_selected: Callable[[str], bool], language: str, *, writes: bool, err: bool = False
) -> Sequence[Problem]:
    """Show the corrections of the problems in the selected files, and make them with `writes`; return the problems of the site now.

    The diff goes to standard output, or with `err` to standard error, as all messages do.
    Raises OSError if a file cannot be written, and ContentError if one has changed meanwhile.
    """
    with start_editing(root, "check --fix", language) as edit:
        plan = plan_corrections(edit, check, lambda problem: is_selected(problem.path))
        if not plan.files:
            print_message(NOTHING_TO_CORRECT, language)
            return plan.remaining
        _show_diff(plan, language, err=err)
        if not writes:
            print_message(_fill_counts(WOULD_CORRECT, plan), language)
            return check(root)
        make_corrections(edit, plan.files)
    print_message(_fill_counts(CORRECTED, plan), language)
    for file in plan.files:
        if file.new_path is not None:
            print_message(RENAMED.fill(old=file.path, new=file.new_path), language)
    return plan.remaining


def _show_diff(plan: CorrectionPlan, language: str, *, err: bool) -> None:
    for file in plan.files:
        if err:
            print_message(file.to_diff().rstrip("\n"), language)
        else:
            print_result(file.to_diff())


def _fill_counts(message: Message, plan: CorrectionPlan) -> Message:
    count, files = len(plan.corrected), len(plan.files)
    return message.fill(
        count=Message(f"{count} {'problem' if count == 1 else 'problems'}", str(count)),
        files=Message(f"{files} {'file' if files == 1 else 'files'}", str(files)),
    )
