"""The tokens of the ends of words. Each has the entries with such words in their names and headings, and the stems of these words."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Iterator, Sequence

from prospectus.render.search.postings import Lists, join_lists, split_lists, unite
from prospectus.render.search.tokens import HEADINGS, NAMES, SUFFIX
from prospectus.text.search_tokens import stem

MIN_TEXT_SUFFIX = 3
"""The shortest part of a word by which its uses in texts are found; in names and headings, two letters suffice."""
MAX_STEMS = 13
"""How many stems are listed for the end of a word; a query follows fewer."""
IN_TEXTS_ALONE = "||"
"""What the lists of a word begin with that is neither in a name nor in a heading."""
_LAST = chr(0x10FFFF)


def list_suffixes(words: Lists) -> Lists:
    """Return the token of each end of two or more letters of a word, and of each whole word."""
    words_by_suffix: dict[str, list[str]] = {}
    for word, lists in words.items():
        for suffix in iter_suffixes(word, lists):
            words_by_suffix.setdefault(suffix, []).append(word)
    return {SUFFIX + suffix: _describe(suffix, members, words) for suffix, members in words_by_suffix.items()}


def change_suffixes(changed: Collection[str], before: Lists, words: Lists) -> dict[str, str | None]:
    """Return the tokens of the ends of some words that have changed, and None for those that no word has any more."""
    suffixes = {suffix for word in changed for known in (before, words) if word in known for suffix in iter_suffixes(word, known[word])}
    reversed_words = sorted(word[::-1] for word in words)
    tokens: dict[str, str | None] = {}
    for suffix in suffixes:
        members = [word for word in _iter_words_with_end(suffix, reversed_words) if suffix in iter_suffixes(word, words[word])]
        tokens[SUFFIX + suffix] = _describe(suffix, members, words) if members else None
    return tokens


def iter_suffixes(word: str, lists: str) -> Iterator[str]:
    """Yield the ends by which a word is found; `lists` are the entries that hold it."""
    shortest = 2 if not lists.startswith(IN_TEXTS_ALONE) or word.isdigit() else MIN_TEXT_SUFFIX
    return (word[start:] for start in range(max(len(word) - shortest, 0) + 1))


def _iter_words_with_end(suffix: str, reversed_words: Sequence[str]) -> Iterator[str]:
    end = suffix[::-1]
    for position in range(bisect_left(reversed_words, end), bisect_left(reversed_words, end + _LAST)):
        yield reversed_words[position][::-1]


def _describe(suffix: str, members: Sequence[str], words: Lists) -> str:
    is_listed = len(suffix) >= MIN_TEXT_SUFFIX or suffix in words or suffix.isdigit()
    stems = _rank_stems(suffix, members) if is_listed else []
    lists = [split_lists(words[word]) for word in members if not words[word].startswith(IN_TEXTS_ALONE)]
    return join_lists((unite(each[NAMES] for each in lists), unite(each[HEADINGS] for each in lists), " ".join(stems)))


def _rank_stems(suffix: str, words: Sequence[str]) -> list[str]:
    """Return the stems of words with the same end: that of the end as a word, then short ones."""
    stems = {stem(word) for word in words}
    if len(stems) == 1:
        return [*stems]
    own = stem(suffix)
    return sorted(stems, key=lambda other: (other != own, len(other), other))[:MAX_STEMS]
