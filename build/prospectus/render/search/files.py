"""The files of the search index of a locale: a manifest, the dictionary in shards, the rows of results, and the texts for their excerpts.

A query loads the manifest, the few shards with its tokens, and the rows and texts of the results that it shows.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any, NamedTuple

from prospectus.cache.cache import digest
from prospectus.model import urls
from prospectus.model.kinds.site import Locale
from prospectus.model.registry import KINDS, KINDS_BY_NAME
from prospectus.render.artifact import Artifact
from prospectus.render.search.dictionary import Shard, sort_key
from prospectus.render.search.entries import EntrySummary, SearchEntry, summarize
from prospectus.render.search.index import SearchIndex, build_index
from prospectus.render.search.postings import Lists
from prospectus.text.chinese_script import script_table
from prospectus.views.interface_words import InterfaceWords
from prospectus.views.page import LIST, PAGE

FOLDER = "search/data"
ROWS_PER_FILE = 1024
"""As many that most sites have few files of rows, which the browser reads before a query."""
TEXTS_PER_FILE = 3
"""About how many entries share a file of texts."""
NAMED_LETTERS = 16
"""The most letters of a shard that are in its name."""
SHORTEST_CORRECTED = 4
"""The length from which a word is looked for with a typing error."""
OTHER_WEIGHTS = {PAGE: 2, LIST: 1}
_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))
_KIND_ORDER = {name: number for number, name in enumerate([kind.name for kind in KINDS] + [PAGE, LIST])}


class LastFiles(NamedTuple):
    """What the last build has published of the index of a locale, all of it unmodified."""

    entries: Sequence[EntrySummary]
    """Its entries, in order."""
    names: Sequence[str]
    """The name of each shard; see `name_shards`."""
    firsts: Sequence[str]
    """The first letters of each shard."""
    read: Callable[[str], bytes]
    """Returns the file of a shard, by its name."""

    def read_shard(self, number: int) -> str:
        """Return the tokens of a shard, as JSON."""
        return _read_content(self.read(self.names[number]).decode())

    def parse_shard(self, number: int) -> Lists:
        """Return the tokens of a shard."""
        tokens: Lists = json.loads(self.read_shard(number))
        return tokens


class SearchFile(NamedTuple):
    """A file of an index."""

    path: str
    body: bytes | None
    """None if the file is as in the last build."""


def order_entries(entries: Iterable[EntrySummary]) -> list[EntrySummary]:
    """Return entries as the index numbers them: those that a reader probably looks for first, then in the order of the pages."""
    return sorted(entries, key=lambda entry: (-_weight(entry.kind), _KIND_ORDER[entry.kind]))


def iter_search_files(entries: Iterable[SearchEntry], locale: Locale, t: InterfaceWords) -> Iterator[Artifact]:
    """Yield the files of the index of one locale. `entries` are those of its pages, in the order of the pages."""
    pages = list(entries)
    ordered = order_entries(summarize("", pages))
    index = build_index([pages[entry.place] for entry in ordered], locale.language)
    for file in SearchFiles(locale, ordered).iter_all(index, t, lambda entry: pages[entry.place]):
        yield Artifact(file.path, file.body or b"")


class SearchFiles:
    """The files of one locale, with the entries in their order."""

    def __init__(self, locale: Locale, entries: Sequence[EntrySummary], last: LastFiles | None = None) -> None:
        self._locale, self._entries, self._last = locale, entries, last
        self._version = _version_of(entries)
        self._is_last_version = last is not None and self._version == _version_of(last.entries)

    def iter_all(self, index: SearchIndex, t: InterfaceWords, read_entry: Callable[[EntrySummary], SearchEntry]) -> Iterator[SearchFile]:
        """Yield all files; `index` is that of the entries, and `read_entry` returns one of them."""
        texts, firsts = list(_split_texts(self._entries)), self.list_firsts(index)
        trails = {trail: number for number, trail in enumerate(dict.fromkeys(entry.crumbs for entry in self._entries))}
        manifest = {
            "version": self._version,
            "count": len(self._entries),
            "kinds": list(_iter_kinds(self._entries, t)),
            "trails": list(trails),
            "shards": firsts,
            "rowsPerFile": ROWS_PER_FILE,
            "texts": _list_starts(texts),
            "traditional": any(entry.is_traditional for entry in self._entries),
            "codes": {entry.code: number for number, entry in enumerate(self._entries) if entry.code},
        }
        yield SearchFile(file_path(self._locale, "manifest"), f"{_to_json(manifest)}\n".encode())
        yield from self._iter_shards(zip(name_shards(firsts), index.shards, strict=True))
        for number, start in enumerate(range(0, len(self._entries), ROWS_PER_FILE)):
            rows = [[entry.href, entry.title, trails[entry.crumbs]] for entry in self._entries[start : start + ROWS_PER_FILE]]
            yield self._make(f"rows/{number}", _to_json(rows))
        yield from self._iter_texts(texts, read_entry)
        yield self._make("characters", _to_json(_list_characters(index.characters)))
        vocabulary = sorted(word for word in index.words if len(word) >= SHORTEST_CORRECTED and word.isalpha())
        yield self._make("vocabulary", _to_json(" ".join(vocabulary)))

    def list_firsts(self, index: SearchIndex) -> list[str]:
        """Return the first letters of each shard."""
        return [self._find_first(shard) for shard in index.shards]

    def _find_first(self, shard: Shard | int) -> str:
        if isinstance(shard, Shard):
            return shard.first
        assert self._last is not None  # noqa: S101  (only an updated index has such shards)
        return self._last.firsts[shard]

    def _iter_shards(self, shards: Iterable[tuple[str, Shard | int]]) -> Iterator[SearchFile]:
        """Yield the files of shards, which have their names beside them."""
        for name, shard in shards:
            if isinstance(shard, Shard):
                yield self._make(name, shard.content)
                continue
            assert self._last is not None  # noqa: S101  (only an updated index has such shards)
            if self._is_last_version and name == self._last.names[shard]:
                yield self._keep(name)
            else:
                yield self._make(name, self._last.read_shard(shard))

    def _iter_texts(
        self, texts: Sequence[Sequence[EntrySummary]], read_entry: Callable[[EntrySummary], SearchEntry]
    ) -> Iterator[SearchFile]:
        last_texts = list(_split_texts(self._last.entries)) if self._last is not None and self._is_last_version else []
        for number, part in enumerate(texts):
            name = f"texts/{number}"
            if number < len(last_texts) and _keys_of(last_texts[number]) == _keys_of(part):
                yield self._keep(name)
            else:
                yield self._make(name, _to_json([_make_text(read_entry(entry)) for entry in part]))

    def _keep(self, name: str) -> SearchFile:
        return SearchFile(file_path(self._locale, name), None)

    def _make(self, name: str, content: str) -> SearchFile:
        """Return a file; `content` is JSON."""
        return SearchFile(file_path(self._locale, name), f'{{"version":"{self._version}","content":{content}}}\n'.encode())


def file_path(locale: Locale, name: str) -> str:
    """Return the path of a file of the index, by its name."""
    return urls.localised_url(locale, f"{FOLDER}/{name}.json")


def name_shards(firsts: Iterable[str]) -> list[str]:
    """Return the names of the files of shards, by the first letters of each. The browser derives them in the same way.

    They are code units of UTF-16, after the number of the shard among those that begin with the same ones. So most shards keep their name
    when others come or go, and the next release has the same files.
    """
    starts = [sort_key(first)[: 2 * NAMED_LETTERS].hex() for first in firsts]
    return [f"words/{number}-{start}" for start, alike in groupby(starts) for number, _ in enumerate(alike)]


def _read_content(text: str) -> str:
    """Return the content of a file that `SearchFiles` has made. Raises ValueError if it is none."""
    return text[text.index('"content":') + len('"content":') : text.rindex("}")]


def _version_of(entries: Iterable[EntrySummary]) -> str:
    """Return a hash of the order of the entries, by which the browser sees that two files belong together."""
    return digest(*[entry.href for entry in entries])[:12]


def _weight(kind: str) -> int:
    return OTHER_WEIGHTS[kind] if kind in OTHER_WEIGHTS else KINDS_BY_NAME[kind].search_weight


def _iter_kinds(entries: Sequence[EntrySummary], t: InterfaceWords) -> Iterator[dict[str, Any]]:
    """Yield the kinds in the order of their entries: name, title, weight, and the number of the first entry."""
    for number, entry in enumerate(entries):
        if number == 0 or entries[number - 1].kind != entry.kind:
            key = f"search.kind.{entry.kind}"
            title = t(key) if t.has(key) or entry.kind in OTHER_WEIGHTS else t(f"list.{entry.kind}.title")
            yield {"name": entry.kind, "title": str.__str__(title), "weight": _weight(entry.kind), "start": number}


def _split_texts(entries: Sequence[EntrySummary]) -> Iterator[list[EntrySummary]]:
    """Yield the entries whose texts share a file.

    Where a file ends mostly depends on its last entry alone, so that most files stay the same when an entry comes or goes.
    """
    part: list[EntrySummary] = []
    for entry in entries:
        if entry.is_long and part:
            yield part
            part = []
        part.append(entry)
        if entry.is_long or len(part) == 2 * TEXTS_PER_FILE or zlib.crc32(entry.href.encode()) % TEXTS_PER_FILE == 0:
            yield part
            part = []
    if part:
        yield part


def _keys_of(entries: Iterable[EntrySummary]) -> list[str]:
    return [entry.key for entry in entries]


def _list_starts(parts: Iterable[Sequence[EntrySummary]]) -> list[int]:
    starts = [0]
    for part in parts:
        starts.append(starts[-1] + len(part))
    return starts[:-1]


def _make_text(entry: SearchEntry) -> list[object]:
    return [entry.answer, entry.headings, entry.text, [*entry.names, *entry.foreign_names]]


def _to_json(value: object) -> str:
    return _ENCODER.encode(value)


def _list_characters(present: Mapping[str, int]) -> dict[str, str]:
    """Return the traditional characters that stand for characters of the index, and these, in the same order."""
    pairs = {chr(other): own for other, own in script_table("hans").conversion.items() if own in present}
    return {"traditional": "".join(pairs), "simplified": "".join(pairs.values())}
