"""Joins the indexes of blocks to one dictionary, and cuts it into shards: the entries that hold each token, in the order of the tokens."""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from prospectus.render.search.blocks import MIN_TEXT_SUFFIX, READING_END, SIGNS, SUFFIX, Block, Piece
from prospectus.render.search.postings import Run, unite
from prospectus.text.search_tokens import stem

MIN_SHARD_BYTES = 3_000
"""The shortest shard, before compression; the others are about twice as long."""
MAX_STEMS = 13
"""How many stems are listed for the end of a word; a query follows fewer."""

Lists = list[Run | None]


class Dictionary(NamedTuple):
    """The tokens of an index, with the entries that hold them."""

    entries: Mapping[str, str]
    """By token: three encoded lists with `|` between, for names, headings and texts, without empty ones at the end.

    For the end of a word, the third part are the stems of the words that end so.
    """
    words: tuple[str, ...]
    """All words, sorted."""


def join_blocks(blocks: Sequence[Block]) -> Dictionary:
    """Return the dictionary of all blocks, in their order."""
    tokens: dict[str, Lists] = {}
    words: dict[str, Lists] = {}
    base = 0
    for block in blocks:
        _extend(tokens, block.tokens, base, 3)
        _extend(words, block.words, base, 2)
        base += block.size
    dictionary = {token: _join(run.text if run else "" for run in lists) for token, lists in tokens.items()}
    dictionary.update(_iter_suffixes(words))
    return Dictionary(dictionary, tuple(sorted(words)))


def _extend(lists_by_token: dict[str, Lists], pieces_by_token: Mapping[str, tuple[Piece | None, ...]], base: int, fields: int) -> None:
    for token, pieces in pieces_by_token.items():
        lists = lists_by_token.setdefault(token, [None] * fields)
        for field, piece in enumerate(pieces):
            if piece is not None:
                run = lists[field]
                if run is None:
                    run = lists[field] = Run()
                run.append(base + piece[0], base + piece[1], piece[2])


def _iter_suffixes(words: Mapping[str, Lists]) -> Iterator[tuple[str, str]]:
    """Yield each end of two or more letters of a word, and each whole word, with its entries and stems."""
    words_by_suffix: dict[str, list[str]] = {}
    for word, lists in words.items():
        shortest = 2 if any(lists) or word.isdigit() else MIN_TEXT_SUFFIX
        for start in range(max(len(word) - shortest, 0) + 1):
            words_by_suffix.setdefault(word[start:], []).append(word)
    for suffix, members in words_by_suffix.items():
        all_lists = [words[word] for word in members]
        is_listed = len(suffix) >= MIN_TEXT_SUFFIX or suffix in words or suffix.isdigit()
        stems = _rank_stems(suffix, members) if is_listed else []
        yield SUFFIX + suffix, _join((_unite_field(all_lists, 0), _unite_field(all_lists, 1), " ".join(stems)))


def _rank_stems(suffix: str, words: Sequence[str]) -> list[str]:
    """Return the stems of words with the same end: that of the end as a word, then short ones."""
    own = stem(suffix)
    return sorted({stem(word) for word in words}, key=lambda other: (other != own, len(other), other))[:MAX_STEMS]


def _unite_field(lists: Sequence[Lists], field: int) -> str:
    return unite(run.text for runs in lists if (run := runs[field]) is not None)


def _join(parts: Iterable[str]) -> str:
    return "|".join(parts).rstrip("|")


def bare(token: str) -> str:
    """Return a token without the sign that it begins with. Tokens of the same letters share a shard, so that a query loads few."""
    return token[1:].removeprefix(READING_END) if token[:1] in SIGNS else token


def sort_key(token: str) -> bytes:
    """Return a key by which tokens sort as JavaScript compares strings: by code units of UTF-16."""
    return token.encode("utf-16-be", "surrogatepass")


def iter_shards(dictionary: Mapping[str, str]) -> Iterator[tuple[str, dict[str, str]]]:
    """Yield the parts of a dictionary, each with the letters that its first token has, in the order of these letters.

    Which letters end a part depends on their own tokens, once the part is long enough, so that most parts stay when an entry changes.
    """
    first, shard, length = "", dict[str, str](), 0
    for letters, tokens in _group_tokens(dictionary):
        if not shard:
            first = letters
        size = 0
        for token in tokens:
            shard[token] = dictionary[token]
            size += _round_to_power(len(token) * 3 + len(dictionary[token]) + 6)
        length += size
        if length >= MIN_SHARD_BYTES and zlib.crc32(letters.encode()) % MIN_SHARD_BYTES < size:
            yield first, shard
            shard, length = {}, 0
    if shard:
        yield first, shard


def _group_tokens(dictionary: Mapping[str, str]) -> Iterator[tuple[str, list[str]]]:
    """Yield the letters of tokens, in order, with all tokens of them."""
    groups: dict[str, list[str]] = {}
    for token in dictionary:
        groups.setdefault(bare(token), []).append(token)
    for letters in sorted(groups, key=sort_key):
        yield letters, sorted(groups[letters], key=sort_key)


def _round_to_power(number: int) -> int:
    """Return the power of two that is next to a number, so that a list that grows a little is still cut as before."""
    return 1 << max((number * 4 // 3).bit_length() - 1, 0)


def to_json(value: object) -> bytes:
    """Return a value as compact JSON."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
