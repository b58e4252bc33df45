"""Attribute lists, such as `{#id .class lang=en}`, told from words between braces, so that no words are lost as attributes."""

from __future__ import annotations

from prospectus.patterns import lazy_pattern

LEFT_BRACE = "\ufdd2"
"""Stands for a `{` that is text while Markdown is converted."""
_ATTRIBUTE = r"""(?:\#[^\s{}#.="']+|\.[^\s{}#.="']+|([A-Za-z][A-Za-z0-9_:-]*)=(?:"[^"\n]*"|'[^'\n]*'|[^\s{}"'=]+))"""
ATTRIBUTE_LIST = lazy_pattern(rf"\{{:?[ ]*({_ATTRIBUTE}(?:[ ]+{_ATTRIBUTE})*)[ ]*\}}")
"""A list of ids, classes and attributes with values, as the extension `attr_list` of Python-Markdown reads it."""
ATTRIBUTE = lazy_pattern(_ATTRIBUTE)
"""One of its entries; group 1 is the name of an attribute with a value."""


def mark_text_braces(text: str) -> str:
    """Return Markdown in which `LEFT_BRACE` replaces each `{` that begins no attribute list."""
    text = text.replace(LEFT_BRACE, "\ufffd")
    if "{" not in text:
        return text
    lists = {match.start() for match in ATTRIBUTE_LIST.finditer(text)}
    return "".join(LEFT_BRACE if character == "{" and offset not in lists else character for offset, character in enumerate(text))
