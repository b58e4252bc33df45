"""Writes a handout into a folder: all of its files or none, and never over a file that it did not write itself."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path

from prospectus.errors import UsageError
from prospectus.problems import Message
from prospectus.scheduling.handout_index import INDEX, read_index

NOT_A_HANDOUT = Message(
    "Nothing was written: {folder} exists and was not made by this command. Give --output with another folder.",
    "未写入：{folder} 已存在，且不是由本命令生成的。请用 --output 另取目录名。",
)
CHANGED = Message(
    "Nothing was written: {file} in {folder} was added or changed since. Move it elsewhere, or give --output with another folder.",
    "未写入：{folder} 中的 {file} 在生成之后被添加或修改过。请把它移到别处，或用 --output 另取目录名。",
)


def check_folder(folder: Path) -> None:
    """Raise UsageError if a folder may not be replaced: it has files, and they are not exactly those of an earlier handout."""
    if not folder.exists():
        return
    if not folder.is_dir() or folder.is_symlink():
        raise UsageError(NOT_A_HANDOUT.fill(folder=folder))
    paths = [path for path in sorted(folder.rglob("*")) if not path.is_dir() or path.is_symlink()]
    index = folder / INDEX
    checksums = read_index(index.read_text("utf-8", errors="replace")) if index.is_file() else None
    if checksums is None:
        if paths:
            raise UsageError(NOT_A_HANDOUT.fill(folder=folder))
        return
    for path in paths:
        name = path.relative_to(folder).as_posix()
        if name != INDEX and (path.is_symlink() or sha256(path.read_bytes()).hexdigest() != checksums.get(name)):
            raise UsageError(CHANGED.fill(file=name, folder=folder))


def write_folder(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write files, by path, as the only contents of a folder. They are written beside it first; a failure leaves the folder as it was.

    Raises UsageError as `check_folder` does.
    """
    check_folder(folder)
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=".prospectus-") as directory:
        staged, former = Path(directory, "new"), Path(directory, "former")
        staged.mkdir()
        for name, body in files.items():
            path = staged / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(body)
        if folder.exists():
            folder.replace(former)
        try:
            staged.replace(folder)
        except OSError:
            if former.exists():
                former.replace(folder)
            raise
