"""The merge driver, which git calls for the lists of a calendar."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from prospectus.cli.help import BilingualTyper
from prospectus.cli.language import both, in_chinese
from prospectus.cli.options import Language
from prospectus.cli.output import print_message
from prospectus.cli.usage_errors import refuse_value
from prospectus.errors import describe_system_error
from prospectus.problems import Message

app = BilingualTyper()
VERSION_HELP = both("Its version in this branch; it is replaced by the merge.", "本分支的版本；合并结果写回这个文件。")
BOTH_CHANGED = Message(
    "{path}: both sides have changed {records}. Choose between the lines that start with <<<<<<< and >>>>>>>.",
    "{path}：两边都改了{records}。请在以 <<<<<<< 和 >>>>>>> 开头的行之间选定。",
)
BY_LINES = Message(
    "{path}: merged line by line, as git does: it is no list of records that can be told apart by their ids.",
    "{path}：像 git 那样逐行合并：它不是可以按标识区分的列表。",
)
NOT_TEXT = Message("{file} cannot be read as UTF-8", "{file} 不能按 UTF-8 读取")


@app.command("merge-calendar")
@in_chinese(
    "供 git 调用：把活动列表的两个版本按标识合并。\n\n"
    "两边新增的活动都保留，按日期排列；只有两边改了同一个活动的同一个字段，才留下冲突标记。"
)
def merge_calendar(
    base: Annotated[Path, typer.Argument(metavar="BASE", help=both("The common ancestor of the file.", "两个版本的共同祖先。"))],
    ours: Annotated[Path, typer.Argument(metavar="OURS", help=VERSION_HELP)],
    theirs: Annotated[Path, typer.Argument(metavar="THEIRS", help=both("Its version in the other branch.", "另一分支的版本。"))],
    path: Annotated[str, typer.Argument(metavar="PATH", help=both("Its name, for messages.", "文件名，用于提示信息。"))] = "",
    lang: Language = "",
) -> None:
    """Merge two versions of a list of events by their ids, for git.

    Events that either side has added are kept, by date. Markers of a conflict are left only where both have changed one field of one event.
    """
    from prospectus.scheduling.merge_records import merge_lines, merge_records  # noqa: PLC0415

    texts = [_read_text(name, file) for name, file in (("BASE", base), ("OURS", ours), ("THEIRS", theirs))]
    result, name = merge_records(*texts), path or str(ours)
    if result is None:
        text, has_conflicts = merge_lines(*texts)
        print_message(BY_LINES.fill(path=name), lang)
    else:
        text, has_conflicts = result.text, bool(result.conflicts)
    ours.write_bytes(text.encode())
    if result is not None and result.conflicts:
        records = Message(", ".join(record.en for record in result.conflicts), "、".join(record.zh for record in result.conflicts))
        print_message(BOTH_CHANGED.fill(path=name, records=records), lang)
    if has_conflicts:
        raise typer.Exit(1)


def _read_text(name: str, file: Path) -> str:
    try:
        return file.read_bytes().decode()
    except OSError as error:
        refuse_value(name, describe_system_error(error))
    except UnicodeDecodeError:
        refuse_value(name, NOT_TEXT.fill(file=file))
