"""The schedulers' commands: plan, import, export and release a month, set replays, list obligations, pull feeds."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import nullcontext
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from prospectus import clock
from prospectus.cli.editing import start_editing
from prospectus.cli.format_tables import get_format
from prospectus.cli.help import BilingualCommand, BilingualTyper, language_of
from prospectus.cli.language import both, in_chinese
from prospectus.cli.options import Language, MonthArgument, Now, Root, need_site, one_of, refuse, whole_number
from prospectus.cli.output import print_data, print_message, print_result
from prospectus.cli.problem_report import ShowAll, print_problems
from prospectus.cli.proposals import NOT_IMPORTED, import_proposal, print_time_warnings
from prospectus.cli.usage_errors import refuse_value
from prospectus.errors import ContentError
from prospectus.problems import Message

if TYPE_CHECKING:
    from collections.abc import Callable

    from prospectus.scheduling.calendar_files import SourceCalendar
    from prospectus.scheduling.month import Month
    from prospectus.scheduling.month_files import RenderContext

app = BilingualTyper()
feeds = BilingualTyper(help=both("Download the feeds of other sites.", "下载其他站点的信息源。"))
app.add_typer(feeds, name="feeds")


@feeds.callback()
def _feeds_options(lang: Language = "") -> None:
    pass


OutputLanguage = Annotated[
    str | None,
    typer.Option(
        "--lang",
        metavar="LANGUAGE",
        help=both(
            "Language of what is written, and of messages. Default: the first language of the site.",
            "所写内容和提示信息的语言。所写内容默认用站点的第一种语言。",
        ),
    ),
]
MONTH_PLANNED = Message("{path}: {added} drafted, {existing} there already", "{path}：起草 {added} 条，已有 {existing} 条")
ONLY_FOR_PROPOSALS = Message(
    "a spreadsheet is written without it; only a text is proposed first", "表格不需要它，会直接写入；只有文字通知才先列出建议"
)
NOT_EXPORTED = Message(
    "Nothing was exported. Correct the problems above, and export the month again.", "未导出。请改正以上问题后重新导出。"
)
NOTHING_CHANGED = Message("Nothing was changed. Correct the problems above first.", "未作任何改动。请先改正以上问题。")
NOT_A_FILE = Message("{file} is not a file", "{file} 不是文件")
WRITTEN, UNCHANGED = Message("{name}: written", "{name}：已写入"), Message("{name}: as it was", "{name}：没有变化")
REPLAY_SET = Message("{path}: replay set", "{path}：已写入回放")
LOCAL_ADDRESSES = Message(
    "The addresses in it lead to this machine alone; set SITE_URL to the address of the site.",
    "其中的网址只能在本机打开；请把 SITE_URL 设为站点的网址。",
)
FORMATS = Message("Formats:", "格式：")


@app.command()
@in_chinese("起草一个月或一整年中缺少的活动。只补系列要求举办的活动，不改动已有的活动。")
def plan(
    ctx: typer.Context,
    period: Annotated[
        str, typer.Argument(metavar="YYYY-MM", help=both("Month of the timetable; YYYY for a whole year.", "日程的月份；只写年份即全年。"))
    ],
    root: Root = Path(),
    lang: OutputLanguage = None,
) -> None:
    """Draft the missing events of a month or a year. These are the events that series call for; existing events are not changed."""
    from prospectus.scheduling.month import Month  # noqa: PLC0415
    from prospectus.scheduling.output_language import choose_output_language  # noqa: PLC0415
    from prospectus.scheduling.plan import plan_months  # noqa: PLC0415

    need_site(root)
    months = Month.parse_period(period)
    with start_editing(root, "plan", language_of(ctx)) as edit:
        source = _load_source(root, language_of(ctx))
        plans = plan_months(source, months, choose_output_language(lang, source.languages), language_of(ctx))
        texts = {month.path: month_plan.text for month, month_plan in plans.items() if month_plan.text is not None}
        if texts:
            edit.save(texts, source.loaded.contents)
    for month, month_plan in plans.items():
        for note in month_plan.notes:
            print_message(note)
        counts = {"added": len(month_plan.added), "existing": month_plan.existing}
        print_message(MONTH_PLANNED.fill(path=month.path, **counts), language_of(ctx))


@app.command("import")
@in_chinese("把表格导入某月的日程。只要有一行有误，就一行也不导入。\n\n文字通知先读成建议：加上 --apply，或者回答“是”，才会写入。")
def import_spreadsheet(
    file: Annotated[
        Path,
        typer.Argument(
            metavar="FILE",
            help=both(
                "Spreadsheet, XLSX, ODS or CSV; or a proposal: a notice .txt, a calendar .ics, a schedule .json. "
                "Use export --template to get an empty spreadsheet.",
                "表格，XLSX、ODS 或 CSV；或者作为建议读入的通知 .txt、日历 .ics、日程 .json。空表可用 prospectus export --template 得到。",
            ),
        ),
    ],
    month: Annotated[
        str,
        typer.Option(
            metavar="YYYY-MM",
            help=both(
                "Month of the timetable. Default: the one month of the dates in the file that state their year.",
                "日程的月份。不写则取文件中带年份的日期所在的月份，须同属一个月。",
            ),
        ),
    ] = "",
    root: Root = Path(),
    publish: Annotated[
        bool,
        typer.Option(
            "--publish", help=both("Publish drafts in the spreadsheet whose titles are filled in.", "表格中标题已填好的草稿一并发布。")
        ),
    ] = False,
    dry_run: Annotated[
        bool,
        typer.Option(
            "--dry-run",
            help=both("Show what would change, a line per event, and write nothing.", "列出将有的改动，不写入任何文件。"),
        ),
    ] = False,
    details: Annotated[
        bool,
        typer.Option(
            "--details",
            help=both("With --dry-run, a table of every field before and after.", "与 --dry-run 同用：用一张表逐项列出改动前后的内容。"),
        ),
    ] = False,
    apply: Annotated[
        bool, typer.Option("--apply", help=both("Write what is proposed from a text.", "写入从文字通知中读出的内容。"))
    ] = False,
    new_file: Annotated[
        str,
        typer.Option(
            "--file",
            metavar="NAME",
            help=both(
                "Second file of the month for new events, by its name, such as 12-zhang.yml. Default: the main file.",
                "新活动写入该月的第二个文件，例如 12-zhang.yml。默认写入主文件。",
            ),
        ),
    ] = "",
    with_records: Annotated[
        bool,
        typer.Option(
            "--add-records",
            help=both(
                "Write a record for each new person and place. It is a draft until a sheet has it in every language.",
                "为每个新的人物和场所写一条记录；表格尚未写全各种语言的，暂为草稿。",
            ),
        ),
    ] = False,
    show_all: ShowAll = False,
    lang: Language = "",
) -> None:
    """Import a spreadsheet into the timetable of a month. If any row has an error, no row is imported.

    A notice as text becomes a proposal: it is written only with --apply, or when you say yes.
    """
    from prospectus.scheduling.proposals.import_proposal import is_proposal  # noqa: PLC0415
    from prospectus.scheduling.spreadsheet.import_month import import_file  # noqa: PLC0415
    from prospectus.scheduling.spreadsheet.import_report import iter_preview, iter_sentences  # noqa: PLC0415
    from prospectus.scheduling.spreadsheet.new_records import add_records  # noqa: PLC0415

    need_site(root)
    if not file.is_file():
        refuse_value("FILE", NOT_A_FILE.fill(file=file))
    if is_proposal(file):
        source = _load_source(root, lang)
        import_proposal(
            source,
            file,
            _parse_optional_month(month),
            publish=publish,
            apply=apply,
            dry_run=dry_run,
            details=details,
            show_all=show_all,
            lang=lang,
            new_file=new_file,
            with_records=with_records,
        )
        return
    stated_month = _parse_month_of_sheet(month, apply=apply)
    with nullcontext() if dry_run else start_editing(root, "import", lang) as edit:
        source = _load_source(root, lang)
        target_month = _choose_month(source, file, stated_month)
        result = import_file(source, file, target_month, publish=publish, new_file=new_file)
        if result.problems:
            print_problems(result.problems, lang, show_all=show_all, show_all_command="--all")
        if result.refused:
            print_message(NOT_IMPORTED.fill(file=file), lang)
            raise typer.Exit(1)
        if with_records:
            result = add_records(source, result)
        if edit is not None:
            edit.save(result.all_texts, source.loaded.contents)
    if dry_run:
        for line in iter_preview(result, target_month.path, zone=source.site.timezone, details=details):
            print_message(line, lang)
        return
    for sentence in iter_sentences(result, target_month.path, source.site.timezone):
        print_message(sentence, lang)
    print_time_warnings(source.root, result, lang, show_all=show_all)


def _parse_optional_month(month: str) -> Month | None:
    return _parse_month(month) if month else None


def _parse_month_of_sheet(month: str, *, apply: bool) -> Month | None:
    """Return the month that is stated for a spreadsheet, which is written without --apply."""
    if apply:
        refuse_value("--apply", ONLY_FOR_PROPOSALS)
    return _parse_optional_month(month)


def _choose_month(source: SourceCalendar, file: Path, stated: Month | None) -> Month:
    from prospectus.scheduling.spreadsheet.sheet_month import find_month  # noqa: PLC0415

    return stated or find_month(source, file)


class PosterSize(StrEnum):
    """Page formats of posters."""

    A3 = "a3"
    PHONE = "phone"


class ExportCommand(BilingualCommand):
    """A command whose help ends with the registry of export formats, which is imported only for the help."""

    def list_values(self) -> Iterable[tuple[Message, Iterable[tuple[str, Message]]]]:
        """Return the formats."""
        from prospectus.scheduling.export_formats import EXPORT_FORMATS, describe_with_needs  # noqa: PLC0415

        yield FORMATS, [(name, describe_with_needs(row)) for name, row in EXPORT_FORMATS.items()]


@app.command(cls=ExportCommand)
@in_chinese("把某月的日程写成文件，供编辑或发布。没有活动的月份得到一张空表。")
def export(
    ctx: typer.Context,
    month: MonthArgument,
    to: Annotated[str, typer.Option("--to", metavar="FORMAT", help=both("One of the formats listed below.", "下列格式之一。"))],
    root: Root = Path(),
    output: Annotated[
        Path | None,
        typer.Option(
            "--output",
            "-o",
            metavar="FILE",
            help=both(
                "Output file, or - for standard output. Default: YYYY-MM with the extension of the format.",
                "输出文件；写 - 则输出到标准输出。默认为 YYYY-MM 加该格式的扩展名。",
            ),
        ),
    ] = None,
    template: Annotated[
        bool,
        typer.Option("--template", help=both("Write an empty spreadsheet to fill in, without events.", "写一张供填写的空表，不含活动。")),
    ] = False,
    size: Annotated[
        PosterSize,
        typer.Option(
            metavar="a3|phone",
            parser=one_of("--size", PosterSize),
            help=both("Page format of a poster. Default: a3.", "海报的版式。默认为 a3。"),
        ),
    ] = PosterSize.A3,
    sheet: Annotated[
        int,
        typer.Option(
            metavar="NUMBER",
            parser=whole_number("--sheet"),
            help=both("Sheet number, for a poster of several sheets. Default: 1.", "海报有多张时，取第几张。默认为 1。"),
        ),
    ] = 1,
    force: Annotated[
        bool, typer.Option("--force", help=both("Overwrite an existing file with other content.", "覆盖内容不同的已有文件。"))
    ] = False,
    now: Now = None,
    lang: OutputLanguage = None,
) -> None:
    """Write the timetable of a month to a file, to edit or to publish. A month without events gives an empty template."""
    from prospectus.scheduling.export_formats import EXPORT_FORMATS, SheetFormat  # noqa: PLC0415
    from prospectus.scheduling.spreadsheet.export_month import write_export  # noqa: PLC0415
    from prospectus.scheduling.spreadsheet.sheet_data import build_sheet_data  # noqa: PLC0415

    need_site(root)
    target_month = _parse_month(month)
    export_format = get_format(EXPORT_FORMATS, to, "--to")
    if isinstance(export_format, SheetFormat):
        body = export_format.render(build_sheet_data(_load_source(root, language_of(ctx)), target_month, lang, empty=template))
    else:
        body = _render_month(ctx, root, target_month, export_format.render, now=now, lang=lang, size=size, sheet=sheet)
    if output == Path("-"):
        print_data(body)
        return
    file = output or Path(f"{target_month}.{export_format.extension}")
    changed = write_export(body, file, force=force)
    print_message((WRITTEN if changed else UNCHANGED).fill(name=file), language_of(ctx))


def _render_month(
    ctx: typer.Context,
    root: Path,
    month: Month,
    render: Callable[[RenderContext], bytes],
    *,
    now: str | None,
    lang: str | None,
    size: PosterSize,
    sheet: int,
) -> bytes:
    """Return the bytes of a month in a format for readers."""
    from prospectus.builder.config import read_url_and_theme  # noqa: PLC0415  (imports MkDocs)
    from prospectus.scheduling.month_files import render_month  # noqa: PLC0415

    try:
        site_url, theme_folders = read_url_and_theme(root.resolve() / "mkdocs.yml")
        month_file = render_month(
            root.resolve(),
            month,
            render,
            site_url=site_url,
            theme_folders=theme_folders,
            now=clock.read(now),
            language=lang,
            size=size.value,
            sheet=sheet,
        )
    except ContentError as refused:
        refuse(refused.problems, language_of(ctx), root, NOT_EXPORTED)
    if month_file.problems:
        print_problems(month_file.problems, language_of(ctx), root)
    if month_file.has_local_urls:
        print_message(LOCAL_ADDRESSES, language_of(ctx))
    return month_file.body


@app.command()
@in_chinese("在活动所在的文件中写入活动的回放。")
def replay(
    key: Annotated[
        str,
        typer.Argument(
            metavar="ID",
            help=both("Id of an event or a talk. Use talk:ID if both have this id.", "活动或讲座的标识。两者同名时写 talk:ID。"),
        ),
    ],
    url: Annotated[str, typer.Argument(metavar="URL", help=both("URL of the replay.", "回放的网址。"))],
    root: Root = Path(),
    minutes: Annotated[
        int | None,
        typer.Option(
            metavar="MINUTES",
            parser=whole_number("--minutes", 1, 1440),
            help=both("Length of the replay in minutes.", "回放的时长，以分钟计。"),
        ),
    ] = None,
    language: Annotated[
        str | None,
        typer.Option(
            metavar="LANGUAGE", help=both("Language of the replay, if it differs from the event's.", "回放的语言，与活动不同时填写。")
        ),
    ] = None,
    slides: Annotated[str | None, typer.Option(metavar="URL", help=both("URL of the slides.", "课件的网址。"))] = None,
    transcript: Annotated[str | None, typer.Option(metavar="URL", help=both("URL of the transcript.", "文字稿的网址。"))] = None,
    captions: Annotated[
        str | None, typer.Option(metavar="LANGUAGES", help=both("Languages of the captions, such as zh,en.", "字幕的语言，例如 zh,en。"))
    ] = None,
    lang: Language = "",
) -> None:
    """Set the replay of an event, in the file of the event."""
    from prospectus.scheduling.replay import set_replay  # noqa: PLC0415

    need_site(root)
    details = {"minutes": minutes, "language": language, "slides": slides, "transcript": transcript, "captions": captions}
    try:
        with start_editing(root, "replay", lang) as edit:
            changed_files = set_replay(edit, key, url, **details)
    except ContentError as refused:
        refuse(refused.problems, lang, root, NOTHING_CHANGED)
    print_message(REPLAY_SET.fill(path=changed_files[0]) if changed_files else UNCHANGED.fill(name=key), lang)


@app.command()
@in_chinese("把某月的日程定版，留存为带版次的一版。活动有错误，或有未豁免的冲突时，拒绝定版。")
def release(
    month: Annotated[str, typer.Argument(metavar="YYYY-MM", help=both("Month to release.", "要定版的月份。"))],
    root: Root = Path(),
    now: Now = None,
    note: Annotated[
        list[str] | None,
        typer.Option(
            metavar="TEXT",
            help=both(
                "Note on the release. Begin with 'en:' for English. Once per language.", "本版的说明。英文的以“en:”开头。每种语言一次。"
            ),
        ),
    ] = None,
    dry_run: Annotated[
        bool,
        typer.Option(
            "--dry-run", help=both("Only show what would be released and what blocks it.", "只显示将发布的内容和阻止定版的问题，不写入。")
        ),
    ] = False,
    lang: Language = "",
) -> None:
    """Freeze a month as a numbered release. Refused while its events have errors, or clashes that are not waived."""
    from prospectus.scheduling.calendar_files import Requirement, read_site  # noqa: PLC0415
    from prospectus.scheduling.release import ReleaseRefused, explain_refusal, preview_release, release_month  # noqa: PLC0415
    from prospectus.scheduling.release_preview import iter_preview, iter_refusal  # noqa: PLC0415

    need_site(root)
    target_month, current_time = _parse_month(month), clock.read(now)
    if dry_run:
        preview = preview_release(read_site(root.resolve(), Requirement.SITE), target_month, now=current_time, notes=note or ())
        if preview.blocking:
            print_problems(preview.blocking, lang, root, event_names=preview.event_names)
        for line in iter_preview(preview):
            print_message(line, lang)
        raise typer.Exit(1 if preview.blocking else 0)
    try:
        with start_editing(root, "release", lang) as edit:
            result = release_month(edit, target_month, now=current_time, notes=note or ())
    except ReleaseRefused as refused:
        print_problems(refused.problems, lang, root, event_names=refused.preview.event_names)
        for line in iter_refusal(refused.preview):
            print_message(line, lang)
        raise typer.Exit(1) from None
    except ContentError as refused:
        print_problems(refused.problems, lang, root)
        print_message(explain_refusal(refused.problems, month), lang)
        raise typer.Exit(1) from None
    print_message(result.summarise(month, lang))


@feeds.command("pull")
@in_chinese("下载信息源，并建议回放和公告。信息源列在 content/feeds.yml 中；下载的内容会存档。")
def pull_feeds(
    ids: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="ID",
            help=both("Ids of feeds to pull. Default: all active feeds.", "要下载的信息源的标识。默认为全部启用的信息源。"),
            show_default=False,
        ),
    ] = None,
    root: Root = Path(),
    apply_proposals: Annotated[
        bool, typer.Option("--apply", help=both("Write the proposed replays and drafts.", "写入所建议的回放和草稿。"))
    ] = False,
    use_archive: Annotated[
        bool,
        typer.Option("--saved", help=both("Use the archived responses instead of downloading the feeds.", "使用存档的内容，不再下载。")),
    ] = False,
    now: Now = None,
    allow_loopback: Annotated[
        bool,
        typer.Option(
            "--allow-loopback",
            help=both("For tests: allow feeds on this machine, such as 127.0.0.1.", "供测试：允许本机上的信息源，例如 127.0.0.1。"),
        ),
    ] = False,
    lang: Language = "",
) -> None:
    """Download feeds and propose replays and notices. Feeds are listed in content/feeds.yml; the responses are archived."""
    from functools import partial  # noqa: PLC0415

    from prospectus.scheduling.feeds.http import fetch  # noqa: PLC0415
    from prospectus.scheduling.feeds.pull import pull  # noqa: PLC0415
    from prospectus.scheduling.feeds.report import render_report  # noqa: PLC0415

    need_site(root)
    try:
        fetcher = None if use_archive else partial(fetch, allow_loopback=allow_loopback)
        with start_editing(root, "feeds pull", lang) as edit:
            result = pull(edit.root, ids or [], now=clock.read(now), fetch=fetcher)
            if apply_proposals:
                edit.save(result.build_texts(), result.source.loaded.contents)
    except ContentError as refused:
        refuse(refused.problems, lang, root, NOTHING_CHANGED)
    print_result(render_report(result, lang, applied=apply_proposals))
    if result.problems:
        print_problems(result.problems, lang, root)
    if any(problem.severity == "error" for problem in result.problems):
        raise typer.Exit(1)


def _parse_month(text: str) -> Month:
    from prospectus.scheduling.month import Month  # noqa: PLC0415

    return Month.parse(text)


def _load_source(root: Path, language: str) -> SourceCalendar:
    """Return the source calendar of a site; prints the problems and exits with 1 when a record cannot be read."""
    from prospectus.scheduling.calendar_files import Requirement, read_site  # noqa: PLC0415

    try:
        return read_site(root.resolve(), Requirement.READABLE)
    except ContentError as refused:
        refuse(refused.problems, language, root, NOTHING_CHANGED)
