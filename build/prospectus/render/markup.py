"""XML with declared prefixes, written by the standard library."""

from __future__ import annotations

from xml.etree import ElementTree

Element = ElementTree.Element


def element(name: str, *children: Element, text: str | None = None, **attributes: str) -> Element:
    """Return an element; an underscore in an attribute's name stands for a colon."""
    made = Element(name, {key.replace("_", ":"): value for key, value in attributes.items()})
    made.text = _clean(text) if text is not None else None
    made.extend(children)
    return made


def document(root: Element) -> bytes:
    """Return the document of `root` in UTF-8, indented."""
    ElementTree.indent(root)
    return f'<?xml version="1.0" encoding="utf-8"?>\n{ElementTree.tostring(root, encoding="unicode")}\n'.encode()


def _clean(text: str) -> str:
    """Leave out the control characters that XML 1.0 cannot carry."""
    return "".join(each for each in text if each >= " " or each in "\t\n\r")
