"""Reads and checks all content of a site: the first two stages of the pipeline, without those that render."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from prospectus.cache.cache import BuildCache
from prospectus.load.published import read_published_paths
from prospectus.load.records import load
from prospectus.load.saved_records import SavedRecordLostError
from prospectus.load.theme import load_theme
from prospectus.validate.run import Present, ValidationResult, validate


def check(
    root: Path,
    cache: BuildCache | None = None,
    *,
    now: datetime | None = None,
    theme_folders: tuple[Path, ...] = (),
    present: datetime | None = None,
    former_paths: frozenset[str] = frozenset(),
) -> ValidationResult:
    """Read and check the content below `root`; with `now`, also check for obligations that are overdue at that time.

    With `theme_folders`, the folder with the highest priority first, the theme is checked too. With `present`, the present time, the
    content is also compared with the last build, with `former_paths` and with the date: no address is lost, and no review is in the
    future. Without `now`, time alone never makes a problem: a build never starts failing merely because time passes. A `cache` that keeps
    records is saved.
    """
    cache = cache or BuildCache()
    compared = Present(present, read_published_paths(root), former_paths) if present is not None else None
    try:
        loaded = load(root, cache)
        result = validate(loaded, cache, now, load_theme(root, theme_folders, cache) if theme_folders else None, compared)
        if loaded.saved is not None:
            loaded.saved.save()
            cache.save()
    except SavedRecordLostError:
        return check(root, now=now, theme_folders=theme_folders, present=present, former_paths=former_paths)
    return result
