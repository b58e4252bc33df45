"""Checks Markdown for broken links and outdated translations."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from prospectus.load.drafts import ProseFile, RawRecord
from prospectus.model.registry import KINDS_BY_NAME
from prospectus.model.values.reference import URL_SCHEMES
from prospectus.problems import Message, Problem, make_problem
from prospectus.text.translations import hash_source
from prospectus.validate.known_names import KnownNames
from prospectus.validate.references import CheckedRecord

INLINE_LINK = r"\](?<!\\\])\(\s*<?([^\s)>]+)"
REFERENCE_LINK = r"\[(?:(?<=^\[)|(?<=^ \[)|(?<=^  \[)|(?<=^   \[))(?!\^)[^\]]+\]:\s*<?([^\s>]+)"
HTML_LINK = rf"""h(?<=\bh)ref\s*=\s*["']((?:page|list|{"|".join(KINDS_BY_NAME)}):[^"']*)"""
LINK = re.compile(f"{INLINE_LINK}|{REFERENCE_LINK}|{HTML_LINK}", re.MULTILINE)
"""The three ways to write a link in Markdown. Links in HTML with a forbidden scheme are removed during rendering.

Each alternative begins with a literal character, followed by a lookbehind for what must precede it. This lets the regex engine skip to
positions where a link may begin.
"""


def check_prose(checked: CheckedRecord, languages: Sequence[str], names: KnownNames) -> Iterator[Problem]:
    """Yield the problems in the Markdown of one record."""
    for language, prose in checked.raw.prose.items():
        if not checked.record.hidden:
            yield from _check_links(prose, language, names)
    yield from _check_freshness(checked.raw, languages[0])


LINK_FORMS = Message("[words](notice:ID) or [words](https://…)", "[文字](notice:ID) 或 [文字](https://…)")


def _check_links(prose: ProseFile, language: str, names: KnownNames) -> Iterator[Problem]:
    """A link in Markdown must lead to an existing page of this site, or be an absolute URL."""
    for match in LINK.finditer(prose.text):
        group = match.lastindex or 0
        target = match[group]
        scheme, colon, _ = target.partition(":")
        if target.startswith("#") or (colon and scheme.lower() in URL_SCHEMES):
            continue
        if not names.resolves(target.partition("#")[0]):
            suggestion = names.suggest_target(target)
            form = Message(f"[words]({suggestion})", f"[文字]({suggestion})") if isinstance(suggestion, str) else LINK_FORMS
            yield problem_at(prose, match.start(group), "PR203", language, came=target, target=target, form=form)


def _check_freshness(raw: RawRecord, source_language: str) -> Iterator[Problem]:
    """A translation that records the hash of its source text must record the current hash."""
    for language in raw.stale_translations(source_language):
        prose, form = raw.prose[language], f"source_hash: {hash_source(raw.prose[source_language].text)}"
        yield make_problem(prose.path, 1, 1, "PR303", language, came=prose.source_hash, form=form)


def problem_at(prose: ProseFile, offset: int, code: str, language: str, **params: object) -> Problem:
    """Return a problem of `code` at an offset in the Markdown text."""
    preceding = prose.text[:offset]
    line = prose.first_line + preceding.count("\n")
    return make_problem(prose.path, line, len(preceding.rpartition("\n")[2]) + 1, code, language, **params)
