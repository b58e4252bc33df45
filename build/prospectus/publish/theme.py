"""The theme folders: the site's own overrides first, then the theme that comes with Prospectus."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from prospectus.errors import ProspectusError
from prospectus.render.artifact import Artifact

HIDDEN = (".DS_Store", "Thumbs.db")
TEMPLATES = ("*.html", "book/*.css", "book/*.opf", "book/*.xml", "print/*.css")
"""Patterns of templates: for pages, parts of books and print."""


def packaged() -> Path:
    """Return the theme folder that comes with Prospectus, from the wheel or the checkout; raises ProspectusError if there is none."""
    here = Path(__file__).resolve()
    for folder in (here.parents[1] / "theme", here.parents[3] / "theme"):
        if (folder / "main.html").is_file():
            return folder
    raise ProspectusError("The theme of Prospectus is not installed; install the package again.")


def folders(custom: str | None) -> tuple[Path, ...]:
    """Return the theme folders, the one with the highest priority first; `custom` is the site's own theme folder."""
    own = packaged()
    if custom is None or Path(custom).resolve() == own:
        return (own,)
    return (Path(custom).resolve(), own)


def words(found: tuple[Path, ...]) -> tuple[Path, ...]:
    """Return the folders of interface words, the one with the highest priority last."""
    return tuple(folder / "words" for folder in reversed(found))


def templates(found: tuple[Path, ...]) -> dict[str, str]:
    """Return the text of our templates by path; a template of an earlier folder overrides one of a later folder."""
    return {
        path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8")
        for folder in reversed(found)
        for pattern in TEMPLATES
        for path in sorted(folder.rglob(pattern))
    }


def assets(found: tuple[Path, ...]) -> Iterator[Artifact]:
    """Yield the files in `assets/`; a file of an earlier folder overrides one of a later folder."""
    seen: set[str] = set()
    for folder in found:
        for path in sorted((folder / "assets").rglob("*")):
            name = path.relative_to(folder).as_posix()
            if path.is_file() and name not in seen and path.name not in HIDDEN:
                seen.add(name)
                yield Artifact(name, path.read_bytes())
