"""Checks the meanings of terms: every published term has a short one, and it is short."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from prospectus.model.kinds.term import Term
from prospectus.patterns import lazy_pattern
from prospectus.problems import Message, Problem
from prospectus.validate.references import CheckedRecord

MAX_CHARACTERS, MAX_WORDS = 60, 25
"""The length of a short meaning, in scripts without spaces between words and in others: what stands in one line of the glossary."""
_UNSPACED = lazy_pattern("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
"""The letters of scripts without spaces between words: Chinese, Japanese, Thai, Lao, Burmese and Khmer."""
_WORD = lazy_pattern(r"\S*\w\S*")
CHARACTERS, WORDS = Message("{limit} characters", "{limit} 个字"), Message("{limit} words", "{limit} 个词")
AT_MOST = Message("at most {limit}", "不超过 {limit}")


def check_meanings(checked: CheckedRecord, languages: Sequence[str]) -> Iterator[Problem]:
    """A published term must have a short meaning. It must be short in each language."""
    term = checked.record
    if not isinstance(term, Term) or not term.exported:
        return
    if term.short is None:
        text = ", ".join(f"{language}: …" for language in languages)
        yield checked.raw.problem(("short",), "PR285", None, form=f"short: {{{text}}}")
        return
    for language in term.short:
        count, most, limit = _measure(term.short[language])
        if count > most:
            params = {"limit": limit, "count": count, "came": term.short[language], "form": AT_MOST.fill(limit=limit)}
            yield checked.raw.problem(("short", language), "PR286", language, **params)


def _measure(text: str) -> tuple[int, int, Message]:
    """Return the length of a text, the most that it may be, and the latter in words: characters if most letters are of such a script."""
    unspaced = len(_UNSPACED.findall(text))
    if unspaced * 2 >= sum(character.isalpha() for character in text):
        return len("".join(text.split())), MAX_CHARACTERS, CHARACTERS.fill(limit=MAX_CHARACTERS)
    return len(_WORD.findall(text)), MAX_WORDS, WORDS.fill(limit=MAX_WORDS)
