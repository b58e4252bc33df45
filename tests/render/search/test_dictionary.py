"""The shards of the dictionary: tokens of the same letters together, in the order in which the browser looks for them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import pytest

from prospectus.parallel import SERIAL, ProcessPool
from prospectus.render.search.blocks import ENTRIES_PER_BLOCK, index_entries
from prospectus.render.search.dictionary import cut_shards, iter_groups, sort_key
from prospectus.render.search.entries import SearchEntry
from prospectus.render.search.postings import decode, split_lists
from prospectus.render.search.tokens import NAMES, letters_of, split_field

WORDS = [f"w{number:04}" for number in range(3000)]
SIGNS = ("", "=", "$", "*", "%", "~", "~.")
TOKENS = {sign + word: "BBB||C" for sign in SIGNS for word in WORDS}


def read_shards(tokens: dict[str, str]) -> dict[str, dict[str, str]]:
    return {shard.first: json.loads(shard.content) for shard in cut_shards(iter_groups(tokens))}


def test_tokens_of_the_same_letters_share_a_shard() -> None:
    shards = read_shards(TOKENS)
    assert len(shards) > 10
    letters = [{letters_of(token) for token in shard} for shard in shards.values()]
    assert sum(map(len, letters)) == len(set().union(*letters)) == len(WORDS)


def test_shards_hold_every_token_once_in_the_order_of_their_letters() -> None:
    shards = read_shards(TOKENS)
    assert {token: entry for shard in shards.values() for token, entry in shard.items()} == TOKENS
    assert sum(len(shard) for shard in shards.values()) == len(TOKENS)
    assert list(shards) == sorted(shards, key=sort_key)
    assert list(shards) == [letters_of(next(iter(shard))) for shard in shards.values()]


def test_new_token_changes_one_or_two_shards() -> None:
    before, after = read_shards(TOKENS), read_shards({**TOKENS, "*w1500x": "B"})
    assert sum(before.get(first) != shard for first, shard in after.items()) <= 2


class ReversedPool(ProcessPool):
    """A pool whose results come last first, as they may."""

    def map(self, function: Callable[[Any], Any], items: Sequence[Any], chunk_size: int) -> Iterator[tuple[Any, Any]]:
        return iter([(item, function(item)) for item in items][::-1])


@pytest.mark.parametrize("pool", [SERIAL, ReversedPool()])
def test_entries_of_all_blocks_are_found_by_each_of_their_tokens(pool: ProcessPool) -> None:
    titles = [f"page {number} 第{number}页" for number in range(2 * ENTRIES_PER_BLOCK + 5)]
    entries = [SearchEntry("page", f"{n}/", title, (), (), (), "", (), "", (), "") for n, title in enumerate(titles)]
    tokens, words = index_entries(entries, "zh", pool)
    for number, entry in enumerate(entries):
        found = split_field(entry, NAMES, "zh")
        assert all(number in decode(split_lists(tokens[token])[NAMES]) for token in found.tokens)
        assert all(number in decode(split_lists(words[word])[NAMES]) for word in found.words)
    assert decode(split_lists(words["page"])[NAMES]) == list(range(len(entries)))
