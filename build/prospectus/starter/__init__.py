"""`prospectus init`: a small site of an invented institution, for an editor to turn into one of their own."""

from __future__ import annotations

import tempfile
from pathlib import Path

from prospectus import clock
from prospectus.errors import WrongUse

FILES = Path(__file__).with_name("files")
"""What is copied; `THIS_YEAR` and `NEXT_YEAR` in names and text become years."""
RENAMED = {"gitattributes": ".gitattributes", "gitignore": ".gitignore"}
"""Files that would act on this folder if they had their own name in it."""


def start(folder: Path, year: int | None = None) -> None:
    """Write the starter into `folder`, whole or not at all; its calendar begins with `year`, else with the present one.

    Raises WrongUse, and leaves everything as it was, when `folder` is not new or empty or cannot be written.
    """
    made: list[Path] = []
    try:
        target = folder.resolve()
        _check_free(target)
        made = [each for each in target.parents if not each.exists()]
        target.parent.mkdir(parents=True, exist_ok=True)
        # Inside an empty folder, whose parent may be closed to us; else beside the new one.
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
    """The folder of a new site must be new or empty, and no file may stand in its way."""
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
    """Give the copy its place; an empty folder stays the same folder, since a shell may stand in it."""
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
