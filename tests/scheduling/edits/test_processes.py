"""Commands as real processes: fifty pairs at once, and commands that are killed. Children are forked, so that modules are loaded once.

`PROSPECTUS_KILLS=200 pytest tests/scheduling/edits/test_processes.py -k killed` kills more often than the suite does.
"""

from __future__ import annotations

import os
import random
import shutil
import signal
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from pathlib import Path
from threading import Thread
from typing import NamedTuple

import pytest

from processes import FAILED, fork, wait_for_fork
from prospectus.cli.main import main
from prospectus.load.yaml import parse
from prospectus.scheduling.edits.session import editing
from tiny import SiteFactory, read_files, write_files

KILLS = int(os.environ.get("PROSPECTUS_KILLS", "28"))
WRITING_STEPS = 40
"""About how many of the steps of a command, the last ones, write; every second kill is among them."""
PAIRS = 50
MONTH = "calendar/2025/09.yml"
EVENT = """\
# About {id}.
- id: {id}
  type: meeting
  title: {{zh: 会议, en: Meeting}}
  starts: 2025-09-{day:02} 10:00
  ends: 2025-09-{day:02} 11:00
  language: zh
"""
ROWS = EVENT.format(id="first", day=22) + EVENT.format(id="second", day=23)
SHEET = "Id,Title (English)\nfirst,A new title\nsecond,Another title\n"
PO = """\
msgid ""
msgstr "Language: en\\n"

msgctxt "site:site tagline"
msgid "学会看懂大麦期货"
msgstr "Another tagline"
"""
EVERY_MONTH = """\
title: {zh: 每月会议, en: Monthly meeting}
recurrence: {dtstart: 2025-01-01, rrule: "FREQ=MONTHLY;BYMONTHDAY=1", mode: period}
stated: {zh: 每月一次。, en: Once a month.}
typical: {type: meeting}
"""
FEED = "- {{id: hall, title: {{zh: 公告, en: Notices}}, url: {url}, gives: notices, institution: lakeside, language: zh}}\n"
ANSWER = """\
<rss version="2.0"><channel><title>公告</title>
<item><title>通知</title><link>https://hall.example/1</link><guid>n1</guid><pubDate>Mon, 03 Mar 2025 09:00:00 +0800</pubDate></item>
</channel></rss>
"""


class Case(NamedTuple):
    """A command that edits, with the files that it needs and the commands before it."""

    command: tuple[str, ...]
    overlay: Mapping[str, str] = {}
    earlier: tuple[tuple[str, ...], ...] = ()


CASES = (
    Case(("import", "sheet.csv", "--month", "2025-09")),
    Case(
        ("import", "move.csv", "--month", "2025-09"), {"move.csv": "Id,Title (English),Date\nfirst,New,2025-10-09\nsecond,Old,2025-11-03\n"}
    ),
    Case(("replay", "first", "https://a.example/replay")),
    Case(("move", "first", "second", "2025-10-09")),
    Case(("cancel", "second", "--reason", "雨。")),
    Case(("reinstate", "first", "second"), earlier=(("cancel", "first", "second", "--reason", "雨。"),)),
    Case(("retitle", "first", "另一个")),
    Case(("release", "2025-09", "--now", "2025-08-01")),
    Case(("done", "2025-09", "--now", "2025-09-30")),
    Case(("plan", "2026"), {"calendar/series/monthly.yml": EVERY_MONTH}),
    Case(
        ("waive", "PR530", "night", "--reason", "Stars"), {"calendar/2025/10.yml": EVENT.format(id="night", day=22).replace(" 10:", " 02:")}
    ),
    Case(("new", "audience", "growers", "--set", "title.zh=农户", "--set", "title.en=Growers")),
    Case(("new", "guide", "why", "--set", "title.zh=问", "--set", "status=draft", "--prose")),
    Case(("fmt",), {f"content/audiences/{name}.yml": f"-   title: {{zh: 众, en: 'All'}}\n    id: {name}\n" for name in "ab"}),
    Case(("language", "add", "ja")),
    Case(("language", "remove", "ja"), earlier=(("language", "add", "ja"),)),
    Case(("translations", "accept", "--all")),
    Case(("translations", "import", "en.po"), {"en.po": PO}),
    Case(("undo",), earlier=(("move", "first", "second", "2025-10-09"),)),
    Case(("check", "--fix"), {f"content/audiences/{name}.yaml": f"- {{id: {name}, title: {{zh: 众, en: All}}}}\n" for name in "ab"}),
)
STEPS = ("os.rename", "os.link", "os.remove", "os.mkdir", "os.rmdir", "open")


