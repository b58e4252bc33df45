"""`prospectus init`: create a small site of a fictitious institution, for an editor to adapt."""

from __future__ import annotations

import tempfile
from pathlib import Path

from prospectus import clock
from prospectus.errors import WrongUse

FILES = Path(__file__).with_name("files")
"""The folder that is copied; `THIS_YEAR` and `NEXT_YEAR` in names and texts are replaced by years."""
RENAMED = {"gitattributes": ".gitattributes", "gitignore": ".gitignore"}
"""Files renamed on copying, because under their final name Git would apply them to this repository."""


def start(folder: Path, year: int | None = None) -> None:
    """Create the starter site in `folder`, completely or not at all; its calendar begins with `year`, by default the current year.

    Raises WrongUse, and changes nothing, when `folder` exists and is not empty, or cannot be written.
    """
    made: list[Path] = []
    try:
        target = folder.resolve()
        _check_free(target)
        made = [each for each in target.parents if not each.exists()]
        target.parent.mkdir(parents=True, exist_ok=True)
        # Inside an existing empty folder, because its parent may not be writable; otherwise beside the new folder.
        with tempfile.TemporaryDirectory(dir=target if target.is_dir() else target.parent, prefix=".prospectus-") as room:
            whole = Path(room, "site")
            _copy(whole, clock.read().year if year is None else year)
            _move(whole, target)
    except (OSError, RuntimeError) as error:
        for each in made:
            if each.is_dir():
                each.rmdir()
        reason = error.strerror if isinstance(error, OSError) else None
        raise WrongUse(f"A site cannot be made in {folder}: {reason or error}.") from None


def _check_free(target: Path) -> None:
    """Raise WrongUse unless the folder is new or empty and none of its parents is a file."""
    nearest = next(each for each in (target, *target.parents) if each.exists())
    if not nearest.is_dir():
        raise WrongUse(f"{nearest} is a file. Give a new or an empty folder, such as {nearest.with_name(nearest.name + '-site')}.")
    if nearest == target and any(target.iterdir()):
        raise WrongUse(
            f"{target} is not empty, and a new site overwrites nothing. Give a new or an empty folder, such as {target / 'site'}."
        )


def _copy(to: Path, year: int) -> None:
    for path in sorted(FILES.rglob("*")):
        if path.is_file() and not path.name.startswith("."):
            relative = path.relative_to(FILES)
            copy = to / relative.parent / RENAMED.get(path.name, _filled(path.name, year))
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.write_text(_filled(path.read_text(encoding="utf-8"), year), encoding="utf-8", newline="\n")


def _filled(text: str, year: int) -> str:
    return text.replace("THIS_YEAR", str(year)).replace("NEXT_YEAR", str(year + 1))


def _move(whole: Path, target: Path) -> None:
    """Move the copy to its place; an existing empty folder is kept and filled, because it may be the working directory of a shell."""
    if not target.is_dir():
        whole.rename(target)
        return
    moved: list[str] = []
    try:
        for each in sorted(whole.iterdir()):
            each.rename(target / each.name)
            moved.append(each.name)
    except OSError:
        for name in moved:
            (target / name).rename(whole / name)
        raise
