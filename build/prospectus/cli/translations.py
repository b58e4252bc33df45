"""The commands for translations: which texts are missing or stale, and accepting those that are right."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from prospectus.cli.editing import edit_site
from prospectus.cli.help import BilingualTyper
from prospectus.cli.language import both, in_chinese
from prospectus.cli.options import Language, Root, need_site, refuse, refuse_choice, whole_number
from prospectus.cli.output import print_data, print_message, print_result
from prospectus.cli.records import split_key
from prospectus.cli.usage_errors import refuse_value
from prospectus.errors import ContentError
from prospectus.problems import Message
from prospectus.problems.visible import escape_in_json

if TYPE_CHECKING:
    from prospectus.scheduling.calendar_files import SourceCalendar
    from prospectus.translations.report import JudgedText, TranslationReport

app = BilingualTyper()
translations = BilingualTyper(invoke_without_command=True)
app.add_typer(translations, name="translations")
FORMATS = ("text", "json")
COUNT = Message(
    "{language} {kind}: {current} current, {stale} stale, {missing} missing{converted}",
    "{language} {kind}：最新 {current}，过时 {stale}，缺少 {missing}{converted}",
)
PLACE = Message("{path}:{line}: {state} {language} {record} {place}", "{path}:{line}：{state} {language} {record} {place}")
STATES = {"missing": Message("missing", "缺少"), "stale": Message("stale", "过时"), "current": Message("current", "最新")}
CONVERTED = Message(", {count} converted", "，转换 {count}")
TOTAL = Message(
    "{current} current, {stale} stale, {missing} missing{converted}.", "最新 {current}，过时 {stale}，缺少 {missing}{converted}。"
)
UNRECORDED = Message(
    "{count} of the current ones are not recorded yet, so a change of their source would not show: prospectus translations accept --new",
    "其中 {count} 处尚未记录，原文改动后不会提示：prospectus translations accept --new",
)
TOO_MANY = Message("More {state} texts than allowed: {count}, at most {most}.", "{state}的译文超过限额：{count} 处，至多 {most} 处。")
ACCEPTED = Message(
    "Accepted: {count}, of which stale: {stale}. Written: {paths}.", "已接受 {count} 处译文，其中过时的 {stale} 处。已写入：{paths}。"
)
WOULD_ACCEPT = Message(
    "Nothing was written. Without --dry-run, accepted: {count}, of which stale: {stale}. Files: {paths}.",
    "没有写入任何内容。不加 --dry-run 则接受 {count} 处译文，其中过时的 {stale} 处。文件：{paths}。",
)
NOTHING_NEW = Message("Nothing was written: all of them are accepted already.", "没有写入任何内容：这些译文都已接受。")
WHICH = Message(
    "Say what to accept: a record such as guide:fees, --new, or --all.",
    "请写明接受哪些译文：一条记录，例如 guide:fees，或者 `--new`、`--all`。",
)
ONE_OF = Message("must be given alone, without --all or --new", "不能与 `--all`、`--new` 同用")
ONE_SELECTION = Message("must be given alone, without --missing or --stale", "`--missing`、`--stale`、`--all` 只能写一个")
FILE_EXISTS = Message("there is a file {file} already, which may hold a translator's work", "已有文件 {file}，其中可能是译者的成果")
NO_FILE = Message("there is no file {file}", "没有文件 {file}")
EXPORTED = Message("{file}: texts: {count}.", "{file}：{count} 处文字。")
NOT_IMPORTED = Message("{context}: not imported, {reason}", "{context}：未导入，{reason}")
IMPORTED = Message("Imported: {count}. Not imported: {refused}.", "已导入 {count} 处，未导入 {refused} 处。")
WOULD_IMPORT = Message(
    "Nothing was written. Without --dry-run, imported: {count}. Not imported: {refused}.",
    "没有写入任何内容。不加 --dry-run 则导入 {count} 处，不导入 {refused} 处。",
)


@translations.callback()
@in_chinese(
    "列出各语言的译文状态：缺少、过时还是最新。原文自接受译文以来改动过的，就是过时。\n\n"
    "不带子命令时显示报告；超过 `--max-missing` 或 `--max-stale` 的限额时以 1 退出。"
)
def report(
    ctx: typer.Context,
    language: Annotated[
        list[str] | None,
        typer.Option(
            "--language",
            metavar="LANGUAGE",
            help=both("Only this language. Can be repeated.", "只看这种语言。可以多次使用。"),
            show_default=False,
        ),
    ] = None,
    output_format: Annotated[
        str, typer.Option("--format", metavar="|".join(FORMATS), help=both("Format of the report.", "报告的格式。"))
    ] = "text",
    max_missing: Annotated[
        int | None,
        typer.Option(
            metavar="NUMBER",
            parser=whole_number("--max-missing", 0),
            help=both("Exit with 1 if more texts are missing.", "缺少的译文超过此数时以 1 退出。"),
        ),
    ] = None,
    max_stale: Annotated[
        int | None,
        typer.Option(
            metavar="NUMBER",
            parser=whole_number("--max-stale", 0),
            help=both("Exit with 1 if more texts are stale.", "过时的译文超过此数时以 1 退出。"),
        ),
    ] = None,
    root: Root = Path(),
    lang: Language = "",
) -> None:
    """Report which translations are missing, stale or current. One is stale if its source has changed since it was accepted.

    With more missing or stale texts than --max-missing or --max-stale, it exits with 1.
    """
    if ctx.invoked_subcommand is not None:
        return
    from prospectus.translations.report import judge_translations  # noqa: PLC0415

    need_site(root)
    if output_format not in FORMATS:
        refuse_choice("--format", output_format, FORMATS)
    found = judge_translations(_read(root, lang), language or ())
    if output_format == "json":
        print_data(escape_in_json(json.dumps(_to_json(found), ensure_ascii=False, indent=2)) + "\n")
    else:
        _print_report(found, lang)
    is_over = [_is_over(found, state, most, lang) for state, most in (("missing", max_missing), ("stale", max_stale))]
    raise typer.Exit(1 if any(is_over) else 0)


@translations.command("accept")
@in_chinese(
    "接受译文：记下译文所依据的原文，今后原文有改动就会提示。\n\n"
    "可以接受一条记录、其中一处文字，也可以用 `--new` 接受全部尚未记录的译文，或用 `--all` 连过时的也一并接受。"
)
def accept(
    key: Annotated[
        str,
        typer.Argument(metavar="RECORD", help=both("A record, such as guide:fees.", "一条记录，例如 guide:fees。"), show_default=False),
    ] = "",
    place: Annotated[
        str,
        typer.Argument(metavar="FIELD", help=both("One of its texts, such as answer.", "其中一处文字，例如 answer。"), show_default=False),
    ] = "",
    only_new: Annotated[
        bool, typer.Option("--new", help=both("Accept what is not recorded yet, but nothing stale.", "接受尚未记录的译文，过时的除外。"))
    ] = False,
    everything: Annotated[bool, typer.Option("--all", help=both("Accept all texts as they are.", "接受现有的全部译文。"))] = False,
    root: Root = Path(),
    dry_run: Annotated[bool, typer.Option("--dry-run", help=both("Only show the changes; write nothing.", "只显示改动，不写入。"))] = False,
    lang: Language = "",
) -> None:
    """Accept translations as right: record the source texts that they were made from, so that a change of these shows.

    A record, one of its texts, with --new all that are not recorded yet, or with --all also those that are stale.
    """
    from prospectus.translations.accept import Acceptance, accept_all, accept_record  # noqa: PLC0415

    need_site(root)
    if bool(key) + only_new + everything != 1:
        refuse_value("RECORD", ONE_OF if key else WHICH)
    kind, record_id = split_key(key) if key else ("", "")

    def plan(source: SourceCalendar) -> Acceptance:
        return accept_record(source, kind, record_id, place) if key else accept_all(source, only_new=only_new)

    acceptance = edit_site(root, "translations accept", plan, lang, dry_run=dry_run)
    from prospectus.load.translation_store import FOLDER  # noqa: PLC0415

    changed = dict.fromkeys(f"{FOLDER}/" if path.startswith(FOLDER) else path for path in acceptance.texts)
    paths = Message(", ".join(changed), "、".join(changed))
    message = NOTHING_NEW if not acceptance.texts else WOULD_ACCEPT if dry_run else ACCEPTED
    print_message(message.fill(count=acceptance.accepted, stale=acceptance.stale, paths=paths), lang)


@translations.command("export")
@in_chinese("把一种语言的译文导出为 PO 文件，交给译者。默认导出缺少和过时的译文；过时的标为待定（`fuzzy`）。")
def export(
    to: Annotated[Path, typer.Option("--to", metavar="FILE", help=both("The new file, such as en.po.", "新文件，例如 en.po。"))],
    language: Annotated[
        str, typer.Option("--language", metavar="LANGUAGE", help=both("The language to translate into.", "要译成的语言。"))
    ],
    missing: Annotated[bool, typer.Option("--missing", help=both("Only what is missing.", "只导出缺少的。"))] = False,
    stale: Annotated[bool, typer.Option("--stale", help=both("Only what is stale.", "只导出过时的。"))] = False,
    everything: Annotated[bool, typer.Option("--all", help=both("All texts.", "导出全部。"))] = False,
    root: Root = Path(),
    lang: Language = "",
) -> None:
    """Export the texts of a language as a PO file for translators: by default what is missing or stale, which is marked as fuzzy."""
    from prospectus.translations.exchange import render_po  # noqa: PLC0415
    from prospectus.translations.report import judge_translations  # noqa: PLC0415
    from prospectus.validate.translations import State  # noqa: PLC0415

    need_site(root)
    if missing + stale + everything > 1:
        refuse_value("--all", ONE_SELECTION)
    if to.exists():
        refuse_value("--to", FILE_EXISTS.fill(file=to))
    states = [*State] if everything else [State.MISSING] if missing else [State.STALE] if stale else [State.MISSING, State.STALE]
    source = _read(root, lang)
    content = render_po(source, language, states)
    count = sum(text.state in states for text in judge_translations(source, (language,)).texts)
    to.write_bytes(content)
    print_message(EXPORTED.fill(file=to, count=count), lang)


@translations.command("import")
@in_chinese("导入译者完成的 PO 文件。只导入原文没有改动过的译文，并记为已接受；其余逐条说明原因。")
def import_file(
    file: Annotated[Path, typer.Argument(metavar="FILE", help=both("The PO file.", "PO 文件。"))],
    root: Root = Path(),
    dry_run: Annotated[bool, typer.Option("--dry-run", help=both("Only show the changes; write nothing.", "只显示改动，不写入。"))] = False,
    lang: Language = "",
) -> None:
    """Import a PO file from a translator: the texts whose source has not changed since. They are accepted; the others are listed."""
    from prospectus.translations.exchange import plan_import  # noqa: PLC0415

    need_site(root)
    if not file.is_file():
        refuse_value("FILE", NO_FILE.fill(file=file))
    content = file.read_bytes()
    planned = edit_site(root, "translations import", lambda source: plan_import(source, content, str(file)), lang, dry_run=dry_run)
    print_result("".join(f"{context}\n" for context in planned.imported))
    for context, refusal in planned.refused:
        print_message(NOT_IMPORTED.fill(context=context, reason=refusal.value), lang)
    counts = {"count": len(planned.imported), "refused": len(planned.refused)}
    print_message((WOULD_IMPORT if dry_run else IMPORTED).fill(**counts), lang)
    raise typer.Exit(1 if planned.refused else 0)


def _read(root: Path, lang: str) -> SourceCalendar:
    from prospectus.scheduling.calendar_files import Requirement, read_site  # noqa: PLC0415

    try:
        return read_site(root, Requirement.READABLE, to_edit=False)
    except ContentError as unreadable:
        refuse(unreadable.problems, lang, root)


def _print_report(found: TranslationReport, lang: str) -> None:
    from prospectus.model.kind_names import describe_kind  # noqa: PLC0415
    from prospectus.validate.translations import State  # noqa: PLC0415

    counts = found.count()
    for text in (*found.select(State.MISSING), *found.select(State.STALE)):
        print_result(f"{_describe(text).in_language(lang)}\n")
    for count in counts:
        values = {**count._asdict(), "kind": describe_kind(count.kind), "converted": _describe_converted(count.converted)}
        print_result(f"{COUNT.fill(**values).in_language(lang)}\n")
    totals = {name: sum(getattr(count, name) for count in counts) for name in ("current", "stale", "missing", "converted", "unrecorded")}
    print_message(TOTAL.fill(**{**totals, "converted": _describe_converted(totals["converted"])}), lang)
    if totals["unrecorded"]:
        print_message(UNRECORDED.fill(count=totals["unrecorded"]), lang)


def _describe_converted(count: int) -> Message:
    """Return how many texts are converted, for the end of a sentence; nothing where none is."""
    return CONVERTED.fill(count=count) if count else Message("", "")


def _describe(text: JudgedText) -> Message:
    path, line = text.locate()
    record = ":".join(text.checked.key)
    return PLACE.fill(path=path, line=line, state=STATES[text.state], language=text.text.language, record=record, place=text.text.place)


def _to_json(found: TranslationReport) -> dict[str, Any]:
    from prospectus.validate.translations import State  # noqa: PLC0415

    def describe(text: JudgedText) -> dict[str, Any]:
        path, line = text.locate()
        kind, record_id = text.checked.key
        place = {"path": path, "line": line, "kind": kind, "id": record_id, "place": text.text.place, "language": text.text.language}
        return {**place, "state": str(text.state), "source": text.text.source, "translation": text.text.translation}

    listed = (*found.select(State.MISSING), *found.select(State.STALE))
    return {"counts": [count._asdict() for count in found.count()], "texts": [describe(text) for text in listed]}


def _is_over(found: TranslationReport, state: str, most: int | None, lang: str) -> bool:
    from prospectus.validate.translations import State  # noqa: PLC0415

    count = len(found.select(State(state)))
    if most is None or count <= most:
        return False
    print_message(TOO_MANY.fill(state=STATES[state], count=count, most=most), lang)
    return True
