"""An edit of a site by one command: `editing` holds the lock from reading to writing, `save` writes all files or none."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from prospectus.errors import ContentError
from prospectus.problems import Message, Problem, make_problem
from prospectus.scheduling.edits.journal import FileChange, FileChanged, Journal, read_bytes
from prospectus.scheduling.edits.lock import hold_lock
from prospectus.scheduling.edits.state_folder import create_staging, open_state_folder, remove_leftovers

FINISHED = Message(
    "“{command}” was interrupted, and has been finished: {paths}.", "“{command}”曾被中断，现已补完：{paths}。"
)  # the command of an earlier run
RUN_AGAIN = Message("the same command once more: it reads the file anew", "再运行一次同样的命令：会重新读取该文件")
FINISH_BY_HAND = Message("compare it with git, and make the rest of the change by hand", "用 git 对照，手工补上其余改动")


@dataclass(frozen=True, slots=True)
class EditSession:
    """An edit in progress; its command holds the lock of the site."""

    root: Path
    command: str
    journal: Journal
    state_folder: Path

    def save(self, texts: Mapping[str, str | None], contents: Mapping[str, bytes], *, unchanged: Collection[str] = ()) -> tuple[str, ...]:
        """Write files, by path relative to the root, all or none; None removes a file. Return the paths that change.

        `contents` has the bytes of each file as it was read, and no others; it is `LoadedContent.contents` for most commands. Raises
        ContentError (PR540), and writes nothing, when one of the files, or one of the paths `unchanged`, is no longer as it was read.
        """
        for path in unchanged:
            if read_bytes(self.root, path) != contents.get(path):
                raise ContentError([_describe_conflict(path)])
        changes = [FileChange(path, contents.get(path), None if text is None else text.encode()) for path, text in texts.items()]
        return self.write([change for change in changes if change.before != change.after])

    def write(self, changes: Collection[FileChange], *, undoes: int | None = None) -> tuple[str, ...]:
        """Write changes of files, all or none, and return their paths. Raises ContentError (PR540) like `save`."""
        try:
            if changes:
                self.journal.write(self.command, tuple(changes), undoes=undoes)
        except FileChanged as changed:
            raise ContentError([_describe_conflict(changed.path)]) from None
        return tuple(change.path for change in changes)

    def create_staging(self) -> Path:
        """Return a new folder for this command, which the next one removes if this one is killed."""
        return create_staging(self.state_folder)


def _ignore(_: Message) -> None:
    """Announce nothing."""


@contextmanager
def editing(root: Path, command: str, announce: Callable[[Message], None] = _ignore) -> Iterator[EditSession]:
    """Hold the lock of the site at `root` for a command that edits, having finished and removed what a killed command left.

    `announce` is told when the command must wait, and what it finished. Raises ContentError when another command does not end (PR541), or
    when a file of an interrupted edit has been changed since (PR542); in that case the next command goes ahead.
    """
    root = root.resolve()
    state_folder = open_state_folder(root)
    with hold_lock(state_folder, command, announce):
        journal = Journal(root, state_folder)
        remove_leftovers(root)
        problems = list(_recover(journal, announce))
        if problems:
            raise ContentError(problems)
        yield EditSession(root, command, journal, state_folder)


def _recover(journal: Journal, announce: Callable[[Message], None]) -> Iterator[Problem]:
    """Finish interrupted edits, and yield a problem for each file that was left alone."""
    finished, left_alone = journal.recover()
    for entry in finished:
        paths = [file.path for file in entry.files if file.path not in left_alone]
        if paths:
            announce(FINISHED.fill(command=entry.command, paths=Message(", ".join(paths), "、".join(paths))))
    commands = "; ".join(dict.fromkeys(entry.command for entry in finished))
    for path in left_alone:
        yield make_problem(path, 1, 1, "PR542", came=commands, form=FINISH_BY_HAND)


def _describe_conflict(path: str) -> Problem:
    return make_problem(path, 1, 1, "PR540", form=RUN_AGAIN)
