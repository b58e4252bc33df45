"""Converts the words of Markdown that readers see, and nothing else: no code, formulas, comments or addresses."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from prospectus.load.drafts import ProseFile
from prospectus.patterns import lazy_pattern
from prospectus.text.angle_brackets import ATTRIBUTE, Role
from prospectus.validate.prose.source import MASK, ProseSource, mask_match

Convert = Callable[[str], str]
Edit = tuple[int, int, str]
"""Start and end offset, end exclusive, and the new text."""
READ_ATTRIBUTES = frozenset({"alt", "aria-label", "title"})
"""The attributes of HTML whose values are words for readers."""
_MARKUP = lazy_pattern(r"[`~<$\\]|\]\(|\]:|://|\n    |\t")
_MARKED = lazy_pattern(r"""<(\w+)[^>]*\blang\s*=\s*["']?[^>]*>.*?</\1>""", re.DOTALL | re.IGNORECASE)
"""An element that states a language of its own."""
_RUN = lazy_pattern(rf"[^{MASK}]+")
_TARGET = lazy_pattern(
    r"\]\((?P<inline>[^()\n]*(?:\([^()\n]*\)[^()\n]*)*)\)|^[ ]{0,3}\[(?!\^)[^\]\n]+\]:(?P<defined>[^\n]*)$", re.MULTILINE
)
_PARTS = lazy_pattern(r"""(?P<address>\s*(?:<[^<>\n]*>|[^\s<>]*))(?P<title>\s+(?:"[^"\n]*"|'[^'\n]*'|\([^()\n]*\))\s*)?""")
_OTHER_SITE = lazy_pattern(r"\s*<?(?:[a-z][a-z0-9+.-]*:)?//", re.IGNORECASE)


def convert_markdown(text: str, convert: Convert) -> str:
    """Return Markdown with its words converted by `convert`.

    An id of a heading is made from its words, so the part of an address after `#` is converted in links within the site.
    """
    if text.isascii() or _MARKUP.search(text) is None:
        return convert(text)
    source = ProseSource(ProseFile("", _MARKED.sub(mask_match, text) if "<" in text else text, 1), "")
    edits = [*_iter_words(source, convert), *_iter_attributes(source, convert), *_iter_targets(source, text, convert)]
    converted, end = [], 0
    for start, stop, new in sorted(edits):
        converted += [text[end:start], new]
        end = stop
    return "".join((*converted, text[end:]))


def _iter_words(source: ProseSource, convert: Convert) -> Iterator[Edit]:
    """Yield the edits of running text."""
    for run in _RUN.finditer(source.running_text):
        yield run.start(), run.end(), convert(run[0])


def _iter_attributes(source: ProseSource, convert: Convert) -> Iterator[Edit]:
    """Yield the edits of the attributes of HTML that readers see, and of ids."""
    for bracket in source.brackets:
        if bracket.role is Role.TAG:
            for attribute in ATTRIBUTE.finditer(source.text, bracket.start, bracket.end):
                name, value = attribute[1].lower(), attribute[2]
                if value and (name in READ_ATTRIBUTES or name == "id"):
                    yield attribute.start(2), attribute.end(2), convert(value)
                elif value and name == "href":
                    yield attribute.start(2), attribute.end(2), _convert_fragment(value, convert)


def _iter_targets(source: ProseSource, text: str, convert: Convert) -> Iterator[Edit]:
    """Yield the edits of the titles of links and pictures, and of places on pages to which links lead.

    `text` is that of the source before anything was masked.
    """
    if "](" not in source.text and "]:" not in source.text:
        return
    for match in _TARGET.finditer(source.without_code):
        group = "inline" if match["inline"] is not None else "defined"
        start = match.start(group)
        parts = _PARTS.match(text, *match.span(group))
        if parts is not None:
            new = _convert_fragment(parts["address"], convert) + (convert(parts["title"]) if parts["title"] else "")
            yield start, parts.end(), new


def _convert_fragment(address: str, convert: Convert) -> str:
    page, mark, fragment = address.partition("#")
    return address if not mark or _OTHER_SITE.match(page) else f"{page}#{convert(fragment)}"
