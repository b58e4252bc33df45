"""The files of the search index of a locale: a manifest, the dictionary in shards, the rows of results, and the texts for their excerpts.

A query loads the manifest, the few shards with its tokens, and the rows and texts of the results that it shows.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any

from prospectus.cache.cache import BuildCache, digest
from prospectus.model import urls
from prospectus.model.kinds.site import Locale
from prospectus.model.registry import KINDS, KINDS_BY_NAME
from prospectus.parallel import SERIAL, ProcessPool
from prospectus.render.artifact import Artifact
from prospectus.render.search.dictionary import iter_shards
from prospectus.render.search.entries import SearchEntry
from prospectus.render.search.index import SearchIndex, split_entries
from prospectus.text.chinese_script import find_foreign_characters, script_table
from prospectus.text.search_tokens import fold
from prospectus.views.interface_words import InterfaceWords
from prospectus.views.page import LIST, PAGE

FOLDER = "search/data"
ROWS_PER_FILE = 256
TEXTS_PER_FILE = 3
"""About how many entries share a file of texts."""
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
    index = SearchIndex(ordered, locale.language, cache or BuildCache(), pool)
    groups = list(index.iter_groups())
    shards = list(iter_shards(groups))
    texts = list(split_entries(ordered, TEXTS_PER_FILE, LONG_TEXT))
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
    yield Artifact(urls.localised_url(locale, f"{FOLDER}/manifest.json"), f"{_to_json(manifest)}\n".encode())
    for number, (_, shard) in enumerate(shards):
        yield make(f"words/{number}", shard)
    for number, start in enumerate(range(0, len(ordered), ROWS_PER_FILE)):
        yield make(f"rows/{number}", _to_json([_make_row(entry, trails) for entry in ordered[start : start + ROWS_PER_FILE]]))
    for number, part in enumerate(texts):
        yield make(f"texts/{number}", _to_json([_make_text(entry) for entry in part]))
    yield make("characters", _to_json(_list_characters(group.letters for group in groups)))
    yield make("vocabulary", _to_json(" ".join(word for word in index.words if len(word) >= SHORTEST_CORRECTED and word.isalpha())))


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


def _list_starts(parts: Iterable[Sequence[SearchEntry]]) -> list[int]:
    starts = [0]
    for part in parts:
        starts.append(starts[-1] + len(part))
    return starts[:-1]


def _make_row(entry: SearchEntry, trails: Mapping[tuple[str, ...], int]) -> list[object]:
    return [entry.href, entry.title, trails[entry.crumbs]]


def _make_text(entry: SearchEntry) -> list[object]:
    return [entry.answer, entry.headings, entry.text, [*entry.names, *entry.foreign_names]]


def _make_file(locale: Locale, version: str, name: str, content: str) -> Artifact:
    """Return a file of the index; `content` is JSON."""
    return Artifact(urls.localised_url(locale, f"{FOLDER}/{name}.json"), f'{{"version":"{version}","content":{content}}}\n'.encode())


def _to_json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _list_characters(words: Iterable[str]) -> dict[str, str]:
    """Return the traditional characters that stand for characters of the index, and these, in the same order."""
    present = {character for word in words for character in word}
    pairs = {chr(other): own for other, own in script_table("hans").conversion.items() if own in present}
    return {"traditional": "".join(pairs), "simplified": "".join(pairs.values())}
