"""Finds the terms of the glossary in running text, in one pass with one regular expression per language; the longest match wins."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from html import escape
from typing import NamedTuple

from prospectus.model.term import Term

_UNSPACED = re.compile("[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
"""Scripts without spaces between words: a word may begin and end anywhere."""
_LATIN = re.compile("[0-9A-Za-z]")
"""Characters of a Latin word that stands in a text of such a script."""
_ABBREVIATION = re.compile(r"(?<![0-9A-Za-z])[A-Z][0-9A-Z]*[A-Z][0-9A-Z]*(?=s?(?![0-9A-Za-z]))")
_NOTE = re.compile(r"\s*[(（]([^()（）]*)[)）]$")
_SIBILANT, _CONSONANT_Y = re.compile("(?:s|x|z|ch|sh)$"), re.compile("[b-df-hj-np-tv-z]y$")


class Form(NamedTuple):
    """One written form of a term."""

    words: str
    term: str | None
    """The id of its term; None for longer words that merely contain a form of a term."""
    right: str = ""
    """For a form to avoid, the form to use instead; otherwise empty."""


class Found(NamedTuple):
    """A form found in a text, from `start` to `end`, exclusive, in code points."""

    start: int
    end: int
    form: Form


def forms_of(term: Term, language: str) -> tuple[str, ...]:
    """Return the written forms of a term in a language: its `forms`, or else its title and an abbreviation in brackets at its end.

    A title with a slash names two terms and yields no form.
    """
    if language in term.forms or language not in term.title:
        return term.forms.get(language, ())
    title = term.title[language]
    note = _NOTE.search(title)
    name = (title[: note.start()] if note else title).strip("“”")
    return () if "/" in name else (name, *([note[1]] if note and _ABBREVIATION.fullmatch(note[1]) else []))


def all_forms(terms: Iterable[Term], language: str) -> Iterator[Form]:
    """Yield every form of every term in a language: forms to use, forms to avoid, and longer words that are not the term."""
    for term in terms:
        right = term.title.within((language,)).text
        yield from (Form(words, term.id) for words in forms_of(term, language))
        yield from (Form(words, term.id, right) for words in term.avoid.get(language, ()))
        yield from (Form(words, None) for words in term.unlike.get(language, ()))


@dataclass(slots=True)
class _Node:
    """A node of the trie: its children by character and, if a form ends here, the pattern that must follow it."""

    after: dict[str, _Node] = field(default_factory=dict)
    end: str | None = None


@dataclass(frozen=True, slots=True)
class _Spelling:
    """One spelling of a form, with the positions of its case-sensitive characters."""

    words: str
    form: Form
    fixed: tuple[int, ...]

    def fits(self, words: str) -> bool:
        return all(words[place] == self.words[place] for place in self.fixed)


class Lexicon:
    """Finds the forms of one language. The pattern is compiled on first use."""

    def __init__(self, forms: Iterable[Form]) -> None:
        self.forms = tuple(form for form in forms if form.words.strip())
        self._unspaced = any(_UNSPACED.match(form.words) for form in self.forms)
        self._spellings: dict[str, list[_Spelling]] = {}
        self._known: dict[str, Form | None] = {}
        self._pattern: re.Pattern[str] | None = None

    def within(self, text: str) -> Iterator[Found]:
        """Yield the forms in a text from left to right: the longest at each position, without overlaps."""
        if not self.forms:
            return
        for match in self.pattern.finditer(f"\n{_lower(text)}"):
            start, end = match.start(1) - 1, match.end(1) - 1
            words = text[start:end]
            if words not in self._known:
                self._known[words] = self._form(words)
            form = self._known[words]
            if form is not None:
                yield Found(start, end, form)

    def _form(self, words: str) -> Form | None:
        """Return the form with this spelling; None if case-sensitive characters differ, as in an abbreviation without capitals."""
        spelt = self._spellings.get(" ".join(words.lower().split()), ())
        return next((each.form for each in spelt if each.fits(words)), None)

    @property
    def pattern(self) -> re.Pattern[str]:
        """The compiled pattern, for text in lower case. It starts with a character set, so the search skips to possible starts of words."""
        if self._pattern is None:
            root = _Node()
            for form in self.forms:
                for words in _spellings(form.words):
                    self._put(root, words, form)
            ways = "|".join(f"{_unit(each)}{self._begins(each)}{_follows(node)}" for each, node in root.after.items())
            self._pattern = re.compile(f"({ways})" if self._unspaced else rf"[^\w&@.-]({ways})(?![@.-]?\w)")
        return self._pattern

    def _put(self, root: _Node, words: str, form: Form) -> None:
        """Add a spelling to the trie. The first form keeps a spelling; a form to avoid may differ from the right one only in case."""
        spelt = self._spellings.setdefault(words.lower(), [])
        by_case = any(bool(each.form.right) != bool(form.right) and each.words != words for each in spelt)
        if spelt and not by_case:
            return
        fixed = range(len(words)) if by_case else (place for found in _ABBREVIATION.finditer(words) for place in range(*found.span()))
        spelt.insert(0, _Spelling(words, form, tuple(fixed)))
        node = root
        for each in _lower(words):
            node = node.after.setdefault(each, _Node())
        node.end = f"(?![@.-]?{_LATIN.pattern})" if self._unspaced and _LATIN.match(words[-1]) else ""

    def _begins(self, first: str) -> str:
        """Return the lookbehind for a Latin word in a text without spaces; empty for other words."""
        return f"(?<![0-9a-z&@.-]{_unit(first)})" if self._unspaced and _LATIN.match(first) else ""


def _lower(text: str) -> str:
    """Return a text with ASCII letters in lower case. It keeps every position, and is much faster than `str.lower`."""
    return text.encode("utf-8", "surrogatepass").lower().decode("utf-8", "surrogatepass")


def _spellings(words: str) -> Iterator[str]:
    """Yield the spellings of a form: itself, its regular plural, and both as escaped in HTML."""
    words = " ".join(words.split())
    for each in (words, *_plural(words)):
        yield from dict.fromkeys((each, escape(each, quote=False), escape(each).replace("&quot;", "&#34;").replace("&#x27;", "&#39;")))


def _plural(words: str) -> Iterator[str]:
    if _CONSONANT_Y.search(words):
        yield f"{words[:-1]}ies"
    elif re.search("[A-Za-z]$", words):
        yield f"{words}es" if _SIBILANT.search(words) else f"{words}s"


def _unit(character: str) -> str:
    cases = [each for each in (character, character.lower(), character.upper()) if len(each) == 1 and not each.isascii()]
    if len(set(cases)) > 1:
        return f"[{''.join(dict.fromkeys(cases))}]"
    return r"\s" if character == " " else re.escape(character)


def _follows(node: _Node) -> str:
    """Return the pattern of everything below a node. Continuations precede ends, so that the longest match wins."""
    text = ""
    while len(node.after) == 1 and node.end is None:
        ((each, node),) = node.after.items()
        text += _unit(each)
    ways = [f"{_unit(each)}{_follows(after)}" for each, after in node.after.items()]
    ways += [node.end] if node.end is not None else []
    return text + (f"(?:{'|'.join(ways)})" if len(ways) > 1 else ways[0])


@lru_cache(maxsize=8)
def lexicon(forms: tuple[Form, ...]) -> Lexicon:
    """Return the glossary of these forms, cached in the process."""
    return Lexicon(forms)
