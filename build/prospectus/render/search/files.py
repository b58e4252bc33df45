"""The files of the search index of a locale: a manifest, the dictionary in shards, the rows of results, and the texts for their excerpts.

A query loads the manifest, the few shards with its tokens, and the rows and texts of the results that it shows.
"""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any

from prospectus.cache.cache import BuildCache, digest
from prospectus.cache.fingerprint import fingerprint_code
from prospectus.model import urls
from prospectus.model.kinds.site import Locale
from prospectus.model.registry import KINDS, KINDS_BY_NAME
from prospectus.parallel import SERIAL, ProcessPool
from prospectus.render.artifact import Artifact
from prospectus.render.search.blocks import Block, index_block
from prospectus.render.search.dictionary import iter_shards, join_blocks, to_json
from prospectus.render.search.entries import SearchEntry
from prospectus.text.chinese_script import find_foreign_characters, script_table
from prospectus.text.search_tokens import fold
from prospectus.views.interface_words import InterfaceWords
from prospectus.views.page import LIST, PAGE

FOLDER = "search/data"
ROWS_PER_FILE = 256
ENTRIES_PER_BLOCK, TEXTS_PER_FILE = 256, 3
"""About how many entries are indexed together, and how many share a file of texts."""
LONG_TEXT = 3000
"""The length in characters from which a text has a file of its own."""
SHORTEST_CORRECTED = 4
"""The length from which a word is looked for with a typing error."""
OTHER_WEIGHTS = {PAGE: 2, LIST: 1}
_KIND_ORDER = {name: number for number, name in enumerate([kind.name for kind in KINDS] + [PAGE, LIST])}


def iter_search_files(
    entries: Iterable[SearchEntry], locale: Locale, t: InterfaceWords, cache: BuildCache | None = None, pool: ProcessPool = SERIAL
) -> Iterator[Artifact]:
    """Yield the files of the index of one locale. `entries` are those of its pages, in the order of the pages."""
    ordered = sorted(entries, key=lambda entry: (-_weight(entry.kind), _KIND_ORDER[entry.kind]))
    version = digest(*[entry.href for entry in ordered])[:12]
    dictionary = join_blocks(_index_blocks(ordered, locale.language, cache or BuildCache(), pool))
    shards = list(iter_shards(dictionary.entries))
    texts = list(_split(ordered, TEXTS_PER_FILE, LONG_TEXT))
    trails = {trail: number for number, trail in enumerate(dict.fromkeys(entry.crumbs for entry in ordered))}
    manifest = {
        "version": version,
        "count": len(ordered),
        "kinds": list(_iter_kinds(ordered, t)),
        "trails": list(trails),
        "shards": [first for first, _ in shards],
        "rowsPerFile": ROWS_PER_FILE,
        "texts": _list_starts(texts),
        "traditional": any(_is_traditional(entry) for entry in ordered),
        "codes": {fold(entry.code): number for number, entry in enumerate(ordered) if entry.code},
    }
    make = partial(_make_file, locale, version)
    yield Artifact(urls.localised_url(locale, f"{FOLDER}/manifest.json"), to_json(manifest))
    for number, (_, shard) in enumerate(shards):
        yield make(f"words/{number}", shard)
    for number, start in enumerate(range(0, len(ordered), ROWS_PER_FILE)):
        yield make(f"rows/{number}", [_make_row(entry, trails) for entry in ordered[start : start + ROWS_PER_FILE]])
    for number, part in enumerate(texts):
        yield make(f"texts/{number}", [_make_text(entry) for entry in part])
    yield make("characters", _list_characters(dictionary.entries))
    yield make("vocabulary", " ".join(word for word in dictionary.words if len(word) >= SHORTEST_CORRECTED and word.isalpha()))


def _is_traditional(entry: SearchEntry) -> bool:
    """Return whether an entry has traditional characters. To find words in its text, the browser needs the table of characters."""
    return any(find_foreign_characters(text, "hans") for text in (entry.title, *entry.names, *entry.foreign_names, entry.text))


def _weight(kind: str) -> int:
    return OTHER_WEIGHTS[kind] if kind in OTHER_WEIGHTS else KINDS_BY_NAME[kind].search_weight


def _iter_kinds(ordered: Sequence[SearchEntry], t: InterfaceWords) -> Iterator[dict[str, Any]]:
    """Yield the kinds in the order of their entries: name, title, weight, and the number of the first entry."""
    for number, entry in enumerate(ordered):
        if number == 0 or ordered[number - 1].kind != entry.kind:
            key = f"search.kind.{entry.kind}"
            title = t(key) if t.has(key) or entry.kind in OTHER_WEIGHTS else t(f"list.{entry.kind}.title")
            yield {"name": entry.kind, "title": str.__str__(title), "weight": _weight(entry.kind), "start": number}


def _index_blocks(ordered: Sequence[SearchEntry], language: str, cache: BuildCache, pool: ProcessPool) -> list[Block]:
    """Return the index of each block of entries; those of unchanged blocks are cached."""
    blocks = list(_split(ordered, ENTRIES_PER_BLOCK))
    keys = [_block_key(block, language) for block in blocks]
    known: dict[str, Block] = {key: block for key in keys if (block := cache.get("search block", key)) is not None}
    missing = [(key, block) for key, block in zip(keys, blocks, strict=True) if key not in known]
    for (key, _), indexed in pool.map(lambda item: index_block(item[1], language), missing, 1):
        known[key] = indexed
        cache.add({("search block", key): indexed})
    return [known[key] for key in keys]


def _block_key(block: Sequence[SearchEntry], language: str) -> str:
    hashed = hashlib.blake2b(repr((fingerprint_code(), language)).encode(), digest_size=16)
    for entry in block:
        hashed.update(repr(entry).encode("utf-8", "surrogatepass"))
    return hashed.hexdigest()


def _split(entries: Sequence[SearchEntry], size: int, long_text: int = 1 << 30) -> Iterator[list[SearchEntry]]:
    """Yield entries in parts of about `size`. Where a part ends depends on its last entry alone, so that most parts stay the same."""
    part: list[SearchEntry] = []
    for entry in entries:
        is_long = len(entry.text) > long_text
        if is_long and part:
            yield part
            part = []
        part.append(entry)
        if is_long or zlib.crc32(entry.href.encode()) % size == 0:
            yield part
            part = []
    if part:
        yield part


def _list_starts(parts: Iterable[Sequence[SearchEntry]]) -> list[int]:
    starts = [0]
    for part in parts:
        starts.append(starts[-1] + len(part))
    return starts[:-1]


def _make_row(entry: SearchEntry, trails: Mapping[tuple[str, ...], int]) -> list[object]:
    return [entry.href, entry.title, trails[entry.crumbs]]


def _make_text(entry: SearchEntry) -> list[object]:
    return [entry.answer, entry.headings, entry.text, [*entry.names, *entry.foreign_names]]


def _make_file(locale: Locale, version: str, name: str, content: object) -> Artifact:
    return Artifact(urls.localised_url(locale, f"{FOLDER}/{name}.json"), to_json({"version": version, "content": content}))


def _list_characters(tokens: Iterable[str]) -> dict[str, str]:
    """Return the traditional characters that stand for characters of the index, and these, in the same order."""
    present = {character for token in tokens for character in token}
    pairs = {chr(other): own for other, own in script_table("hans").conversion.items() if own in present}
    return {"traditional": "".join(pairs), "simplified": "".join(pairs.values())}
