"""Remembers on how many days each link has failed: a JSON file beside the build cache. Without it, counting starts again."""

from __future__ import annotations

import json
import os
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from prospectus.cache.sqlite_store import cache_path


@dataclass(frozen=True, slots=True)
class Failure:
    """A link that has failed each time since a day."""

    last: date
    """The last day on which it failed."""
    days: int
    """On how many days it was asked and failed."""


def count_failures(known: Mapping[str, Failure], failed: Collection[str], today: date) -> dict[str, Failure]:
    """Return the failures after a run. What answers again is forgotten; a second run on one day does not count."""
    return {url: _count(known.get(url), today) for url in failed}


def _count(known: Failure | None, today: date) -> Failure:
    if known is None:
        return Failure(today, 1)
    return known if known.last >= today else Failure(today, known.days + 1)


def read_failures(root: Path) -> dict[str, Failure]:
    """Return the failures of earlier runs for the site in `root`, by address."""
    try:
        entries = json.loads(_find_file(root).read_bytes())
        return {str(url): Failure(date.fromisoformat(entry["last"]), int(entry["days"])) for url, entry in entries.items()}
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return {}


def write_failures(root: Path, failures: Mapping[str, Failure]) -> None:
    """Write the failures for the next run. Raises OSError."""
    file = _find_file(root)
    file.parent.mkdir(parents=True, exist_ok=True)
    entries = {url: {"last": failure.last.isoformat(), "days": failure.days} for url, failure in sorted(failures.items())}
    unfinished = file.with_suffix(f".{os.getpid()}")
    unfinished.write_text(json.dumps(entries, ensure_ascii=False, indent=1), encoding="utf-8")
    unfinished.replace(file)


def _find_file(root: Path) -> Path:
    return cache_path(root).with_suffix(".links.json")
