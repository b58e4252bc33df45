"""Checks all content against the glossary: no banned renderings, and texts that consist of one term are rendered as listed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from prospectus.load.drafts import Prose
from prospectus.memo import Memo, digest
from prospectus.model.lexicon import Lexicon, all_forms, forms_of, lexicon
from prospectus.model.term import Term
from prospectus.model.text import Text
from prospectus.problems import Problem
from prospectus.validate.prose import problem_at
from prospectus.validate.site import Checked, Use

_NOT_WORDS = re.compile(r"(`+).+?\1|\]\([^)\s]*|<[^>\s][^>]*>|https?://[^\s)>]+|^ {0,3}\[[^\]]+\]:.*$", re.MULTILINE)
"""The parts of Markdown that are not text: code, URLs and tags."""
_APART = "\0"
"""Separates the texts of a record when they are searched as one. It occurs in no form, and no match extends across it."""
_HEADING = re.compile(r"#(?<=^#)#{0,5}[ \t]+(.+)$", re.MULTILINE)
"""A heading. The pattern begins with a literal `#` before its lookbehind, so that the regex engine skips from one `#` to the next."""


@dataclass(frozen=True)
class Wording:
    """The glossary, prepared for checking texts."""

    first: str
    """The language that the others are translated from."""
    lexicons: Mapping[str, Lexicon]
    """The searchable glossary of each language."""
    whole: Mapping[str, str]
    """Term ids by casefolded form in the source language."""
    listed: Mapping[str, Mapping[str, tuple[str, ...]]]
    """The listed renderings, by language and term."""
    print: str
    """A hash of all forms and renderings."""


def wording_of(checked: Sequence[Checked], languages: Sequence[str], memo: Memo) -> Wording:
    """Return the terminology in some records; hidden terms are left out."""
    glossary = [each for each in checked if each.draft.kind.name == "term" and not each.record.kept_back]
    terms = [each.record for each in glossary if isinstance(each.record, Term)]
    return memo.same("wording", (languages, glossary), lambda: _wording(terms, languages))


def _wording(terms: Sequence[Term], languages: Sequence[str]) -> Wording:
    forms = {language: tuple(all_forms(terms, language)) for language in languages}
    listed = {language: {term.id: _listed(term, language) for term in terms} for language in languages}
    return Wording(
        languages[0],
        {language: lexicon(forms[language]) for language in languages},
        {form.words.casefold(): form.term for form in reversed(forms[languages[0]]) if form.term is not None and not form.right},
        listed,
        digest(forms, listed),
    )


def _listed(term: Term, language: str) -> tuple[str, ...]:
    """Return the renderings of a term, without duplicates; its title is always one of them."""
    title = (term.title[language],) if language in term.title else ()
    return tuple(dict.fromkeys((*forms_of(term, language), *title)))


def uses_of(each: Checked, wording: Wording, memo: Memo) -> tuple[Use, ...]:
    """Return the terms used in the texts and the Markdown of a record. The result is cached on the record."""
    if wording.print not in each.uses:
        found = memo.of("terms", digest(wording.print, each.draft.revision), lambda: _uses_of(each, wording))
        each.uses.clear()  # results for an earlier terminology are not needed again
        each.uses[wording.print] = found
    return each.uses[wording.print]


def _uses_of(each: Checked, wording: Wording) -> tuple[Use, ...]:
    said: dict[str, list[str]] = {language: [] for language in wording.lexicons}
    for language in said:
        said[language] += [text[language] for _, text in each.texts if language in text]
        said[language] += [prose.text for of, prose in each.draft.prose.items() if of == language]
    found = ((use.form, language) for language, texts in said.items() for use in wording.lexicons[language].within(_APART.join(texts)))
    return tuple(sorted({(form.term, language, bool(form.right)) for form, language in found if form.term is not None}))


def check_terms(each: Checked, wording: Wording, memo: Memo) -> Iterator[Problem]:
    """Yield a problem for each place where a record does not follow the glossary. Terms themselves may quote banned renderings."""
    if isinstance(each.record, Term):
        yield from _check_keys(each, each.record, wording)
        return
    if any(banned for _, _, banned in uses_of(each, wording, memo)):
        yield from _check_banned(each, wording)
    yield from _check_headings(each.draft.prose, wording)
    for place, text in each.texts:
        for language, rendering, form in _unlisted(text, wording):
            yield each.draft.problem((*place, language), "PR305", language, came=rendering, form=form)


def _check_banned(each: Checked, wording: Wording) -> Iterator[Problem]:
    """A text must not use a rendering that the glossary bans."""
    for language, prose in each.draft.prose.items():
        words = _NOT_WORDS.sub(lambda match: re.sub(r"[^\n]", "\0", match[0]), prose.text)
        for came, (at, right) in _banned(words, language, wording).items():
            yield problem_at(prose, at, "PR304", language, came=came, form=right)
    for place, text in each.texts:
        for language in text:
            for came, (_, right) in _banned(text[language], language, wording).items():
                yield each.draft.problem((*place, language), "PR304", language, came=came, form=right)


def _check_keys(each: Checked, term: Term, wording: Wording) -> Iterator[Problem]:
    """The forms and renderings of a term must be in languages of the site."""
    for field in ("forms", "avoid", "unlike"):
        for language in getattr(term, field):
            if language not in wording.lexicons:
                yield each.draft.problem((field, language), "PR302", came=language, form=f"one of {', '.join(wording.lexicons)}")


def _banned(text: str, language: str, wording: Wording) -> dict[str, tuple[int, str]]:
    """Return offset and replacement of the first occurrence of each banned rendering in a text, by the rendering as written."""
    found: dict[str, tuple[int, str]] = {}
    for start, end, form in wording.lexicons[language].within(text) if language in wording.lexicons else ():
        if form.right:
            found.setdefault(text[start:end], (start, form.right))
    return found


def _check_headings(prose: Mapping[str, Prose], wording: Wording) -> Iterator[Problem]:
    """A heading that consists of one term must be a listed rendering in the other languages, if all have the same number of headings."""
    found = {language: list(_HEADING.finditer(each.text)) for language, each in prose.items()}
    if len({len(headings) for headings in found.values()}) == 1:
        for row in zip(*found.values(), strict=True):
            titles = {language: heading[1].rstrip(" \t#") for language, heading in zip(found, row, strict=True)}
            at = {language: heading.start(1) for language, heading in zip(found, row, strict=True)}
            for language, came, form in _unlisted(titles, wording):
                yield problem_at(prose[language], at[language], "PR305", language, came=came, form=form)


def _unlisted(texts: Text | Mapping[str, str], wording: Wording) -> Iterator[tuple[str, str, str]]:
    """A text that consists of one term must have a listed rendering of it in its other languages.

    Yields the language, the text, and the listed renderings.
    """
    term = wording.whole.get(texts[wording.first].strip().casefold()) if wording.first in texts else None
    for language in texts if term is not None else ():
        text = texts[language]
        listed = wording.listed.get(language, {}).get(str(term), ())
        if language != wording.first and listed and not _renders(text, language, str(term), wording):
            yield language, text, " / ".join(listed)


def _renders(text: str, language: str, term: str, wording: Wording) -> bool:
    """Return whether a text is or contains a listed rendering of a term."""
    whole = text.strip().casefold()
    return any(whole == each.casefold() for each in wording.listed[language][term]) or any(
        form.term == term and not form.right for _, _, form in wording.lexicons[language].within(text)
    )
