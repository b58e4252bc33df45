"""The command `handout`: every form of a month in every language, in one folder."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from prospectus import clock
from prospectus.cli.help import BilingualTyper
from prospectus.cli.language import both, in_chinese
from prospectus.cli.options import Language, MonthArgument, Now, Root, need_site, refuse
from prospectus.cli.output import print_message
from prospectus.cli.problem_report import print_problems
from prospectus.errors import ContentError
from prospectus.problems import Message

if TYPE_CHECKING:
    from collections.abc import Iterator

    from prospectus.scheduling.handout import Handout, HandoutGroup

app = BilingualTyper()
NOT_MADE = Message("No handout was made. Correct the problems above, and make it again.", "未生成任何文件。请改正以上问题后重新生成。")
MADE = Message("{name}: {files} ({languages}). {description}", "{name}：{files}（{languages}）。{description}")
LEFT_OUT = Message("{name}: not made ({languages}). {reason}", "{name}：未生成（{languages}）。{reason}")
FILES = Message("{count} files", "{count} 个文件")
ONE_FILE = Message("1 file", "1 个文件")
WRITTEN = Message("{folder}: written, {files}; begin with {index}.", "{folder}：已写入，{files}；请从 {index} 看起。")
WRITTEN_IN_PART = Message(
    "{folder}: written, {files}; begin with {index}. What was not made is said above.",
    "{folder}：已写入，{files}；请从 {index} 看起。未生成的见上。",
)
LOCAL_ADDRESSES = Message(
    "The addresses in the files lead to this machine alone; set SITE_URL to the address of the site.",
    "文件中的网址只能在本机打开；请把 SITE_URL 设为站点的网址。",
)


@app.command()
@in_chinese("把某月的全套文件写入一个目录：每种格式、每种语言，附一页目录。\n\n做不出的格式会说明原因和补救的命令，其余照常写入。")
def handout(
    month: MonthArgument,
    root: Root = Path(),
    output: Annotated[
        Path | None,
        typer.Option(
            "--output",
            "-o",
            metavar="DIR",
            help=both(
                "Output folder. An earlier handout in it is replaced. Default: handout-YYYY-MM.",
                "输出目录。其中原有的全套文件会被替换。默认写入当前目录中以该月命名的目录。",
            ),
        ),
    ] = None,
    now: Now = None,
    lang: Language = "",
) -> None:
    """Write every form of a month, in every language of the site, to one folder with an index page.

    A form that cannot be made is named with the reason and what to do; the others are written.
    """
    from prospectus.builder.config import read_url_and_theme  # noqa: PLC0415  (imports MkDocs)
    from prospectus.scheduling.handout import build_handout  # noqa: PLC0415  (imports every renderer)
    from prospectus.scheduling.handout_folder import check_folder, write_folder  # noqa: PLC0415
    from prospectus.scheduling.handout_index import INDEX, render_index  # noqa: PLC0415
    from prospectus.scheduling.month import Month  # noqa: PLC0415

    need_site(root)
    target_month = Month.parse(month)
    folder = output or Path(f"handout-{target_month}")
    check_folder(folder)
    try:
        site_url, theme_folders = read_url_and_theme(root.resolve() / "mkdocs.yml")
        result = build_handout(root.resolve(), target_month, site_url=site_url, theme_folders=theme_folders, now=clock.read(now))
    except ContentError as refused:
        refuse(refused.problems, lang, root, NOT_MADE)
    write_folder(folder, {INDEX: render_index(result), **result.files})
    if result.problems:
        print_problems(result.problems, lang, root)
    for line in _iter_lines(result):
        print_message(line, lang)
    closing = WRITTEN_IN_PART if any(group.left_out for group in result.groups) else WRITTEN
    print_message(closing.fill(folder=folder, files=_count_files(len(result.files) + 1), index=folder / INDEX), lang)


def _iter_lines(result: Handout) -> Iterator[Message]:
    """Yield a line for each format that was made, and one for each reason why one was not."""
    for group in result.groups:
        if group.files:
            names = _name_languages(result, tuple(group.files))
            yield MADE.fill(name=group.name, files=_count_files(group.count), languages=names, description=group.description)
        yield from _iter_reasons(group, result)
    if result.has_local_urls:
        yield LOCAL_ADDRESSES


def _iter_reasons(group: HandoutGroup, result: Handout) -> Iterator[Message]:
    for reason, languages in group.reasons.items():
        yield LEFT_OUT.fill(name=group.name, languages=_name_languages(result, languages), reason=reason)


def _count_files(count: int) -> Message:
    return ONE_FILE if count == 1 else FILES.fill(count=count)


def _name_languages(result: Handout, languages: tuple[str, ...]) -> Message:
    names = [locale.name for locale in result.locales if locale.language in languages]
    return Message(", ".join(names), "、".join(names))
