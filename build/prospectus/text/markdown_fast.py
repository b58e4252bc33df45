"""Skips work of Python-Markdown that a text does not need: processors of other syntax, and the table of contents. Output is identical.

The library runs each of its processors on each text, and each of its inline patterns on each piece of text. Most texts use the syntax of
few processors, and most pieces of Chinese and English prose have no markup at all. This module relies on private names of the library: it
is imported only with a version in `tested_versions.py`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, TypeVar
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.extensions.tables import TableProcessor
from markdown.extensions.toc import TocTreeprocessor, nest_toc_tokens, unique
from markdown.inlinepatterns import LINK_RE, LinkInlineProcessor
from markdown.preprocessors import Preprocessor
from markdown.treeprocessors import InlineProcessor
from markdown.util import Registry

Item = TypeVar("Item")

A_NAME = ":name:"
"""Stands for any name between colons, which needs a pattern: texts have many colons."""
_NAME = re.compile(r":(?<=:)(?:[a-z]|[+-]1)[a-z0-9_-]*:")
PREPROCESSOR_MARKERS = {
    "fenced_code_block": ("```", "~~~"),
    "html_block": ("<", "&"),
    "last_fences": ("```", "~~~"),
}
BLOCK_MARKERS = {
    "abbr": ("*[",),
    "admonition": ("!!!", "[!"),
    "alert": ("[!",),
    "arithmatex-block": ("$$", "\\[", "\\begin"),
    "blocks": ("///",),
    "deflist": (": ",),
    "details": ("???", "[!"),
    "footnote": ("[^",),
    "hashheader": ("#",),
    "markdown_block": ("<",),
    "quote": (">",),
    "reference": ("]:",),
    "tabbed": ("===",),
    "table": ("|",),
}
"""By name of a processor: markers of which a text must have one to use its syntax. Processors that are not listed always run."""
INLINE_MARKERS = {
    "arithmatex-inline": ("$", "\\("),
    "autolink": ("<",),
    "automail": ("<",),
    "backtick": ("`",),
    "delete": ("~~",),
    "entity": ("&",),
    "escape": ("\\",),
    "footnote": ("[^",),
    "hard_break": ("\\",),
    "html": ("<",),
    "icon": (A_NAME,),
    "image_link": ("](",),
    "image_reference": ("]:",),  # a reference needs a definition in the same text
    "insert": ("^^",),
    "keys": ("++",),
    "keys-custom": ("++",),
    "linebreak": ("  ",),
    "link": ("](",),
    "mark": ("==",),
    "reference": ("]:",),
    "short_image_ref": ("]:",),
    "short_reference": ("]:",),
    "subscript": ("~",),
    "superscript": ("^",),
}
TREE_MARKERS = {
    "attr_list": ("{",),
    "blocks_on_inline_end": ("///",),
    "captions": ("///",),
    "formulas": ("$", "\\"),
    "icon_titles": (A_NAME,),
    "tabs": ("===",),
    "tasks": ("[ ]", "[x]", "[X]"),
    "unescape": ("\\",),
}
ALL_MARKERS = frozenset(
    marker for markers in (PREPROCESSOR_MARKERS, BLOCK_MARKERS, INLINE_MARKERS, TREE_MARKERS) for own in markers.values() for marker in own
)
_INLINE_SYNTAX = re.compile(r"[\\`*_\[\]!<>&\x02\x03^~$]|  \n|==|\+\+|:(?<=:)[a-z+-]")
"""Every character with which an inline pattern can start, and the two spaces of a line break."""
_PLAIN_TARGET = re.compile(r"""\(([^\s()<>'"\\\x02]*)\)""")
"""A link target without title, brackets or other characters that make the library parse it character by character."""

_HEADING_LEVELS = {f"h{level}": level for level in range(1, 7)}
_SPECIAL = re.compile("[<>&\x02]")
"""The characters that HTML escapes, and the first character of the placeholders of Python-Markdown."""


class FilteredRegistry(Registry[Item]):
    """A registry of Python-Markdown that iterates only over the items whose markers occur in the text."""

    def __init__(self, registry: Registry[Item], markers: Mapping[str, tuple[str, ...]]) -> None:
        super().__init__()
        vars(self).update(vars(registry))
        self._markers = markers
        self._active: list[Item] = []
        self._items: list[tuple[Item, tuple[str, ...]]] = []
        """Each item in order, with its markers; none if it always runs. Empty until the first text."""

    def select(self, present: frozenset[str]) -> None:
        """Select the items for a text in which these markers occur."""
        if not self._items:
            markers = {id(self[name]): own for name, own in self._markers.items()}
            self._items = [(item, markers.get(id(item), ())) for item in Registry.__iter__(self)]
        self._active = [item for item, markers in self._items if not markers or not present.isdisjoint(markers)]

    def __iter__(self) -> Iterator[Item]:
        return iter(self._active)

    def __len__(self) -> int:
        return len(self._active)

    def __getitem__(self, key: Any) -> Any:
        return self._active[key] if isinstance(key, int) else super().__getitem__(key)


class _Preprocessors(FilteredRegistry[Preprocessor]):
    """The preprocessors. One of them scans the text and selects those after it, so each is looked at in its turn."""

    def __iter__(self) -> Iterator[Preprocessor]:
        scan, is_selected = self["scan"], False
        for item in Registry.__iter__(self):
            if not is_selected or item in self._active:
                yield item
            is_selected = is_selected or item is scan


class _Scan(Preprocessor):
    """Scans a text for the markers, with its code and its raw HTML, which may hold Markdown."""

    def __init__(self, parser: Markdown, *registries: FilteredRegistry[Any]) -> None:
        super().__init__(parser)
        self._registries = registries

    def run(self, lines: list[str]) -> list[str]:
        text = "\n".join(lines)
        present = frozenset([*(marker for marker in ALL_MARKERS if marker in text), *([A_NAME] if _NAME.search(text) else ())])
        for registry in self._registries:
            registry.select(present)
        return lines


class _FastInline(InlineProcessor):
    """Returns text without inline syntax unchanged."""

    def _InlineProcessor__handleInline(self, data: str, patternIndex: int = 0) -> str:  # noqa: N802, N803  (the library's name)
        if _INLINE_SYNTAX.search(data) is None:
            return data
        handle: Any = super()._InlineProcessor__handleInline  # type: ignore[misc]
        handled: str = handle(data, patternIndex)
        return handled


class _FastLink(LinkInlineProcessor):
    """Parses a plain link target with one regular expression."""

    def getLink(self, data: str, index: int) -> tuple[str, str | None, int, bool]:  # noqa: N802  (the library's name)
        plain = _PLAIN_TARGET.match(data, index)
        return (plain[1], None, plain.end(), True) if plain else super().getLink(data, index)


class _FastTable(TableProcessor):
    """Splits a row with `str.split` if no pipe in it can be escaped or within code."""

    def _split(self, row: str) -> list[str]:
        parent: Any = super()
        return row.split("|") if "`" not in row and "\\" not in row else list(parent._split(row))


class _HeadingIds(TocTreeprocessor):
    """Sets ids without building a table of contents, if all headings are plain text and the text has no marker for one.

    It does not support anchors, permalinks or another base level.
    """

    def run(self, root: Element) -> None:
        elements = list(root.iter())
        headings = [element for element in elements if element.tag in _HEADING_LEVELS]
        if all(map(_is_plain, headings)) and not any(element.text and self.marker in element.text for element in elements):
            used_ids = {element.attrib["id"] for element in elements if "id" in element.attrib}
            parser: Any = self.md
            parser.toc_tokens = nest_toc_tokens(list(self._assign_ids(headings, used_ids)))
        else:
            super().run(root)

    def _assign_ids(self, headings: list[Element], used_ids: set[str]) -> Iterator[Any]:
        """Set a unique id on each heading, and yield its table-of-contents token."""
        for heading in headings:
            name, level = " ".join((heading.text or "").split()), _HEADING_LEVELS[heading.tag]
            heading_id = heading.attrib["id"] = unique(self.slugify(name, self.sep), used_ids)
            if self.toc_top <= level <= self.toc_bottom:
                yield {"level": level, "id": heading_id, "name": name}


def _is_plain(heading: Element) -> bool:
    """Return whether a heading is text without markup or escaped characters, and has no attributes of its own."""
    return len(heading) == 0 and not heading.attrib and _SPECIAL.search(heading.text or "") is None


def optimise(parser: Markdown, toc_options: dict[str, Any]) -> Markdown:
    """Install the faster processors in a parser with the extensions `tables` and `toc`, and return it.

    The parser must be reset before each text: link references are valid for one text.
    """
    blocks = parser.parser.blockprocessors = FilteredRegistry(parser.parser.blockprocessors, BLOCK_MARKERS)
    patterns = parser.inlinePatterns = FilteredRegistry(parser.inlinePatterns, INLINE_MARKERS)
    trees = parser.treeprocessors = FilteredRegistry(parser.treeprocessors, TREE_MARKERS)
    preprocessors = parser.preprocessors = _Preprocessors(parser.preprocessors, PREPROCESSOR_MARKERS)
    preprocessors.register(_Scan(parser, preprocessors, blocks, patterns, trees), "scan", 29)  # after the white space was normalised
    blocks.register(_FastTable(parser.parser, blocks["table"].config), "table", 75)
    patterns.register(_FastLink(LINK_RE, parser), "link", 160)
    trees.register(_FastInline(parser), "inline", 20)
    trees.register(_HeadingIds(parser, toc_options), "toc", 5)
    elements: Any = frozenset(parser.block_level_elements)  # membership is tested several times per element
    parser.block_level_elements = elements
    return parser
