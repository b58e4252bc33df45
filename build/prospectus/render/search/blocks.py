"""Indexes a new site: the entries block by block, in parallel, and then the lists of all blocks joined."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

from prospectus.parallel import SERIAL, ProcessPool
from prospectus.render.search.entries import SearchEntry
from prospectus.render.search.postings import Lists, Run, encode_step, join_lists
from prospectus.render.search.tokens import FIELDS, Strings, split_field

ENTRIES_PER_BLOCK = 64
Piece = tuple[int, int, str]
"""The part of an encoded list that one block holds: the first and the last number within the block, and the steps after the first."""
Pieces = Mapping[str, tuple[Piece | None, Piece | None, Piece | None]]
"""By token or by word: the entries with it in each field."""


class Block(NamedTuple):
    """The index of a block. Numbers count from the start of the block."""

    size: int
    tokens: Pieces
    words: Pieces


def index_entries(entries: Sequence[SearchEntry], language: str, pool: ProcessPool = SERIAL) -> tuple[Lists, Lists]:
    """Return the entries that hold each token, and those that hold each word."""
    parts = [entries[start : start + ENTRIES_PER_BLOCK] for start in range(0, len(entries), ENTRIES_PER_BLOCK)]
    by_number = dict(pool.map(lambda number: _index_block(parts[number], language), range(len(parts)), 1))
    blocks = [by_number[number] for number in range(len(parts))]  # they come in any order
    sizes = [block.size for block in blocks]
    return _join(sizes, [block.tokens for block in blocks]), _join(sizes, [block.words for block in blocks])


def _index_block(entries: Sequence[SearchEntry], language: str) -> Block:
    split = [[split_field(entry, field, language) for field in FIELDS] for entry in entries]
    tokens = _list_pieces([field.tokens for field in fields] for fields in split)
    return Block(len(entries), tokens, _list_pieces([field.words for field in fields] for fields in split))


def _list_pieces(entries: Iterable[Sequence[Strings]]) -> Pieces:
    """Return the entries that hold each token; they are given as the tokens of each field."""
    numbers: dict[str, tuple[list[int], list[int], list[int]]] = {}
    for number, fields in enumerate(entries):
        for field, tokens in enumerate(fields):
            for token in tokens:
                if token not in numbers:
                    numbers[token] = ([], [], [])
                numbers[token][field].append(number)
    return {token: (_piece(names), _piece(headings), _piece(text)) for token, (names, headings, text) in numbers.items()}


def _piece(numbers: Sequence[int]) -> Piece | None:
    if not numbers:
        return None
    return numbers[0], numbers[-1], "".join(encode_step(number - previous) for previous, number in pairwise(numbers))


def _join(sizes: Sequence[int], blocks: Sequence[Pieces]) -> Lists:
    """Return the lists of all blocks."""
    joined: dict[str, list[Run | None]] = {}
    base = 0
    for size, pieces_by_token in zip(sizes, blocks, strict=True):
        for token, pieces in pieces_by_token.items():
            runs = joined.setdefault(token, [None, None, None])
            for field, piece in enumerate(pieces):
                if piece is not None:
                    run = runs[field]
                    if run is None:
                        run = runs[field] = Run()
                    run.append(base + piece[0], base + piece[1], piece[2])
        base += size
    return {token: join_lists([run.text if run is not None else "" for run in runs]) for token, runs in joined.items()}
