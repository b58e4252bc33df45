"""The commands for whole records: refs lists what refers to one, rename gives it another id, remove takes it out."""

from __future__ import annotations

from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from prospectus.cli.editing import edit_site
from prospectus.cli.help import BilingualTyper
from prospectus.cli.language import both, in_chinese
from prospectus.cli.options import Language, Root, need_site, refuse
from prospectus.cli.output import print_message, print_result
from prospectus.cli.usage_errors import refuse_value
from prospectus.errors import ContentError
from prospectus.problems import Message

if TYPE_CHECKING:
    from prospectus.refactoring.rename import Renaming
    from prospectus.validate.mentions import Reference

app = BilingualTyper()
KEY_HELP = both("The record, such as guide:fees.", "记录，例如 guide:fees。")
KeyArgument = Annotated[str, typer.Argument(metavar="RECORD", help=KEY_HELP)]
NO_KEY = Message("must be KIND:ID, such as guide:fees; got {came!r}", "必须写成 `KIND:ID`，例如 guide:fees；现在是 {came!r}")
NO_KIND = Message(
    "must begin with a kind of content; there is no {kind}. Right form: {form}",
    "必须以内容种类开头；没有 {kind} 这种内容。正确写法：{form}",
)
REFERENCE = Message("{path}:{line}:{column}: {referrer} {title}", "{path}:{line}:{column}: {referrer} {title}")
COUNT = Message("{key}: referred to in {count} places.", "{key}：有 {count} 处引用。")
ONE = Message("{key}: referred to in one place.", "{key}：有 1 处引用。")
NONE = Message("{key}: nothing refers to it.", "{key}：没有任何引用。")
MOVE = Message("{old} → {new}", "{old} → {new}")
CHANGE = Message("{path}: references: {count}", "{path}：{count} 处引用")
RENAMED = Message(
    "Renamed to {key}; its former address leads to the new one. Written: {paths}.",
    "已改名为 {key}；旧地址会转到新地址。已写入：{paths}。",
)
WOULD_RENAME = Message(
    "Nothing was written. Without --dry-run, it is renamed to {key}: {paths}.", "没有写入任何内容。不加 --dry-run 则改名为 {key}：{paths}。"
)
WITHDRAWN = Message(
    "{key} is withdrawn: its page stays and says so, and feeds, calendars and data leave it out. Written: {paths}.",
    "{key} 已撤下：页面保留并注明，不再进入订阅、日历和数据文件。已写入：{paths}。",
)
REPLACED = Message(
    "{key} is removed; its address and what referred to it ({count}) lead to {other}. Written: {paths}.",
    "已移除 {key}；其地址和 {count} 处引用改为指向 {other}。已写入：{paths}。",
)
REMOVED = Message("{key} is removed. Written: {paths}.", "已移除 {key}。已写入：{paths}。")
WOULD_REMOVE = Message("Nothing was written. Without --dry-run: {result}", "没有写入任何内容。不加 --dry-run 时：{result}")
DryRun = Annotated[bool, typer.Option("--dry-run", help=both("Only show the changes; write nothing.", "只显示改动，不写入。"))]


@app.command()
@in_chinese("列出内容中引用一条记录的所有地方：其他记录的字段，以及正文里的链接。")
def refs(key: KeyArgument, root: Root = Path(), lang: Language = "") -> None:
    """List every place that refers to a record: fields of other records, and links in their texts."""
    from prospectus.refactoring.record_edits import find_record  # noqa: PLC0415
    from prospectus.scheduling.calendar_files import Requirement, read_site  # noqa: PLC0415
    from prospectus.validate.mentions import find_references  # noqa: PLC0415

    need_site(root)
    kind, record_id = split_key(key)
    try:
        source = read_site(root, Requirement.READABLE, to_edit=False)
    except ContentError as unreadable:
        refuse(unreadable.problems, lang, root)
    find_record(source, kind, record_id)
    references = list(find_references(source.checked.records, (kind, record_id)))
    for reference in references:
        print_result(f"{_describe(reference).in_language(lang)}\n")
    print_message({0: NONE, 1: ONE}.get(len(references), COUNT).fill(key=key, count=len(references)), lang)


