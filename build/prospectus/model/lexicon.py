"""The words of the glossary in running text: one pattern a language finds them all in one pass, the longest first."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from html import escape
from typing import NamedTuple

from prospectus.model.term import Term

_UNSPACED = re.compile("[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
"""Scripts that put no space between words: there a word may begin and end anywhere."""
_LATIN = re.compile("[0-9A-Za-z]")
"""What a word goes on with that stands among them."""
_ABBREVIATION = re.compile(r"(?<![0-9A-Za-z])[A-Z][0-9A-Z]*[A-Z][0-9A-Z]*(?=s?(?![0-9A-Za-z]))")
_NOTE = re.compile(r"\s*[(（]([^()（）]*)[)）]$")
_SIBILANT, _CONSONANT_Y = re.compile("(?:s|x|z|ch|sh)$"), re.compile("[b-df-hj-np-tv-z]y$")


class Form(NamedTuple):
    """One way to write something."""

    words: str
    term: str | None
    """The id of the term it stands for; None for words that only look as if they held one."""
    right: str = ""
    """For a rendering that the glossary bans: the right one."""


class Found(NamedTuple):
    """A form in a text, from `start` to before `end`."""

    start: int
    end: int
    form: Form


def forms_of(term: Term, language: str) -> tuple[str, ...]:
    """Return how a term is written in a language: as its `forms` say, else its title, and an abbreviation that follows in brackets.

    A title of two terms, with a slash between them, has no form of its own.
    """
    if language in term.forms or language not in term.title:
        return term.forms.get(language, ())
    title = term.title[language]
    note = _NOTE.search(title)
    name = (title[: note.start()] if note else title).strip("“”")
    return () if "/" in name else (name, *([note[1]] if note and _ABBREVIATION.fullmatch(note[1]) else []))


def all_forms(terms: Iterable[Term], language: str) -> Iterator[Form]:
    """Yield every form of every term in a language: those to be used, those that are banned, and words that are something else."""
    for term in terms:
        right = term.title.within((language,)).text
        yield from (Form(words, term.id) for words in forms_of(term, language))
        yield from (Form(words, term.id, right) for words in term.avoid.get(language, ()))
        yield from (Form(words, None) for words in term.unlike.get(language, ()))


@dataclass(slots=True)
class _Node:
    """A place in the trie: what may follow, and what must hold for a form to end here, if one does."""

    after: dict[str, _Node] = field(default_factory=dict)
    end: str | None = None


@dataclass(frozen=True, slots=True)
class _Spelling:
    """A form as it is spelt, with the letters whose case counts."""

    words: str
    form: Form
    fixed: tuple[int, ...]

    def fits(self, words: str) -> bool:
        return all(words[place] == self.words[place] for place in self.fixed)


class Lexicon:
    """Finds the forms of one language; the pattern is made when it is first needed."""

    def __init__(self, forms: Iterable[Form]) -> None:
        self.forms = tuple(form for form in forms if form.words.strip())
        self._unspaced = any(_UNSPACED.match(form.words) for form in self.forms)
        self._spellings: dict[str, list[_Spelling]] = {}
        self._known: dict[str, Form | None] = {}
        self._pattern: re.Pattern[str] | None = None

    def within(self, text: str) -> Iterator[Found]:
        """Yield the forms in a text from left to right: of those that begin in one place the longest, and none within another."""
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
        """Return what is spelt so; None where an abbreviation is not in capitals."""
        spelt = self._spellings.get(" ".join(words.lower().split()), ())
        return next((each.form for each in spelt if each.fits(words)), None)

    @property
    def pattern(self) -> re.Pattern[str]:
        """The pattern, for a text in small letters. It starts with a set of characters: the search leaps to where a word may begin."""
        if self._pattern is None:
            root = _Node()
            for form in self.forms:
                for words in _spellings(form.words):
                    self._put(root, words, form)
            ways = "|".join(f"{_unit(each)}{self._begins(each)}{_follows(node)}" for each, node in root.after.items())
            self._pattern = re.compile(f"({ways})" if self._unspaced else rf"[^\w&@.-]({ways})(?![@.-]?\w)")
        return self._pattern

    def _put(self, root: _Node, words: str, form: Form) -> None:
        """Put a spelling into the trie. The first form that is spelt so keeps it; a banned one may differ from the right one by case."""
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
        """Return what must hold in front of a Latin word among words without spaces."""
        return f"(?<![0-9a-z&@.-]{_unit(first)})" if self._unspaced and _LATIN.match(first) else ""


def _lower(text: str) -> str:
    """Return a text with its ASCII letters small; each character stays in its place, and it is much faster than for all scripts."""
    return text.encode("utf-8", "surrogatepass").lower().decode("utf-8", "surrogatepass")


def _spellings(words: str) -> Iterator[str]:
    """Yield what is written for a form: itself, its simple plural, and both as they are escaped in HTML."""
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
    """Return the pattern of all that may follow: what goes on comes before what ends, so that the longest wins."""
    text = ""
    while len(node.after) == 1 and node.end is None:
        ((each, node),) = node.after.items()
        text += _unit(each)
    ways = [f"{_unit(each)}{_follows(after)}" for each, after in node.after.items()]
    ways += [node.end] if node.end is not None else []
    return text + (f"(?:{'|'.join(ways)})" if len(ways) > 1 else ways[0])


@lru_cache(maxsize=8)
def lexicon(forms: tuple[Form, ...]) -> Lexicon:
    """Return the lexicon of some forms; a process makes each once."""
    return Lexicon(forms)
