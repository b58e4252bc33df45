"""XML with declared prefixes, written by the standard library."""

from __future__ import annotations

import re
from xml.etree import ElementTree

Element = ElementTree.Element
_NO_XML = re.compile("[^\\t\\n\\r\\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def element(name: str, *children: Element, text: str | None = None, **attributes: str) -> Element:
    """Return an element; an underscore in an attribute's name stands for a colon."""
    made = Element(name, {key.replace("_", ":"): value for key, value in attributes.items()})
    made.text = clean(text) if text is not None else None
    made.extend(children)
    return made


def document(root: Element) -> bytes:
    """Return the document of `root` in UTF-8, indented."""
    ElementTree.indent(root)
    return f'<?xml version="1.0" encoding="utf-8"?>\n{ElementTree.tostring(root, encoding="unicode")}\n'.encode()


def clean(text: str) -> str:
    """Leave out the characters that XML 1.0 cannot carry."""
    return _NO_XML.sub("", text)
