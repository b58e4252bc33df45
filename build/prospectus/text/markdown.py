"""Renders editors' Markdown to safe HTML: sanitised against an allow-list, with links to records resolved.

`<` that begins no tag is text, a soft line break between Chinese characters is no space, and a bare address becomes a link.
"""

from __future__ import annotations

import re
import string
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from html import unescape
from pathlib import Path
from typing import TYPE_CHECKING

from markupsafe import Markup, escape

from prospectus.cache.cache import BuildCache, digest
from prospectus.errors import UnreadableMarkdown
from prospectus.model.registry import KINDS_BY_NAME
from prospectus.model.values.reference import URL_SCHEMES
from prospectus.patterns import lazy_pattern
from prospectus.problems import Message
from prospectus.tested_versions import is_tested, version
from prospectus.text.addresses import link_addresses
from prospectus.text.angle_brackets import LESS_THAN, mark_text_brackets
from prospectus.text.attribute_lists import LEFT_BRACE, RIGHT_BRACE, mark_text_braces
from prospectus.text.dialect.classes import remove_site_classes
from prospectus.text.dialect.fragments import TOKEN, WORD_MARK, Fragments
from prospectus.text.field_markdown import (
    BLOCK_TAGS,
    FIELD_ATTRIBUTES,
    mark_plain_characters,
    replace_headings,
    restore_plain_characters,
    restrict_to_inline,
    to_one_paragraph,
    unwrap_paragraph,
)
from prospectus.text.open_brackets import skip_open_brackets
from prospectus.text.soft_breaks import join_html_lines

if TYPE_CHECKING:
    import nh3
    from markdown import Markdown
    from markdown.extensions.toc import TocExtension

