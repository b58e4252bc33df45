"""The schedulers' commands: plan, import, export and release a month, set replays, list obligations, pull feeds."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from prospectus import clock
from prospectus.errors import ContentRefused
from prospectus.options import Language, Now, Root, need_site, refuse
from prospectus.problems.formats import FORMATS

if TYPE_CHECKING:
    from prospectus.desk.entries import Desk
    from prospectus.desk.month import Month

app = typer.Typer(rich_markup_mode=None)
feeds = typer.Typer(help="Download the feeds of other sites.", no_args_is_help=True, rich_markup_mode=None)
app.add_typer(feeds, name="feeds")


TheMonth = Annotated[str, typer.Argument(metavar="YYYY-MM", help="Month of the timetable.")]
Tongue = Annotated[str | None, typer.Option("--lang", help="Language of the output. Default: the first language of the site.")]


class DueFormat(StrEnum):
    """Output formats of `due`."""

    TEXT = "text"
    JSON = "json"
    ICS = "ics"


@app.command()
def plan(
    month: TheMonth,
    root: Root = Path(),
    lang: Tongue = None,
) -> None:
    """Draft the missing events of a month. These are the events that series call for; existing events are not changed."""
    from prospectus.desk import edit  # noqa: PLC0415
    from prospectus.desk.plan import plan as planned  # noqa: PLC0415

    need_site(root)
    wanted = _month(month)
    desk = _desk(root, lang)
    done = planned(desk, wanted, lang or desk.languages[0])
    if done.text is not None:
        edit.save(desk.root, {wanted.path: done.text})
    for note in done.notes:
        typer.echo(note, err=True)
    typer.echo(f"{wanted.path}: {len(done.added)} drafted, {done.there} there already", err=True)


@app.command("import")
def import_(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Spreadsheet, XLSX or CSV. Use export --template to get an empty one.")],
    month: Annotated[str, typer.Option(metavar="YYYY-MM", help="Month of the timetable in the spreadsheet.")],
    root: Root = Path(),
    publish: Annotated[bool, typer.Option("--publish", help="Publish drafts in the spreadsheet whose titles are filled in.")] = False,
    lang: Language = "en",
) -> None:
    """Import a spreadsheet into the timetable of a month. If any row has an error, no row is imported."""
    from prospectus.desk import edit  # noqa: PLC0415
    from prospectus.desk.importing import from_file  # noqa: PLC0415

    need_site(root)
    wanted = _month(month)
    if not file.is_file():
        raise typer.BadParameter(f"{file} is not a file", param_hint="FILE")
    desk = _desk(root, lang)
    done = from_file(desk, file, wanted, publish=publish)
    if done.problems:
        typer.echo(FORMATS["text"](done.problems, lang), err=True, nl=False)
    if done.refused:
        raise typer.Exit(1)
    edit.save(desk.root, done.texts)
    typer.echo(f"{wanted.path}: {len(done.added)} added, {len(done.changed)} changed, {done.same} as they were", err=True)
    if done.left:
        typer.echo(f"Not in the sheet, and left as they are: {', '.join(done.left)}", err=True)


class Sheet(StrEnum):
    """Page formats of posters."""

    A3 = "a3"
    PHONE = "phone"


@app.command()
def export(
    month: TheMonth,
    to: Annotated[str, typer.Option("--to", help="Format: xlsx, csv, text, wechat, poster, svg, pdf, ics or schedule.")],
    root: Root = Path(),
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", help="Output file, or - for standard output. Default: YYYY-MM with the extension of the format."),
    ] = None,
    template: Annotated[bool, typer.Option("--template", help="Write an empty spreadsheet to fill in, without events.")] = False,
    size: Annotated[Sheet, typer.Option(help="Page format of a poster.")] = Sheet.A3,
    sheet: Annotated[int, typer.Option(min=1, help="Sheet number, for a poster of several sheets.")] = 1,
    force: Annotated[bool, typer.Option("--force", help="Overwrite an existing file with other content.")] = False,
    now: Now = None,
    lang: Tongue = None,
) -> None:
    """Write the timetable of a month to a file, to edit or to publish. A month without events gives an empty template."""
    from prospectus.desk.exporting import FORMATS as SHEETS  # noqa: PLC0415
    from prospectus.desk.exporting import deliver, handout  # noqa: PLC0415

    need_site(root)
    wanted = _month(month)
    if to in SHEETS:
        made, ending = SHEETS[to].make(handout(_desk(root, lang), wanted, lang, empty=template)), SHEETS[to].ending
    else:
        made, ending = _handed_out(root, wanted, to, now=now, lang=lang, size=size, sheet=sheet)
    if output == Path("-"):
        typer.echo(made, nl=False)
        return
    file = output or Path(f"{wanted}.{ending}")
    changed = deliver(made, file, force=force)
    typer.echo(f"{file}: {'written' if changed else 'as it was'}", err=True)


def _handed_out(root: Path, month: Month, to: str, *, now: str | None, lang: str | None, size: Sheet, sheet: int) -> tuple[bytes, str]:
    """Return the bytes of a month in a format for readers, and the file extension."""
    from prospectus.desk.exporting import FORMATS as SHEETS  # noqa: PLC0415
    from prospectus.handouts import FORMS, hand_out  # noqa: PLC0415  (imports all heavy modules)

    if to not in FORMS:
        raise typer.BadParameter(f"must be one of {', '.join((*SHEETS, *FORMS))}; got {to!r}", param_hint="--to")
    try:
        done = hand_out(root.resolve(), month, to, now=clock.read(now), language=lang, size=size.value, sheet=sheet)
    except ContentRefused as refused:
        refuse(refused.problems, lang or "en")
    if done.local:
        typer.echo("The addresses in it lead to this machine alone; set SITE_URL to the address of the site.", err=True)
    return done.body, FORMS[to].ending


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
    from prospectus.desk.replay import set_replay  # noqa: PLC0415

    need_site(root)
    more = {"minutes": minutes, "language": language, "slides": slides, "transcript": transcript, "captions": captions}
    try:
        changed = set_replay(root.resolve(), key, url, **more)
    except ContentRefused as refused:
        refuse(refused.problems, lang)
    typer.echo(f"{changed[0]}: replay set" if changed else f"{key}: as it was", err=True)


@app.command()
def release(
    month: Annotated[str, typer.Argument(metavar="YYYY-MM", help="Month to release.")],
    root: Root = Path(),
    now: Now = None,
    note: Annotated[list[str] | None, typer.Option(help="Note on the release. Begin with 'en:' for English. Once per language.")] = None,
    lang: Language = "en",
) -> None:
    """Freeze a month as a numbered release. Refused while its events have errors, or clashes that are not waived."""
    from prospectus.desk.month import Month  # noqa: PLC0415
    from prospectus.desk.release import release as release_month  # noqa: PLC0415

    need_site(root)
    try:
        done = release_month(root.resolve(), Month.parse(month), now=clock.read(now), notes=note or ())
    except ContentRefused as refused:
        refuse(refused.problems, lang)
    typer.echo(done.told(month), err=True)


@app.command()
def due(
    root: Root = Path(),
    now: Now = None,
    form: Annotated[DueFormat, typer.Option("--format", help="Output format; ics is a calendar of reminders.")] = DueFormat.TEXT,
    lang: Language = "en",
) -> None:
    """List overdue and upcoming obligations.

    Covers replays, notices, events, decisions and reviews. Exits with 1 if a binding obligation is overdue.
    """
    from prospectus.desk.due import due_below  # noqa: PLC0415
    from prospectus.desk.reminders import FORMATS as DUE_FORMATS  # noqa: PLC0415

    need_site(root)
    at = clock.read(now)
    try:
        site, dues = due_below(root.resolve(), at)
    except ContentRefused as refused:
        refuse(refused.problems, lang)
    typer.echo(DUE_FORMATS[form](dues, site, at, lang), nl=False)
    raise typer.Exit(1 if any(each.must and each.late for each in dues) else 0)


@feeds.command("pull")
def pull_feeds(
    ids: Annotated[
        list[str] | None, typer.Argument(metavar="[ID]...", help="Ids of feeds to pull. Default: all active feeds.", show_default=False)
    ] = None,
    root: Root = Path(),
    write: Annotated[bool, typer.Option("--apply", help="Write the proposed replays and drafts.")] = False,
    saved: Annotated[bool, typer.Option("--saved", help="Use the archived responses instead of downloading the feeds.")] = False,
    now: Now = None,
    loopback: Annotated[bool, typer.Option("--allow-loopback", help="For tests: allow feeds on this machine, such as 127.0.0.1.")] = False,
    lang: Language = "en",
) -> None:
    """Download feeds and propose replays and notices. Feeds are listed in content/feeds.yml; the responses are archived."""
    from functools import partial  # noqa: PLC0415

    from prospectus.desk.fetching import fetch  # noqa: PLC0415
    from prospectus.desk.pull import apply, pull  # noqa: PLC0415
    from prospectus.desk.pull_report import report  # noqa: PLC0415

    need_site(root)
    try:
        pulled = pull(root.resolve(), ids or [], now=clock.read(now), fetch=None if saved else partial(fetch, allow_loopback=loopback))
        if write:
            apply(root.resolve(), pulled)
    except ContentRefused as refused:
        refuse(refused.problems, lang)
    typer.echo(report(pulled, lang, applied=write), nl=False)
    if pulled.problems:
        typer.echo(FORMATS["text"](pulled.problems, lang), err=True, nl=False)
        raise typer.Exit(1)


def _month(text: str) -> Month:
    from prospectus.desk.month import Month  # noqa: PLC0415

    return Month.parse(text)


def _desk(root: Path, language: str | None) -> Desk:
    """Return the source calendar of a site; prints the problems and exits with 1 when the content has errors."""
    from prospectus.desk.entries import read  # noqa: PLC0415

    try:
        return read(root.resolve())
    except ContentRefused as refused:
        refuse(refused.problems, language or "en")
