"""The shards of the dictionary: tokens of the same letters together, in the order in which the browser looks for them."""

from __future__ import annotations

import json

from prospectus.render.search.blocks import Part, letters_of
from prospectus.render.search.dictionary import Group, iter_shards, join_part, sort_key

WORDS = [f"w{number:04}" for number in range(3000)]
SIGNS = ("", "=", "$", "*", "%", "~", "~.")
PART: Part = {sign + word: ((0, 2, "BB"), None, (1, 1, "")) for sign in SIGNS for word in WORDS}
GROUPS = join_part([3], [PART], {})


def read_shards(groups: tuple[Group, ...]) -> dict[str, dict[str, str]]:
    return {first: json.loads(shard) for first, shard in iter_shards(groups)}


def test_tokens_of_the_same_letters_share_a_shard() -> None:
    shards = read_shards(GROUPS)
    assert len(shards) > 10
    letters = [{letters_of(token) for token in shard} for shard in shards.values()]
    assert sum(map(len, letters)) == len(set().union(*letters)) == len(WORDS)


def test_shards_hold_every_token_once_in_the_order_of_their_letters() -> None:
    shards = read_shards(GROUPS)
    assert {token: entry for shard in shards.values() for token, entry in shard.items()} == dict.fromkeys(PART, "BBB||C")
    assert sum(len(shard) for shard in shards.values()) == len(PART)
    assert list(shards) == sorted(shards, key=sort_key)
    assert list(shards) == [letters_of(next(iter(shard))) for shard in shards.values()]


def test_new_token_changes_one_or_two_shards() -> None:
    before, after = read_shards(GROUPS), read_shards(join_part([3], [{**PART, "*w1500x": ((0, 0, ""), None, None)}], {}))
    assert sum(before.get(first) != shard for first, shard in after.items()) <= 2


def test_lists_of_blocks_are_joined_and_ends_of_words_added() -> None:
    blocks: list[Part] = [{"a": ((0, 1, "B"), None, None)}, {"b": (None, None, (3, 3, ""))}, {"a": ((2, 2, ""), (0, 0, ""), None)}]
    (first, second) = join_part([2, 5, 4], blocks, {"*a": "||stem"})
    assert (first.letters, json.loads(f"{{{first.members}}}")) == ("a", {"*a": "||stem", "a": "BBI|I"})
    assert (second.letters, json.loads(f"{{{second.members}}}")) == ("b", {"b": "||G"})
