"""The dictionary of the index: the entries that hold each token, sorted by the letters of the tokens and cut into shards."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from json.encoder import encode_basestring
from typing import NamedTuple

from prospectus.render.search.postings import Lists
from prospectus.render.search.tokens import letters_of

MIN_SHARD_BYTES = 3_000
"""The shortest shard, before compression; the others are about twice as long."""


class Group(NamedTuple):
    """All tokens of the same letters, with the entries that hold them."""

    letters: str
    size: int
    """About how long they are."""
    members: str
    """The tokens as members of a JSON object. The value of each is its lists, joined; see `suffixes` for those of the end of a word."""

    @property
    def may_end_shard(self) -> bool:
        """Whether a shard that is long enough ends after this group. That depends on the group alone."""
        return zlib.crc32(self.letters.encode("utf-8", "surrogatepass")) % MIN_SHARD_BYTES < self.size


class Shard(NamedTuple):
    """A part of the dictionary."""

    first: str
    """The letters of its first tokens."""
    content: str
    """Its tokens, as a JSON object."""


def iter_groups(tokens: Lists) -> Iterator[Group]:
    """Yield the groups of some tokens, in the order in which the browser looks for them."""
    by_letters: dict[str, list[str]] = {}
    for token in sorted(tokens):
        by_letters.setdefault(letters_of(token), []).append(token)
    for letters in sorted(by_letters, key=sort_key):
        yield _build_group(letters, {token: tokens[token] for token in by_letters[letters]})


def _build_group(letters: str, tokens: Mapping[str, str]) -> Group:
    size = sum(_round_to_power(len(token) * 3 + len(entry) + 6) for token, entry in tokens.items())
    members = ",".join([f"{encode_basestring(token)}:{encode_basestring(lists)}" for token, lists in tokens.items()])
    return Group(letters, size, members)


def sort_key(letters: str) -> bytes:
    """Return a key by which letters sort as JavaScript compares strings: by code units of UTF-16."""
    return letters.encode("utf-16-be", "surrogatepass")


class ShardCutter:
    """Cuts groups into shards.

    Which letters end a shard depends on their own tokens, once the shard is long enough, so that most shards stay when an entry changes.
    """

    def __init__(self) -> None:
        self._open: list[Group] = []
        self._length = 0

    @property
    def is_between_shards(self) -> bool:
        """Whether the next group begins a shard."""
        return not self._open

    def cut(self, groups: Iterable[Group]) -> Iterator[Shard]:
        """Take groups, in order; yield the shards that they complete."""
        for group in groups:
            self._open.append(group)
            self._length += group.size
            if self._length >= MIN_SHARD_BYTES and group.may_end_shard:
                yield from self.finish()

    def finish(self) -> Iterator[Shard]:
        """Yield the last shard, which nothing else ends."""
        if self._open:
            yield _build_shard(self._open)
        self._open, self._length = [], 0


def cut_shards(groups: Iterable[Group]) -> Iterator[Shard]:
    """Yield the shards of a whole dictionary."""
    cutter = ShardCutter()
    yield from cutter.cut(groups)
    yield from cutter.finish()


def _build_shard(groups: Sequence[Group]) -> Shard:
    return Shard(groups[0].letters, f"{{{','.join(group.members for group in groups)}}}")


def _round_to_power(number: int) -> int:
    """Return the power of two that is next to a number, so that a list that grows a little is still cut as before."""
    return 1 << max((number * 4 // 3).bit_length() - 1, 0)
