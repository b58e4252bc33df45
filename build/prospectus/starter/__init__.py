"""`prospectus init`: create a small site of a fictitious institution, for an editor to adapt."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from pathlib import Path

from prospectus import clock
from prospectus.editors.write import write_editor_files
from prospectus.errors import UsageError, describe_system_error
from prospectus.problems import Message
from prospectus.starter.files_of_site import STARTER_FOLDER, build_files
from prospectus.starter.options import SiteOptions

__all__ = ["STARTER_FOLDER", "SiteOptions", "check_target", "create_site"]

IS_A_FILE = Message(
    "No site was created: {file} is a file. Give a new or an empty folder, such as {form}.",
    "未新建站点：{file} 是文件。请给出新目录或空目录，例如 {form}。",
)
NOT_EMPTY = Message(
    "No site was created: {folder} is not empty, and a new site overwrites nothing. Give a new or an empty folder, such as {form}.",
    "未新建站点：{folder} 不是空目录，新站点不覆盖任何文件。请给出新目录或空目录，例如 {form}。",
)
CANNOT_CREATE = Message("A site cannot be made in {folder}: {reason}.", "未能在 {folder} 新建站点：{reason}。")


def create_site(folder: Path, year: int | None = None, zone: str = "UTC", options: SiteOptions | None = None) -> None:
    """Create the starter site in `folder`, completely or not at all; its calendar begins with `year`, by default the current year.

    Its times are in `zone`, a name of the IANA time zone database.

    Raises UsageError, and changes nothing, when `folder` exists and is not empty, or cannot be written.
    """
    chosen = replace(options or SiteOptions(), zone=zone)
    created_folders: list[Path] = []
    try:
        target = folder.resolve()
        check_target(target)
        created_folders = [parent for parent in target.parents if not parent.exists()]
        target.parent.mkdir(parents=True, exist_ok=True)
        # Inside an existing empty folder, because its parent may not be writable; otherwise beside the new folder.
        with tempfile.TemporaryDirectory(dir=target if target.is_dir() else target.parent, prefix=".prospectus-") as temporary:
            copy = Path(temporary, "site")
            for path, text in build_files(chosen, clock.read().year if year is None else year).items():
                _write_file(copy / path, text)
            write_editor_files(copy)
            _move_into_place(copy, target)
    except (OSError, RuntimeError) as error:
        for created in created_folders:
            if created.is_dir():
                created.rmdir()
        raise UsageError(CANNOT_CREATE.fill(folder=folder, reason=_describe(error))) from None


def _describe(error: OSError | RuntimeError) -> Message:
    if isinstance(error, RuntimeError):  # a loop of symbolic links
        return Message(str(error), "链接循环指向自身")
    reason = describe_system_error(error)
    return Message(error.strerror, reason.zh) if error.strerror else reason


def check_target(target: Path) -> None:
    """Raise UsageError unless the folder is new or empty and none of its parents is a file."""
    nearest = next(path for path in (target, *target.parents) if path.exists())
    if not nearest.is_dir():
        raise UsageError(IS_A_FILE.fill(file=nearest, form=nearest.with_name(f"{nearest.name}-site")))
    if nearest == target and any(target.iterdir()):
        raise UsageError(NOT_EMPTY.fill(folder=target, form=target / "site"))


def _write_file(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="\n")
    if path.parent.name == "scripts":
        path.chmod(0o755)


def _move_into_place(copy: Path, target: Path) -> None:
    """Move the copy to its place; an existing empty folder is kept and filled, because it may be the working directory of a shell."""
    if not target.is_dir():
        copy.rename(target)
        return
    moved_names: list[str] = []
    try:
        for path in sorted(copy.iterdir()):
            path.rename(target / path.name)
            moved_names.append(path.name)
    except OSError:
        for name in moved_names:
            (target / name).rename(copy / name)
        raise
