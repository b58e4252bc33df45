"""The glossary of all languages of a site, and the terms that a text uses."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from prospectus.cache.cache import digest
from prospectus.model.kinds.term import Term
from prospectus.text.glossary import Glossary, TermForm, get_glossary, iter_term_forms, term_forms
from prospectus.text.soft_breaks import join_lines

_SEPARATOR = "\0"
"""Separates the texts of a record when they are searched as one. It occurs in no form, and no match extends across it."""
TermUse = tuple[str, str, bool]
"""The id of a term, the language of the text that uses it, and whether the text uses a banned rendering."""


@dataclass(frozen=True)
class Terminology:
    """The glossary, prepared for checking texts."""

    source_language: str
    """The language that the others are translated from."""
    glossaries: Mapping[str, Glossary]
    """The searchable glossary of each language."""
    terms_by_form: Mapping[str, str]
    """Term ids by casefolded form in the source language."""
    renderings: Mapping[str, Mapping[str, tuple[str, ...]]]
    """The listed renderings, by language and term."""
    fingerprint: str
    """A hash of all forms and renderings."""


class Wording(NamedTuple):
    """What the terms of a glossary say about words, as plain values."""

    forms: Mapping[str, tuple[TermForm, ...]]
    """The forms of all terms, by language."""
    renderings: Mapping[str, Mapping[str, tuple[str, ...]]]
    """The listed renderings, by language and term."""


def collect_wording(terms: Sequence[Term], languages: Sequence[str]) -> Wording:
    """Return the wording of some terms in the languages of a site."""
    return Wording(
        {language: tuple(iter_term_forms(terms, language)) for language in languages},
        {language: {term.id: _list_renderings(term, language) for term in terms} for language in languages},
    )


def build_terminology(wording: Wording) -> Terminology:
    """Return the terminology of a wording; its first language is the one that the others are translated from."""
    forms, source_language = wording.forms, next(iter(wording.forms))
    return Terminology(
        source_language,
        {language: get_glossary(forms[language]) for language in forms},
        {
            form.text.casefold(): form.term_id
            for form in reversed(forms[source_language])
            if form.term_id is not None and not form.replacement
        },
        wording.renderings,
        digest(forms, wording.renderings),
    )


def _list_renderings(term: Term, language: str) -> tuple[str, ...]:
    """Return the renderings of a term, without duplicates; its title is always one of them."""
    title = (term.title[language],) if language in term.title else ()
    return tuple(dict.fromkeys((*term_forms(term, language), *title)))


def find_term_uses(texts: Iterable[tuple[str, str]], terminology: Terminology) -> tuple[TermUse, ...]:
    """Return the terms that some texts use, sorted; each text comes with its language."""
    texts_by_language: dict[str, list[str]] = {language: [] for language in terminology.glossaries}
    for language, text in texts:
        if language in texts_by_language:
            texts_by_language[language].append(join_lines(text))
    matches = (
        (match.form, language)
        for language, language_texts in texts_by_language.items()
        for match in terminology.glossaries[language].iter_matches(_SEPARATOR.join(language_texts))
    )
    return tuple(sorted({(form.term_id, language, bool(form.replacement)) for form, language in matches if form.term_id is not None}))
