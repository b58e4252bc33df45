"""Converts the Markdown of fields: inline Markdown to HTML without a paragraph around it, and blocks without headings.

Fields had plain words before they had Markdown. What means no markup there stays as it is: `2*3*4`, `5* 3 *2`, `#3`, and a list, a
heading or a quotation of one line.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from prospectus.model.values.text import TextForm
from prospectus.patterns import lazy_pattern

if TYPE_CHECKING:
    from markdown import Markdown

STAR = "\ufdd5"
"""Stands for a `*` that is text while Markdown is converted."""
HASH = "\ufdd6"
"""Stands for a `#` that begins no heading (CommonMark 0.31, 4.2)."""
BLOCK_TAGS = frozenset(
    (
        "aside blockquote caption dd details div dl dt figcaption figure h2 h3 h4 h5 h6 hr img li ol p pre section summary table tbody td "
        "tfoot th thead tr ul"
    ).split()
)
"""The elements that inline Markdown does not make."""
FIELD_ATTRIBUTES = frozenset({"class", "lang", "title"})
"""The attributes of every element in a field. A page shows many fields, and an id must occur once on a page."""
_INLINE_START = lazy_pattern(r"[*_`<\[\\^{$]|&[#\w]|~|==|\+\+|:[a-z]|https?://")
"""What every text contains in which inline Markdown has an effect: a cheap test for the texts without."""
_SINGLE_STAR = lazy_pattern(r"(?<![*\\])\*(?!\*)")
_FALSE_HEADING = lazy_pattern(r"^( {0,3})#(?=#*[^#\s])", re.MULTILINE)
_PARAGRAPH = lazy_pattern(r"<p(?: [^>]*)?>|</p>")
_HEADING = lazy_pattern(r"<(/?)h[1-6](?: [^>]*)?>")
_IMAGE = lazy_pattern(r"<img\b[^>]*>")
_ALTERNATIVE = lazy_pattern(r'\balt="([^"]*)"')


def may_have_markup(text: str, form: TextForm) -> bool:
    """Return whether a text of a field may be more than plain words. Most texts are not, and need no parser."""
    if form is TextForm.LINE:
        return False
    return _INLINE_START.search(text) is not None or (form is TextForm.BLOCKS and "\n" in text)


def is_inline(text: str, form: TextForm) -> bool:
    """Return whether a text is one paragraph: of inline Markdown, or of a single line."""
    return form is not TextForm.BLOCKS or "\n" not in text.strip()


def mark_plain_characters(text: str) -> str:
    """Return Markdown in which placeholders replace each `*` and `#` that is text."""
    text = text.replace(STAR, "\ufffd").replace(HASH, "\ufffd")
    if "*" in text:
        text = _mark_stars(text)
    return _FALSE_HEADING.sub(rf"\1{HASH}", text) if "#" in text else text


def restore_plain_characters(html: str) -> str:
    """Return HTML with the characters that `mark_plain_characters` replaced."""
    return html.replace(STAR, "*").replace(HASH, "#")


def _mark_stars(text: str) -> str:
    """Return a text in which `STAR` replaces each single `*` that neither opens nor closes emphasis, such as a sign of multiplication."""
    opening: int | None = None
    emphasis: set[int] = set()
    stars = [match.start() for match in _SINGLE_STAR.finditer(text)]
    within_words = all(_is_within_word(text, star) for star in stars)
    for star in stars:
        if within_words or _is_within_number(text, star):
            continue
        if opening is not None and not text[star - 1].isspace():
            emphasis |= {opening, star}
            opening = None
        elif text[star + 1 : star + 2].strip():
            opening = star
    plain = {star for star in stars if star not in emphasis and _is_text(text, star)}
    return "".join(STAR if offset in plain else character for offset, character in enumerate(text))


def _is_text(text: str, offset: int) -> bool:
    """Return whether the `*` at an offset does not begin an item of a list."""
    return bool(text[text.rfind("\n", 0, offset) + 1 : offset].strip()) or not text[offset + 1 : offset + 2].isspace()


def _is_within_word(text: str, offset: int) -> bool:
    return _is_ascii_word(text[offset - 1 : offset]) and _is_ascii_word(text[offset + 1 : offset + 2])


def _is_within_number(text: str, offset: int) -> bool:
    return text[offset - 1 : offset].isdecimal() and text[offset + 1 : offset + 2].isdecimal()


def _is_ascii_word(character: str) -> bool:
    return character.isascii() and (character.isalnum() or character in (")", "(", "%"))


def to_one_paragraph(text: str) -> str:
    """Return the lines of a text as one paragraph of Markdown."""
    return "\n".join(line.strip() for line in text.splitlines() if line.strip())


def restrict_to_inline(parser: Markdown) -> Markdown:
    """Return a parser, which must not be optimised, without any syntax of blocks. All its text is one paragraph."""
    parts: tuple[tuple[Any, str], ...] = ((parser.parser.blockprocessors, "paragraph"), (parser.preprocessors, "normalize_whitespace"))
    for registry, kept in parts:
        for name in [item.name for item in registry._priority if item.name != kept]:
            registry.deregister(name)
    return parser


def unwrap_paragraph(html: str) -> str:
    """Return the HTML of one paragraph without the element around it."""
    return _PARAGRAPH.sub("", html).strip()


def replace_headings(html: str) -> str:
    """Return HTML with bold paragraphs instead of headings, and the words of pictures instead of pictures."""
    html = _IMAGE.sub(lambda match: (_ALTERNATIVE.search(match[0]) or ("", ""))[1], html) if "<img" in html else html
    return _HEADING.sub(lambda match: "</strong></p>" if match[1] else "<p><strong>", html) if "<h" in html else html