@app.command()
@in_chinese("给一条记录换标识：文件、字段和链接一并修改。旧标识记在 `formerly` 中，旧地址会转到新地址。")
def rename(
    key: KeyArgument,
    new_id: Annotated[str, typer.Argument(metavar="ID", help=both("The new id.", "新的标识。"))],
    root: Root = Path(),
    dry_run: DryRun = False,
    lang: Language = "",
) -> None:
    """Give a record another id: its files, and all fields and links that refer to it. Its former address leads to the new one."""
    from prospectus.refactoring.rename import plan_rename  # noqa: PLC0415

    kind, old_id = split_key(key)
    need_site(root)
    renaming = edit_site(root, "rename", lambda source: plan_rename(source, kind, old_id, new_id), lang, dry_run=dry_run)
    _print_renaming(renaming, lang)
    written = [path for path, text in renaming.texts.items() if text is not None]
    paths = Message(", ".join(written), "、".join(written))
    print_message((WOULD_RENAME if dry_run else RENAMED).fill(key=f"{kind}:{new_id}", paths=paths), lang)


@app.command()
@in_chinese(
    "移除一条记录。有网页的，改为撤下：地址仍在，页面会注明。\n\n"
    "写明 `--instead` 时删去文件，地址和所有引用改为指向另一条同类记录。没有网页、也没有引用的，直接删去。"
)
def remove(
    key: KeyArgument,
    instead: Annotated[
        str,
        typer.Option(
            metavar="ID",
            help=both(
                "The record of the same kind that takes its place: address and references.", "代替它的同类记录：地址和引用都改为指向它。"
            ),
        ),
    ] = "",
    root: Root = Path(),
    dry_run: DryRun = False,
    lang: Language = "",
) -> None:
    """Remove a record. One with a page is withdrawn: its address stays, and the page says so.

    With --instead, its files go, and its address and all references lead to another record of the same kind. A record without a page
    goes, if nothing refers to it.
    """
    from prospectus.refactoring.remove import plan_removal  # noqa: PLC0415

    kind, record_id = split_key(key)
    need_site(root)
    removal = edit_site(root, "remove", lambda source: plan_removal(source, kind, record_id, instead), lang, dry_run=dry_run)
    for reference in removal.references:
        print_message(_describe(reference), lang)
    result = WITHDRAWN if removal.is_withdrawn else REPLACED if instead else REMOVED
    other, paths = f"{kind}:{instead}", Message(", ".join(removal.texts), "、".join(removal.texts))
    filled = result.fill(key=key, other=other, count=len(removal.references), paths=paths)
    print_message(WOULD_REMOVE.fill(result=filled) if dry_run else filled, lang)


def split_key(key: str) -> tuple[str, str]:
    """Return the kind and the id of `KIND:ID`. Raises InvalidUse."""
    kind, colon, record_id = key.partition(":")
    if not colon:
        refuse_value("RECORD", NO_KEY.fill(came=key))
    from prospectus.model.registry import KINDS_BY_NAME  # noqa: PLC0415
    from prospectus.validate.known_names import list_choices  # noqa: PLC0415

    if kind not in KINDS_BY_NAME:
        choices = get_close_matches(kind, KINDS_BY_NAME, 1) or sorted(KINDS_BY_NAME)
        refuse_value("RECORD", NO_KIND.fill(kind=kind, form=list_choices(choices)))
    return kind, record_id


def _describe(reference: Reference) -> Message:
    record = reference.referrer.record
    line, column = reference.locate()
    title = Message(*(record.title.within((language,)).text for language in ("en", "zh")))
    return REFERENCE.fill(path=reference.path, line=line, column=column, referrer=":".join(reference.referrer.key), title=title)


def _print_renaming(renaming: Renaming, lang: str) -> None:
    for old, new in renaming.moves.items():
        print_message(MOVE.fill(old=old, new=new), lang)
    counts: dict[str, int] = {}
    for reference in renaming.references:
        counts[reference.path] = counts.get(reference.path, 0) + 1
    for path, count in counts.items():
        print_message(CHANGE.fill(path=path, count=count), lang)
