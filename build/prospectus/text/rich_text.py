"""Texts of fields with markup: HTML for pages, and plain words for everything else.

Templates show the markup of a `RichText`. Wherever it is used as a string (JSON-LD, calendars, cards, descriptions), it is its plain words.
"""

from __future__ import annotations

import re
from functools import cache
from html import unescape
from typing import Any

from markupsafe import Markup, escape

from prospectus.model.values.text import LineText, Text, TextForm
from prospectus.patterns import lazy_pattern
from prospectus.text.dialect.fragment_text import replace_fragments
from prospectus.text.field_markdown import is_inline, may_have_markup
from prospectus.text.language_tags import OtherLanguage
from prospectus.text.markdown import MarkdownRenderer
from prospectus.text.soft_breaks import join_lines

SITE_ROOT = "\ufdd7"
"""Stands for the root of the site in the addresses of links: the path to it depends on the page, or is the URL of the site."""
ITEM, CELL_SEPARATOR = "• ", " · "
_BLOCK = "(?:p|div|ul|ol|li|dl|dt|dd|blockquote|table|thead|tbody|tfoot|tr|details|summary|figure|figcaption|pre|section|aside|hr)"
_LEFT_OUT = lazy_pattern(r"<svg\b.*?</svg>", re.DOTALL)
_CELL_END = lazy_pattern(r"</t[dh]>\s*(?=<t[dh]\b)")
_ITEM_START = lazy_pattern(r"<li\b[^>]*>\s*(?:<p>)?")
_BLOCK_EDGE = lazy_pattern(rf"\s*</?{_BLOCK}\b[^>]*>\s*")
_BREAK = lazy_pattern(r"<br\b[^>]*>\s*")
_TAG = lazy_pattern(r"<[^>]*>")
_LINES = lazy_pattern(r"\n{2,}")
_LINK = lazy_pattern(r'<a\b[^>]*?\bhref="([^"]*)"[^>]*>(.*?)</a>', re.DOTALL)
_LINK_TAG = lazy_pattern(r"</?a\b[^>]*>")
_ONLY_PARAGRAPH = lazy_pattern(r"<p>((?:(?!</?p>).)*)</p>", re.DOTALL)


class RichText(str):
    """The plain words of a text, with its markup as HTML. Its links to the site begin with `SITE_ROOT`."""

    __slots__ = ("html", "tag")
    html: str
    tag: str
    """The BCP 47 tag of its language if that is not the language of the page; else empty."""

    @classmethod
    def from_html(cls, html: str, tag: str = "") -> RichText:
        """Return the text of sanitised HTML."""
        rich = cls(to_plain_text(html))
        rich.html, rich.tag = html, tag
        return rich

    @property
    def is_block(self) -> bool:
        """Whether it consists of paragraphs and other blocks."""
        return self.html.startswith(("<p", "<div", "<ul", "<ol", "<dl", "<blockquote", "<details", "<pre", "<section", "<aside", "<table"))

    def __html__(self) -> Markup:
        if not self.tag:
            return Markup(self.html)  # noqa: S704  (sanitised)
        name = "div" if self.is_block else "span"
        return Markup(f'<{name} lang="{escape(self.tag)}">{self.html}</{name}>')  # noqa: S704  (sanitised)

    def __repr__(self) -> str:
        return f"RichText({self.html!r}, {self.tag!r})"

    def __reduce__(self) -> tuple[Any, ...]:
        return RichText.from_html, (self.html, self.tag)


def to_plain_text(html: str) -> str:
    """Return the words of HTML: a line per block, items of lists with a bullet, and the cells of a table with a dot between them."""
    text = replace_fragments(_LEFT_OUT.sub("", html) if "</svg>" in html else html)
    if "\n" in text or "<li" in text or "<p" in text:
        text = _ITEM_START.sub(f"\n{ITEM}", _CELL_END.sub(CELL_SEPARATOR, text))
        text = _BLOCK_EDGE.sub("\n", text)
    return unescape(_LINES.sub("\n", _TAG.sub("", _BREAK.sub("\n", text))).strip())


def describe_links(text: str, url: str) -> str:
    """Return the words of a text, with the address of each link in brackets behind it; `url` is that of the site, ending in a slash."""
    if not isinstance(text, RichText) or "<a " not in text.html:
        return str.__str__(text)
    return to_plain_text(_LINK.sub(_describe_link, resolve_root(text.html, url.rstrip("/"))))


def _describe_link(match: re.Match[str]) -> str:
    return match[2] if unescape(match[1]).removeprefix("mailto:") == to_plain_text(match[2]) else f"{match[2]} ({match[1]})"


def resolve_root(html: str, base: str) -> str:
    """Return HTML whose links to the site begin with `base`: the path to the root of the site, or its URL, without a slash at its end."""
    return html.replace(SITE_ROOT, base) if SITE_ROOT in html else html


def unlink(text: str) -> str:
    """Return a text without its links, for places that are links as a whole. Their words stay."""
    if not isinstance(text, RichText) or "<a " not in text.html:
        return text
    return RichText.from_html(_LINK_TAG.sub("", text.html), text.tag)


def to_paragraphs(text: str, class_name: str = "") -> Markup:
    """Return the HTML of a text in an element of its own: a `p`, or a `div` with the class `prose` if it consists of several blocks."""
    attributes = f' class="{class_name}"' if class_name else ""
    if isinstance(text, RichText) and text.is_block:
        single = _ONLY_PARAGRAPH.fullmatch(text.html)
        if single is None:
            name = f"{class_name} prose".strip()
            language = f' lang="{escape(text.tag)}"' if text.tag else ""
            return Markup(f'<div class="{name}"{language}>{text.html}</div>')  # noqa: S704  (sanitised)
        text = RichText.from_html(single[1], text.tag)
    return Markup(f"<p{attributes}>{escape(text)}</p>")  # noqa: S704  (escaped)


def is_in_other_language(text: str) -> bool:
    """Return whether a text is in another language than its page."""
    return isinstance(text, OtherLanguage) or (isinstance(text, RichText) and bool(text.tag))


def to_single_line(text: str) -> str:
    """Return the words of a text on one line. Between Chinese characters, no space replaces a line break."""
    return " ".join(join_lines(str.__str__(text)).split())


def without_markup(text: Text) -> LineText:
    """Return a text of a field in plain words, in each of its languages."""
    return LineText({language: plain_text(words, text.form) for language, words in text.as_dict().items()})


def plain_text(text: str, form: TextForm) -> str:
    """Return the words of a text of a field as it is written, on one line."""
    if not may_have_markup(text, form):
        return to_single_line(text)
    renderer = _get_renderer()
    html = renderer.render_inline(text, str) if is_inline(text, form) else renderer.render_blocks(text, str)
    return to_single_line(to_plain_text(html))


@cache
def _get_renderer() -> MarkdownRenderer:
    return MarkdownRenderer()
