"""The schedulers' commands: plan, import, export and release a month, set replays, list obligations, pull feeds."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperCommand

from prospectus import clock
from prospectus.cli.format_tables import get_format, list_formats
from prospectus.cli.options import Language, Now, Root, need_site, refuse
from prospectus.errors import ContentError
from prospectus.problems.formats import to_text

if TYPE_CHECKING:
    from collections.abc import Callable

    from prospectus.scheduling.calendar_files import SourceCalendar
    from prospectus.scheduling.month import Month
    from prospectus.scheduling.month_files import RenderContext

app = typer.Typer(rich_markup_mode=None)
feeds = typer.Typer(help="Download the feeds of other sites.", no_args_is_help=True, rich_markup_mode=None)
app.add_typer(feeds, name="feeds")


MonthArgument = Annotated[str, typer.Argument(metavar="YYYY-MM", help="Month of the timetable.")]
OutputLanguage = Annotated[str | None, typer.Option("--lang", help="Language of the output. Default: the first language of the site.")]


class DueFormat(StrEnum):
    """Output formats of `due`."""

    TEXT = "text"
    JSON = "json"
    ICS = "ics"


@app.command()
def plan(
    month: MonthArgument,
    root: Root = Path(),
    lang: OutputLanguage = None,
) -> None:
    """Draft the missing events of a month. These are the events that series call for; existing events are not changed."""
    from prospectus.scheduling.plan import plan_month  # noqa: PLC0415
    from prospectus.scheduling.save_files import write_files  # noqa: PLC0415

    need_site(root)
    target_month = _parse_month(month)
    source = _load_source(root, lang)
    month_plan = plan_month(source, target_month, lang or source.languages[0])
    if month_plan.text is not None:
        write_files(source.root, {target_month.path: month_plan.text})
    for note in month_plan.notes:
        typer.echo(note, err=True)
    typer.echo(f"{target_month.path}: {len(month_plan.added)} drafted, {month_plan.existing} there already", err=True)


@app.command("import")
def import_spreadsheet(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Spreadsheet, XLSX or CSV. Use export --template to get an empty one.")],
    month: Annotated[str, typer.Option(metavar="YYYY-MM", help="Month of the timetable in the spreadsheet.")],
    root: Root = Path(),
    publish: Annotated[bool, typer.Option("--publish", help="Publish drafts in the spreadsheet whose titles are filled in.")] = False,
    lang: Language = "en",
) -> None:
    """Import a spreadsheet into the timetable of a month. If any row has an error, no row is imported."""
    from prospectus.scheduling.save_files import write_files  # noqa: PLC0415
    from prospectus.scheduling.spreadsheet.import_month import import_file  # noqa: PLC0415

    need_site(root)
    target_month = _parse_month(month)
    if not file.is_file():
        raise typer.BadParameter(f"{file} is not a file", param_hint="FILE")
    source = _load_source(root, lang)
    result = import_file(source, file, target_month, publish=publish)
    if result.problems:
        typer.echo(to_text(result.problems, lang), err=True, nl=False)
    if result.refused:
        raise typer.Exit(1)
    write_files(source.root, result.texts)
    typer.echo(f"{target_month.path}: {len(result.added)} added, {len(result.changed)} changed, {result.unchanged} as they were", err=True)
    if result.unlisted:
        typer.echo(f"Not in the sheet, and left as they are: {', '.join(result.unlisted)}", err=True)


class PosterSize(StrEnum):
    """Page formats of posters."""

    A3 = "a3"
    PHONE = "phone"


class ExportCommand(TyperCommand):
    """A command whose help ends with the registry of export formats, which is imported only for the help."""

    def format_epilog(self, _ctx: Any, formatter: Any) -> None:
        """Write the formats to the help."""
        from prospectus.scheduling.export_formats import EXPORT_FORMATS  # noqa: PLC0415

        with formatter.section("Formats"):
            formatter.write_dl(list_formats(EXPORT_FORMATS))


@app.command(cls=ExportCommand)
def export(
    month: MonthArgument,
    to: Annotated[str, typer.Option("--to", metavar="FORMAT", help="One of the formats listed below.")],
    root: Root = Path(),
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", help="Output file, or - for standard output. Default: YYYY-MM with the extension of the format."),
    ] = None,
    template: Annotated[bool, typer.Option("--template", help="Write an empty spreadsheet to fill in, without events.")] = False,
    size: Annotated[PosterSize, typer.Option(help="Page format of a poster.")] = PosterSize.A3,
    sheet: Annotated[int, typer.Option(min=1, help="Sheet number, for a poster of several sheets.")] = 1,
    force: Annotated[bool, typer.Option("--force", help="Overwrite an existing file with other content.")] = False,
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
        body = export_format.render(build_sheet_data(_load_source(root, lang), target_month, lang, empty=template))
    else:
        body = _render_month(root, target_month, export_format.render, now=now, lang=lang, size=size, sheet=sheet)
    if output == Path("-"):
        typer.echo(body, nl=False)
        return
    file = output or Path(f"{target_month}.{export_format.extension}")
    changed = write_export(body, file, force=force)
    typer.echo(f"{file}: {'written' if changed else 'as it was'}", err=True)


def _render_month(
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
        refuse(refused.problems, lang or "en")
    if month_file.has_local_urls:
        typer.echo("The addresses in it lead to this machine alone; set SITE_URL to the address of the site.", err=True)
    return month_file.body


@app.command()
def replay(
    key: Annotated[str, typer.Argument(metavar="ID", help="Id of an event or a talk. Use talk:ID if both have this id.")],
    url: Annotated[str, typer.Argument(metavar="URL", help="URL of the replay.")],
    root: Root = Path(),
    minutes: Annotated[int | None, typer.Option(min=1, max=1440, help="Length of the replay in minutes.")] = None,
    language: Annotated[str | None, typer.Option(help="Language of the replay, if it differs from the event's.")] = None,
    slides: Annotated[str | None, typer.Option(metavar="URL", help="URL of the slides.")] = None,
    transcript: Annotated[str | None, typer.Option(metavar="URL", help="URL of the transcript.")] = None,
    captions: Annotated[str | None, typer.Option(help="Languages of the captions, such as zh,en.")] = None,
    lang: Language = "en",
) -> None:
    """Set the replay of an event, in the file of the event."""
    from prospectus.scheduling.replay import set_replay  # noqa: PLC0415

    need_site(root)
    details = {"minutes": minutes, "language": language, "slides": slides, "transcript": transcript, "captions": captions}
    try:
        changed_files = set_replay(root.resolve(), key, url, **details)
    except ContentError as refused:
        refuse(refused.problems, lang)
    typer.echo(f"{changed_files[0]}: replay set" if changed_files else f"{key}: as it was", err=True)


@app.command()
def release(
    month: Annotated[str, typer.Argument(metavar="YYYY-MM", help="Month to release.")],
    root: Root = Path(),
    now: Now = None,
    note: Annotated[list[str] | None, typer.Option(help="Note on the release. Begin with 'en:' for English. Once per language.")] = None,
    lang: Language = "en",
) -> None:
    """Freeze a month as a numbered release. Refused while its events have errors, or clashes that are not waived."""
    from prospectus.scheduling.month import Month  # noqa: PLC0415
    from prospectus.scheduling.release import release_month  # noqa: PLC0415

    need_site(root)
    try:
        result = release_month(root.resolve(), Month.parse(month), now=clock.read(now), notes=note or ())
    except ContentError as refused:
        refuse(refused.problems, lang)
    typer.echo(result.summarise(month), err=True)


@app.command()
def due(
    root: Root = Path(),
    now: Now = None,
    output_format: Annotated[DueFormat, typer.Option("--format", help="Output format; ics is a calendar of reminders.")] = DueFormat.TEXT,
    lang: Language = "en",
) -> None:
    """List overdue and upcoming obligations.

    Covers replays, notices, events, decisions and reviews. Exits with 1 if a binding obligation is overdue.
    """
    from prospectus.scheduling.overdue import load_due_items  # noqa: PLC0415
    from prospectus.scheduling.reminders import DUE_FORMATS  # noqa: PLC0415

    need_site(root)
    current_time = clock.read(now)
    try:
        site, items = load_due_items(root.resolve(), current_time)
    except ContentError as refused:
        refuse(refused.problems, lang)
    typer.echo(DUE_FORMATS[output_format](items, site, current_time, lang), nl=False)
    raise typer.Exit(1 if any(item.binding and item.late for item in items) else 0)


@feeds.command("pull")
def pull_feeds(
    ids: Annotated[
        list[str] | None, typer.Argument(metavar="[ID]...", help="Ids of feeds to pull. Default: all active feeds.", show_default=False)
    ] = None,
    root: Root = Path(),
    apply_proposals: Annotated[bool, typer.Option("--apply", help="Write the proposed replays and drafts.")] = False,
    use_archive: Annotated[bool, typer.Option("--saved", help="Use the archived responses instead of downloading the feeds.")] = False,
    now: Now = None,
    allow_loopback: Annotated[
        bool, typer.Option("--allow-loopback", help="For tests: allow feeds on this machine, such as 127.0.0.1.")
    ] = False,
    lang: Language = "en",
) -> None:
    """Download feeds and propose replays and notices. Feeds are listed in content/feeds.yml; the responses are archived."""
    from functools import partial  # noqa: PLC0415

    from prospectus.scheduling.feeds.http import fetch  # noqa: PLC0415
    from prospectus.scheduling.feeds.pull import pull  # noqa: PLC0415
    from prospectus.scheduling.feeds.report import render_report  # noqa: PLC0415
    from prospectus.scheduling.save_files import write_files  # noqa: PLC0415

    need_site(root)
    try:
        result = pull(
            root.resolve(), ids or [], now=clock.read(now), fetch=None if use_archive else partial(fetch, allow_loopback=allow_loopback)
        )
        if apply_proposals:
            write_files(root.resolve(), result.build_texts())
    except ContentError as refused:
        refuse(refused.problems, lang)
    typer.echo(render_report(result, lang, applied=apply_proposals), nl=False)
    if result.problems:
        typer.echo(to_text(result.problems, lang), err=True, nl=False)
        raise typer.Exit(1)


def _parse_month(text: str) -> Month:
    from prospectus.scheduling.month import Month  # noqa: PLC0415

    return Month.parse(text)


def _load_source(root: Path, language: str | None) -> SourceCalendar:
    """Return the source calendar of a site; prints the problems and exits with 1 when a record cannot be read."""
    from prospectus.scheduling.calendar_files import Requirement, read_site  # noqa: PLC0415

    try:
        return read_site(root.resolve(), Requirement.READABLE)
    except ContentError as refused:
        refuse(refused.problems, language or "en")
