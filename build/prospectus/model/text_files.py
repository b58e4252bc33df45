"""The names of Markdown files: which record a file holds the text of."""

from __future__ import annotations

from pathlib import PurePosixPath

from prospectus.model.library import RecordKey
from prospectus.model.registry import KINDS
from prospectus.patterns import lazy_pattern

_ENDING = lazy_pattern(r"(?:\.[A-Za-z]{2,3}(?:-[A-Za-z]+)?)?\.md$")


def record_of_text(path: str) -> RecordKey | None:
    """Return the kind and id of the record whose text a Markdown file would hold, by its path: `content/guides/fees.zh.md` or `…/fees.md`.

    `path` is relative to the root of the site. The record need not exist. None if Markdown in this place belongs to no kind.
    """
    stem = _ENDING.sub("", path)
    if stem == path:
        return None
    kinds = [kind for kind in KINDS if kind.prose and stem.startswith(f"{kind.source_path}/")]
    if not kinds:
        return None
    kind = max(kinds, key=lambda kind: len(kind.source_path))
    path_of_record = PurePosixPath(stem).relative_to(kind.source_path)
    if kind.storage != "file":
        return kind.name, path_of_record.name
    return kind.name, str(path_of_record).removesuffix("/index") if kind.nested else str(path_of_record)
