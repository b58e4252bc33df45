"""Finds the addresses that were published and that no record has any more, because it was renamed or removed."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from difflib import SequenceMatcher

from prospectus.load.drafts import RawRecord
from prospectus.load.records import LoadedContent
from prospectus.model import urls
from prospectus.model.registry import KINDS, Kind
from prospectus.problems import Message, Problem, make_problem

RENAMED_SIMILARITY = 0.8
"""The least likeness of a new id to a lost one, by difflib, for the record to count as the renamed one if it has other words."""
_NUMBERS = re.compile(r"[0-9]+")


def check_addresses(
    loaded: LoadedContent, published_paths: Collection[str], locale_paths: Sequence[str], former_paths: Collection[str] = ()
) -> Iterator[Problem]:
    """An address that was published must stay, as a page or as a redirect.

    `published_paths` are those of the last build, and `former_paths` those of an earlier revision or of the deployed site; `locale_paths`
    are the folders of the languages. A draft counts as the record that it will be again. An intended removal is declared by
    `status: withdrawn`, which keeps the page, or by a waiver.
    """
    built = frozenset(published_paths)
    published_paths = built.union(former_paths)
    if not published_paths:
        return
    records: dict[str, list[RawRecord]] = {}
    for raw in loaded.raw_records:
        records.setdefault(str(raw.kind.page), []).append(raw)
    published = _group_by_pattern(published_paths, frozenset(locale_paths) - {""})
    fixed = _list_fixed_pages(loaded.raw_records)
    for kind in _kinds_with_own_page():
        if loaded.incomplete_kinds.isdisjoint(other.name for other in KINDS if other.page == kind.page):
            pages = {key: paths for key, paths in published.get(str(kind.page), {}).items() if str(kind.page).format(id=key) not in fixed}
            for lost in _check_pattern(kind, pages, records.get(str(kind.page), ())):
                yield lost.report(is_built=not built.isdisjoint(f"{address.removeprefix('/')}index.html" for address in lost.addresses))


def list_page_paths(raw_records: Iterable[RawRecord], now: datetime) -> Iterator[str]:
    """Yield the paths of the pages of records in the default language, former ones included: of what readers see at `now`, no samples."""
    for raw in raw_records:
        is_shown = raw.data.get("status") not in ("draft", "sample") and str(raw.data.get("publish_from", "")) <= f"{now:%Y-%m-%d %H:%M}"
        if raw.kind.page is not None and is_shown:
            yield from (f"{raw.kind.page.format(id=key)}/index.html" for key in _list_ids(raw) if key)


@dataclass(frozen=True, slots=True)
class LostAddress:
    """The addresses of a record that would be gone."""

    kind: Kind
    key: str
    addresses: Sequence[str]
    renamed: RawRecord | None
    """The record that took its place, if it is known."""

    def report(self, *, is_built: bool) -> Problem:
        """Return the problem at the record that was renamed, if it is known; else at the file that is gone."""
        params: dict[str, object] = {"addresses": ", ".join(self.addresses), "came": self.key}
        if self.renamed is not None:
            return self.renamed.problem(("id",), "PR273", None, **params, form=f"formerly: [{self.key}]")
        has_file = self.kind.storage == "file" and not self.kind.nested
        path = f"{self.kind.source_path}/{self.key}.yml" if has_file else self.kind.source_path
        return make_problem(path, 1, 1, "PR273", None, **params, form=(ANOTHER_WAY if is_built else WAIVER).fill(key=self.key))


def _check_pattern(kind: Kind, published: Mapping[str, Sequence[str]], records: Sequence[RawRecord]) -> Iterator[LostAddress]:
    """Yield each id of a pattern of addresses that was published and that no record has."""
    kept = {key for raw in records for key in _list_ids(raw)}
    lost = sorted(published.keys() - kept)
    new = (
        {_name_of(str(raw.key or raw.data.get("id"))): raw for raw in records if published.keys().isdisjoint(_list_ids(raw))}
        if lost
        else {}
    )
    for key in lost:
        name = _name_of(key)
        renamed = max((other for other in new if _may_be_renamed(name, other)), key=lambda other: _likeness(name, other), default=None)
        addresses = sorted(published[key], key=lambda path: (len(path), path))
        written = NESTED_KIND if "/" in key else next((raw.kind for raw in records), kind)
        yield LostAddress(written, key, addresses, new[renamed] if renamed else None)


def _may_be_renamed(name: str, other: str) -> bool:
    """Return whether a record can be one that had another name: it has all words of it or nearly the same, and no other numbers."""
    if _NUMBERS.findall(name) != _NUMBERS.findall(other):
        return False
    words, other_words = set(name.split("-")), set(other.split("-"))
    return words <= other_words or other_words <= words or _likeness(name, other) >= RENAMED_SIMILARITY


def _likeness(name: str, other: str) -> float:
    return SequenceMatcher(None, name, other).ratio()


def _name_of(key: str) -> str:
    """Return the last part of an id that is a path: pages in one folder are not alike because of its name."""
    return key.rpartition("/")[2]


def _kinds_with_own_page() -> list[Kind]:
    """Return the first kind of each pattern of addresses; several kinds may share one."""
    return list({kind.page: kind for kind in reversed(KINDS) if kind.page is not None}.values())[::-1]


def _list_fixed_pages(raw_records: Sequence[RawRecord]) -> frozenset[str]:
    """Return the addresses that have the pattern of a record's page and belong to another: lists, sections, fixed pages and plain pages."""
    plain = frozenset(key for raw in raw_records if raw.kind.nested for key in _list_ids(raw) if "/" in key)
    listings = frozenset(page for kind in KINDS for page in (kind.listing, kind.progress_page, kind.comparison) if page)
    sections = (section for raw in raw_records if raw.kind.name == "site" for section in raw.data.get("sections") or ())
    section_ids = {str(section["id"]) for section in sections if isinstance(section, Mapping) and "id" in section}
    return listings | plain | section_ids | urls.FIXED_FOLDERS


