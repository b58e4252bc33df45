"""Files of a site on disk: write, compare, link and list them. No pathlib where it is done for thousands of files."""

from __future__ import annotations

import errno
import os
import shutil
import stat
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import NamedTuple

from prospectus.errors import UsageError, describe_system_error
from prospectus.problems import Message

CANNOT_WRITE = Message(
    "Not published: {target} cannot be written: {reason}; {remedy}. The site is as it was.",
    "未发布：无法写入 {target}：{reason}；{remedy}。已发布的站点保持不变。",
)
IN_THE_WAY = Message("remove what is in its way", "请移开占用该位置的文件或目录")
CANNOT_FINISH = Message(
    "Published in part: {target} cannot be written: {reason}; {remedy}. Until then the site has files of two builds.",
    "只发布了一部分：无法写入 {target}：{reason}；{remedy}。在此之前，站点中混有两次生成的文件。",
)
SEE_SYSTEM = Message("see what the system reports there, and build again", "请检查该处的系统状态，然后重新生成")
_FREE_SPACE = Message("free some disk space, and build again", "请腾出磁盘空间，然后重新生成")
_PERMIT = Message("let this user write there, or choose another folder with --site-dir", "请授予当前用户写权限，或用 `--site-dir` 另选目录")
_REMEDIES = {
    errno.EISDIR: IN_THE_WAY,
    errno.ENOTDIR: IN_THE_WAY,
    errno.EEXIST: IN_THE_WAY,
    errno.ENOSPC: _FREE_SPACE,
    errno.EDQUOT: _FREE_SPACE,
    errno.EFBIG: Message(
        "raise the limit on the size of files (ulimit -f), and build again", "请放宽文件大小限制（`ulimit -f`），然后重新生成"
    ),
    errno.EMFILE: Message(
        "raise the limit on open files (ulimit -n), and build again", "请放宽打开文件数的限制（`ulimit -n`），然后重新生成"
    ),
    errno.EACCES: _PERMIT,
    errno.EPERM: _PERMIT,
    errno.EROFS: Message(
        "mount the file system for writing, or choose another folder with --site-dir",
        "请以可写方式挂载该文件系统，或用 `--site-dir` 另选目录",
    ),
}
_NO_LINKS = frozenset({errno.EXDEV, errno.EPERM, errno.EACCES, errno.EMLINK, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS})
"""What systems report where a file cannot have another hard link."""
CLOCK_STEP = 1_000_000_000
"""Nanoseconds; two changes of a folder that are nearer than this may have the same time, and a clock may be set."""
FileState = tuple[int, int]
"""Size in bytes and modification time in nanoseconds of a file, to detect that somebody changed it."""


class CannotPublish(UsageError):
    """The system refused to write a file; the message names the file and the remedy."""


@contextmanager
def naming(target: str | Path, message: Message = CANNOT_WRITE) -> Iterator[None]:
    """Turn an OSError into CannotPublish with `message`, which names the file, as the system does not always do, and the remedy."""
    try:
        yield
    except OSError as error:
        reason = Message(error.strerror or str(error), describe_system_error(OSError(error.errno, error.strerror)).zh)
        remedy = _REMEDIES.get(error.errno or 0, SEE_SYSTEM)
        raise CannotPublish(message.fill(target=error.filename or target, reason=reason, remedy=remedy)) from None


def in_the_way(target: Path) -> CannotPublish:
    """Return what is raised when something else has the name of a file."""
    reason = Message("something else has this name", "该名称已被占用")
    return CannotPublish(CANNOT_WRITE.fill(target=target, reason=reason, remedy=IN_THE_WAY))


def check_path(path: str) -> None:
    """Raise UsageError when the path of a published file would leave the site folder."""
    if not is_inside_path(path):
        raise UsageError(
            Message(f"A published file must stay inside the site folder; got {path!r}.", f"发布的文件必须在站点目录之内；现在是 {path!r}。")
        )


def is_inside_path(path: str) -> bool:
    """Return whether a relative path stays inside its folder."""
    return bool(path) and not path.startswith("/") and "\\" not in path and "/../" not in f"/{path}/"


def read_state_if_equal(target: str, body: bytes) -> FileState | None:
    """Return the state of a file if it already has these bytes; otherwise None."""
    try:
        status = os.lstat(target)
        if status.st_size == len(body) and stat.S_ISREG(status.st_mode):
            with open(target, "rb") as file:  # noqa: PTH123
                return (status.st_size, status.st_mtime_ns) if file.read() == body else None
    except OSError:
        pass
    return None


