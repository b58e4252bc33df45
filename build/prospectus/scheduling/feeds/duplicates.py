"""Finds the entries of a feed that are the same. An id that stands for different links is none: both entries are kept, and it is told."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import TYPE_CHECKING

from prospectus.scheduling.feeds.notes import FeedNote

if TYPE_CHECKING:
    from prospectus.scheduling.feeds.parse import FeedEntry


def drop_duplicates(entries: Sequence[FeedEntry]) -> tuple[list[FeedEntry], list[FeedNote]]:
    """Return the entries without duplicates, in their order, and what to tell.

    Entries are the same if they have the same id and not different links; without an id, the same link; without both, the same title and
    day.
    """
    links_by_id: dict[str, set[str]] = defaultdict(set)
    for entry in entries:
        if entry.id and entry.link:
            links_by_id[entry.id].add(entry.link)
    shared = {key for key, links in links_by_id.items() if len(links) > 1}
    unique: dict[object, FeedEntry] = {}
    for entry in entries:
        unique.setdefault(_key_of(entry, shared), entry)
    notes = [FeedNote("PR647", {"came": key, "count": str(len(links_by_id[key]))}) for key in sorted(shared)[:MAX_TOLD]]
    if len(shared) > MAX_TOLD:
        rest = sum(len(links_by_id[key]) for key in sorted(shared)[MAX_TOLD:])
        notes.append(FeedNote("PR647", {"came": "…", "count": str(rest)}))
    repeated = len(entries) - len(unique)
    return list(unique.values()), [*notes, *([FeedNote("PR655", {"count": str(repeated)})] if repeated else [])]


MAX_TOLD = 5
"""How many ids that stand for different links are told."""


def _key_of(entry: FeedEntry, shared_ids: set[str]) -> object:
    has_own_id = entry.id and entry.id not in shared_ids
    return entry.id if has_own_id else entry.link or (entry.title, entry.published and entry.published.date())
