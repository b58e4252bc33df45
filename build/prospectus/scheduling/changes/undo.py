"""`undo`: takes the last edit back, byte for byte, unless one of its files has changed since."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from prospectus.errors import ContentError, UsageError
from prospectus.load.git import run_git
from prospectus.model.registry import KINDS_BY_NAME
from prospectus.problems import Message, Problem, make_problem
from prospectus.scheduling.edits.journal import Entry, FileChange, FileDigests, read_bytes
from prospectus.scheduling.edits.session import EditSession

NOTHING_TO_UNDO = Message("There is no edit that could be undone.", "没有可以撤销的改动。")
NOT_THE_LAST = Message(
    "“{command}” has edited the site since. prospectus undo takes back the last edit, again the one before.",
    "此后“{command}”又改动过站点。prospectus undo 每次撤销最后一次改动。",
)
UNDO_BY_HAND = Message("undo the change by hand, or take the file back with git", "手工改回，或用 git 恢复该文件")
RELEASE_AGAIN = Message("correct the events, and release the month again", "改正活动后，再次定版")
RELEASES = f"{KINDS_BY_NAME['release'].source_path}/"


@dataclass(frozen=True, slots=True)
class UndoneEdit:
    """An edit that was undone: its command, and the files that are as before it."""

    command: str
    paths: tuple[str, ...]


def undo_last(edit: EditSession, *, writes: bool = True, number: int | None = None) -> UndoneEdit:
    """Take back the last edit that has not been undone, and return it; without `writes`, only find it.

    With `number`, the last edit must be the one with this number in the journal.

    A release is taken back only if it is the newest of its month and not committed in git: a committed one may be published, and the
    numbers of calendar entries count it. Raises UsageError when there is nothing to undo, and ContentError when a file has changed since
    (PR543) or a release must stay (PR544); nothing is written then.
    """
    entry = find_last_edit(edit)
    if entry is None:
        raise UsageError(NOTHING_TO_UNDO)
    if number not in (None, entry.number):
        raise UsageError(NOT_THE_LAST.fill(command=entry.command))
    problems = [problem for file in entry.files if (problem := _find_obstacle(edit.root, file)) is not None]
    if problems:
        raise ContentError(problems)
    changes = [_reverse(edit.root, entry, index) for index in range(len(entry.files))]
    if writes:
        edit.write(changes, undoes=entry.number)
    return UndoneEdit(entry.command, tuple(change.path for change in changes))


def find_last_edit(edit: EditSession) -> Entry | None:
    """Return the last edit in the journal that has not been undone; None if there is none."""
    entries = edit.journal.list_entries()
    undone = {entry.undoes for entry in entries}
    return next((entry for entry in reversed(entries) if entry.undoes is None and entry.number not in undone), None)


def _reverse(root: Path, entry: Entry, index: int) -> FileChange:
    path = entry.files[index].path
    return FileChange(path, read_bytes(root, path), entry.read_before(index))


def _find_obstacle(root: Path, file: FileDigests) -> Problem | None:
    content = read_bytes(root, file.path)
    if (None if content is None else sha256(content).hexdigest()) != file.after:
        return make_problem(file.path, 1, 1, "PR543", form=UNDO_BY_HAND)
    if file.path.startswith(RELEASES) and file.before is None and (_has_newer(root, file.path) or _is_committed(root, file.path)):
        return make_problem(file.path, 1, 1, "PR544", form=RELEASE_AGAIN)
    return None


def _has_newer(root: Path, path: str) -> bool:
    """Return whether a month has a release after the one in a file `YYYY-MM-NUMBER.yml`."""
    month, _, number = Path(path).stem.rpartition("-")
    numbers = (file.stem.rpartition("-")[2] for file in (root / RELEASES).glob(f"{month}-*.yml"))
    return any(other.isdigit() and int(other) > int(number) for other in numbers)


def _is_committed(root: Path, path: str) -> bool:
    """Return whether a file is in the last commit of the git repository of the site, if there is one."""
    return run_git(root, "cat-file", "-e", f"HEAD:./{path}") is not None
