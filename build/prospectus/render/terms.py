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

from prospectus.derive.view import PageView

RUNNING = frozenset({"p", "li", "dd"})
"""Elements whose direct text is running text."""
INLINE = frozenset(
    (
        "a abbr b bdi bdo br button cite code data del dfn em i img input ins kbd label mark math output q rp rt ruby s samp select small "
        "span strong sub sup svg time u var wbr"
    ).split()
)
"""Inline elements, which do not interrupt running text."""
SHUT = frozenset("a button code kbd label math output samp select svg".split())
"""Inline elements in which nothing is linked."""
VOID = frozenset("area base br col embed hr img input link meta source track wbr".split())
APART = frozenset({"fieldset", "figure", "form", "nav", "table", "template"})
"""Elements in which nothing is linked, not even in paragraphs and list items."""
MARKS = ('aria-hidden="true"', " hidden", "visually-hidden", "print-only", 'data-terms="none"', 'class="card', 'class="quiz')
"""Attributes of further elements in which nothing is linked: hidden text, copies, questions, and cards, which are links as a whole."""
SIGNS = (*(f"<{name}" for name in sorted(APART)), *MARKS)
_TAG = re.compile(r"""<(/?)([a-zA-Z][a-zA-Z0-9-]*)([^>"']*(?:(?:"[^"]*"|'[^']*')[^>"']*)*)>""")
_PARTS = re.compile("(<[^>]*>)")
_BETWEEN = "\0"
"""The separator between pieces of text; no term contains it."""
_BLOCK_TAG = re.compile(rf"</?(?!(?:{'|'.join(sorted(INLINE))})\b)[a-zA-Z]")
_SENTENCE = re.compile(r"[。；，！？]|[.;:!?](?:\s|$)")


def linked(html: str, page: PageView) -> Markup:
    """Return the HTML content of a page with the first use of each term linked. Pages without a subject are returned unchanged."""
    if page.about is None or _BETWEEN in html:
        return Markup(html)  # noqa: S704  (the output of a template)
    out, last = [], 0
    for start, end, href in _first_uses(html, page):
        out += [html[last:start], f'<a class="term" href="{href}">', html[start:end], "</a>"]
        last = end
    return Markup("".join([*out, html[last:]]))  # noqa: S704  (only links are added)


def _first_uses(html: str, page: PageView) -> Iterator[tuple[int, int, str]]:
    """Yield start, end and link of the first use of each term in a sentence. A term that an editor linked on the page is skipped."""
    terms, done, content = page.site.terms, {page.about}, _Content(html)
    for at, to, form in terms.lexicon.within(content.text):
        term = form.term
        if term is None or term in done or form.right or term not in terms.addresses:
            continue
        start = content.place(at)
        if content.in_sentence(start):
            done.add(term)
            href = f"{page.base}/{terms.addresses[term]}"
            if f'href="{href}"' not in html:
                yield start, start + to - at, href


class _Content:
    """The text of the HTML content of a page, and queries about the surroundings of a position in it."""

    def __init__(self, html: str) -> None:
        self._html = html
        self._parts = _PARTS.split(html)
        self.text = _BETWEEN.join(self._parts[::2])
        """Roughly the text outside of tags; `is_in_sentence` checks more precisely."""
        self._names = range(0)
        """The range of the last paragraph or list item that contains no sentence."""

    def place(self, at: int) -> int:
        """Return the offset in the HTML of an offset in the text."""
        piece, begins = self.text.count(_BETWEEN, 0, at), self.text.rfind(_BETWEEN, 0, at) + 1
        return at - begins + self._places[2 * piece]

    @cached_property
    def _places(self) -> list[int]:
        """The start offsets in the HTML of all pieces: texts and tags alternate."""
        return list(accumulate(map(len, self._parts), initial=0))

    def in_sentence(self, place: int) -> bool:
        """Return whether an offset in the HTML is in running text that contains a sentence."""
        if place in self._names:
            return False
        start = self._block(place)
        if start is None or any(place in apart for apart in self._apart):
            return False
        tag = _BLOCK_TAG.search(self._html, place)
        end = tag.start() if tag else len(self._html)
        if _SENTENCE.search(_TAG.sub("", self._html[start:end])):
            return True
        self._names = range(start, end)
        return False

    def _block(self, place: int) -> int | None:
        """Return the start offset of the text in the paragraph or list item around an offset.

        Return None if there is no such element, or if an element in which nothing is linked encloses the offset.
        """
        closed: list[str] = []
        at = place
        while (at := self._html.rfind("<", 0, at)) >= 0:
            tag = _TAG.match(self._html, at)
            if tag is None:
                continue
            closes, name, attributes = tag.groups()
            if tag.end() > place:
                return None
            if name not in INLINE:
                return tag.end() if name in RUNNING and not closes else None
            if closes:
                closed.append(name)
            elif closed and closed[-1] == name:
                closed.pop()
            elif name in SHUT and not attributes.endswith("/"):
                return None
            elif name == "span" and "class=" in attributes:
                return None  # a label, which is not part of the sentence
        return None

    @cached_property
    def _apart(self) -> list[range]:
        """The ranges of the elements in which nothing is linked."""
        found: list[range] = []
        signs = [sign for sign in SIGNS if sign in self._html]
        for tag in sorted((tag for sign in signs for tag in self._tags_with(sign)), key=re.Match.start):
            if not found or tag.start() >= found[-1].stop:
                found.append(range(tag.start(), _end_of(self._html, tag)))
        return found

    def _tags_with(self, sign: str) -> Iterator[re.Match[str]]:
        """Yield the opening tags that contain a marker."""
        at = -1
        while (at := self._html.find(sign, at + 1)) >= 0:
            tag = _TAG.match(self._html, max(self._html.rfind("<", 0, at + 1), 0))
            if tag is not None and tag.end() > at and not tag[1] and (sign[0] != "<" or tag[2] in APART):
                yield tag


def _end_of(html: str, tag: re.Match[str]) -> int:
    """Return the end offset of the element of an opening tag; for a void element, the end of the tag."""
    if tag[2] in VOID or tag[3].endswith("/"):
        return tag.end()
    depth = 1
    for other in _tags_named(tag[2]).finditer(html, tag.end()):
        depth += -1 if other[1] else 1
        if not depth:
            return other.end()
    return len(html)


@cache
def _tags_named(name: str) -> re.Pattern[str]:
    return re.compile(rf"<(/?){name}(?![a-zA-Z0-9-])")
