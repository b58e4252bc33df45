"""Helpers to copy, change, build and compare test sites."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from prospectus.pipeline import build_site, prepare
from prospectus.publish.theme import templates

if TYPE_CHECKING:
    from prospectus.builder import Built
    from prospectus.derive.timetable import Timetable
    from prospectus.derive.view import PageView

HERE = Path(__file__).parent
REPOSITORY = HERE.parent
NOW = datetime(2025, 3, 10, 1, 0, tzinfo=UTC)
"""09:00 on 10 March 2025 in Shanghai: the time of every test build."""
URL = "https://lakeside.example/learn/"
FULL = HERE / "sites" / "full"

Overlay = Mapping[str, str | bytes | None]
"""Files to write over a site, by path; None removes the file."""
Tiny = Callable[..., Path]


class Ran(NamedTuple):
    """The exit code and output of a command."""

    code: int
    out: str
    err: str


Run = Callable[..., Ran]


def laid_over(root: Path, overlay: Overlay) -> Path:
    """Write `overlay` below `root`, and return `root`."""
    for name, content in overlay.items():
        target = root / name
        target.parent.mkdir(parents=True, exist_ok=True)
        if content is None:
            target.unlink()
        else:
            target.write_bytes(content.encode() if isinstance(content, str) else content)
    return root


def built(root: Path, site_dir: Path, **given: object) -> Built:
    """Build the site at `root` into `site_dir` at `NOW`; `options` are passed to `build` and override that time."""
    from prospectus import builder  # imports MkDocs, which most tests do not need

    return builder.build(builder.configured(root / "mkdocs.yml", site_dir), **{"now": NOW, **given})


def machine_files(root: Path, *, now: datetime = NOW, url: str = URL) -> dict[str, bytes]:
    """Return every file of the site at `root` that is not a page, by path."""
    outcome = build_site(root, words=(REPOSITORY / "theme" / "words",), templates=templates((REPOSITORY / "theme",)), url=url, now=now)
    return {artifact.path: artifact.body for artifact in outcome.machine}


def pages_of(root: Path, *, now: datetime = NOW, url: str = URL) -> dict[str, PageView]:
    """Return the view of every page of the site at `root`, by address."""
    outcome = build_site(root, words=(REPOSITORY / "theme" / "words",), templates=templates((REPOSITORY / "theme",)), url=url, now=now)
    return {page.address: page for page in outcome.views.pages}


def timetable_of(root: Path, month: str = "2025-06", language: str = "en", *, now: datetime = NOW, url: str = URL) -> Timetable:
    """Return a month of the site at `root`, prepared for export."""
    from prospectus.derive.timetable import timetable

    theme = REPOSITORY / "theme"
    prepared = prepare(root, words=(theme / "words",), templates=templates((theme,)), url=url, now=now)
    desk = next(desk for desk in prepared.views.desks if desk.locale.language == language)
    return timetable(desk, *map(int, month.split("-")))


def times(table: Timetable, count: int) -> Timetable:
    """Return a month with the items of another repeated until there are `count`."""
    return replace(table, items=tuple(table.items[n % len(table.items)] for n in range(count)))


def files_of(folder: Path) -> dict[str, bytes]:
    """Return the content of every file below `folder`, by relative path with slashes."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def differing(one: dict[str, bytes], other: dict[str, bytes]) -> list[str]:
    """Return the paths of files that differ, sorted. This keeps the message of a failed test readable."""
    return sorted(path for path in one.keys() | other.keys() if one.get(path) != other.get(path))
