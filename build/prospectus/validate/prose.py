"""Markdown: links that lead somewhere, and translations that are fresh."""

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
"""The three ways to write a link in Markdown; what HTML may not link to at all is taken out when it is rendered.

Each begins with a character and then looks back at what must be before it: so the search leaps to where a link may begin.
"""


def hash_of(text: str) -> str:
    """Return the hash by which a translation remembers its source text: 12 hexadecimal digits of SHA-256."""
    return hashlib.sha256(" ".join(text.split()).encode()).hexdigest()[:12]


def check_prose(each: Checked, languages: Sequence[str], names: Names) -> Iterator[Problem]:
    """Yield the problems of the Markdown of one record."""
    for language, prose in each.draft.prose.items():
        if not each.record.kept_back:
            yield from _check_links(prose, language, names)
    yield from _check_freshness(each.draft, languages[0])


def _check_links(prose: Prose, language: str, names: Names) -> Iterator[Problem]:
    """A link in Markdown must lead to a page of this site that exists, or be a whole address."""
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
    """A translation that remembers its source must remember the present one."""
    source = draft.prose.get(first)
    for language, prose in draft.prose.items():
        if source is None or language == first or prose.source_hash is None:
            continue
        if prose.source_hash != hash_of(source.text):
            yield problem(prose.path, 1, 1, "PR303", language, came=prose.source_hash, form=f"source_hash: {hash_of(source.text)}")


def problem_at(prose: Prose, offset: int, code: str, language: str, **given: object) -> Problem:
    """Return a problem of `code` at a place of the Markdown."""
    before = prose.text[:offset]
    line = prose.first_line + before.count("\n")
    return problem(prose.path, line, len(before.rpartition("\n")[2]) + 1, code, language, **given)