def _list_ids(raw: RawRecord) -> tuple[str, ...]:
    return raw.fact("ids", lambda: tuple(sorted(_iter_ids(raw))))


def _iter_ids(raw: RawRecord) -> Iterator[str]:
    """Yield the ids of a record, former ones included, as far as they can be read."""
    formerly = raw.data.get("formerly")
    yield from map(str, {raw.key or "", raw.data.get("id", ""), *(formerly if isinstance(formerly, tuple) else ())})


def _group_by_pattern(published_paths: Collection[str], locale_paths: Collection[str]) -> dict[str, dict[str, list[str]]]:
    """Return the addresses of the pages that may be those of records, by the pattern of their kind, then by id."""
    patterns = {page.removesuffix("{id}").rstrip("/"): page for page in (kind.page for kind in KINDS) if page is not None}
    addresses: dict[str, dict[str, list[str]]] = {}
    for path in published_paths:
        page = path.removesuffix("/index.html")
        first, _, rest = page.partition("/")
        page = rest if first in locale_paths and rest else page
        folder, _, key = page.rpartition("/")
        pattern = patterns.get(folder)
        if pattern is None and _may_be_nested(page):
            pattern, key = NESTED_KIND.page, page
        if pattern is not None and path.endswith("/index.html") and key not in locale_paths:
            addresses.setdefault(pattern, {}).setdefault(key, []).append(f"/{path.removesuffix('index.html')}")
    return addresses


WAIVER = Message(
    "formerly: [{key}] in the record that takes its place, if there is one; or a waiver in content/site.yml",
    "若有取代它的记录，在其中写 `formerly: [{key}]`；或在 `content/site.yml` 写一条豁免",
)
ANOTHER_WAY = Message(
    "formerly: [{key}] in the record that takes its place, if there is one; or a waiver in content/site.yml; "
    "or, if the site has never been online, delete the folder of the built site",
    "若有取代它的记录，在其中写 `formerly: [{key}]`；或在 `content/site.yml` 写一条豁免；站点从未上线的，删去已构建站点的目录即可",
)
NESTED_KIND = next(kind for kind in KINDS if kind.nested)
"""The kind whose ids are paths."""
_LISTINGS = tuple(f"{kind.listing}/page/" for kind in KINDS if kind.listing)


def _may_be_nested(page: str) -> bool:
    """Return whether a page in a folder may be one of `NESTED_KIND`: not in a folder that a build fills, nor a further page of a list."""
    return page.partition("/")[0] not in urls.FIXED_FOLDERS and not page.startswith(_LISTINGS)
