"""Finds which files a record refers to: in the links and pictures of its texts, and in its fields."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from urllib.parse import unquote, urlsplit

from prospectus.cache.cache import BuildCache
from prospectus.load.drafts import ProseFile, RawRecord
from prospectus.patterns import lazy_pattern
from prospectus.text.relative_links import resolve_path
from prospectus.validate.prose.links import iter_links
from prospectus.validate.prose.source import ProseSource

ADDRESS_MARK = "/"
"""Stands before a mention that is an address and not a path in the repository."""
_FILE_NAME = lazy_pattern(r"\S[^\n]{0,400}\.[A-Za-z0-9]{1,8}(?:[?#][^\n]*)?")
_URL = lazy_pattern(r"https?://", re.IGNORECASE)


def list_mentioned(raw_records: Iterable[RawRecord], cache: BuildCache, name: str = "mentions") -> frozenset[str]:
    """Return the files that any record refers to: paths relative to the root, and addresses with `ADDRESS_MARK` in front.

    `name` is that under which a process that runs repeatedly keeps the result.
    """

    def list_of(raw: RawRecord) -> tuple[str, ...]:
        if cache.keeps_records:
            return raw.fact("mentions", lambda: find_mentions(raw))
        return cache.get_or_compute("mentions", f"{raw.fingerprint} {raw.path}", lambda: find_mentions(raw))

    mentions = cache.map_changed(name, [*raw_records], list_of)
    return frozenset(mention for of_record in mentions for mention in of_record)


def find_mentions(raw: RawRecord) -> tuple[str, ...]:
    """Return what one record refers to, sorted."""
    return tuple(sorted({*_iter_in_prose(raw), *_iter_in_fields(raw)}))


def _iter_in_prose(raw: RawRecord) -> Iterator[str]:
    for language, prose in raw.prose.items():
        folder = prose.path.rpartition("/")[0]
        for link in iter_links(ProseSource(prose, language)):
            yield from _to_mentions(link.target, folder)


def _iter_in_fields(raw: RawRecord) -> Iterator[str]:
    folder = raw.path.rpartition("/")[0]
    for text in _iter_texts(raw.data):
        if "](" in text or "]:" in text or "<a " in text:
            targets = [link.target for link in iter_links(ProseSource(ProseFile(raw.path, text, 1), ""))]
        else:
            targets = [text] if "." in text and _FILE_NAME.fullmatch(text) else []
        for target in targets:
            yield from _to_mentions(target, folder)
            if not target.startswith((".", "/")) and ":" not in target:
                yield ADDRESS_MARK + unquote(target)  # such as the portrait of a person, which is a path in `content/`


def _iter_texts(value: object) -> Iterator[str]:
    match value:
        case str():
            yield value
        case Mapping():
            for item in value.values():
                yield from _iter_texts(item)
        case Sequence():
            for item in value:
                yield from _iter_texts(item)


def _to_mentions(target: str, folder: str) -> Iterator[str]:
    if _URL.match(target):
        yield ADDRESS_MARK + unquote(_path_of(target)).lstrip("/")
    elif target.startswith("/"):
        yield ADDRESS_MARK + unquote(target.partition("?")[0].partition("#")[0]).lstrip("/")
    elif ":" not in target and (path := resolve_path(folder, target)):
        yield path


def _path_of(url: str) -> str:
    try:
        return urlsplit(url).path
    except ValueError:
        return ""


def select_mentioned(paths: Iterable[str], mentioned: frozenset[str], address_of: Mapping[str, str]) -> set[str]:
    """Return those of some paths that are mentioned: as a path, or at the end of an address."""
    selected = {path for path in paths if path in mentioned}
    by_address = {address: path for path, address in address_of.items()}
    for mention in mentioned:
        if mention.startswith(ADDRESS_MARK):
            steps = mention[1:].split("/")
            tails = ("/".join(steps[start:]) for start in range(len(steps)))
            selected.update(by_address[tail] for tail in tails if tail in by_address)
    return selected
