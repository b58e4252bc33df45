"""An edit: all files or none, nothing that somebody else wrote is lost, and nothing is left over."""

from __future__ import annotations

import os
import signal
import stat
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from pathlib import Path
from threading import Event

import pytest

from processes import fork, wait_for_fork
from prospectus import file_lock
from prospectus.errors import ContentError
from prospectus.problems import Message
from prospectus.scheduling.edits import lock
from prospectus.scheduling.edits.session import editing
from tiny import read_files, write_files

BEFORE = {"a.yml": b"old a\n", "calendar/b.yml": b"old b\r\n", "gone.yml": b"to be removed\n"}
TEXTS = {"a.yml": "new a\n", "calendar/b.yml": "new b\r\n", "calendar/2026/01.yml": "new file\n", "gone.yml": None}
AFTER = {path: text.encode() for path, text in TEXTS.items() if text is not None}
STEPS = ("os.rename", "os.link", "os.remove", "os.mkdir", "os.rmdir", "open")
"""The audit events of the system calls by which files appear, disappear or are written."""


def save(root: Path) -> tuple[str, ...]:
    with editing(root, "test") as edit:
        return edit.save(TEXTS, BEFORE)


def left_over(root: Path) -> list[str]:
    """Return what is below `.prospectus/` that should not be there once a command has ended."""
    names = [path.relative_to(root / ".prospectus").as_posix() for path in (root / ".prospectus").glob("*")]
    entries = [path.name for path in (root / ".prospectus/journal").glob("*") if path.suffix]
    return sorted({*names} - {".gitignore", "lock", "journal"}) + entries


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return write_files(tmp_path, BEFORE)


def test_files_are_written_added_and_removed_together(root: Path) -> None:
    (root / "a.yml").chmod(0o640)
    assert save(root) == tuple(TEXTS)
    assert read_files(root) == AFTER
    assert stat.S_IMODE((root / "a.yml").stat().st_mode) == 0o640
    assert left_over(root) == []


def test_symbolic_link_stays_a_link(root: Path) -> None:
    (root / "link.yml").symlink_to("a.yml")
    with editing(root, "test") as edit:
        edit.save({"link.yml": "new\n"}, {"link.yml": BEFORE["a.yml"]})
    assert ((root / "link.yml").is_symlink(), (root / "a.yml").read_text()) == (True, "new\n")


def test_edit_that_changes_nothing_is_no_edit(root: Path) -> None:
    with editing(root, "test") as edit:
        assert edit.save({"a.yml": "old a\n"}, BEFORE) == ()
        assert edit.journal.list_entries() == []


def test_git_ignores_everything_that_commands_keep_in_the_site(root: Path) -> None:
    save(root)
    assert (root / ".prospectus/.gitignore").read_text() == "*\n"


@pytest.mark.parametrize(("path", "content"), [*((path, None) for path in BEFORE), *((path, b"of somebody else\n") for path in TEXTS)])
def test_file_that_differs_from_what_was_read_is_refused(root: Path, path: str, content: bytes | None) -> None:
    write_files(root, {path: content})
    expected = read_files(root)
    with pytest.raises(ContentError) as raised:
        save(root)
    assert [(problem.path, problem.code) for problem in raised.value.problems] == [(path, "PR540")]
    assert (read_files(root), left_over(root)) == (expected, [])


def test_files_that_an_edit_depends_on_must_be_unchanged(root: Path) -> None:
    with pytest.raises(ContentError, match="1 problem"), editing(root, "test") as edit:
        edit.save({"new.yml": "x\n"}, {"a.yml": b"another reading"}, unchanged=["a.yml"])
    assert read_files(root) == BEFORE


def run_forked(root: Path, prepare: Callable[[], None]) -> int:
    """Save the texts in a child process, after `prepare`; return how it ended: 0, 1 when it was refused, or the number of its signal."""

    def save_prepared() -> int:
        prepare()
        try:
            save(root)
        except ContentError:
            return 1
        return 0

    return wait_for_fork(fork(save_prepared))


def at_step(root: Path, number: int, action: Callable[[], None]) -> Callable[[], None]:
    """Return a function that lets `action` happen just before the given step at which this process changes a file of the site."""
    steps = count(1)

    def hook(event: str, arguments: tuple[object, ...]) -> None:
        if event in STEPS and str(root) in str(arguments) and next(steps) == number:
            action()

    return lambda: sys.addaudithook(hook)


def kill_now() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def test_command_killed_at_any_step_leaves_all_or_nothing(tmp_path: Path) -> None:
    outcomes = []
    for number in count(1):
        root = write_files(tmp_path / str(number), BEFORE)
        code = run_forked(root, at_step(root, number, kill_now))
        with editing(root, "next"):
            files = read_files(root)
        assert files in (BEFORE, AFTER)
        assert left_over(root) == []
        outcomes.append(files == AFTER)
        if code == 0:
            break
    assert outcomes == sorted(outcomes)  # from some step on, the edit is certain
    assert len(outcomes) > 20


