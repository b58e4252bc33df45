"""Links the first use of each glossary term on a page to the page of the term.

This works on the rendered content of a page, so that Markdown and fields are treated alike. Only running text is linked: sentences in
paragraphs and list items, but not headings, names, labels, tables or existing links. The HTML is our own and well formed, and has no `<`
in its attributes (the sanitiser guarantees this). It is not parsed: only the surroundings of each match are inspected.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, cached_property
from itertools import accumulate

from markupsafe import Markup

from prospectus.text.addresses import ADDRESS
from prospectus.text.glossary import Glossary
from prospectus.text.rich_text import resolve_root
from prospectus.views.page import PageView

TEXT_BLOCKS = frozenset({"p", "li", "dd"})
"""Elements whose direct text is running text."""
INLINE = frozenset(
    (
        "a abbr b bdi bdo br button cite code data del dfn em i img input ins kbd label mark math output q rp rt ruby s samp select small "
        "span strong sub sup svg time u var wbr"
    ).split()
)
"""Inline elements, which do not interrupt running text."""
UNLINKED_INLINE = frozenset("a button code kbd label math output samp select svg".split())
"""Inline elements in which nothing is linked."""
VOID = frozenset("area base br col embed hr img input link meta source track wbr".split())
UNLINKED_BLOCKS = frozenset({"fieldset", "figure", "form", "nav", "table", "template"})
"""Elements in which nothing is linked, not even in paragraphs and list items."""
UNLINKED_ATTRIBUTES = ('aria-hidden="true"', " hidden", "visually-hidden", "print-only", 'data-terms="none"', 'class="card', 'class="quiz')
"""Attributes of further elements in which nothing is linked: hidden text, copies, questions, and cards, which are links as a whole."""
UNLINKED_MARKERS = (*(f"<{name}" for name in sorted(UNLINKED_BLOCKS)), *UNLINKED_ATTRIBUTES)
_TAG = re.compile(r"""<(/?)([a-zA-Z][a-zA-Z0-9-]*)([^>"']*(?:(?:"[^"]*"|'[^']*')[^>"']*)*)>""")
_TAGS = re.compile("(<[^>]*>)")
_SEPARATOR = "\0"
"""The separator between pieces of text; no term contains it."""
_BLOCK_TAG = re.compile(rf"</?(?!(?:{'|'.join(sorted(INLINE))})\b)[a-zA-Z]")
_TERM_LINK = re.compile('<a class="term" href="[^"]*"(?: data-meaning)?>(.*?)</a>', re.DOTALL)
_SENTENCE = re.compile(r"[。；，！？]|[.;:!?](?:\s|$)")


def link_terms(html: str, page: PageView) -> Markup:
    """Return the HTML content of a page with the first use of each term linked. Pages without a subject are returned unchanged.

    The links of explained terms have `data-meaning`: the script `meaning.js` opens their meaning in place.
    """
    html = resolve_root(html, page.base)
    if page.about is None or _SEPARATOR in html:
        return Markup(html)  # noqa: S704  (the output of a template)
    out, last = [], 0
    for start, end, term, href in _iter_first_uses(html, page):
        mark = " data-meaning" if term in page.site.terms.explained else ""
        out += [html[last:start], f'<a class="term" href="{href}"{mark}>', html[start:end], "</a>"]
        last = end
    return Markup("".join([*out, html[last:]]))  # noqa: S704  (only links are added)


def _iter_first_uses(html: str, page: PageView) -> Iterator[tuple[int, int, str, str]]:
    """Yield start, end, term and link of the first use of each term in a sentence. A term that an editor linked on the page is skipped."""
    terms, seen, page_text = page.site.terms, {page.about}, _PageText(html)
    for text_start, text_end, form in terms.glossary.iter_matches(page_text.text):
        term = form.term_id
        if term is None or term in seen or form.replacement or term not in terms.addresses:
            continue
        start = page_text.to_html_offset(text_start)
        if page_text.is_in_sentence(start) and not page_text.is_in_address(text_start):
            seen.add(term)
            href = f"{page.base}/{terms.addresses[term]}"
            if f'href="{href}"' not in html:
                yield start, start + text_end - text_start, term, href


def has_form_in_sentence(html: str, glossary: Glossary) -> bool:
    """Return whether a form of `glossary` stands in a sentence of published HTML, where its first use would be linked."""
    page_text = _PageText(_TERM_LINK.sub(r"\1", html))
    return any(page_text.is_in_sentence(page_text.to_html_offset(match.start)) for match in glossary.iter_matches(page_text.text))


class _PageText:
    """The text of the HTML content of a page, and queries about the surroundings of a position in it."""

    def __init__(self, html: str) -> None:
        self._html = html
        self._pieces = _TAGS.split(html)
        self.text = _SEPARATOR.join(self._pieces[::2])
        """Roughly the text outside of tags; `is_in_sentence` checks more precisely."""
        self._last_without_sentence = range(0)
        """The range of the last paragraph or list item that contains no sentence."""

    def to_html_offset(self, text_offset: int) -> int:
        """Return the offset in the HTML of an offset in the text."""
        piece, piece_start = self.text.count(_SEPARATOR, 0, text_offset), self.text.rfind(_SEPARATOR, 0, text_offset) + 1
        return text_offset - piece_start + self._piece_offsets[2 * piece]

    @cached_property
    def _piece_offsets(self) -> list[int]:
        """The start offsets in the HTML of all pieces: texts and tags alternate."""
        return list(accumulate(map(len, self._pieces), initial=0))

    @cached_property
    def _addresses(self) -> list[range]:
        """The ranges of the bare addresses in the text."""
        return [range(*match.span()) for match in ADDRESS.finditer(self.text)] if "://" in self.text else []

    def is_in_address(self, text_offset: int) -> bool:
        """Return whether an offset in the text is within a bare address, such as `https://…`."""
        return any(text_offset in address for address in self._addresses)

    def is_in_sentence(self, offset: int) -> bool:
        """Return whether an offset in the HTML is in running text that contains a sentence."""
        if offset in self._last_without_sentence:
            return False
        start = self._find_block_start(offset)
        if start is None or any(offset in unlinked for unlinked in self._unlinked_ranges):
            return False
        tag = _BLOCK_TAG.search(self._html, offset)
        end = tag.start() if tag else len(self._html)
        if _SENTENCE.search(_TAG.sub("", self._html[start:end])):
            return True
        self._last_without_sentence = range(start, end)
        return False

    def _find_block_start(self, offset: int) -> int | None:
        """Return the start offset of the text in the paragraph or list item around an offset.

        Return None if there is no such element, or if an element in which nothing is linked encloses the offset.
        """
        closed: list[str] = []
        position = offset
        while (position := self._html.rfind("<", 0, position)) >= 0:
            tag = _TAG.match(self._html, position)
            if tag is None:
                continue
            closes, name, attributes = tag.groups()
            if tag.end() > offset:
                return None
            if name not in INLINE:
                return tag.end() if name in TEXT_BLOCKS and not closes else None
            if closes:
                closed.append(name)
            elif closed and closed[-1] == name:
                closed.pop()
            elif name in UNLINKED_INLINE and not attributes.endswith("/"):
                return None
            elif name == "span" and "class=" in attributes:
                return None  # a label, which is not part of the sentence
        return None

    @cached_property
    def _unlinked_ranges(self) -> list[range]:
        """The ranges of the elements in which nothing is linked."""
        ranges: list[range] = []
        markers = [marker for marker in UNLINKED_MARKERS if marker in self._html]
        for tag in sorted((tag for marker in markers for tag in self._iter_tags_with(marker)), key=re.Match.start):
            if not ranges or tag.start() >= ranges[-1].stop:
                ranges.append(range(tag.start(), _find_element_end(self._html, tag)))
        return ranges

    def _iter_tags_with(self, marker: str) -> Iterator[re.Match[str]]:
        """Yield the opening tags that contain a marker."""
        position = -1
        while (position := self._html.find(marker, position + 1)) >= 0:
            tag = _TAG.match(self._html, max(self._html.rfind("<", 0, position + 1), 0))
            if tag is not None and tag.end() > position and not tag[1] and (marker[0] != "<" or tag[2] in UNLINKED_BLOCKS):
                yield tag


def _find_element_end(html: str, tag: re.Match[str]) -> int:
    """Return the end offset of the element of an opening tag; for a void element, the end of the tag."""
    if tag[2] in VOID or tag[3].endswith("/"):
        return tag.end()
    depth = 1
    for next_tag in _compile_tag_pattern(tag[2]).finditer(html, tag.end()):
        depth += -1 if next_tag[1] else 1
        if not depth:
            return next_tag.end()
    return len(html)


@cache
def _compile_tag_pattern(name: str) -> re.Pattern[str]:
    return re.compile(rf"<(/?){name}(?![a-zA-Z0-9-])")
