"""The commands of schedulers: a month planned, filled in, handed out and released, and what is owed."""

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
feeds = typer.Typer(help="Read the feeds of others.", no_args_is_help=True, rich_markup_mode=None)
app.add_typer(feeds, name="feeds")


TheMonth = Annotated[str, typer.Argument(metavar="YYYY-MM", help="The month.")]
Tongue = Annotated[str | None, typer.Option("--lang", help="The language it is written in; the first of the site when not given.")]


class DueFormat(StrEnum):
    """How what is owed is printed."""

    TEXT = "text"
    JSON = "json"
    ICS = "ics"


@app.command()
def plan(
    month: TheMonth,
    root: Root = Path(),
    lang: Tongue = None,
) -> None:
    """Draft what the series ask for in a month and nobody has written yet. What is there stays as it is."""
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
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A spreadsheet, XLSX or CSV; export makes an empty one.")],
    month: Annotated[str, typer.Option(metavar="YYYY-MM", help="The month that it is the timetable of.")],
    root: Root = Path(),
    publish: Annotated[bool, typer.Option("--publish", help="Publish its drafts whose titles are filled in.")] = False,
    lang: Language = "en",
) -> None:
    """Put a spreadsheet into the timetable of a month: all its rows, or none when one is not right."""
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
    """What a poster is laid out for."""

    A3 = "a3"
    PHONE = "phone"


@app.command()
def export(
    month: TheMonth,
    to: Annotated[str, typer.Option("--to", help="The form: xlsx, csv, text, wechat, poster, svg, pdf, ics or schedule.")],
    root: Root = Path(),
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="Its name, or - to print it; YYYY-MM.xlsx and so on when not given.")
    ] = None,
    template: Annotated[bool, typer.Option("--template", help="Leave the events out: an empty sheet to fill in.")] = False,
    size: Annotated[Sheet, typer.Option(help="What a poster is laid out for.")] = Sheet.A3,
    sheet: Annotated[int, typer.Option(min=1, help="Which sheet of a poster, where it has several.")] = 1,
    force: Annotated[bool, typer.Option("--force", help="Write over a file that is there and differs.")] = False,
    now: Now = None,
    lang: Tongue = None,
) -> None:
    """Write the timetable of a month as a file to work with or to hand out; a month without events gives an empty template."""
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
    """Return a month in a form that is handed out, and how its file ends."""
    from prospectus.desk.exporting import FORMATS as SHEETS  # noqa: PLC0415
    from prospectus.handouts import FORMS, hand_out  # noqa: PLC0415  (everything heavy comes with it)

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
    key: Annotated[str, typer.Argument(metavar="ID", help="The id of an event or a talk; talk:ID where both have it.")],
    url: Annotated[str, typer.Argument(metavar="URL", help="Where it can be seen again.")],
    root: Root = Path(),
    minutes: Annotated[int | None, typer.Option(min=1, max=1440, help="How long it is.")] = None,
    language: Annotated[str | None, typer.Option(help="The language it is in, when not that of the event.")] = None,
    slides: Annotated[str | None, typer.Option(metavar="URL", help="Where the slides are.")] = None,
    transcript: Annotated[str | None, typer.Option(metavar="URL", help="Where it can be read.")] = None,
    captions: Annotated[str | None, typer.Option(help="The languages of its captions: zh,en.")] = None,
    lang: Language = "en",
) -> None:
    """Set the replay of an event in the file in which the event is written."""
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
    month: Annotated[str, typer.Argument(metavar="YYYY-MM", help="The month to release.")],
    root: Root = Path(),
    now: Now = None,
    note: Annotated[list[str] | None, typer.Option(help="What to say about it; 'en: …' says it in English. Once a language.")] = None,
    lang: Language = "en",
) -> None:
    """Freeze the timetable of a month under a number. Refused while its events have errors or clashes that nobody has waived."""
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
    form: Annotated[DueFormat, typer.Option("--format", help="How it is printed; ics is a calendar of reminders.")] = DueFormat.TEXT,
    lang: Language = "en",
) -> None:
    """List what is owed: replays, notices, events, decisions, reviews. Ends with 1 when anything that must be is overdue."""
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
    ids: Annotated[list[str] | None, typer.Argument(metavar="[ID]...", help="Only these feeds.", show_default=False)] = None,
    root: Root = Path(),
    write: Annotated[bool, typer.Option("--apply", help="Write the replays and the drafts that are proposed.")] = False,
    saved: Annotated[bool, typer.Option("--saved", help="Read what was saved before, and ask nobody.")] = False,
    now: Now = None,
    loopback: Annotated[
        bool, typer.Option("--allow-loopback", help="For tests on your own machine: feeds at 127.0.0.1 may be read.")
    ] = False,
    lang: Language = "en",
) -> None:
    """Read the feeds listed in content/feeds.yml, save their answers, and propose replays and drafts of notices."""
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
    """Return the desk of a site; ends with 1 when its content cannot be read."""
    from prospectus.desk.entries import read  # noqa: PLC0415

    try:
        return read(root.resolve())
    except ContentRefused as refused:
        refuse(refused.problems, language or "en")
