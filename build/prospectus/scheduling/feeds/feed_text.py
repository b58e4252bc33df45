"""Turns the texts of a feed into plain text: removes markup where there is markup, and characters that no title may contain.

A text in HTML loses its tags, and its character references are decoded, once. Words between `<` and `>` that are no tag are kept. Whether
an RSS title is HTML or plain text is not stated (RSS 2.0); both are read right, since only whole elements of HTML are removed.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from enum import Enum

from prospectus.text.characters import Use, clean_text, find_violations, show_characters

MAX_TEXT_LENGTH = 20_000
"""Number of characters of a text that are read."""
MAX_MARKUP_LENGTH = 4_000
"""Number of characters of a title that are read."""
MAX_LINE_LENGTH = 400
"""Maximum length of the resulting title or id, in characters."""
NON_XML_CHARACTER = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_LINE_ELEMENTS = frozenset("br hr p div li tr td th dt dd h1 h2 h3 h4 h5 h6 blockquote pre table ul ol".split())
"""Elements that begin a new line or a new cell: a space stands for their tags."""
_VOID_ELEMENTS = "br hr img wbr input embed source track area base col link meta p".split()
"""Elements without content, and `p`, whose end is often left out."""
_ELEMENTS = frozenset(
    """
    a abbr acronym address article aside audio b bdi bdo big blockquote body button canvas caption center cite code colgroup data dd
    del details dfn dialog div dl dt em fieldset figcaption figure font footer form h1 h2 h3 h4 h5 h6 head header html i iframe ins
    kbd label legend li main map mark marquee math menu meter nav noscript object ol optgroup option output picture pre progress q rp
    rt ruby s samp script section select small span strike strong style sub summary sup svg table tbody td template textarea tfoot th
    thead time title tr tt u ul var video
    """.split()
)
_HIDDEN_ELEMENTS = ("script", "style")
"""Elements whose content is not text."""
_COMMENT = re.compile("<!--.*?-->", re.DOTALL)
_TAG = re.compile(
    r"<(?P<end>/)?(?P<name>[A-Za-z][A-Za-z0-9]{0,15})(?P<attributes>(?:\s+[^<>\"'=\s/]+(?:\s*=\s*(?:\"[^\"]*\"|'[^']*'|[^\s\"'<>]+))?)*)"
    r"\s*(?P<closed>/)?>",
    re.DOTALL,
)


class Markup(Enum):
    """What a text of a feed is written in."""

    PLAIN = "plain"
    """Plain text: every character is meant."""
    HTML = "html"
    """HTML, or text that may be HTML."""


@dataclass(frozen=True, slots=True)
class CleanText:
    """A text of one line, and what was done to it."""

    text: str
    removed: int = 0
    """The number of characters that were removed because no title may contain them."""
    shown: str = ""
    """The text before that, with these characters written as `[U+200B]`, if any were removed."""
    is_cut: bool = False
    """Whether it was longer than allowed."""


def clean_line(text: str, markup: Markup = Markup.PLAIN) -> CleanText:
    """Return a text as one line of plain text, at most `MAX_LINE_LENGTH` characters long."""
    is_cut = len(text) > MAX_MARKUP_LENGTH
    text = text[:MAX_MARKUP_LENGTH]
    line = " ".join((remove_markup(text) if markup is Markup.HTML else text).split())
    cleaned = " ".join(clean_text(NON_XML_CHARACTER.sub("", line), Use.TITLE).split())
    removed = sum(len(violation.replacements) for violation in find_violations(line, Use.TITLE) if violation.code in ("PR016", "PR017"))
    is_cut = is_cut or len(cleaned) > MAX_LINE_LENGTH
    shown = show_characters(line)[:MAX_LINE_LENGTH] if removed else ""
    return CleanText(cleaned[:MAX_LINE_LENGTH].rstrip(), removed, shown, is_cut)


def to_plain_text(text: str) -> str:
    """Return plain text as one line without characters that no title may contain."""
    return clean_line(text).text


def remove_markup(text: str) -> str:
    """Return a text without the tags of HTML, with its character references decoded once. Scripts and styles are removed entirely."""
    text = html.unescape(_remove_elements(text))
    return _remove_elements(text, only=_HIDDEN_ELEMENTS)


def _remove_elements(text: str, only: tuple[str, ...] = ()) -> str:
    """Remove comments, void elements, end tags, and the start tags of elements that end; `only` limits it to some elements."""
    if "<" not in text:
        return text
    if not only:
        comments_end = text.rfind("-->") + 3
        text = _COMMENT.sub("", text[:comments_end]) + text[comments_end:]  # after the last end there is none to search for
    parts, position = [], 0
    for start, end, replacement in _find_tags(text, only):
        if start >= position:
            parts += [text[position:start], replacement]
            position = end
    return "".join([*parts, text[position:]])


def _find_tags(text: str, only: tuple[str, ...]) -> list[tuple[int, int, str]]:
    """Return start, end and replacement of each part to remove, in order; a part may be within another one."""
    parts: list[tuple[int, int, str]] = []
    open_tags: list[re.Match[str]] = []
    for match in _TAG.finditer(text):
        name = match["name"].lower()
        space = " " if name in _LINE_ELEMENTS else ""
        if only and name not in only:
            continue
        if name in _VOID_ELEMENTS:
            parts.append((*match.span(), space))
        elif name in _ELEMENTS and match["end"]:
            parts.append((*match.span(), space))
            parts += _close_element(open_tags, name, match.end(), space)
        elif name in _ELEMENTS:
            open_tags.append(match)
    return sorted(parts)


def _close_element(open_tags: list[re.Match[str]], name: str, end: int, space: str) -> list[tuple[int, int, str]]:
    """Return the start tag of an element that ends, as a part to remove: or the whole element. Changes `open_tags`."""
    start = next((tag for tag in reversed(open_tags) if tag["name"].lower() == name), None)
    if start is None:
        return []
    del open_tags[open_tags.index(start) :]
    return [(start.start(), end if name in _HIDDEN_ELEMENTS else start.end(), space)]
