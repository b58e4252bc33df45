"""Markdown and plain text: links that lead somewhere, translations that are fresh, terms that the glossary allows."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence

from prospectus.load.drafts import Draft, Prose
from prospectus.model.kinds import BY_NAME
from prospectus.model.reference import SCHEMES
from prospectus.model.shape import leaves
from prospectus.model.term import Term
from prospectus.model.text import Text
from prospectus.problems import Problem, problem
from prospectus.validate.site import Checked, Names

INLINE = r"(?<!\\)\]\(\s*<?([^\s)>]+)"
DEFINED = r"^ {0,3}\[(?!\^)[^\]]+\]:\s*<?([^\s>]+)"
IN_HTML = rf"""\bhref\s*=\s*["']((?:page|list|{"|".join(BY_NAME)}):[^"']*)"""
Avoided = dict[str, list[tuple[str, str]]]
"""By language: a banned rendering and the right one."""
LINK = re.compile(f"{INLINE}|{DEFINED}|{IN_HTML}", re.MULTILINE)
"""The three ways to write a link in Markdown; what HTML may not link to at all is taken out when it is rendered."""


def hash_of(text: str) -> str:
    """Return the hash by which a translation remembers its source text: 12 hexadecimal digits of SHA-256."""
    return hashlib.sha256(" ".join(text.split()).encode()).hexdigest()[:12]


def check_prose(each: Checked, languages: Sequence[str], names: Names, avoid: Avoided) -> Iterator[Problem]:
    """Yield the problems of the Markdown and the text of one record."""
    for language, prose in each.draft.prose.items():
        if not each.record.kept_back:
            yield from _check_links(prose, language, names)
        yield from _check_terms(prose, language, avoid)
    yield from _check_freshness(each.draft, languages[0])
    if not isinstance(each.record, Term):
        yield from _check_words(each, avoid)


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
            yield _at(prose, match.start(at), "PR203", language, came=target, form=form)


def _check_freshness(draft: Draft, first: str) -> Iterator[Problem]:
    """A translation that remembers its source must remember the present one."""
    source = draft.prose.get(first)
    for language, prose in draft.prose.items():
        if source is not None and language != first and prose.source_hash not in (None, hash_of(source.text)):
            yield problem(prose.path, 1, 1, "PR303", language, came=prose.source_hash, form=f"source_hash: {hash_of(source.text)}")


def avoided(checked: Sequence[Checked]) -> Avoided:
    """Return the renderings that the glossary bans, by language, each with the right one."""
    avoid: Avoided = {}
    for each in checked:
        if isinstance(each.record, Term):
            for language, renderings in each.record.avoid.items():
                right = each.record.title.within((language,)).text
                avoid.setdefault(language, []).extend((rendering, right) for rendering in renderings)
    return avoid


def _check_terms(prose: Prose, language: str, avoid: Avoided) -> Iterator[Problem]:
    """Markdown must not use a rendering that the glossary bans."""
    for rendering, right in avoid.get(language, ()):
        at = prose.text.find(rendering)
        if at >= 0:
            yield _at(prose, at, "PR304", language, came=rendering, form=right)


def _check_words(each: Checked, avoid: Avoided) -> Iterator[Problem]:
    """A text must not use a rendering that the glossary bans."""
    for place, shape, value in leaves(each.record):
        if shape.what == "text" and isinstance(value, Text):
            for language in value:
                for rendering, right in avoid.get(language, ()):
                    if rendering in value[language]:
                        yield each.draft.problem((*place, language), "PR304", language, came=rendering, form=right)


def _at(prose: Prose, offset: int, code: str, language: str, **given: object) -> Problem:
    before = prose.text[:offset]
    line = prose.first_line + before.count("\n")
    return problem(prose.path, line, len(before.rpartition("\n")[2]) + 1, code, language, **given)
