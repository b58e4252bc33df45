"""Finds the terms of the glossary in running text, in one pass with one regular expression per language; the longest match wins."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from html import escape
from typing import NamedTuple

from prospectus.model.kinds.term import Term
from prospectus.patterns import lazy_pattern

_UNSPACED_SCRIPT = lazy_pattern("[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
"""Scripts without spaces between words: a word may begin and end anywhere."""
_LATIN = lazy_pattern("[0-9A-Za-z]")
"""Characters of a Latin word that stands in a text of such a script."""
_ABBREVIATION = lazy_pattern(r"(?<![0-9A-Za-z])[A-Z][0-9A-Z]*[A-Z][0-9A-Z]*(?=s?(?![0-9A-Za-z]))")
_BRACKETED_NOTE = lazy_pattern(r"\s*[(（]([^()（）]*)[)）]$")
_SIBILANT, _CONSONANT_Y = lazy_pattern("(?:s|x|z|ch|sh)$"), lazy_pattern("[b-df-hj-np-tv-z]y$")


class TermForm(NamedTuple):
    """One written form of a term."""

    text: str
    term_id: str | None
    """The id of its term; None for longer words that merely contain a form of a term."""
    replacement: str = ""
    """For a form to avoid, the form to use instead; otherwise empty."""


class TermMatch(NamedTuple):
    """A form found in a text, from `start` to `end`, exclusive, in code points."""

    start: int
    end: int
    form: TermForm


def term_forms(term: Term, language: str) -> tuple[str, ...]:
    """Return the written forms of a term in a language: its `forms`, or else its title and an abbreviation in brackets at its end.

    A title with a slash names two terms and yields no form.
    """
    if language in term.forms or language not in term.title:
        return term.forms.get(language, ())
    title = term.title[language]
    note = _BRACKETED_NOTE.search(title)
    name = (title[: note.start()] if note else title).strip("“”")
    return () if "/" in name else (name, *([note[1]] if note and _ABBREVIATION.fullmatch(note[1]) else []))


def iter_term_forms(terms: Iterable[Term], language: str) -> Iterator[TermForm]:
    """Yield every form of every term in a language: forms to use, forms to avoid, and longer words that are not the term."""
    for term in terms:
        replacement = term.title.within((language,)).text
        yield from (TermForm(text, term.id) for text in term_forms(term, language))
        yield from (TermForm(text, term.id, replacement) for text in term.avoid.get(language, ()))
        yield from (TermForm(text, None) for text in term.unlike.get(language, ()))


@dataclass(slots=True)
class _TrieNode:
    """A node of the trie: its children by character and, if a form ends here, the pattern that must follow it."""

    children: dict[str, _TrieNode] = field(default_factory=dict)
    end_pattern: str | None = None


@dataclass(frozen=True, slots=True)
class _Spelling:
    """One spelling of a form, with the positions of its case-sensitive characters."""

    text: str
    form: TermForm
    case_sensitive_positions: tuple[int, ...]

    def matches(self, text: str) -> bool:
        return all(text[position] == self.text[position] for position in self.case_sensitive_positions)


class Glossary:
    """Finds the forms of one language. The pattern is compiled on first use."""

    def __init__(self, forms: Iterable[TermForm], *, is_unspaced: bool | None = None) -> None:
        """Take the forms of a language. A part of another glossary is told whether that one `is_unspaced`."""
        self.forms = tuple(form for form in forms if form.text.strip())
        self.is_unspaced = any(_UNSPACED_SCRIPT.match(form.text) for form in self.forms) if is_unspaced is None else is_unspaced
        """Whether a form is in a script without spaces: then a word may begin and end anywhere in a text."""
        self._spellings: dict[str, list[_Spelling]] = {}
        self._form_cache: dict[str, TermForm | None] = {}
        self._pattern: re.Pattern[str] | None = None

    def iter_matches(self, text: str) -> Iterator[TermMatch]:
        """Yield the forms in a text from left to right: the longest at each position, without overlaps."""
        if not self.forms:
            return
        for match in self.pattern.finditer(f"\n{_lower_ascii(text)}"):
            start, end = match.start(1) - 1, match.end(1) - 1
            spelling = text[start:end]
            if spelling not in self._form_cache:
                self._form_cache[spelling] = self._find_form(spelling)
            form = self._form_cache[spelling]
            if form is not None:
                yield TermMatch(start, end, form)

    def _find_form(self, text: str) -> TermForm | None:
        """Return the form with this spelling; None if case-sensitive characters differ, as in an abbreviation without capitals."""
        spellings = self._spellings.get(" ".join(text.lower().split()), ())
        return next((spelling.form for spelling in spellings if spelling.matches(text)), None)

    @property
    def pattern(self) -> re.Pattern[str]:
        """The compiled pattern, for text in lower case. It starts with a character set, so the search skips to possible starts of words."""
        if self._pattern is None:
            root = _TrieNode()
            for form in self.forms:
                for spelling in iter_spellings(form.text):
                    self._add_spelling(root, spelling, form)
            alternatives = "|".join(
                f"{_character_pattern(character)}{self._lookbehind(character)}{_subtree_pattern(node)}"
                for character, node in root.children.items()
            )
            self._pattern = re.compile(f"({alternatives})" if self.is_unspaced else rf"[^\w&@.-]({alternatives})(?![@.-]?\w)")
        return self._pattern

    def _add_spelling(self, root: _TrieNode, text: str, form: TermForm) -> None:
        """Add a spelling to the trie. The first form keeps a spelling; a form to avoid may differ from the right one only in case."""
        spellings = self._spellings.setdefault(text.lower(), [])
        differs_by_case = any(bool(spelling.form.replacement) != bool(form.replacement) and spelling.text != text for spelling in spellings)
        if spellings and not differs_by_case:
            return
        positions = (
            range(len(text))
            if differs_by_case
            else (position for match in _ABBREVIATION.finditer(text) for position in range(*match.span()))
        )
        spellings.insert(0, _Spelling(text, form, tuple(positions)))
        node = root
        for character in _lower_ascii(text):
            node = node.children.setdefault(character, _TrieNode())
        node.end_pattern = f"(?![@.-]?{_LATIN.pattern})" if self.is_unspaced and _LATIN.match(text[-1]) else ""

    def _lookbehind(self, character: str) -> str:
        """Return the lookbehind for a Latin word in a text without spaces; empty for other words."""
        return f"(?<![0-9a-z&@.-]{_character_pattern(character)})" if self.is_unspaced and _LATIN.match(character) else ""


def _lower_ascii(text: str) -> str:
    """Return a text with ASCII letters in lower case. It keeps every position, and is much faster than `str.lower`."""
    return text.encode("utf-8", "surrogatepass").lower().decode("utf-8", "surrogatepass")


def iter_spellings(text: str) -> Iterator[str]:
    """Yield the spellings of a form: itself, its regular plural, and both as escaped in HTML."""
    text = " ".join(text.split())
    for spelling in (text, *_iter_plurals(text)):
        yield from dict.fromkeys(
            (spelling, escape(spelling, quote=False), escape(spelling).replace("&quot;", "&#34;").replace("&#x27;", "&#39;"))
        )


def _iter_plurals(text: str) -> Iterator[str]:
    if _CONSONANT_Y.search(text):
        yield f"{text[:-1]}ies"
    elif re.search("[A-Za-z]$", text):
        yield f"{text}es" if _SIBILANT.search(text) else f"{text}s"


def _character_pattern(character: str) -> str:
    variants = [variant for variant in (character, character.lower(), character.upper()) if len(variant) == 1 and not variant.isascii()]
    if len(set(variants)) > 1:
        return f"[{''.join(dict.fromkeys(variants))}]"
    return r"\s" if character == " " else re.escape(character)


def _subtree_pattern(node: _TrieNode) -> str:
    """Return the pattern of everything below a node. Continuations precede ends, so that the longest match wins."""
    prefix = ""
    while len(node.children) == 1 and node.end_pattern is None:
        ((character, node),) = node.children.items()
        prefix += _character_pattern(character)
    alternatives = [f"{_character_pattern(character)}{_subtree_pattern(child)}" for character, child in node.children.items()]
    alternatives += [node.end_pattern] if node.end_pattern is not None else []
    return prefix + (f"(?:{'|'.join(alternatives)})" if len(alternatives) > 1 else alternatives[0])


@lru_cache(maxsize=8)
def get_glossary(forms: tuple[TermForm, ...]) -> Glossary:
    """Return the glossary of these forms, cached in the process."""
    return Glossary(forms)