EXTENSIONS = ("abbr", "attr_list", "def_list", "md_in_html", "sane_lists", "tables")
LIBRARIES = ("markdown", "nh3", "pymdown-extensions", "pygments", "latex2mathml", "mkdocs-material")
"""The distributions on which the HTML of a text depends."""
ALLOWED_TAGS = frozenset(
    (
        "a abbr aside b blockquote br caption code dd del details div dl dt em figcaption figure h2 h3 h4 h5 h6 hr i img ins kbd li mark "
        "ol p pre q rp rt ruby s section small span strong sub summary sup table tbody td tfoot th thead time tr ul var"
    ).split()
)
ALLOWED_ATTRIBUTES = {
    "*": {"class", "data-ref", "id", "lang", "title"},
    "a": {"href", "hreflang", "role"},
    "img": {"align", "alt", "height", "licence", "loading", "source", "src", "width"},
    "ol": {"start", "type"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan", "scope"},
    "time": {"datetime"},
    "details": {"open"},
    "span": {"data-linenos"},
}
ALLOWED_SCHEMES = frozenset({*URL_SCHEMES, *KINDS_BY_NAME, "list", "page"})
HEADING_PREFIX = "section"
"""What the ids of headings begin with: `section-2-1`."""
HEADING_ID = lazy_pattern(rf"{HEADING_PREFIX}(?:-[0-9]+)+")
"""Matches the id of a heading by its place (`heading_ids.py`)."""
HARD_BREAK = "hard_break"
"""The name of the inline pattern for a line that ends with a backslash (CommonMark 0.31, 6.7)."""
_TARGET_LINK = lazy_pattern(r'(<a\b[^>]*?\bhref=")([a-z]+:[a-z0-9-]+(?:/[a-z0-9-]+)*)((?:#[^"]*)?")')
_NO_LINK = lazy_pattern(r'<a(?![^<>]* href=")((?: [a-z-]+="[^"]*")*)>(.*?)</a>', re.DOTALL)
_LINK_ONLY = lazy_pattern(r' (?:rel|hreflang)="[^"]*"')
_TABLE = lazy_pattern(r"<table\b[^>]*>")
_ALIGN = lazy_pattern(r' style="text-align: (left|right|center);"')
_BREAK_BEFORE_CAPTION = lazy_pattern(r"\s*<br>(?=\s*<figcaption)")
"""A line break that the extension `md_in_html` puts before a caption."""
_LIST_START = lazy_pattern(r'<ol start="([^"]*)"')
_IMAGE = lazy_pattern(r'<img\b[^<>"]*(?:"[^"]*"[^<>"]*)*>')
_ATTRIBUTE = lazy_pattern(r'\b(alt|src)="([^"]*)"')
_ID_OF_PAGE = ' id="main"'
"""The id of the content of every page."""
_OTHER_HOST = lazy_pattern(r"(?:[a-z][a-z0-9+.-]*:|[/\\]{2})", re.IGNORECASE)
AMPERSAND = "\ufdd3"
"""Stands for an escaped `&` while Markdown is converted; otherwise `\\&copy;` would become a sign."""
_ESCAPED_ENTITY = lazy_pattern(r"\\&(?=#?\w+;)")
_FOOTNOTE_MARK = "\ufdd1"
"""Stands before the number of a footnote where the link back to the text is described, until the language of the page is known."""
_FOOTNOTE_TITLE = lazy_pattern(f' title="{_FOOTNOTE_MARK}([0-9]+)"')
_ADMONITION_MARK = "\ufdd4"
"""Stands before the type of an admonition in place of a title that is not written, until the language of the page is known."""
_ADMONITION_TITLE = lazy_pattern(f"{_ADMONITION_MARK}([\\w-]+)")
_WORD = lazy_pattern(f"{WORD_MARK}([a-z.]+)")
_OUR_MARK = lazy_pattern(f"[{_FOOTNOTE_MARK}{AMPERSAND}{_ADMONITION_MARK}\ufdda-\ufddf]")
"""The noncharacters that have a meaning while Markdown is converted. Nobody may write them."""


CANNOT_CONVERT = Message("This Markdown cannot be converted ({reason}): {text}…", "这段 Markdown 无法转换（{reason}）：{text}……")


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
        self._inline_parser: Markdown | None = None

    def render(
        self,
        text: str,
        resolve: Callable[[str], str],
        describe_footnote: Callable[[int], str] = str,
        describe_admonition: Callable[[str], str] = str.capitalize,
        describe_word: Callable[[str], str] = str,
        resolve_files: Callable[[str], str] = str,
    ) -> Html:
        """Return the HTML of `text`. `resolve` returns the URL of a target such as `notice:ID`; the HTML is cached before that step.

        `describe_footnote` returns the words, in the language of the page, for the link from the footnote of a number back to the text;
        `describe_admonition` the title of an admonition of a type, such as `note`; `describe_word` the word of the interface with a key,
        such as `prose.tabs`. `resolve_files` returns the sanitised HTML with its relative links, pictures and downloads resolved
        (`relative_links.py`).
        """
        html, headings = self.render_unresolved(text)
        resolved = _describe_words(_resolve_targets(html, resolve), describe_admonition, describe_word)
        if _FOOTNOTE_MARK in resolved:
            resolved = _FOOTNOTE_TITLE.sub(lambda match: f' title="{escape(str(describe_footnote(int(match[1]))))}"', resolved)
        return Html(Markup(resolve_files(resolved)), headings)  # noqa: S704  (sanitised)

    def render_unresolved(self, text: str) -> tuple[str, tuple[Heading, ...]]:
        """Return the HTML of `text` as it is cached, with targets such as `notice:ID` as links, and its second-level headings."""
        return self._cache.get_or_compute("prose", digest(fingerprint_rules(), text), lambda: self._convert(text))

    def render_inline(self, text: str, resolve: Callable[[str], str], resolve_files: Callable[[str], str] = str) -> Markup:
        """Return the HTML of one paragraph of inline Markdown, without a `p` element. For the other arguments see `render`."""
        html = self._cache.get_or_compute("inline prose", digest(fingerprint_rules(), text), lambda: self._convert_inline(text))
        return Markup(_resolve_targets(resolve_files(html), resolve))  # noqa: S704  (sanitised)

    def render_blocks(
        self,
        text: str,
        resolve: Callable[[str], str],
        describe_admonition: Callable[[str], str] = str.capitalize,
        describe_word: Callable[[str], str] = str,
        resolve_files: Callable[[str], str] = str,
    ) -> Markup:
        """Return the HTML of the Markdown of a field: blocks without headings, pictures and ids. For the other arguments see `render`."""
        html = self._cache.get_or_compute("block prose", digest(fingerprint_rules(), text), lambda: self._convert_blocks(text))
        resolved = _describe_words(_resolve_targets(resolve_files(html), resolve), describe_admonition, describe_word)
        return Markup(resolved)  # noqa: S704  (sanitised)

    def _convert_inline(self, text: str) -> str:
        if self._inline_parser is None:
            self._inline_parser = restrict_to_inline(skip_open_brackets(_create_parser(_create_toc())))
        html = convert(self._inline_parser, mark_plain_characters(to_one_paragraph(text)))
        clean = remove_site_classes(_get_field_cleaner(allow_blocks=False).clean(unwrap_paragraph(replace_headings(html))))
        clean = join_html_lines(link_addresses(_unlink_text(restore_plain_characters(clean))))
        return fragments_of(self._inline_parser).insert(clean)

    def _convert_blocks(self, text: str) -> str:
        if self._parser is None:
            self._parser = create_parser()
        html = replace_headings(convert(self._parser, mark_plain_characters(text)))
        clean = _get_field_cleaner(allow_blocks=True).clean(_LIST_START.sub(_normalise_start, _ALIGN.sub(r' class="align-\1"', html)))
        clean = _wrap_tables(_unlink_text(restore_plain_characters(remove_site_classes(clean))))
        clean = join_html_lines(link_addresses(_frame_code(clean)))
        return fragments_of(self._parser).insert(clean)

    def _convert(self, text: str) -> tuple[str, tuple[Heading, ...]]:
        if self._parser is None:
            self._parser = create_parser()
        html, fragments = convert(self._parser, text), fragments_of(self._parser)
        tokens = getattr(self._parser, "toc_tokens", ())
        headings = tuple(
            Heading(" ".join(unescape(_show_marks(fragments.to_text(token["name"]))).split()), token["id"]) for token in tokens
        )
        return fragments.insert(finish(html)), headings


def _resolve_targets(html: str, resolve: Callable[[str], str]) -> str:
    """Return HTML in which each link to a target leads to its URL."""
    return _TARGET_LINK.sub(lambda match: match[1] + (resolve(match[2]) if _is_target(match[2]) else match[2]) + match[3], html)


def _describe_words(html: str, describe_admonition: Callable[[str], str], describe_word: Callable[[str], str]) -> str:
    """Return HTML in which each mark is a word in the language of the page."""
    if _ADMONITION_MARK in html:
        html = _ADMONITION_TITLE.sub(lambda match: str(escape(describe_admonition(match[1]))), html)
    return _WORD.sub(lambda match: str(escape(str(describe_word(match[1])))), html) if WORD_MARK in html else html


def finish(html: str) -> str:
    """Return the HTML of Markdown sanitised, with tables that scroll, bare addresses as links and Chinese lines joined."""
    html = _BREAK_BEFORE_CAPTION.sub("", html) if "<figcaption" in html else html
    return join_html_lines(link_addresses(_frame_code(_wrap_tables(_unlink_images(_unlink_text(sanitise(html)))))))


def _show_marks(html: str) -> str:
    """Return HTML in which the characters that were marked before Markdown was converted stand as such."""
    return html.replace(LESS_THAN, "&lt;").replace(LEFT_BRACE, "{").replace(RIGHT_BRACE, "}").replace(AMPERSAND, "&amp;")


def restore_marks(text: str) -> str:
    """Return a part of a text, such as code, as it was written."""
    text = restore_plain_characters(text).replace(LESS_THAN, "<").replace(LEFT_BRACE, "{").replace(RIGHT_BRACE, "}")
    return text.replace(f"\\{AMPERSAND}", "\\&").replace(AMPERSAND, "&")


@cache
def fingerprint_rules() -> str:
    """Return a hash of everything besides the text that the HTML depends on: the versions of the libraries, and our own modules."""
    modules = [path.read_bytes() for path in sorted(Path(__file__).parent.rglob("*")) if path.suffix in (".py", ".txt")]
    return digest(*map(version, LIBRARIES), modules, sorted(ALLOWED_SCHEMES))


def convert(parser: Markdown, text: str) -> str:
    """Return the HTML of Markdown before it is sanitised. Raises UnreadableMarkdown; checks report what is known to cause it (PR024)."""
    clean = _OUR_MARK.sub("\ufffd", text) if _OUR_MARK.search(text) else text
    marked = _ESCAPED_ENTITY.sub(rf"\\{AMPERSAND}", mark_text_braces(mark_text_brackets(clean)))
    try:
        html: str = parser.reset().convert(marked)
    except Exception as error:  # the library, its extensions and the lexers of Pygments can raise any exception
        parser.parser.state.clear()
        raise UnreadableMarkdown(CANNOT_CONVERT.fill(text=" ".join(text[:200].split())[:80], reason=type(error).__name__)) from error
    return _show_marks(html)


def fragments_of(parser: Markdown) -> Fragments:
    """Return the fragments of the text that a parser has converted last."""
    fragments: Fragments = vars(parser)["fragments"]
    return fragments


def create_parser() -> Markdown:
    """Return a Markdown parser, which must be reset before each text. It is faster with a tested version of the library."""
    toc = _create_toc()
    parser = _create_parser(toc)
    if not is_tested("markdown"):
        return skip_open_brackets(parser)
    from prospectus.text.markdown_fast import optimise  # noqa: PLC0415  (fails to import where the library's private names have changed)

    return skip_open_brackets(optimise(parser, toc.getConfigs()))


def _create_toc() -> TocExtension:
    from markdown.extensions.toc import TocExtension  # noqa: PLC0415

    return TocExtension(slugify=slugify, toc_depth="2-3")


def _create_parser(toc: TocExtension) -> Markdown:
    """Return a parser with all syntax."""
    # The library is imported here, because a check of content without problems renders nothing.
    from markdown.extensions.footnotes import FootnoteExtension  # noqa: PLC0415
    from markdown.inlinepatterns import SubstituteTagInlineProcessor  # noqa: PLC0415

    from prospectus.text.dialect.extensions import ProseParser, create_extensions  # noqa: PLC0415
    from prospectus.text.heading_ids import HeadingIdsExtension  # noqa: PLC0415

    footnotes = FootnoteExtension(BACKLINK_TITLE=f"{_FOOTNOTE_MARK}{{}}")
    fragments = Fragments()
    ours = create_extensions(fragments, _ADMONITION_MARK, restore_marks)
    parser = ProseParser(fragments, [*EXTENSIONS, *ours, footnotes, toc, HeadingIdsExtension()])
    parser.ESCAPED_CHARS = [
        *string.punctuation,
        LESS_THAN,
        LEFT_BRACE,
        RIGHT_BRACE,
        AMPERSAND,
    ]  # CommonMark 0.31, 2.4; the library knows only some
    parser.inlinePatterns.register(SubstituteTagInlineProcessor(r"\\\n", "br"), HARD_BREAK, 181)
    return parser


def sanitise(html: str) -> str:
    """Return HTML with only the allowed tags, attributes and URL schemes.

    Alignment styles of table cells become classes, and the first number of a list is written in ASCII digits, as HTML requires.
    """
    html = _get_cleaner().clean(_LIST_START.sub(_normalise_start, _ALIGN.sub(r' class="align-\1"', html)))
    return remove_site_classes(html).replace(_ID_OF_PAGE, "")


@cache
def _get_field_cleaner(*, allow_blocks: bool) -> nh3.Cleaner:
    """Return a sanitiser for the Markdown of fields: without elements of blocks, or with all of them."""
    import nh3  # noqa: PLC0415

    tags = set(ALLOWED_TAGS) if allow_blocks else ALLOWED_TAGS - BLOCK_TAGS
    attributes = {**ALLOWED_ATTRIBUTES, "*": set(FIELD_ATTRIBUTES)}
    return nh3.Cleaner(tags=tags, attributes=attributes, url_schemes=set(ALLOWED_SCHEMES), link_rel="noopener")


@cache
def _get_cleaner() -> nh3.Cleaner:
    import nh3  # noqa: PLC0415  (not needed by a check of content without problems)

    return nh3.Cleaner(tags=set(ALLOWED_TAGS), attributes=ALLOWED_ATTRIBUTES, url_schemes=set(ALLOWED_SCHEMES), link_rel="noopener")


def _normalise_start(match: re.Match[str]) -> str:
    """Return the start tag of a numbered list, without a first number if it is 1 or none at all."""
    number = match[1].strip()
    return "<ol" if not number.isdecimal() or int(number) == 1 else f'<ol start="{int(number)}"'


def _unlink_text(html: str) -> str:
    """Return sanitised HTML in which `span` replaces each `a` without an address, such as one whose URL scheme is not allowed."""
    return _NO_LINK.sub(lambda match: f"<span{_LINK_ONLY.sub('', match[1])}>{match[2]}</span>", html)


def _unlink_images(html: str) -> str:
    """Return sanitised HTML in which a link replaces each image that is not the site's own: no page calls another host."""
    return _IMAGE.sub(_unlink_image, html) if "<img" in html else html


def _unlink_image(match: re.Match[str]) -> str:
    attributes = dict(_ATTRIBUTE.findall(match[0]))
    source, label = attributes.get("src", ""), attributes.get("alt", "")
    if not _OTHER_HOST.match(source.lstrip("\0\t\n\r ")):
        return match[0]
    return f'<a href="{source}" rel="noopener">{label}</a>' if label else ""


def _wrap_tables(html: str) -> str:
    """Wrap each table in an element that scrolls horizontally on narrow screens."""
    return _TABLE.sub(r'<div class="table-frame" tabindex="0">\g<0>', html).replace("</table>", "</table></div>")


def _frame_code(html: str) -> str:
    """Let the keyboard reach each block of code, which scrolls horizontally, and leave out the empty element that Pygments puts into it."""
    return html.replace("<pre><span></span>", "<pre>").replace("<pre>", '<pre tabindex="0">') if "<pre>" in html else html


def _is_target(href: str) -> bool:
    """Return whether a URL is a target of this site, such as `notice:ID`. A `tel:` URL is not."""
    kind, _, key = href.partition(":")
    return kind == "page" or (key if kind == "list" else kind) in KINDS_BY_NAME


def slugify(heading: str, separator: str) -> str:
    """Return an id made from the words of a heading. Chinese characters are kept, as HTML allows."""
    return re.sub(r"[^\w]+", separator, TOKEN.sub("", heading).strip().lower(), flags=re.UNICODE).strip(separator) or "section"
