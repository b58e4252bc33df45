"""What the last builds of a site published, for monitors: a JSON file beside the build cache, with an entry per folder."""

from __future__ import annotations

import contextlib
import json
import os
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from prospectus.cache.sqlite_store import cache_path


@dataclass(frozen=True, slots=True)
class LastBuild:
    """The last build that succeeded for a folder, also if it had nothing to do."""

    folder: str
    built_for: datetime
    """The time it was built for; aware."""
    valid_until: datetime
    """The next instant at which a page changes; the end of time if none does."""
    pages: int
    problems: int
    """The number of warnings and hints of the content."""


def write_last_build(root: Path, last_build: LastBuild) -> None:
    """Note a build of the site in `root`. A folder that cannot be written costs the note, and not the build."""
    file = _find_file(root)
    entry = {
        "built_for": last_build.built_for.astimezone(UTC).isoformat(),
        "valid_until": last_build.valid_until.astimezone(UTC).isoformat(),
        "pages": last_build.pages,
        "problems": last_build.problems,
    }
    with contextlib.suppress(OSError):
        file.parent.mkdir(parents=True, exist_ok=True)
        unfinished = file.with_suffix(f".{os.getpid()}")
        unfinished.write_text(json.dumps({**_read_entries(file), last_build.folder: entry}, indent=1), encoding="utf-8")
        unfinished.replace(file)


def read_last_build(root: Path, folder: Path | None = None) -> LastBuild | None:
    """Return the last build into a folder, or without one the last build of all; None if there was none."""
    entries = _read_entries(_find_file(root))
    builds = [build for name, entry in entries.items() if (build := _parse(name, entry)) is not None]
    if folder is not None:
        builds = [build for build in builds if build.folder == str(folder)]
    return max(builds, key=lambda build: build.built_for, default=None)


def _find_file(root: Path) -> Path:
    return cache_path(root).with_suffix(".builds.json")


def _read_entries(file: Path) -> dict[str, object]:
    try:
        entries = json.loads(file.read_bytes())
    except (OSError, ValueError):
        return {}
    return entries if isinstance(entries, dict) else {}


def _parse(folder: str, entry: object) -> LastBuild | None:
    try:
        fields = dict(entry)  # type: ignore[call-overload]
        times = [datetime.fromisoformat(fields[name]) for name in ("built_for", "valid_until")]
        return LastBuild(folder, times[0], times[1], int(fields["pages"]), int(fields["problems"]))
    except (TypeError, ValueError, KeyError):
        return None
