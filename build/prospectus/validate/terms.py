"""The glossary on all content: what it bans is not used, and what is nothing but a term is rendered as it lists it."""

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
"""What is no text in Markdown: code, addresses and tags."""
_APART = "\0"
"""What stands between the texts of a record when they are looked through as one: no form has it, and no word goes on across it."""
_HEADING = re.compile(r"#(?<=^#)#{0,5}[ \t]+(.+)$", re.MULTILINE)
"""A heading. The pattern begins with its mark and looks back, so that the search leaps from one mark to the next."""


@dataclass(frozen=True)
class Wording:
    """What the glossary says about words."""

    first: str
    """The language from which the others are rendered."""
    lexicons: Mapping[str, Lexicon]
    """By language."""
    whole: Mapping[str, str]
    """By words of the first language: the term that they are."""
    listed: Mapping[str, Mapping[str, tuple[str, ...]]]
    """By language and term: the renderings that are listed."""
    print: str
    """A hash of all of it."""


def wording_of(checked: Sequence[Checked], languages: Sequence[str], memo: Memo) -> Wording:
    """Return the wording of the glossary among some records; a term that is kept back counts as not there."""
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
    """Return the renderings of a term; its title is one of them, whatever else is said."""
    title = (term.title[language],) if language in term.title else ()
    return tuple(dict.fromkeys((*forms_of(term, language), *title)))


def uses_of(each: Checked, wording: Wording, memo: Memo) -> tuple[Use, ...]:
    """Return the terms that the texts and the Markdown of a record use, worked out once for all who ask."""
    if wording.print not in each.uses:
        found = memo.of("terms", digest(wording.print, each.draft.revision), lambda: _uses_of(each, wording))
        each.uses.clear()  # of one wording: what was used of an earlier one is not asked for again
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
    """Yield where the Markdown and the texts of a record do not follow the glossary; the glossary itself may quote what it bans."""
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
    """What is said of a term must be said for a language of the site."""
    for field in ("forms", "avoid", "unlike"):
        for language in getattr(term, field):
            if language not in wording.lexicons:
                yield each.draft.problem((field, language), "PR302", came=language, form=f"one of {', '.join(wording.lexicons)}")


def _banned(text: str, language: str, wording: Wording) -> dict[str, tuple[int, str]]:
    """Return what a text has of what is banned, each as it is first written: where, and the right form."""
    found: dict[str, tuple[int, str]] = {}
    for start, end, form in wording.lexicons[language].within(text) if language in wording.lexicons else ():
        if form.right:
            found.setdefault(text[start:end], (start, form.right))
    return found


def _check_headings(prose: Mapping[str, Prose], wording: Wording) -> Iterator[Problem]:
    """A heading that is nothing but a term must be a listed rendering of it in the other languages, where those have as many headings."""
    found = {language: list(_HEADING.finditer(each.text)) for language, each in prose.items()}
    if len({len(headings) for headings in found.values()}) == 1:
        for row in zip(*found.values(), strict=True):
            titles = {language: heading[1].rstrip(" \t#") for language, heading in zip(found, row, strict=True)}
            at = {language: heading.start(1) for language, heading in zip(found, row, strict=True)}
            for language, came, form in _unlisted(titles, wording):
                yield problem_at(prose[language], at[language], "PR305", language, came=came, form=form)


def _unlisted(texts: Text | Mapping[str, str], wording: Wording) -> Iterator[tuple[str, str, str]]:
    """A text that is nothing but a term must have a listed rendering of it in its other languages.

    Yields the language, what came, and what is listed.
    """
    term = wording.whole.get(texts[wording.first].strip().casefold()) if wording.first in texts else None
    for language in texts if term is not None else ():
        text = texts[language]
        listed = wording.listed.get(language, {}).get(str(term), ())
        if language != wording.first and listed and not _renders(text, language, str(term), wording):
            yield language, text, " / ".join(listed)


def _renders(text: str, language: str, term: str, wording: Wording) -> bool:
    """Return whether a text is or has a listed rendering of a term."""
    whole = text.strip().casefold()
    return any(whole == each.casefold() for each in wording.listed[language][term]) or any(
        form.term == term and not form.right for _, _, form in wording.lexicons[language].within(text)
    )
