"""Editors' Markdown to HTML that is safe to show: sanitised against an allow-list, its links resolved."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

import nh3
from markdown import Markdown
from markdown.extensions.toc import TocExtension
from markupsafe import Markup

EXTENSIONS = ("abbr", "admonition", "attr_list", "def_list", "footnotes", "sane_lists", "tables")
TAGS = frozenset(
    (
        "a abbr aside b blockquote br caption code dd del details div dl dt em figcaption figure h2 h3 h4 h5 h6 hr i img ins kbd li mark "
        "ol p pre q rp rt ruby s section small span strong sub summary sup table tbody td tfoot th thead time tr ul var"
    ).split()
)
ATTRIBUTES = {
    "*": {"class", "data-ref", "id", "lang", "title"},
    "a": {"href", "hreflang", "role"},
    "img": {"alt", "height", "loading", "src", "width"},
    "ol": {"start", "type"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan", "scope"},
    "time": {"datetime"},
    "details": {"open"},
}
SCHEMES = {"http", "https", "mailto", "tel"}
_HREF = re.compile(r'(<a\b[^>]*?\bhref=")([a-z]+:[a-z0-9-]+)((?:#[^"]*)?")')
_ALIGN = re.compile(r' style="text-align: (left|right|center);"')


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of the prose, for the table of contents."""

    title: str
    id: str


@dataclass(frozen=True, slots=True)
class Html:
    """Prose as HTML, with its second-level headings."""

    text: Markup
    headings: tuple[Heading, ...]


class Renderer:
    """Renders Markdown with one parser that is used again and again."""

    def __init__(self) -> None:
        self._parser = Markdown(extensions=[*EXTENSIONS, TocExtension(slugify=_slug, toc_depth="2-3")], output_format="html")

    def render(self, text: str, resolve: Callable[[str], str]) -> Html:
        """Return the HTML of `text`; `resolve` turns a target such as `notice:ID` into an address."""
        html = self._parser.reset().convert(text)
        headings = tuple(Heading(each["name"], each["id"]) for each in getattr(self._parser, "toc_tokens", ()))
        resolved = _HREF.sub(lambda match: match[1] + resolve(match[2]) + match[3], html)
        return Html(Markup(_framed(sanitised(resolved))), headings)  # noqa: S704  (sanitised)


def sanitised(html: str) -> str:
    """Return HTML with only the allowed tags, attributes and URL schemes; alignment becomes a class."""
    html = _ALIGN.sub(r' class="align-\1"', html)
    return nh3.clean(html, tags=set(TAGS), attributes={k: set(v) for k, v in ATTRIBUTES.items()}, url_schemes=SCHEMES, link_rel="noopener")


def _framed(html: str) -> str:
    """Put tables into a frame that scrolls by itself on narrow screens."""
    return html.replace("<table>", '<div class="table-frame"><table>').replace("</table>", "</table></div>")


def _slug(words: str, separator: str) -> str:
    """Return an id that keeps Chinese characters, as browsers allow."""
    return re.sub(r"[^\w]+", separator, words.strip().lower(), flags=re.UNICODE).strip(separator) or "section"
