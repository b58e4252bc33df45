"""Renders editors' Markdown to safe HTML: sanitised against an allow-list, with links to records resolved."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

import nh3
from markdown import Markdown
from markdown.extensions.toc import TocExtension
from markupsafe import Markup

from prospectus.cache.cache import BuildCache, digest
from prospectus.model.registry import KINDS_BY_NAME
from prospectus.model.values.reference import URL_SCHEMES
from prospectus.tested_versions import is_tested

EXTENSIONS = ("abbr", "admonition", "attr_list", "def_list", "footnotes", "sane_lists", "tables")
ALLOWED_TAGS = frozenset(
    (
        "a abbr aside b blockquote br caption code dd del details div dl dt em figcaption figure h2 h3 h4 h5 h6 hr i img ins kbd li mark "
        "ol p pre q rp rt ruby s section small span strong sub summary sup table tbody td tfoot th thead time tr ul var"
    ).split()
)
ALLOWED_ATTRIBUTES = {
    "*": {"class", "data-ref", "id", "lang", "title"},
    "a": {"href", "hreflang", "role"},
    "img": {"alt", "height", "loading", "src", "width"},
    "ol": {"start", "type"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan", "scope"},
    "time": {"datetime"},
    "details": {"open"},
}
ALLOWED_SCHEMES = frozenset({*URL_SCHEMES, *KINDS_BY_NAME, "list", "page"})
_CLEANER = nh3.Cleaner(tags=set(ALLOWED_TAGS), attributes=ALLOWED_ATTRIBUTES, url_schemes=set(ALLOWED_SCHEMES), link_rel="noopener")
_TARGET_LINK = re.compile(r'(<a\b[^>]*?\bhref=")([a-z]+:[a-z0-9-]+)((?:#[^"]*)?")')
_TABLE = re.compile(r"<table\b[^>]*>")
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


class MarkdownRenderer:
    """Renders Markdown with one parser, which is reset and reused."""

    def __init__(self, cache: BuildCache | None = None) -> None:
        self._cache = cache or BuildCache()
        self._parser: Markdown | None = None

    def render(self, text: str, resolve: Callable[[str], str]) -> Html:
        """Return the HTML of `text`. `resolve` returns the URL of a target such as `notice:ID`; the HTML is cached before that step."""
        html, headings = self._cache.get_or_compute("prose", digest(text), lambda: self._convert(text))
        resolved = _TARGET_LINK.sub(lambda match: match[1] + (resolve(match[2]) if _is_target(match[2]) else match[2]) + match[3], html)
        return Html(Markup(resolved), headings)  # noqa: S704  (sanitised)

    def _convert(self, text: str) -> tuple[str, tuple[Heading, ...]]:
        if self._parser is None:
            self._parser = create_parser()
        html = self._parser.reset().convert(text)
        headings = tuple(Heading(token["name"], token["id"]) for token in getattr(self._parser, "toc_tokens", ()))
        return _wrap_tables(sanitise(html)), headings


def create_parser() -> Markdown:
    """Return a Markdown parser, which must be reset before each text. It is faster with a tested version of the library."""
    toc = TocExtension(slugify=slugify, toc_depth="2-3")
    parser = Markdown(extensions=[*EXTENSIONS, toc], output_format="html")
    if not is_tested("markdown"):
        return parser
    from prospectus.text.markdown_fast import optimise  # noqa: PLC0415  (fails to import where the library's private names have changed)

    return optimise(parser, toc.getConfigs())


def sanitise(html: str) -> str:
    """Return HTML with only the allowed tags, attributes and URL schemes. Alignment styles of table cells become classes."""
    return _CLEANER.clean(_ALIGN.sub(r' class="align-\1"', html))


def _wrap_tables(html: str) -> str:
    """Wrap each table in an element that scrolls horizontally on narrow screens."""
    return _TABLE.sub(r'<div class="table-frame" tabindex="0">\g<0>', html).replace("</table>", "</table></div>")


def _is_target(href: str) -> bool:
    """Return whether a URL is a target of this site, such as `notice:ID`. A `tel:` URL is not."""
    kind, _, key = href.partition(":")
    return kind == "page" or (key if kind == "list" else kind) in KINDS_BY_NAME


def slugify(heading: str, separator: str) -> str:
    """Return an id for a heading. Chinese characters are kept, as HTML allows."""
    return re.sub(r"[^\w]+", separator, heading.strip().lower(), flags=re.UNICODE).strip(separator) or "section"
