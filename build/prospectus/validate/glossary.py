"""Checks all content against the glossary: no banned renderings, and texts that consist of one term are rendered as listed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from prospectus.cache.cache import BuildCache, digest
from prospectus.load.drafts import ProseFile
from prospectus.model.kinds.term import Term
from prospectus.model.values.text import Text
from prospectus.problems import Problem
from prospectus.text.glossary import Glossary, get_glossary, iter_term_forms, term_forms
from prospectus.validate.prose import problem_at
from prospectus.validate.references import CheckedRecord, TermUse

_NON_TEXT = re.compile(r"(`+).+?\1|\]\([^)\s]*|<[^>\s][^>]*>|https?://[^\s)>]+|^ {0,3}\[[^\]]+\]:.*$", re.MULTILINE)
"""The parts of Markdown that are not text: code, URLs and tags."""
_SEPARATOR = "\0"
"""Separates the texts of a record when they are searched as one. It occurs in no form, and no match extends across it."""
_HEADING = re.compile(r"#(?<=^#)#{0,5}[ \t]+(.+)$", re.MULTILINE)
"""A heading. The pattern begins with a literal `#` before its lookbehind, so that the regex engine skips from one `#` to the next."""


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


def build_terminology(records: Sequence[CheckedRecord], languages: Sequence[str], cache: BuildCache) -> Terminology:
    """Return the terminology in some records; hidden terms are left out."""
    term_records = [checked for checked in records if checked.raw.kind.name == "term" and not checked.record.hidden]
    terms = [checked.record for checked in term_records if isinstance(checked.record, Term)]
    return cache.if_changed("wording", (languages, term_records), lambda: _build_terminology(terms, languages))


def _build_terminology(terms: Sequence[Term], languages: Sequence[str]) -> Terminology:
    forms = {language: tuple(iter_term_forms(terms, language)) for language in languages}
    renderings = {language: {term.id: _list_renderings(term, language) for term in terms} for language in languages}
    return Terminology(
        languages[0],
        {language: get_glossary(forms[language]) for language in languages},
        {form.text.casefold(): form.term_id for form in reversed(forms[languages[0]]) if form.term_id is not None and not form.replacement},
        renderings,
        digest(forms, renderings),
    )


def _list_renderings(term: Term, language: str) -> tuple[str, ...]:
    """Return the renderings of a term, without duplicates; its title is always one of them."""
    title = (term.title[language],) if language in term.title else ()
    return tuple(dict.fromkeys((*term_forms(term, language), *title)))


def find_term_uses(checked: CheckedRecord, terminology: Terminology, cache: BuildCache) -> tuple[TermUse, ...]:
    """Return the terms used in the texts and the Markdown of a record. The result is cached on the record."""
    if terminology.fingerprint not in checked.term_uses:
        uses = cache.get_or_compute(
            "terms", digest(terminology.fingerprint, checked.raw.fingerprint), lambda: _find_term_uses(checked, terminology)
        )
        checked.term_uses.clear()  # results for an earlier terminology are not needed again
        checked.term_uses[terminology.fingerprint] = uses
    return checked.term_uses[terminology.fingerprint]


def _find_term_uses(checked: CheckedRecord, terminology: Terminology) -> tuple[TermUse, ...]:
    texts_by_language: dict[str, list[str]] = {language: [] for language in terminology.glossaries}
    for language in texts_by_language:
        texts_by_language[language] += [text[language] for _, text in checked.texts if language in text]
        texts_by_language[language] += [prose.text for prose_language, prose in checked.raw.prose.items() if prose_language == language]
    matches = (
        (match.form, language)
        for language, texts in texts_by_language.items()
        for match in terminology.glossaries[language].iter_matches(_SEPARATOR.join(texts))
    )
    return tuple(sorted({(form.term_id, language, bool(form.replacement)) for form, language in matches if form.term_id is not None}))


def check_terms(checked: CheckedRecord, terminology: Terminology, cache: BuildCache) -> Iterator[Problem]:
    """Yield a problem for each place where a record does not follow the glossary. Terms themselves may quote banned renderings."""
    if isinstance(checked.record, Term):
        yield from _check_languages(checked, checked.record, terminology)
        return
    if any(banned for _, _, banned in find_term_uses(checked, terminology, cache)):
        yield from _check_banned(checked, terminology)
    yield from _check_headings(checked.raw.prose, terminology)
    for field_path, text in checked.texts:
        for language, rendering, form in _iter_unlisted(text, terminology):
            yield checked.raw.problem((*field_path, language), "PR305", language, came=rendering, form=form)


def _check_banned(checked: CheckedRecord, terminology: Terminology) -> Iterator[Problem]:
    """A text must not use a rendering that the glossary bans."""
    for language, prose in checked.raw.prose.items():
        masked = _NON_TEXT.sub(lambda match: re.sub(r"[^\n]", "\0", match[0]), prose.text)
        for came, (offset, replacement) in _find_banned(masked, language, terminology).items():
            yield problem_at(prose, offset, "PR304", language, came=came, form=replacement)
    for field_path, text in checked.texts:
        for language in text:
            for came, (_, replacement) in _find_banned(text[language], language, terminology).items():
                yield checked.raw.problem((*field_path, language), "PR304", language, came=came, form=replacement)


def _check_languages(checked: CheckedRecord, term: Term, terminology: Terminology) -> Iterator[Problem]:
    """The forms and renderings of a term must be in languages of the site."""
    for field in ("forms", "avoid", "unlike"):
        for language in getattr(term, field):
            if language not in terminology.glossaries:
                yield checked.raw.problem((field, language), "PR302", came=language, form=f"one of {', '.join(terminology.glossaries)}")


def _find_banned(text: str, language: str, terminology: Terminology) -> dict[str, tuple[int, str]]:
    """Return offset and replacement of the first occurrence of each banned rendering in a text, by the rendering as written."""
    occurrences: dict[str, tuple[int, str]] = {}
    for start, end, form in terminology.glossaries[language].iter_matches(text) if language in terminology.glossaries else ():
        if form.replacement:
            occurrences.setdefault(text[start:end], (start, form.replacement))
    return occurrences


def _check_headings(prose_files: Mapping[str, ProseFile], terminology: Terminology) -> Iterator[Problem]:
    """A heading that consists of one term must be a listed rendering in the other languages, if all have the same number of headings."""
    headings_by_language = {language: list(_HEADING.finditer(prose_file.text)) for language, prose_file in prose_files.items()}
    if len({len(headings) for headings in headings_by_language.values()}) == 1:
        for row in zip(*headings_by_language.values(), strict=True):
            titles = {language: heading[1].rstrip(" \t#") for language, heading in zip(headings_by_language, row, strict=True)}
            offsets = {language: heading.start(1) for language, heading in zip(headings_by_language, row, strict=True)}
            for language, came, form in _iter_unlisted(titles, terminology):
                yield problem_at(prose_files[language], offsets[language], "PR305", language, came=came, form=form)


def _iter_unlisted(texts: Text | Mapping[str, str], terminology: Terminology) -> Iterator[tuple[str, str, str]]:
    """A text that consists of one term must have a listed rendering of it in its other languages.

    Yields the language, the text, and the listed renderings.
    """
    term = (
        terminology.terms_by_form.get(texts[terminology.source_language].strip().casefold())
        if terminology.source_language in texts
        else None
    )
    for language in texts if term is not None else ():
        text = texts[language]
        renderings = terminology.renderings.get(language, {}).get(str(term), ())
        if language != terminology.source_language and renderings and not _has_rendering(text, language, str(term), terminology):
            yield language, text, " / ".join(renderings)


def _has_rendering(text: str, language: str, term: str, terminology: Terminology) -> bool:
    """Return whether a text is or contains a listed rendering of a term."""
    folded = text.strip().casefold()
    return any(folded == rendering.casefold() for rendering in terminology.renderings[language][term]) or any(
        form.term_id == term and not form.replacement for _, _, form in terminology.glossaries[language].iter_matches(text)
    )
