"""An index that is updated after changes has the same files as one that is built anew."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from unittest.mock import patch

from hypothesis import given, settings
from hypothesis import strategies as st

from prospectus.model.kinds.site import Locale
from prospectus.render.search import dictionary
from prospectus.render.search.entries import SearchEntry, pack_entries, summarize, unpack_entries
from prospectus.render.search.files import LastFiles, SearchFiles, file_path, iter_search_files, name_shards, order_entries
from prospectus.render.search.index import Edit, LastIndex, build_index, update_index
from prospectus.views.interface_words import InterfaceWords
from tiny import FULL, prepare_site

TITLES = ("保证金", "保证金制度", "交割 delivery", "Margin calls", "margins", "call 25万", "a call, a 2503 call", "賣出")
LINES = ("每日结算后追加保证金", "the daily settlement of margins", "settle, settled, settles 1,000", "收取手续费 12", "")
CONTEXT = prepare_site(FULL).views.contexts[0]
ENTRIES = st.builds(
    SearchEntry,
    kind=st.sampled_from(["guide", "term", "page"]),
    href=st.sampled_from([f"page-{number}/" for number in range(12)]),
    title=st.sampled_from(TITLES),
    names=st.lists(st.sampled_from(TITLES), max_size=2).map(tuple),
    foreign_names=st.just(()),
    readings=st.sampled_from([(), ("jiao ge",)]),
    code=st.sampled_from(["", "SC"]),
    crumbs=st.sampled_from([(), ("Rules",)]),
    answer=st.sampled_from(LINES),
    headings=st.lists(st.tuples(st.just("x"), st.sampled_from(LINES)), max_size=2).map(tuple),
    text=st.lists(st.sampled_from(LINES), max_size=3).map("\n".join),
)
SITES = st.lists(ENTRIES, min_size=1, max_size=10, unique_by=lambda entry: entry.href)


def build_files(entries: Sequence[SearchEntry], locale: Locale, t: InterfaceWords) -> dict[str, bytes]:
    return {artifact.path: artifact.body for artifact in iter_search_files(entries, locale, t)}


def update_files(old: Sequence[SearchEntry], new: Sequence[SearchEntry], locale: Locale, t: InterfaceWords) -> dict[str, bytes]:
    """Return the files of an index of `new` that is updated from that of `old`."""
    published = build_files(old, locale, t)
    old_order, new_order = order_entries(summarize("", old)), order_entries(summarize("", new))
    last = build_index([old[entry.place] for entry in old_order], locale.language)
    firsts = SearchFiles(locale, old_order).list_firsts(last)
    files = LastFiles(old_order, name_shards(firsts), firsts, lambda name: published[file_path(locale, name)])
    before = {entry.href: (number, old[entry.place]) for number, entry in enumerate(old_order)}
    after = {entry.href: (number, new[entry.place]) for number, entry in enumerate(new_order)}
    edits = [Edit(before.get(href), after.get(href)) for href in {**before, **after}]
    renumbering = None if list(before) == list(after) else [after[href][0] if href in after else None for href in before]
    index = update_index(LastIndex(last.words, firsts, last.characters, files.parse_shard), edits, renumbering, locale.language)
    made = SearchFiles(locale, new_order, files).iter_all(index, t, lambda entry: new[entry.place])
    return {file.path: published[file.path] if file.body is None else file.body for file in made}


@settings(max_examples=60)
@given(SITES, SITES, st.booleans())
def test_updated_index_equals_a_new_one(old: list[SearchEntry], new: list[SearchEntry], same_order: bool) -> None:
    if same_order:  # the pages are the same, and some of them say something else
        by_href = {entry.href: entry for entry in new}
        new = [by_href[entry.href]._replace(kind=entry.kind) if entry.href in by_href else entry for entry in old]
    with patch.object(dictionary, "MIN_SHARD_BYTES", 200):  # many shards
        assert update_files(old, new, CONTEXT.locale, CONTEXT.t) == build_files(new, CONTEXT.locale, CONTEXT.t)


def test_update_leaves_shards_without_a_change_unread() -> None:
    words = [f"wort{number:04}" for number in range(3000)]
    entries = [SearchEntry("page", f"{word}/", word, (), (), (), "", (), "", (), "") for word in words]
    tokens = build_index(entries, "en")
    shards = [shard for shard in tokens.shards if not isinstance(shard, int)]
    read = list[int]()

    def read_shard(number: int) -> dict[str, str]:
        read.append(number)
        return dict(json.loads(shards[number].content))

    last = LastIndex(tokens.words, [shard.first for shard in shards], tokens.characters, read_shard)
    edit = Edit((7, entries[7]), (7, entries[7]._replace(title="quite another")))
    updated = update_index(last, [edit], None, "en")
    assert len(read) < len(shards) / 4
    assert sum(isinstance(shard, int) for shard in updated.shards) == len(shards) - len(set(read))


@given(st.lists(ENTRIES, min_size=1, max_size=3).map(tuple))
def test_entries_are_unpacked_as_they_were_packed(entries: tuple[SearchEntry, ...]) -> None:
    packed = pack_entries(entries)
    assert unpack_entries(packed.packed) == entries
    assert [summary.key for summary in packed.summaries] == [pack_entries((entry,)).summaries[0].key for entry in entries]
    assert {summary.page_key for summary in packed.summaries} == {packed.key}
    assert pack_entries(()).key == ""


def test_most_shards_keep_their_names_when_another_comes() -> None:
    firsts = ["", "1", "2026", "2026-01", "2026-02", "合约", "合约" * 9, "合约" * 10, "😀😀😀"]
    names = name_shards(firsts)
    assert len(set(names)) == len(firsts)
    assert all(re.fullmatch(r"words/\d+-([0-9a-f]{4}){0,16}", name) for name in names), names
    with_another = name_shards([*firsts[:5], "6", *firsts[5:]])
    assert names == with_another[:5] + with_another[6:]
    assert set(names) < set(name_shards([*firsts[:4], "2026-015", *firsts[4:]]))
