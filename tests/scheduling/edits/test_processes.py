"""Commands as real processes: fifty pairs at once, and commands that are killed. Children are forked, so that modules are loaded once.

`PROSPECTUS_KILLS=200 pytest tests/scheduling/edits/test_processes.py -k killed` kills more often than the suite does.
"""

from __future__ import annotations

import os
import random
import shutil
import signal
import sys
from collections.abc import Callable, Sequence
from itertools import count
from pathlib import Path

import pytest

from processes import FAILED, fork, wait_for_fork
from prospectus.cli.main import main
from prospectus.load.yaml import parse
from prospectus.scheduling.edits.session import editing
from tiny import SiteFactory, read_files

KILLS = int(os.environ.get("PROSPECTUS_KILLS", "20"))
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
COMMANDS = (
    ("import", "sheet.csv", "--month", "2025-09"),
    ("replay", "first", "https://a.example/replay"),
    ("move", "first", "second", "2025-10-09"),
    ("cancel", "second", "--reason", "雨。"),
    ("retitle", "first", "另一个"),
    ("release", "2025-09", "--now", "2025-08-01"),
    ("done", "2025-09", "--now", "2025-09-30"),
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


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command[0])
def test_killed_command_leaves_all_of_its_changes_or_none(make_root: Callable[[], Path], command: Sequence[str]) -> None:
    before, finished = read_files(root := make_root()), make_root()
    steps = count_steps(finished, command)
    after = read_files(finished)
    numbers = random.Random(command[0])
    for number in range(-(-KILLS // len(COMMANDS))):
        step = numbers.randint(1 if number % 2 else max(1, steps - WRITING_STEPS), steps)
        root = make_root()
        kill = at_step(root, step, lambda: os.kill(os.getpid(), signal.SIGKILL))
        assert wait_for_fork(start(root, command, kill)) == -signal.SIGKILL
        with editing(root, "next"):
            assert read_files(root) in (before, after), step
        state = root / ".prospectus"
        assert {path.name for path in state.iterdir()} <= {".gitignore", "lock", "journal"}
        assert [path.name for path in state.glob("journal/*") if path.suffix] == []
