"""The command fmt: lays out YAML and Markdown files in one way."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from prospectus.cli.editing import start_editing
from prospectus.cli.help import BilingualTyper
from prospectus.cli.language import both, in_chinese
from prospectus.cli.options import Language, Root, need_site, refuse
from prospectus.cli.output import print_message, print_result
from prospectus.cli.usage_errors import refuse_value
from prospectus.errors import ContentError
from prospectus.problems import Message

if TYPE_CHECKING:
    from prospectus.formatting.format_files import Formatting

app = BilingualTyper()
UNREADABLE = Message(
    "{path}: not formatted; correct the mistakes in it first: prospectus check {path}",
    "{path}：未整理；请先改正其中的错误：prospectus check {path}",
)
LEFT = Message(
    "{path}: not formatted, because it would mean something else; please report this file.",
    "{path}：未整理，因为整理后含义会改变；请报告这个文件。",
)
FORMATTED = Message("Formatted: {count}. Unchanged: {unchanged}.", "已整理 {count} 个文件，{unchanged} 个文件本来就整齐。")
WOULD_FORMAT = Message(
    "Nothing was written. To be formatted: {count}. Unchanged: {unchanged}.",
    "没有写入任何内容。需要整理 {count} 个文件，{unchanged} 个文件本来就整齐。",
)
NO_FILE = Message("there is no content file at {path}", "{path} 处没有内容文件")


@app.command()
@in_chinese("统一内容文件的写法：字段的先后、引号、空格、缩进、空行和行尾。注释全部保留，含义不变。\n\n有错误的文件不动，并逐一列出。")
def fmt(
    paths: Annotated[
        list[Path] | None,
        typer.Argument(metavar="PATH", help=both("Only these files or folders.", "只整理这些文件或目录。"), show_default=False),
    ] = None,
    check: Annotated[
        bool,
        typer.Option("--check", help=both("Write nothing; exit with 1 if a file is not formatted.", "不写入；有文件需要整理时以 1 退出。")),
    ] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help=both("Only show the changes; write nothing.", "只显示改动，不写入。"))] = False,
    root: Root = Path(),
    lang: Language = "",
) -> None:
    """Lay out content files in one way: order of fields, quotation marks, spaces, indentation, blank lines and line ends.

    Comments stay, and so does what the files mean. A file with mistakes is left and named.
    """
    need_site(root)
    selected = [(Path.cwd() / path).resolve() for path in paths or ()]
    for path, given in zip(selected, paths or (), strict=True):
        if not path.is_relative_to(root.resolve()) or not path.exists():
            refuse_value("PATH", NO_FILE.fill(path=given))
    try:
        formatting = _format(root, selected, lang, writes=not (check or dry_run), shows=dry_run)
    except ContentError as refused:
        refuse(refused.problems, lang, root)
    print_result("".join(f"{changed}\n" for changed in formatting.texts))
    for unreadable in formatting.unreadable:
        print_message(UNREADABLE.fill(path=unreadable), lang)
    for left in formatting.left:
        print_message(LEFT.fill(path=left), lang)
    summary = WOULD_FORMAT if check or dry_run else FORMATTED
    print_message(summary.fill(count=len(formatting.texts), unchanged=formatting.unchanged), lang)
    if formatting.unreadable or formatting.left or (check and formatting.texts):
        raise typer.Exit(1)


def _format(root: Path, selected: list[Path], lang: str, *, writes: bool, shows: bool) -> Formatting:
    """Return what is formatted; write it with `writes`, and show the changes with `shows`."""
    from prospectus.formatting.format_files import plan_formatting  # noqa: PLC0415
    from prospectus.load.records import load  # noqa: PLC0415

    def is_selected(path: str) -> bool:
        return not selected or any((root.resolve() / path).is_relative_to(folder) for folder in selected)

    if not writes:
        loaded = load(root.resolve(), keep_contents=True)
        formatting = plan_formatting(loaded, is_selected)
        if shows:
            _show_changes(formatting, loaded.contents)
        return formatting
    with start_editing(root, "fmt", lang) as edit:
        loaded = load(edit.root, keep_contents=True)
        formatting = plan_formatting(loaded, is_selected)
        edit.save(formatting.texts, loaded.contents)
        return formatting


def _show_changes(formatting: Formatting, contents: dict[str, bytes]) -> None:
    from difflib import unified_diff  # noqa: PLC0415

    for path, text in formatting.texts.items():
        before = contents[path].decode(errors="replace").splitlines(keepends=True)
        for line in unified_diff(before, (text or "").splitlines(keepends=True), path, path):
            print_result(line if line.endswith("\n") else f"{line}\n")
