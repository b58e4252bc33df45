"""Joins the indexes of blocks to one dictionary, and cuts it into shards: the entries that hold each token, in the order of the tokens.

The tokens are joined part by part (`blocks.PARTS`). A part whose tokens are as in the last build is not joined again.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from prospectus.render.search.blocks import MIN_TEXT_SUFFIX, SUFFIX, Block, Part, Piece, letters_of
from prospectus.render.search.postings import Run, unite
from prospectus.text.search_tokens import stem

MIN_SHARD_BYTES = 3_000
"""The shortest shard, before compression; the others are about twice as long."""
MAX_STEMS = 13
"""How many stems are listed for the end of a word; a query follows fewer."""

Lists = list[Run | None]
Words = Mapping[str, tuple[str, str]]
"""By word: the encoded lists of the entries with it in their names and in their headings."""


class Group(NamedTuple):
    """All tokens of the same letters, with the entries that hold them."""

    letters: str
    size: int
    """About how long they are."""
    members: str
    """The tokens as members of a JSON object. The value of each are three encoded lists with `|` between, for names, headings and texts,
    without empty ones at the end. For the end of a word, the third part are the stems of the words that end so.
    """


def join_words(blocks: Sequence[Block]) -> Words:
    """Return the words of all blocks, in their order."""
    joined = _join_pieces([block.size for block in blocks], [block.words for block in blocks], 2)
    return {word: (_text_of(names), _text_of(headings)) for word, (names, headings) in sorted(joined.items())}


def join_part(sizes: Sequence[int], parts: Sequence[Part], suffixes: Mapping[str, str]) -> tuple[Group, ...]:
    """Return the groups of one part of the tokens: of blocks with `sizes` entries, and of the ends of words in this part."""
    tokens = {token: _join(map(_text_of, lists)) for token, lists in _join_pieces(sizes, parts, 3).items()}
    tokens.update(suffixes)
    by_letters: dict[str, list[str]] = {}
    for token in sorted(tokens):
        by_letters.setdefault(letters_of(token), []).append(token)
    return tuple(_build_group(letters, {token: tokens[token] for token in members}) for letters, members in by_letters.items())


def _build_group(letters: str, tokens: Mapping[str, str]) -> Group:
    size = sum(_round_to_power(len(token) * 3 + len(entry) + 6) for token, entry in tokens.items())
    return Group(letters, size, json.dumps(tokens, ensure_ascii=False, separators=(",", ":"))[1:-1])


def _join_pieces(sizes: Sequence[int], blocks: Sequence[Mapping[str, tuple[Piece | None, ...]]], fields: int) -> dict[str, Lists]:
    """Return the lists of all blocks by token."""
    joined: dict[str, Lists] = {}
    base = 0
    for size, pieces_by_token in zip(sizes, blocks, strict=True):
        for token, pieces in pieces_by_token.items():
            lists = joined.setdefault(token, [None] * fields)
            for field, piece in enumerate(pieces):
                if piece is not None:
                    run = lists[field]
                    if run is None:
                        run = lists[field] = Run()
                    run.append(base + piece[0], base + piece[1], piece[2])
        base += size
    return joined


def list_suffixes(words: Words) -> dict[str, str]:
    """Return each end of two or more letters of a word, and each whole word, with its entries and stems."""
    words_by_suffix: dict[str, list[str]] = {}
    for word, lists in words.items():
        shortest = 2 if any(lists) or word.isdigit() else MIN_TEXT_SUFFIX
        for start in range(max(len(word) - shortest, 0) + 1):
            words_by_suffix.setdefault(word[start:], []).append(word)
    return {SUFFIX + suffix: _describe_suffix(suffix, members, words) for suffix, members in words_by_suffix.items()}


def _describe_suffix(suffix: str, members: Sequence[str], words: Words) -> str:
    is_listed = len(suffix) >= MIN_TEXT_SUFFIX or suffix in words or suffix.isdigit()
    stems = _rank_stems(suffix, members) if is_listed else []
    return _join((unite(words[word][0] for word in members), unite(words[word][1] for word in members), " ".join(stems)))


def _rank_stems(suffix: str, words: Sequence[str]) -> list[str]:
    """Return the stems of words with the same end: that of the end as a word, then short ones."""
    own = stem(suffix)
    return sorted({stem(word) for word in words}, key=lambda other: (other != own, len(other), other))[:MAX_STEMS]


def _text_of(run: Run | None) -> str:
    return run.text if run is not None else ""


def _join(parts: Iterable[str]) -> str:
    return "|".join(parts).rstrip("|")


def sort_key(letters: str) -> bytes:
    """Return a key by which letters sort as JavaScript compares strings: by code units of UTF-16."""
    return letters.encode("utf-16-be", "surrogatepass")


def iter_shards(groups: Iterable[Group]) -> Iterator[tuple[str, str]]:
    """Yield the shards of a dictionary: the first letters of each, in order, and its tokens as a JSON object.

    Which letters end a shard depends on their own tokens, once the shard is long enough, so that most shards stay when an entry changes.
    """
    shard: list[Group] = []
    length = 0
    for group in sorted(groups, key=lambda group: sort_key(group.letters)):
        shard.append(group)
        length += group.size
        if length >= MIN_SHARD_BYTES and zlib.crc32(group.letters.encode("utf-8", "surrogatepass")) % MIN_SHARD_BYTES < group.size:
            yield _build_shard(shard)
            shard, length = [], 0
    if shard:
        yield _build_shard(shard)


def _build_shard(groups: Sequence[Group]) -> tuple[str, str]:
    return groups[0].letters, f"{{{','.join(group.members for group in groups)}}}"


def _round_to_power(number: int) -> int:
    """Return the power of two that is next to a number, so that a list that grows a little is still cut as before."""
    return 1 << max((number * 4 // 3).bit_length() - 1, 0)
