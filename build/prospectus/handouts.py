"""A month as it is handed out: the content is checked and laid out as for a build, then one month of it is written in one form.

Each form is a row of `FORMS`: how its file ends, and who makes its bytes. All are made from the same `Timetable`.
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
"""What stands at the foot of a poster's band; a theme may have its own."""
Size = Literal["a3", "phone"]


@dataclass(frozen=True)
class Given:
    """What a form is made from."""

    table: Timetable
    desk: Desk
    folders: tuple[Path, ...]
    """Those of the theme, the one that wins first."""
    size: Size = "a3"
    """Which sheet a poster is laid out for."""
    sheet: int = 1
    """Which of its sheets is wanted, where it has several."""

    @property
    def svg(self) -> bytes:
        """The poster."""
        motif = next((path.read_bytes() for folder in self.folders if (path := folder / MOTIF).is_file()), b"")
        return poster(self.table, self.size, self.sheet, motif)


@dataclass(frozen=True, slots=True)
class Form:
    """A form of a month."""

    ending: str
    """How the name of its file ends."""
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
"""Every form, by the name that `--to` gives it."""


@dataclass(frozen=True, slots=True)
class HandedOut:
    """A month in a form."""

    body: bytes
    local: bool
    """Whether the addresses in it lead only to this machine."""


def hand_out(
    root: Path, month: Month, to: str, *, now: datetime, language: str | None = None, size: Size = "a3", sheet: int = 1
) -> HandedOut:
    """Return a month of the site below `root` in a form; without a language, in the first of the site.

    Raises ContentRefused when the content has errors, and WrongUse for a language or a sheet that is not there or an extra that is
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
