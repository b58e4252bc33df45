"""A calendar client, khal with vdirsyncer, subscribes to a site over loopback. After each command it shows what the pages show."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import partial
from html.parser import HTMLParser
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from itertools import pairwise
from pathlib import Path
from threading import Thread
from typing import NamedTuple

from processes import run_process
from prospectus.builder.serve import SiteServer
from tiny import FULL, NOW, RunCommand, SiteFactory, write_files

YEAR = "calendar/years/2025.yml"
MONTHS = ("2025/09", "2025/10")
SHEET = """\
日期,时间,标题,英文标题,类型,地点,英文地点,语言
2025-09-10,15:30-16:30,谷仓,Granary,会议,谷仓,The granary,中文
2025-09-16,19:30-20:30,夜课,Night course,培训,磨坊,The mill,中文
2025-09-23,,集市,Fair,宣传活动,湖畔,The lake,中文
"""
MOVE = "编号,日期,标题\nmeeting-2025-09-10,2025-10-14,谷仓\n"
GRANARY, NIGHT, FAIR = "meeting-2025-09-10", "training-2025-09-16", "campaign-2025-09-23"
STEPS: tuple[tuple[tuple[str, ...], ...], ...] = (
    (("import", "sheet.csv", "--month", "2025-09", "--file", "zhang"),),
    (("release", "2025-09", "--now", "2025-08-01"),),
    (("move", NIGHT, "2025-10-21"), ("release", "2025-09", "--now", "2025-08-02"), ("release", "2025-10", "--now", "2025-08-02")),
    (("cancel", FAIR, "--reason", "雨。"), ("release", "2025-09", "--now", "2025-08-03")),
    (("import", "move.csv", "--month", "2025-09"), ("release", "2025-10", "--now", "2025-08-04")),
    (("reinstate", FAIR), ("release", "2025-09", "--now", "2025-08-05")),
    (("retitle", NIGHT, "晚间课"), ("release", "2025-10", "--now", "2025-08-06")),
    (("undo",), ("undo",)),
)
VDIRSYNCER = """\
[general]
status_path = "{folder}/status/"
[pair site]
a = "feed"
b = "local"
collections = null
conflict_resolution = "a wins"
[storage feed]
type = "http"
url = "{url}/calendar/all.ics"
[storage local]
type = "filesystem"
path = "{folder}/events/"
fileext = ".ics"
"""
KHAL = """\
[calendars]
[[site]]
path = {folder}/events/
[locale]
timeformat = %H:%M
dateformat = %Y-%m-%d
longdateformat = %Y-%m-%d
datetimeformat = %Y-%m-%d %H:%M
longdatetimeformat = %Y-%m-%d %H:%M
local_timezone = Asia/Shanghai
default_timezone = Asia/Shanghai
[sqlite]
path = {folder}/khal.db
"""
MARKS = ("已取消：", "改期：")
"""What the title of a calendar entry says first; on a page, it is said beside the title."""


class Shown(NamedTuple):
    """An event as a reader sees it; an event of whole days begins and ends at midnight."""

    start: str
    end: str
    title: str
    is_cancelled: bool


@contextmanager
def serve_folder(folder: Path) -> Iterator[str]:
    """Serve a built site over loopback, and give its URL."""

    class Handler(SimpleHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            """Print nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Handler, directory=str(folder))) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@dataclass(frozen=True)
class Client:
    """A calendar client with a subscription."""

    folder: Path

    def subscribe(self, url: str) -> None:
        (self.folder / "events").mkdir(parents=True)
        write_files(self.folder, {name: text.format(folder=self.folder, url=url) for name, text in (("sync", VDIRSYNCER), ("khal", KHAL))})
        self._run("vdirsyncer", "-c", "sync", "discover")

    def show(self) -> list[Shown]:
        """Synchronise, and return what the client lists for the months."""
        self._run("vdirsyncer", "-c", "sync", "sync")
        columns = ("{start-date-long}", "{start-time}", "{end-date-long}", "{end-time}", "{title}", "{cancelled}")
        lines = self._run("khal", "-c", "khal", "list", "2025-09-01", "61d", "--once", "--day-format", "", "--format", "|".join(columns))
        return sorted({self._parse(line) for line in lines.splitlines() if "|" in line})

    def _parse(self, line: str) -> Shown:
        day, time, last, end, title, cancelled = line.split("|")
        plain = title
        for mark in MARKS:
            plain = plain.removeprefix(mark)
        if not time:
            time, last, end = "00:00", str(date.fromisoformat(last) + timedelta(days=1)), "00:00"
        return Shown(f"{day} {time}", f"{last} {end}", plain, bool(cancelled.strip()))

    def _run(self, program: str, *arguments: str) -> str:
        return run_process([Path(sys.executable).with_name(program), *arguments], cwd=self.folder, check=True).stdout


@dataclass
class AgendaParser(HTMLParser):
    """Reads the rows of an agenda."""

    shown: list[Shown] = field(default_factory=list)
    row: dict[str, str | None] | None = None
    title: str | None = None

    def __post_init__(self) -> None:
        super().__init__()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        if tag == "li" and "event-row" in str(values.get("class")) and "data-start" in values:
            self.row = values
        elif tag == "h4" and self.row is not None:
            self.title = ""

    def handle_data(self, data: str) -> None:
        if self.title is not None:
            self.title += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "h4" and self.row is not None and self.title is not None:
            times = [str(self.row[name])[:16].replace("T", " ") for name in ("data-start", "data-end")]
            self.shown.append(Shown(times[0], times[1], self.title.strip(), self.row["data-state"] == "cancelled"))
            self.row = self.title = None


def show_pages(folder: Path) -> list[Shown]:
    """Return what the pages of the months show."""
    parser = AgendaParser()
    for month in MONTHS:
        page = (folder / f"calendar/{month}/index.html").read_text(encoding="utf-8")
        parser.feed(page[page.index('id="agenda"') : page.index('class="subscribe"')])
    return sorted(set(parser.shown))


def test_client_shows_after_each_command_what_the_pages_show(tiny: SiteFactory, tmp_path: Path, run: RunCommand) -> None:
    root = tiny("minimal", {YEAR: (FULL / YEAR).read_text(encoding="utf-8"), "sheet.csv": SHEET, "move.csv": MOVE})
    site, client = SiteServer(root / "mkdocs.yml", tmp_path / "site", lambda: NOW), Client(tmp_path / "client")
    site.rebuild()
    states: list[list[Shown]] = []
    with serve_folder(tmp_path / "site") as url:
        client.subscribe(url)
        for commands in STEPS:
            for command in commands:
                result = run(*command, folder=root)
                assert result.code == 0, (command, result)
            site.rebuild()
            states.append(client.show())
            assert states[-1] == show_pages(tmp_path / "site"), commands
    assert [len(shown) for shown in states] == [3] * len(STEPS)
    assert [len(set(after) - set(before)) for before, after in pairwise(states)] == [0, 1, 1, 1, 1, 1, 1]