def test_recovery_that_is_killed_itself_goes_on_with_the_next_command(tmp_path: Path) -> None:
    committed = find_commit_step(tmp_path)
    for number in count(1):
        root = write_files(tmp_path / str(number), BEFORE)
        run_forked(root, at_step(root, committed, kill_now))
        code = run_forked(root, at_step(root, number, kill_now))
        with editing(root, "last"):
            assert read_files(root) == AFTER
        assert left_over(root) == []
        if code >= 0:
            break


def find_commit_step(folder: Path) -> int:
    """Return the first step before which a killed edit is committed and not finished."""
    return next(step for step in count(1) if _is_committed(write_files(folder / f"trial-{step}", BEFORE), step))


def _is_committed(root: Path, step: int) -> bool:
    run_forked(root, at_step(root, step, kill_now))
    return any((root / ".prospectus").glob("journal/*.pending"))


def test_file_changed_by_somebody_else_at_any_step_is_never_lost(tmp_path: Path) -> None:
    """An editor saves a file just before the given step: the edit is refused, or the file was saved after it.

    The one exception is the system call that replaces this very file: no call compares and replaces in one.
    """
    theirs, refused, replaced = b"of somebody else\n", 0, 0
    for number in count(1):
        root = write_files(tmp_path / str(number), BEFORE)
        mark = tmp_path / f"saved-{number}"
        code = run_forked(root, at_step(root, number, lambda root=root, mark=mark: _save_theirs(root / "calendar/b.yml", theirs, mark)))
        files = read_files(root)
        assert left_over(root) == []
        assert files == ({**BEFORE, "calendar/b.yml": theirs} if code == 1 else {**AFTER, "calendar/b.yml": files["calendar/b.yml"]})
        refused += code == 1
        replaced += code == 0 and mark.exists() and files == AFTER
        if not mark.exists():
            break
    assert refused > 10
    assert replaced == 1


def _save_theirs(file: Path, content: bytes, mark: Path) -> None:
    """Save a file as text editors do, and leave a mark."""
    mark.write_bytes(b"")
    temporary = file.with_suffix(".tmp")
    temporary.write_bytes(content)
    temporary.replace(file)


@pytest.mark.parametrize("obstacle", ["a folder in place of the file", "a file in place of the folder"])
def test_files_put_in_place_are_put_back_when_a_later_one_fails(root: Path, obstacle: str) -> None:
    write_files(root, {"z/z.yml/inside": ""} if obstacle == "a folder in place of the file" else {"z": ""})
    before = read_files(root)
    with pytest.raises(OSError, match="z"), editing(root, "test") as edit:
        edit.save({**TEXTS, "z/z.yml": "new"}, BEFORE)
    assert (read_files(root), left_over(root)) == (before, [])


def test_file_changed_after_an_interrupted_edit_is_left_alone_and_reported(root: Path) -> None:
    run_forked(root, at_step(root, find_commit_step(root.with_name("trials")), kill_now))
    write_files(root, {"calendar/b.yml": "of somebody else\n"})
    announced: list[Message] = []
    with pytest.raises(ContentError) as raised, editing(root, "next", announced.append):
        pytest.fail("The first command must stop.")
    assert [(problem.path, problem.code) for problem in raised.value.problems] == [("calendar/b.yml", "PR542")]
    assert [message.en.partition(":")[0] for message in announced] == ["“test” was interrupted, and has been finished"]
    with editing(root, "next again") as edit:
        assert edit.save({"a.yml": "newer\n"}, {"a.yml": b"new a\n"}) == ("a.yml",)


def test_leftovers_of_earlier_versions_are_removed(root: Path) -> None:
    write_files(root, {".prospectus-x1/0": "", "calendar/talks/.prospectus-x2/new": "", "calendar/feeds/.feed-x3": ""})
    save(root)
    assert read_files(root) == AFTER


def test_second_command_waits_says_so_and_then_refuses(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lock, "WAIT_SECONDS", 0.0)
    announced: list[Message] = []
    with editing(root, "import"), pytest.raises(ContentError) as raised, editing(root, "replay", announced.append):
        pytest.fail("Two commands must not edit at once.")
    (problem,) = raised.value.problems
    assert (problem.path, problem.code, f"prospectus import ({os.getpid()})" in problem.sentence()) == (".prospectus/lock", "PR541", True)
    assert [f"prospectus import ({os.getpid()})" in message.zh for message in announced] == [True]


def test_second_command_goes_on_when_the_first_has_ended(root: Path) -> None:
    waits = Event()

    def edit_second() -> None:
        with editing(root, "second", lambda _: waits.set()) as edit:
            edit.save({"a.yml": "second\n"}, {"a.yml": b"first\n"})

    with ThreadPoolExecutor() as pool, editing(root, "first") as edit:
        second = pool.submit(edit_second)
        waits.wait()
        edit.save({"a.yml": "first\n"}, BEFORE)
    second.result()
    assert (root / "a.yml").read_text() == "second\n"


def test_system_without_locks_is_told_so(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(file_lock, "fcntl", None)
    with pytest.raises(Exception, match="file locks"), editing(root, "test"):
        pytest.fail("There are no locks.")
