"""The shards of the dictionary: tokens of the same letters together, in the order in which the browser looks for them."""

from __future__ import annotations

from prospectus.render.search.dictionary import bare, iter_shards, sort_key

WORDS = [f"w{number:04}" for number in range(3000)]
DICTIONARY = {sign + word: "AAAA|BB|CCCC" for sign in ("", "=", "$", "*", "%", "~", "~.") for word in WORDS}


def test_tokens_of_the_same_letters_share_a_shard() -> None:
    shards = list(iter_shards(DICTIONARY))
    assert len(shards) > 10
    for word in WORDS:
        assert sum(any(bare(token) == word for token in shard) for _, shard in shards) == 1


def test_shards_hold_every_token_once_in_the_order_of_their_letters() -> None:
    shards = list(iter_shards(DICTIONARY))
    assert {token: entry for _, shard in shards for token, entry in shard.items()} == DICTIONARY
    assert sum(len(shard) for _, shard in shards) == len(DICTIONARY)
    firsts = [first for first, _ in shards]
    assert firsts == sorted(firsts, key=sort_key)
    assert firsts == [bare(next(iter(shard))) for _, shard in shards]


def test_new_token_changes_one_or_two_shards() -> None:
    before = dict(iter_shards(DICTIONARY))
    after = dict(iter_shards({**DICTIONARY, "*w1500x": "A"}))
    assert sum(before.get(first) != shard for first, shard in after.items()) <= 2
