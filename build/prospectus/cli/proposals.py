"""What `import` prints of a text: what it understood, what it would write, and whether it was written."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import typer

from prospectus.cli.editing import start_editing
from prospectus.cli.output import ask_to_confirm, print_message
from prospectus.cli.problem_report import print_problems
from prospectus.problems import Message

if TYPE_CHECKING:
    from prospectus.scheduling.calendar_files import SourceCalendar
    from prospectus.scheduling.month import Month
    from prospectus.scheduling.spreadsheet.import_month import ImportResult

NOT_IMPORTED = Message(
    "Nothing was imported from {file}. Correct the problems above, and import it again.",
    "未导入 {file} 的任何内容。请改正以上问题后重新导入。",
)
WRITE_IT = Message("Write it?", "写入吗？")


def import_proposal(
    source: SourceCalendar,
    file: Path,
    month: Month | None,
    *,
    publish: bool,
    apply: bool,
    dry_run: bool,
    details: bool,
    show_all: bool,
    lang: str,
    new_file: str = "",
    with_records: bool = False,
) -> None:
    """Print what a text says and would change; write it with `apply`, or when a person at a terminal says yes.

    Nobody holds the lock while a person reads: files that change meanwhile are refused when it is written (PR540).
    """
    from prospectus.scheduling.proposals.import_proposal import join_paths, propose_file  # noqa: PLC0415
    from prospectus.scheduling.proposals.proposal import iter_lines  # noqa: PLC0415
    from prospectus.scheduling.spreadsheet.import_report import TO_APPLY, iter_preview, iter_sentences  # noqa: PLC0415
    from prospectus.scheduling.spreadsheet.new_records import add_records  # noqa: PLC0415

    proposed = propose_file(source, file, month, publish=publish, new_file=new_file)
    result, path = add_records(source, proposed.result) if with_records else proposed.result, join_paths(proposed.months)
    for line in iter_lines(proposed.proposal) if proposed.proposal.events or not result.problems else ():
        print_message(line, lang)
    if result.problems:
        print_problems(result.problems, lang, show_all=show_all, show_all_command="--all")
    if result.refused or not proposed.proposal.events:
        print_message(NOT_IMPORTED.fill(file=file), lang)
        raise typer.Exit(1)
    if dry_run or not apply:
        for line in iter_preview(result, path, TO_APPLY.fill(file=file), source.site.timezone, details=details):
            print_message(line, lang)
        if dry_run or not result.texts or not ask_to_confirm(WRITE_IT, lang):
            return
    with start_editing(source.root, "import", lang) as edit:
        edit.save(result.all_texts, source.loaded.contents)
    for line in iter_sentences(result, path, source.site.timezone):
        print_message(line, lang)
    print_time_warnings(source.root, result, lang, show_all=show_all)


def print_time_warnings(root: Path, result: ImportResult, lang: str, *, show_all: bool) -> None:
    """Print the implausible times of the events that an import has added or changed."""
    from prospectus.scheduling.calendar_files import check_times  # noqa: PLC0415

    if warnings := check_times(root, (*result.added, *result.changed)):
        print_problems(warnings, lang, root, show_all=show_all, show_all_command="prospectus check --all")
