"""Checks all content against the glossary: no banned renderings, and texts that consist of one term are rendered as listed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from prospectus.cache.cache import BuildCache, digest
from prospectus.cache.fingerprint import fingerprint_code
from prospectus.load.drafts import ProseFile
from prospectus.model.kinds.term import Term
from prospectus.model.values.text import Text, TextForm
from prospectus.patterns import lazy_pattern
from prospectus.problems import Problem
from prospectus.text.glossary import iter_spellings
from prospectus.text.soft_breaks import JoinedText, join_lines
from prospectus.text.terminology import Terminology, TermUse, Wording, build_terminology, collect_wording, find_term_uses
from prospectus.validate.known_names import list_choices
from prospectus.validate.prose import problem_at
from prospectus.validate.references import CheckedRecord

_NON_TEXT = lazy_pattern(r"(`+).+?\1|\]\([^)\s]*|<[^>\s][^>]*>|https?://[^\s)>]+|^ {0,3}\[[^\]]+\]:.*$", re.MULTILINE)
"""The parts of Markdown that are not text: code, URLs and tags."""
_TERM_LINK = lazy_pattern(r"\]\(\s*term:([a-z0-9-]+)")
_HEADING = lazy_pattern(r"#(?<=^#)#{0,5}[ \t]+(.+)$", re.MULTILINE)
"""A heading. The pattern begins with a literal `#` before its lookbehind, so that the regex engine skips from one `#` to the next."""


@dataclass(frozen=True)
class TermUses:
    """The terms that the texts of each record use."""

    by_record: Mapping[CheckedRecord, tuple[TermUse, ...]]
    """Without terms themselves and frozen records, which are not checked."""
    terminology: Terminology


NO_TERM_USES = TermUses({}, Terminology("", {}, {}, {}, ""))


WORDING = "wording of terms"
"""The name under which the cache holds the wording of all terms, between runs of `prospectus check`."""


def collect_terminology(records: Sequence[CheckedRecord], languages: Sequence[str], cache: BuildCache) -> Terminology:
    """Return the terminology in some records; hidden terms are left out. A cache that keeps records keeps the wording of the terms."""
    members = [checked for checked in records if checked.raw.kind.name == "term"]
    if not cache.keeps_records:
        return cache.if_changed("wording", (languages, members), lambda: build_terminology(_collect_wording(members, languages)))
    inputs = digest(fingerprint_code(), languages, [checked.raw.saved_key for checked in members])
    wording: Wording | None = cache.get_last(WORDING, inputs)
    if wording is None:
        wording = _collect_wording(members, languages)
        cache.set_last(WORDING, inputs, wording)
    return build_terminology(wording)


def _collect_wording(members: Sequence[CheckedRecord], languages: Sequence[str]) -> Wording:
    terms = [checked.record for checked in members if not checked.record.hidden]
    return collect_wording([term for term in terms if isinstance(term, Term)], languages)


def collect_term_uses(records: Sequence[CheckedRecord], terminology: Terminology, cache: BuildCache) -> TermUses:
    """Return the terms used in the texts and the Markdown of each record; `cache` caches those of each record."""

    def find_uses(checked: CheckedRecord) -> tuple[TermUse, ...]:
        key = digest(terminology.fingerprint, checked.raw.fingerprint)
        return cache.get_or_compute("terms", key, lambda: _find_uses(checked, terminology))

    if not any(terminology.renderings.values()):
        return TermUses({}, terminology)
    searched = [checked for checked in records if checked.raw.kind.glossary_role != "defined" and not checked.raw.kind.frozen]
    uses = cache.map_changed("terms of", searched, find_uses, terminology.fingerprint)
    return TermUses(dict(zip(searched, uses, strict=True)), terminology)


def _find_uses(checked: CheckedRecord, terminology: Terminology) -> tuple[TermUse, ...]:
    """Return the terms that the texts of a record use by their words, or link to."""
    texts = list(_iter_texts(checked))
    linked = {(target, language, False) for language, text in texts if "](term:" in text for target in _TERM_LINK.findall(text)}
    uses = find_term_uses(texts, terminology)
    return tuple(sorted({*uses, *linked})) if linked else uses


def find_banned_uses(checked: CheckedRecord, terminology: Terminology, cache: BuildCache) -> TermUses:
    """Return the terms that one record uses if a rendering that the glossary bans may be among them; otherwise none.

    The pattern of all terms takes longer to compile than one record to check, so it is made only when some letters agree.
    """
    texts = dict.fromkeys(terminology.glossaries, "")
    for language, text in _iter_texts(checked):
        texts[language] = f"{texts.get(language, '')} {_keep_letters(text)}"
    banned = (
        (language, spelling)
        for language, glossary in terminology.glossaries.items()
        for form in glossary.forms
        if form.replacement
        for spelling in iter_spellings(form.text)
    )
    if any(_keep_letters(spelling) in texts[language] for language, spelling in banned):
        return collect_term_uses([checked], terminology, cache)
    return TermUses({}, terminology)


def _keep_letters(text: str) -> str:
    """Return the letters and digits of a text in lower case: what two spellings that match have in common."""
    return _NO_LETTER.sub("", text).casefold()


_NO_LETTER = lazy_pattern(r"[\W_]+")


def _iter_texts(checked: CheckedRecord) -> Iterator[tuple[str, str]]:
    """Yield all texts of a record with their languages."""
    for _, text in checked.texts:
        yield from text.as_dict().items()
    for language, prose in checked.raw.prose.items():
        yield language, prose.text


def check_terms(checked: CheckedRecord, uses: TermUses) -> Iterator[Problem]:
    """Yield a problem for each place where a record does not follow the glossary. Terms themselves may quote banned renderings."""
    terminology = uses.terminology
    if isinstance(checked.record, Term):
        yield from _check_languages(checked, checked.record, terminology)
        return
    if any(banned for _, _, banned in uses.by_record.get(checked, ())):
        yield from _check_banned(checked, terminology)
    yield from _check_headings(checked.raw.prose, terminology)
    for field_path, text in checked.texts:
        for language, rendering, form in _iter_unlisted(text, terminology):
            yield checked.raw.problem((*field_path, language), "PR305", language, came=rendering, form=form)


def _check_banned(checked: CheckedRecord, terminology: Terminology) -> Iterator[Problem]:
    """A text must not use a rendering that the glossary bans."""
    for language, prose in checked.raw.prose.items():
        masked = _NON_TEXT.sub(lambda match: re.sub(r"[^\n]", "\0", match[0]), prose.text)
        joined = JoinedText(masked)
        for came, (offset, replacement) in _find_banned(joined.text, language, terminology).items():
            yield problem_at(prose, joined.to_source(offset), "PR304", language, came=came, form=replacement)
    for field_path, text in checked.texts:
        for language in text:
            words = text[language] if text.form is TextForm.LINE else _NON_TEXT.sub("\0", text[language])
            for came, (_, replacement) in _find_banned(join_lines(words), language, terminology).items():
                yield checked.raw.problem((*field_path, language), "PR304", language, came=came, form=replacement)


def _check_languages(checked: CheckedRecord, term: Term, terminology: Terminology) -> Iterator[Problem]:
    """The forms and renderings of a term must be in languages of the site."""
    for field in ("forms", "avoid", "unlike", "reading"):
        for language in getattr(term, field):
            if language not in terminology.glossaries:
                yield checked.raw.problem((field, language), "PR302", came=language, form=list_choices(list(terminology.glossaries)))


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
