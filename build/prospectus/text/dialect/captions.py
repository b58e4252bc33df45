"""Captions below pictures and tables (`/// caption`), as the extension `pymdownx.blocks.caption` reads them, without numbers."""

from __future__ import annotations

from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.extensions import Extension
from markdown.treeprocessors import Treeprocessor
from pymdownx.blocks.caption import CaptionExtension


class CaptionsExtension(Extension):
    """Adds captions to Python-Markdown."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802  (the library's name)
        """Register the block processor, and one that rearranges its elements once their attributes are read."""
        caption = CaptionExtension(types=["caption"], auto=False)
        caption.extendMarkdown(md)
        md.treeprocessors.register(_Captions(md), "captions", 7)


class _Captions(Treeprocessor):
    """Takes the picture of a figure and the words of its caption out of their paragraphs."""

    def run(self, root: Element) -> None:
        for figure in root.iter("figure"):
            for caption in figure.findall("figcaption"):
                _unwrap(caption)
            _unwrap(figure)


def _unwrap(element: Element) -> None:
    """Replace the only paragraph of an element by its content."""
    paragraphs = element.findall("p")
    if len(paragraphs) != 1 or element[0] is not paragraphs[0] or (element.text or "").strip():
        return
    paragraph = paragraphs[0]
    element.text = paragraph.text
    element.remove(paragraph)
    for position, child in enumerate(list(paragraph)):
        element.insert(position, child)
