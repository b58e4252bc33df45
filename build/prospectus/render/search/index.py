"""The index of a locale: built from all entries, or from the last one and the entries that have changed since."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import product
from typing import Any, NamedTuple

from prospectus.parallel import SERIAL, ProcessPool
from prospectus.render.search.blocks import index_entries, unchanged
from prospectus.render.search.dictionary import Shard, ShardCutter, cut_shards, iter_groups, sort_key
from prospectus.render.search.entries import SearchEntry
from prospectus.render.search.postings import Change, Lists, Renumbering, change_lists, join_lists, split_lists
from prospectus.render.search.suffixes import change_suffixes, list_suffixes
from prospectus.render.search.tokens import FIELDS, SUFFIX, FieldTokens, letters_of, read_field, split_field

Changes = Mapping[str, Sequence[Change]]
"""By token or by word: the entries that hold it no longer, and those that now do."""


class SearchIndex(NamedTuple):
    """The index of all entries of a locale, in their order."""

    words: Lists
    shards: Sequence[Shard | int]
    """The dictionary. A number stands for the shard of the last index that is the same."""
    characters: Mapping[str, int]
    """How often each character is in the letters of the dictionary."""


class LastIndex(NamedTuple):
    """What an index is updated from."""

    words: Lists
    firsts: Sequence[str]
    """The first letters of each shard."""
    characters: Mapping[str, int]
    read_shard: Callable[[int], Lists]
    """Returns the tokens of a shard."""


class Edit(NamedTuple):
    """An entry before and after a change, each with its number; None if there was or is none."""

    old: tuple[int, SearchEntry] | None
    new: tuple[int, SearchEntry] | None


def build_index(
    entries: Sequence[Any], language: str, pool: ProcessPool = SERIAL, read: Callable[[Any], SearchEntry] = unchanged
) -> SearchIndex:
    """Return the index of some entries. With `read`, which returns an entry of one of `entries`, these are what entries are read by."""
    tokens, words = index_entries(entries, language, pool, read)
    tokens.update(list_suffixes(words))
    characters = Counter("".join(set(map(letters_of, tokens))))
    return SearchIndex(words, list(cut_shards(iter_groups(tokens))), characters)


def update_index(last: LastIndex, edits: Iterable[Edit], renumbering: Renumbering, language: str) -> SearchIndex:
    """Return the index that `build_index` would return of the entries as they are now. Only shards with a changed token are read."""
    token_changes, word_changes = _collect_changes(edits, language)
    words = _change_words(last.words, word_changes, renumbering)
    new_suffixes = change_suffixes(word_changes, last.words, words)
    starts = [sort_key(first) for first in last.firsts]
    changed_tokens: dict[int, list[str]] = {}
    for token in (*token_changes, *new_suffixes):
        changed_tokens.setdefault(max(bisect_right(starts, sort_key(letters_of(token))) - 1, 0), []).append(token)
    cutter, shards, characters = ShardCutter(), list[Shard | int](), Counter(last.characters)
    for number in range(len(starts)):
        own_changes = changed_tokens.get(number, [])
        if not own_changes and renumbering is None and cutter.is_between_shards:
            shards.append(number)
            continue
        tokens = last.read_shard(number)
        changed = _change_shard(tokens, own_changes, token_changes, new_suffixes, renumbering)
        groups = list(iter_groups(changed))
        characters.subtract("".join(set(map(letters_of, tokens))))
        characters.update("".join(group.letters for group in groups))
        shards.extend(cutter.cut(groups))
    shards.extend(cutter.finish())
    return SearchIndex(words, shards, +characters)


def _collect_changes(edits: Iterable[Edit], language: str) -> tuple[Changes, Changes]:
    """Return the changes of tokens and those of words."""
    token_changes: dict[str, list[Change]] = {}
    word_changes: dict[str, list[Change]] = {}
    for edit, field in product(edits, FIELDS):
        (removed, old), (added, new) = edit.old or (None, None), edit.new or (None, None)
        if old and new and read_field(old, field) == read_field(new, field):
            continue
        before = split_field(old, field, language) if old else FieldTokens()
        after = split_field(new, field, language) if new else FieldTokens()
        for changes, gone, come in (
            (token_changes, before.tokens - after.tokens, after.tokens - before.tokens),
            (word_changes, before.words - after.words, after.words - before.words),
        ):
            for token in gone:
                changes.setdefault(token, []).append(Change(field, removed=removed))
            for token in come:
                changes.setdefault(token, []).append(Change(field, added=added))
    return token_changes, word_changes


def _change_words(words: Lists, changes: Changes, renumbering: Renumbering) -> Lists:
    changed = dict(words)
    for word in changes if renumbering is None else {**words, **changes}:
        lists = change_lists(words.get(word, ""), changes.get(word, ()), renumbering)
        _set(changed, word, lists)
    return changed


def _change_shard(
    tokens: Lists, own_changes: Iterable[str], changes: Changes, new_suffixes: Mapping[str, str | None], renumbering: Renumbering
) -> Lists:
    """Return the tokens of a shard after the changes; `own_changes` are the tokens among them that belong here."""
    changed = dict(tokens)
    for token in own_changes if renumbering is None else {*tokens, *own_changes}:
        if token in new_suffixes:
            lists = new_suffixes[token]
        elif token.startswith(SUFFIX):
            lists = _renumber_suffix(tokens[token], renumbering)
        else:
            lists = change_lists(tokens.get(token, ""), changes.get(token, ()), renumbering)
        _set(changed, token, lists)
    return changed


def _renumber_suffix(joined: str, renumbering: Renumbering) -> str:
    *lists, stems = split_lists(joined)
    return join_lists((*split_lists(change_lists(join_lists(lists), (), renumbering))[:2], stems))


def _set(lists: dict[str, str], token: str, joined: str | None) -> None:
    if joined:
        lists[token] = joined
    else:
        lists.pop(token, None)