def write_new_file(target: str, body: bytes) -> FileState:
    """Write a file that must not exist yet, and return its state. Folders above it are made. What cannot be written whole is removed."""
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL
    try:
        descriptor = os.open(target, flags, 0o666)
    except FileNotFoundError:
        _make_folder(os.path.dirname(target))  # noqa: PTH120
        descriptor = os.open(target, flags, 0o666)
    try:
        status = _write_and_close(descriptor, body)
    except OSError:
        os.unlink(target)  # noqa: PTH108
        raise
    return status.st_size, status.st_mtime_ns


def _make_folder(path: str) -> None:
    """Make a folder unless it exists. That above it mostly does, and `os.makedirs` would look first."""
    try:
        os.mkdir(path)  # noqa: PTH102
    except FileExistsError:  # another process has made it; if it is no folder, what is done in it fails
        pass
    except FileNotFoundError:
        os.makedirs(path, exist_ok=True)  # noqa: PTH103


def _write_and_close(descriptor: int, body: bytes) -> os.stat_result:
    """Write all of `body`, of which the system may take a part at a time, and return the state of the file."""
    try:
        written = os.write(descriptor, body)
        while written < len(body):
            written += os.write(descriptor, body[written:])
        return os.fstat(descriptor)
    finally:
        os.close(descriptor)


def link_file(source: str, target: str) -> None:
    """Give a file a second name by a hard link, or copy it with its time where the system makes no such link. Folders are made."""
    try:
        os.link(source, target, follow_symlinks=False)
    except FileNotFoundError:
        _make_folder(os.path.dirname(target))  # noqa: PTH120
        os.link(source, target, follow_symlinks=False)
    except OSError as error:
        if error.errno not in _NO_LINKS:
            raise
        os.makedirs(os.path.dirname(target), exist_ok=True)  # noqa: PTH103, PTH120
        shutil.copy2(source, target, follow_symlinks=False)


class FolderListing(NamedTuple):
    """What is in a folder: the inode of each file by its relative path, and the folders in which nothing is."""

    inodes: dict[str, int]
    empty_folders: list[str]
    change_times: dict[str, int]
    """When each folder had last changed before it was listed, in nanoseconds; folders end with a slash, and the folder itself is empty.

    It is the time of the inode (`st_ctime_ns`): programs can set back the modification time, and this one they cannot.
    """
    listed_at: int
    """When the listing was begun, in nanoseconds."""


def list_folder(folder: str) -> FolderListing:
    """Return what is in a folder. Links are files here: they are not followed. A folder that does not exist is empty."""
    listing = FolderListing({}, [], {}, time.time_ns())
    inodes, empty_folders, change_times, _ = listing
    pending = [""]
    while pending:
        directory = pending.pop()
        try:
            change_times[directory] = os.stat(f"{folder}/{directory}").st_ctime_ns  # noqa: PTH116
            entries = list(os.scandir(f"{folder}/{directory}"))
        except FileNotFoundError:
            continue
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                pending.append(f"{directory}{entry.name}/")
            else:
                inodes[f"{directory}{entry.name}"] = entry.inode()
        if not entries and directory:
            empty_folders.append(directory)
    return listing


def iter_added(folder: str, listing: FolderListing) -> Iterator[str]:
    """Yield the paths of all files in those parts of a folder that may have changed since it was listed, perhaps under another name."""
    doubtful_after = listing.listed_at - CLOCK_STEP
    pending = [
        directory
        for directory, change_time in listing.change_times.items()
        if change_time > doubtful_after or _read_change_time(f"{folder}/{directory}") != change_time
    ]
    while pending:
        directory = pending.pop()
        with suppress(FileNotFoundError, NotADirectoryError):
            for entry in os.scandir(f"{folder}/{directory}"):
                path = f"{directory}{entry.name}"
                if not entry.is_dir(follow_symlinks=False):
                    yield path
                elif f"{path}/" not in listing.change_times:
                    pending.append(f"{path}/")


def _read_change_time(folder: str) -> int | None:
    try:
        return os.stat(folder).st_ctime_ns  # noqa: PTH116
    except (FileNotFoundError, NotADirectoryError):
        return None


def remove_file(folder: str, path: str) -> None:
    """Remove a file of a folder, and the folders above it in which nothing is left."""
    os.unlink(f"{folder}/{path}")  # noqa: PTH108
    parent = os.path.dirname(path)  # noqa: PTH120
    while parent:
        try:
            os.rmdir(f"{folder}/{parent}")  # noqa: PTH106
        except OSError:
            return
        parent = os.path.dirname(parent)  # noqa: PTH120
