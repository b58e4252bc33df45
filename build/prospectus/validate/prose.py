"""Checks Markdown for broken links and outdated translations."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence

from prospectus.load.drafts import Draft, Prose
from prospectus.model.kinds import BY_NAME
from prospectus.model.reference import SCHEMES
from prospectus.problems import Problem, problem
from prospectus.validate.site import Checked, Names

INLINE = r"\](?<!\\\])\(\s*<?([^\s)>]+)"
DEFINED = r"\[(?:(?<=^\[)|(?<=^ \[)|(?<=^  \[)|(?<=^   \[))(?!\^)[^\]]+\]:\s*<?([^\s>]+)"
IN_HTML = rf"""h(?<=\bh)ref\s*=\s*["']((?:page|list|{"|".join(BY_NAME)}):[^"']*)"""
LINK = re.compile(f"{INLINE}|{DEFINED}|{IN_HTML}", re.MULTILINE)
"""The three ways to write a link in Markdown. Links in HTML with a forbidden scheme are removed during rendering.

Each alternative begins with a literal character, followed by a lookbehind for what must precede it. This lets the regex engine skip to
positions where a link may begin.
"""


def hash_of(text: str) -> str:
    """Return the hash of a source text that a translation records: the first 12 hexadecimal digits of SHA-256, white space normalised."""
    return hashlib.sha256(" ".join(text.split()).encode()).hexdigest()[:12]


def check_prose(each: Checked, languages: Sequence[str], names: Names) -> Iterator[Problem]:
    """Yield the problems in the Markdown of one record."""
    for language, prose in each.draft.prose.items():
        if not each.record.kept_back:
            yield from _check_links(prose, language, names)
    yield from _check_freshness(each.draft, languages[0])


def _check_links(prose: Prose, language: str, names: Names) -> Iterator[Problem]:
    """A link in Markdown must lead to an existing page of this site, or be an absolute URL."""
    for match in LINK.finditer(prose.text):
        at = match.lastindex or 0
        target = match[at]
        scheme, colon, _ = target.partition(":")
        if target.startswith("#") or (colon and scheme.lower() in SCHEMES):
            continue
        if not names.resolves(target.partition("#")[0]):
            form = f"[words]({names.target_like(target)})" if scheme in BY_NAME else "[words](notice:ID) or [words](https://…)"
            yield problem_at(prose, match.start(at), "PR203", language, came=target, form=form)


def _check_freshness(draft: Draft, first: str) -> Iterator[Problem]:
    """A translation that records the hash of its source text must record the current hash."""
    source = draft.prose.get(first)
    for language, prose in draft.prose.items():
        if source is None or language == first or prose.source_hash is None:
            continue
        if prose.source_hash != hash_of(source.text):
            yield problem(prose.path, 1, 1, "PR303", language, came=prose.source_hash, form=f"source_hash: {hash_of(source.text)}")


def problem_at(prose: Prose, offset: int, code: str, language: str, **given: object) -> Problem:
    """Return a problem of `code` at an offset in the Markdown text."""
    before = prose.text[:offset]
    line = prose.first_line + before.count("\n")
    return problem(prose.path, line, len(before.rpartition("\n")[2]) + 1, code, language, **given)
