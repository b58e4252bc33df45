"""Builds and serialises XML with the standard library. Namespace prefixes are declared as plain attributes."""

from __future__ import annotations

import re
from xml.etree import ElementTree

Element = ElementTree.Element
_INVALID_XML = re.compile("[^\\t\\n\\r\\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def element(name: str, *children: Element, text: str | None = None, **attributes: str) -> Element:
    """Return an element. An underscore in the name of an attribute becomes a colon (`xml_lang`)."""
    node = Element(name, {key.replace("_", ":"): value for key, value in attributes.items()})
    node.text = strip_invalid_xml(text) if text is not None else None
    node.extend(children)
    return node


def serialize_document(root: Element) -> bytes:
    """Return the XML document with the root element `root`, indented, in UTF-8."""
    ElementTree.indent(root)
    return f'<?xml version="1.0" encoding="utf-8"?>\n{ElementTree.tostring(root, encoding="unicode")}\n'.encode()


def strip_invalid_xml(text: str) -> str:
    """Return a text without the characters that XML 1.0 does not allow."""
    return _INVALID_XML.sub("", text)
