"""Export a month for readers: the content is checked and prepared as for a build, then one month is rendered in one format.

Each format is a row of `FORMATS`: its file extension and the function that renders its bytes. All formats render the same `MonthExport`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal

from prospectus import builder
from prospectus.derive.desk import Desk
from prospectus.derive.subscribe import is_public
from prospectus.derive.timetable import Timetable, timetable
from prospectus.desk.month import Month
from prospectus.errors import WrongUse
from prospectus.pipeline import prepare
from prospectus.publish import host, theme
from prospectus.render.frab import schedule_json
from prospectus.render.icalendar import month_calendar
from prospectus.render.paper import paper
from prospectus.render.plaintext import plain_text
from prospectus.render.poster import picture, poster
from prospectus.render.wechat import article

MOTIF = "assets/pines.svg"
"""The theme file with the picture at the foot of a poster's band; a site's own theme may replace it."""
Size = Literal["a3", "phone"]


@dataclass(frozen=True)
class Given:
    """The inputs of every format."""

    table: Timetable
    desk: Desk
    folders: tuple[Path, ...]
    """The theme folders, the one with the highest priority first."""
    size: Size = "a3"
    """The paper or screen that a poster is laid out for."""
    sheet: int = 1
    """Which sheet of a poster to render, from 1."""

    @property
    def svg(self) -> bytes:
        """The poster as SVG."""
        motif = next((path.read_bytes() for folder in self.folders if (path := folder / MOTIF).is_file()), b"")
        return poster(self.table, self.size, self.sheet, motif)


@dataclass(frozen=True, slots=True)
class Form:
    """A format in which a month can be exported."""

    ending: str
    """The file extension, without a dot."""
    make: Callable[[Given], bytes]


FORMS: Mapping[str, Form] = {
    "text": Form("txt", lambda given: plain_text(given.table)),
    "wechat": Form("html", lambda given: article(given.table)),
    "svg": Form("svg", lambda given: given.svg),
    "poster": Form("png", lambda given: picture(given.svg, given.size)),
    "pdf": Form("pdf", lambda given: paper(given.table, theme.templates(given.folders))),
    "ics": Form("ics", lambda given: month_calendar(given.desk, given.table.year, given.table.month, given.table.title)),
    "schedule": Form("json", lambda given: schedule_json(given.table)),
}
"""Every format, by its name in `--to`."""


@dataclass(frozen=True, slots=True)
class HandedOut:
    """The file of a month in one format."""

    body: bytes
    local: bool
    """Whether its URLs work only on this machine."""


def hand_out(
    root: Path, month: Month, to: str, *, now: datetime, language: str | None = None, size: Size = "a3", sheet: int = 1
) -> HandedOut:
    """Return a month of the site in `root` in one format; `language` defaults to the first language of the site.

    Raises ContentRefused when the content has errors, and WrongUse for an unknown language, a sheet that does not exist or an extra that is
    not installed.
    """
    config = builder.configured(root / "mkdocs.yml")
    folders = host.prepare(config)
    views = prepare(root, words=theme.words(folders), templates=theme.templates(folders), url=host.url_of(config), now=now).views
    languages = [desk.locale.language for desk in views.desks]
    if language is not None and language not in languages:
        raise WrongUse(f"--lang must be a language of the site: {', '.join(languages)}; got {language!r}.")
    desk = views.desks[languages.index(language) if language is not None else 0]
    given = Given(timetable(desk, month.year, month.month), desk, folders, size, sheet)
    return HandedOut(FORMS[to].make(given), not is_public(given.table.url))
