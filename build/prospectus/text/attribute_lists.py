"""Attribute lists, such as `{#id .class lang=en}`, told from words between braces, so that no words are lost as attributes."""

from __future__ import annotations

from prospectus.patterns import lazy_pattern

LEFT_BRACE = "\ufdd2"
"""Stands for a `{` that is text while Markdown is converted."""
RIGHT_BRACE = "\ufdde"
"""Stands for a `}` that is text."""
_ATTRIBUTE = r"""(?:\#[^\s{}#.="']+|\.[^\s{}#.="']+|([A-Za-z][A-Za-z0-9_:-]*)=(?:"[^"\n]*"|'[^'\n]*'|[^\s{}"'=]+))"""
ATTRIBUTE_LIST = lazy_pattern(rf"\{{:?[ ]*({_ATTRIBUTE}(?:[ ]+{_ATTRIBUTE})*)[ ]*\}}")
"""A list of ids, classes and attributes with values, as the extension `attr_list` of Python-Markdown reads it."""
ATTRIBUTE = lazy_pattern(_ATTRIBUTE)
"""One of its entries; group 1 is the name of an attribute with a value."""


def mark_text_braces(text: str) -> str:
    """Return Markdown in which `LEFT_BRACE` and `RIGHT_BRACE` replace each brace that belongs to no attribute list."""
    text = text.replace(LEFT_BRACE, "\ufffd")
    if "{" not in text:
        return text
    pieces, end = [], 0
    for match in ATTRIBUTE_LIST.finditer(text):
        pieces += [_mark(text[end : match.start()]), match[0]]
        end = match.end()
    return "".join([*pieces, _mark(text[end:])])


def _mark(text: str) -> str:
    return text.replace("{", LEFT_BRACE).replace("}", RIGHT_BRACE)
