"""The texts of the starter files in the languages of a new site. The files hold Chinese and English."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Sequence
from functools import cache
from typing import Any

import yaml

from prospectus.starter.languages import SiteLanguage
from prospectus.text.script_conversion import ScriptConverter

SOURCE_LANGUAGES = frozenset({"zh", "en"})
INSTITUTION_NAME = "INSTITUTION_NAME"
"""What stands for the name of the institution in the starter files."""
_COMMENT = re.compile(r"^( *)#(zh|en) (.*)\n", re.MULTILINE)
TextFiller = Callable[[str, str], str]
"""Fills in the tokens of a text in a language."""


def select_languages(text: str, languages: Sequence[SiteLanguage], fill: TextFiller, named: Collection[str] = ()) -> str:
    """Return a YAML file with its texts in the languages of a site that are written, in their order.

    The name of the institution, where it stands alone, is also written in the converted languages in which it was given; `named` has their
    keys.
    """
    selected = text
    for node in sorted(_iter_texts(yaml.compose(selected)), key=lambda node: node.start_mark.index, reverse=True):
        start, end = node.start_mark.index, (node if node.flow_style else node.value[-1][1]).end_mark.index
        end = start + len(selected[start:end].rstrip())  # a block scalar ends after its line
        selected = selected[:start] + _write_text(node, selected, languages, fill, named) + selected[end:]
    return selected


def select_comments(text: str, languages: Sequence[SiteLanguage]) -> str:
    """Return a file with its comments in one language: each stands there in Chinese and in English, as `#zh …` and `#en …`."""
    chosen = comment_language(languages)
    first = next(language.key for language in languages if language.is_written)
    convert = to_traditional if first == "zh-hant" else str
    return _COMMENT.sub(lambda match: f"{match[1]}# {convert(match[3])}\n" if match[2] == chosen else "", text)


def comment_language(languages: Sequence[SiteLanguage]) -> str:
    """Return the language of comments and of files without a language: Chinese or English, whichever stands first."""
    return next(language.key for language in languages if language.is_written).partition("-")[0]


def _iter_texts(node: Any) -> Iterator[yaml.MappingNode]:
    """Yield the mappings whose keys are languages."""
    if isinstance(node, yaml.MappingNode):
        if {key.value for key, _ in node.value} <= SOURCE_LANGUAGES and node.value:
            yield node
            return
        for _, value in node.value:
            yield from _iter_texts(value)
    elif isinstance(node, yaml.SequenceNode):
        for value in node.value:
            yield from _iter_texts(value)


def _write_text(node: yaml.MappingNode, text: str, languages: Sequence[SiteLanguage], fill: TextFiller, named: Collection[str]) -> str:
    written = {key.value: text[value.start_mark.index : value.end_mark.index].rstrip() for key, value in node.value}
    keys = [
        language.key
        for language in languages
        if _source_of(language.key) in written
        and (language.is_written or (language.key in named and written[_source_of(language.key)] == INSTITUTION_NAME))
    ]
    entries = [f"{key}: {_translate(written[_source_of(key)], key, fill)}" for key in keys]
    if node.flow_style:
        return f"{{{', '.join(entries)}}}"
    return f"\n{' ' * node.start_mark.column}".join(entries)


def _source_of(key: str) -> str:
    """Return the language of the starter files from which texts in a language are made."""
    return "zh" if key == "zh-hant" else key


def _translate(source: str, key: str, fill: TextFiller) -> str:
    """Return a value as it is written in the file, in a language; a name that needs quotes is put into them."""
    filled = fill(to_traditional(source) if key == "zh-hant" else source, key)
    is_plain = source[0] not in "\"'"
    return filled if not is_plain or filled == source or not re.search(r"[:#{}\[\],&*!|>'\"%@`]", filled) else f'"{filled}"'


def to_traditional(text: str) -> str:
    """Return simplified Chinese text in traditional characters."""
    return _get_converter().convert(text)


@cache
def _get_converter() -> ScriptConverter:
    return ScriptConverter("s2tw", {})
