"""Builds and serialises XML with the standard library. Namespace prefixes are declared as plain attributes."""

from __future__ import annotations

import re
from xml.etree import ElementTree

Element = ElementTree.Element
_NO_XML = re.compile("[^\\t\\n\\r\\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def element(name: str, *children: Element, text: str | None = None, **attributes: str) -> Element:
    """Return an element. An underscore in the name of an attribute becomes a colon (`xml_lang`)."""
    made = Element(name, {key.replace("_", ":"): value for key, value in attributes.items()})
    made.text = clean(text) if text is not None else None
    made.extend(children)
    return made


def document(root: Element) -> bytes:
    """Return the XML document with the root element `root`, indented, in UTF-8."""
    ElementTree.indent(root)
    return f'<?xml version="1.0" encoding="utf-8"?>\n{ElementTree.tostring(root, encoding="unicode")}\n'.encode()


def clean(text: str) -> str:
    """Return a text without the characters that XML 1.0 does not allow."""
    return _NO_XML.sub("", text)