def start(root: Path, command: Sequence[str], prepare: Callable[[], object] = lambda: None) -> int:
    """Run a command in a forked process, after `prepare`, and return the id of the process."""

    def run_command() -> int:
        silence = os.open(os.devnull, os.O_WRONLY)
        os.dup2(silence, 1)
        os.dup2(silence, 2)
        sys.argv = ["prospectus", *command, "--root", str(root)]
        os.chdir(root)
        prepare()
        try:
            main()
        except SystemExit as ended:
            return int(ended.code or 0)
        return FAILED

    return fork(run_command)


def at_step(root: Path, number: int, action: Callable[[], object]) -> Callable[[], object]:
    """Return a function that lets `action` happen before the given step at which this process touches a file of the site."""
    steps = count(1)

    def hook(event: str, arguments: tuple[object, ...]) -> None:
        if event in STEPS and f"{root}/" in str(arguments) and next(steps) == number:
            action()

    return lambda: sys.addaudithook(hook)


@pytest.fixture
def make_root(tmp_path: Path, tiny: SiteFactory) -> Callable[[], Path]:
    """Return a function that makes another copy of a site each time."""
    template, numbers = tiny("minimal", {MONTH: ROWS, "sheet.csv": SHEET}), count()
    return lambda: shutil.copytree(template, tmp_path / f"copy-{next(numbers)}")


def test_of_two_commands_at_once_none_loses_its_edit(make_root: Callable[[], Path]) -> None:
    root = make_root()
    for number in range(PAIRS):
        pair = [
            start(root, ("retitle", "first", f"第{number}次")),
            start(root, ("replay", "second", f"https://a.example/{number}")),
        ]
        assert [wait_for_fork(child) for child in pair] == [0, 0]
        first, second = parse((root / MONTH).read_text(encoding="utf-8"))
        assert (first["title"]["zh"], second["replay"]["url"]) == (f"第{number}次", f"https://a.example/{number}")


def count_steps(root: Path, command: Sequence[str]) -> int:
    """Run a command to its end, and return at how many steps it touches a file of the site."""
    log = root.with_name("steps")
    log.write_bytes(b"")
    descriptor = os.open(log, os.O_WRONLY | os.O_APPEND)

    def hook(event: str, arguments: tuple[object, ...]) -> None:
        if event in STEPS and f"{root}/" in str(arguments):
            os.write(descriptor, b".")

    assert wait_for_fork(start(root, command, lambda: sys.addaudithook(hook))) == 0, command
    os.close(descriptor)
    return log.stat().st_size


def kill_at_random_steps(make_root: Callable[[], Path], command: Sequence[str]) -> Iterator[tuple[Path, dict[str, bytes], int]]:
    """Yield sites in which a command was killed and another one has begun, the files after the whole command, and the step."""
    finished = make_root()
    steps = count_steps(finished, command)
    numbers = random.Random(" ".join(command))
    for number in range(-(-KILLS // (len(CASES) + 1))):
        step = numbers.randint(1 if number % 2 else max(1, steps - WRITING_STEPS), steps)
        root = make_root()
        kill = at_step(root, step, lambda: os.kill(os.getpid(), signal.SIGKILL))
        assert wait_for_fork(start(root, command, kill)) == -signal.SIGKILL
        with editing(root, "next"):
            yield root, read_files(finished), step
        state = root / ".prospectus"
        assert {path.name for path in state.iterdir()} <= {".gitignore", "lock", "journal"}
        assert [path.name for path in state.glob("journal/*") if path.suffix] == []


@pytest.mark.parametrize("case", CASES, ids=lambda case: " ".join(case.command[:2]))
def test_killed_command_leaves_all_of_its_changes_or_none(make_root: Callable[[], Path], case: Case) -> None:
    template = write_files(make_root(), case.overlay)
    for earlier in case.earlier:
        assert wait_for_fork(start(template, earlier)) == 0
    before, numbers = read_files(template), count()
    make_copy = partial(_copy, template, numbers)
    for root, after, step in kill_at_random_steps(make_copy, case.command):
        assert after != before
        assert read_files(root) in (before, after), step


def _copy(template: Path, numbers: Iterator[int]) -> Path:
    return shutil.copytree(template, template.with_name(f"{template.name}-{next(numbers)}"))


@contextmanager
def serve(body: bytes) -> Iterator[str]:
    """Serve one answer to every request over loopback, and give its URL."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "application/rss+xml")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Print nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/feed"
        server.shutdown()


def test_killed_download_is_completed_by_the_next_one(make_root: Callable[[], Path]) -> None:
    with serve(ANSWER.encode()) as url:
        template, numbers = write_files(make_root(), {"content/feeds.yml": FEED.format(url=url)}), count()
        command = ("feeds", "pull", "--apply", "--allow-loopback", "--now", "2025-03-10")
        killed = [(root, after) for root, after, _ in kill_at_random_steps(partial(_copy, template, numbers), command)]
        for root, after in killed:
            assert [name for name in after if name.startswith("content/notices/")] != []
            assert wait_for_fork(start(root, command)) == 0
            assert read_files(root) == after
