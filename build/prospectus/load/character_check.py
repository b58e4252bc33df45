"""Checks the characters of YAML values, Markdown and file names, however they are written: as such, as escapes or as HTML references.

A check returns the corrected text as well, and that is what is read. So one mistake is one problem.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from itertools import accumulate

from pydantic import BaseModel
from yaml import MappingNode, Node, ScalarNode, SequenceNode

from prospectus.load import yaml
from prospectus.load.yaml_violation import YamlViolation
from prospectus.model.fields import FieldInfo, field_infos
from prospectus.model.registry import KINDS
from prospectus.patterns import lazy_pattern
from prospectus.problems import Problem, TextEdit, make_problem
from prospectus.problems.text_edit import apply_edits
from prospectus.text.characters import CharacterViolation, Use, decode_entities, find_violations, is_suspect

TITLE_FIELDS = frozenset(
    "title official_title focus_title name label abbreviation publisher place affiliation tagline actor unit currency".split()
)
"""The text fields that hold names and titles. The other text fields hold prose."""
_ESCAPE = lazy_pattern(r"\\(?:x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|.)", re.DOTALL)
_SUSPECT_ESCAPE = lazy_pattern(r"\\[xuU0abefvNLP]")
_NAMED_ESCAPES = {"0": "\0", "a": "\a", "b": "\b", "e": "\x1b", "f": "\f", "v": "\v", "N": "\x85", "L": "\u2028", "P": "\u2029"}
_ENTITY_START = lazy_pattern(r"&(?:#|[A-Za-z])")
_FENCE = lazy_pattern(r" {0,3}(```+|~~~+)")
_CODE_SPAN = lazy_pattern(r"(`+)(?!`).+?(?<!`)\1(?!`)")
_HEADING = lazy_pattern(r" {0,3}#{1,6}[ \t]")
_LINK_TARGET = lazy_pattern(r"(?<=\]\()[^\s)]+|(?<=\]: )\S+")

Token = tuple[int, int, str]
"""Start offset, end offset and character that is written there."""


def check_yaml(text: str, names: tuple[str, ...] = ()) -> tuple[str, list[YamlViolation]]:
    """Return a YAML text with its characters corrected, and the violations. Raises YamlError if it cannot be parsed.

    `names` are the keys that lead to its values, which say how strict the rule is; `("words",)` for interface words.
    """
    if not is_suspect(text) and not _SUSPECT_ESCAPE.search(text):
        return text, []
    if raw := _find_unprintable(text):
        return _correct(text, raw)
    root = yaml.compose_document(text)
    return _correct(
        text, [] if root is None else [item for node, use in iter_scalars(root, names) for item in _check_scalar(text, node, use)]
    )


def check_markdown(text: str) -> tuple[str, list[YamlViolation]]:
    """Return a Markdown text with its characters corrected, and the violations in each line."""
    if not is_suspect(text) and not _ENTITY_START.search(text):
        return text, []
    found: list[_Found] = []
    fence = ""
    starts = accumulate((len(line) + 1 for line in text.split("\n")), initial=0)
    for line, start in zip(text.split("\n"), starts, strict=False):
        fence, in_code = _follow_fence(line, fence)
        found += _check_line(line, start, in_code=in_code)
    return _correct(text, found)


def check_name(path: str) -> Iterator[Problem]:
    """Yield a problem for each violation in the name of a file or folder."""
    for violation in find_violations(path, Use.NAME):
        yield make_problem(path, 0, 0, violation.code, None, **violation.params)


_Found = tuple[CharacterViolation, int, list[tuple[int, int, str]]]
"""A violation, its offset in the text of the file, and what is replaced there."""


def _correct(text: str, found: list[_Found]) -> tuple[str, list[YamlViolation]]:
    violations = []
    for violation, offset, replacements in found:
        fix = tuple(TextEdit(*_position(text, start), *_position(text, end), new) for start, end, new in replacements)
        violations.append(YamlViolation(violation.code, *_position(text, offset), violation.params, fix))
    edits = tuple(edit for violation in violations for edit in violation.fix)
    return apply_edits(text, edits) if edits else text, violations


def _position(text: str, offset: int) -> tuple[int, int]:
    return text.count("\n", 0, offset) + 1, offset - text.rfind("\n", 0, offset)


def _find_unprintable(text: str) -> list[_Found]:
    """Return the violations of characters that no YAML text may contain, not even in a comment."""
    matches = list(yaml.UNPRINTABLE.finditer(text))
    found = []
    for start in sorted({text.rfind("\n", 0, match.start()) + 1 for match in matches}):
        line = text[start:].partition("\n")[0]
        tokens = [(start + index, start + index + 1, character) for index, character in enumerate(line)]
        found += [item for item in _check_tokens(tokens, Use.PROSE) if yaml.UNPRINTABLE.match(item[0].character)]
    return found


def _check_scalar(text: str, node: ScalarNode, use: Use) -> list[_Found]:
    start, end = node.start_mark.index, node.end_mark.index
    tokens = list(_iter_tokens(text[start:end], start, escapes=node.style == '"'))
    return _check_tokens(tokens, use)


def _check_tokens(tokens: list[Token], use: Use) -> list[_Found]:
    written = "".join(token[2] for token in tokens)
    return [
        (
            violation,
            tokens[violation.start][0],
            [(tokens[start][0], tokens[end - 1][1], new) for start, end, new in violation.replacements],
        )
        for violation in find_violations(written, use)
    ]


def _iter_tokens(source: str, start: int, *, escapes: bool) -> Iterator[Token]:
    """Yield each character of a scalar with its place; an escape sequence is one character."""
    position = 0
    for match in _ESCAPE.finditer(source) if escapes else ():
        yield from ((start + index, start + index + 1, source[index]) for index in range(position, match.start()))
        position = match.end()
        yield start + match.start(), start + position, _decode_escape(match[0])
    yield from ((start + index, start + index + 1, source[index]) for index in range(position, len(source)))


def _decode_escape(escape: str) -> str:
    """Return the character of an escape sequence, as far as it can be a violation (YAML 1.2.2, 5.7)."""
    if len(escape) == 2:
        return _NAMED_ESCAPES.get(escape[1], "x")
    point = int(f"0x{escape[2:]}", 0)
    return chr(point) if point <= 0x10FFFF else "x"


def _check_line(line: str, start: int, *, in_code: bool) -> list[_Found]:
    if not is_suspect(line) and "&" not in line:
        return []
    use = Use.TITLE if _HEADING.match(line) and not in_code else Use.PROSE
    spans = [] if in_code else [match.span() for match in _CODE_SPAN.finditer(line)]
    entities = [] if in_code else [item for item in decode_entities(line) if not any(low <= item[0] < high for low, high in spans)]
    tokens: list[Token] = []
    position = 0
    for low, high, character in [*entities, (len(line), len(line), "")]:
        tokens += [(start + index, start + index + 1, line[index]) for index in range(position, low)]
        tokens += [(start + low, start + high, character)] if character else []
        position = high
    targets = [_tokens_between(tokens, start + match.start(), start + match.end()) for match in _LINK_TARGET.finditer(line)]
    found = _check_tokens(tokens, use)
    known = {offset for violation, offset, _ in found}
    return found + [item for target in targets for item in _check_tokens(target, Use.NAME) if item[1] not in known]


def _tokens_between(tokens: list[Token], start: int, end: int) -> list[Token]:
    return [token for token in tokens if start <= token[0] < end]


def _follow_fence(line: str, fence: str) -> tuple[str, bool]:
    """Return the fence that is open after a line, and whether the line is code."""
    match = _FENCE.match(line)
    if match and not fence:
        return match[1], True
    if match and match[1].startswith(fence) and not line.strip(" \t" + fence[0]):
        return "", True
    return fence, bool(fence)


def iter_scalars(node: Node, names: tuple[str, ...]) -> Iterator[tuple[ScalarNode, Use]]:
    """Yield each scalar with its use; `names` are the keys that lead to it."""
    if isinstance(node, ScalarNode):
        yield node, find_use(names)
    elif isinstance(node, SequenceNode):
        for item in node.value:
            yield from iter_scalars(item, names)
    elif isinstance(node, MappingNode):
        for key, value in node.value:
            if isinstance(key, ScalarNode):
                yield key, Use.NAME
                yield from iter_scalars(value, (*names, key.value))


def find_use(names: tuple[str, ...]) -> Use:
    """Return the use of a value from the names of its field and, in a text, of its language."""
    if TITLE_FIELDS.intersection(names[-2:]):
        return Use.TITLE
    return Use.PROSE if "words" in names or _list_text_fields().intersection(names[-2:]) else Use.NAME


@cache
def _list_text_fields() -> frozenset[str]:
    """Return the names of all fields of all kinds that hold text in several languages."""
    return frozenset(name for kind in KINDS for name in _iter_text_fields(kind.model, frozenset()))


def _iter_text_fields(model: type[BaseModel], ancestors: frozenset[type[BaseModel]]) -> Iterator[str]:
    for name, info in field_infos(model):
        item: FieldInfo | None = info
        while item is not None and item.item is not None:
            item = item.item
        if item is not None and item.value_type == "text":
            yield name
        elif item is not None and item.model is not None and item.model not in ancestors:
            yield from _iter_text_fields(item.model, ancestors | {model})
