"""Collects every phrase of ours from the source code: each in English and in Chinese, with its place."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

PACKAGE = Path(__file__).resolve().parents[1] / "build" / "prospectus"


class Phrase(NamedTuple):
    """A phrase in both languages. Values that are filled in at run time are `{}`."""

    place: str
    en: str
    zh: str


def iter_phrases() -> Iterator[Phrase]:
    """Yield each `Message(en, zh)`, each help text `both(en, zh)`, and each command with `@in_chinese(zh)`."""
    for file in sorted(PACKAGE.rglob("*.py")):
        tree = ast.parse(file.read_text(encoding="utf-8"))
        for node in ast.walk(tree):
            place = f"{file.relative_to(PACKAGE)}:{getattr(node, 'lineno', 0)}"
            if isinstance(node, ast.Call) and _name_of(node.func) in ("Message", "both") and len(node.args) == 2:
                texts = [text for argument in node.args if (text := _text_of(argument)) is not None]
                if len(texts) == 2:
                    yield Phrase(place, *texts)
            elif isinstance(node, ast.FunctionDef):
                for decorator in node.decorator_list:
                    if isinstance(decorator, ast.Call) and _name_of(decorator.func) == "in_chinese":
                        yield Phrase(place, ast.get_docstring(node) or "", _text_of(decorator.args[0]) or "")


def iter_untranslated_errors() -> Iterator[str]:
    """Yield the place of each exception of ours that is raised with a text in one language only."""
    for file in sorted(PACKAGE.rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call) and node.exc.args:
                is_ours = _name_of(node.exc.func) in ("UsageError", "ProspectusError", "YamlEditError", "BadParameter")
                if is_ours and _text_of(node.exc.args[0]) is not None:
                    yield f"{file.relative_to(PACKAGE)}:{node.lineno}"


def iter_calls(*names: str) -> Iterator[tuple[str, str]]:
    """Yield the file and the line of each call of a function or method with one of these names."""
    for file in sorted(PACKAGE.rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and _name_of(node.func) in names:
                yield file.relative_to(PACKAGE).as_posix(), ast.unparse(node)


def _name_of(function: ast.expr) -> str:
    return function.attr if isinstance(function, ast.Attribute) else function.id if isinstance(function, ast.Name) else ""


def _text_of(node: ast.expr) -> str | None:
    """Return a literal text, with `{}` for each value, or None if the node is not a literal."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(str(part.value) if isinstance(part, ast.Constant) else "{}" for part in node.values)
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        left, right = _text_of(node.left), _text_of(node.right)
        return None if left is None or right is None else left + right
    return None


def iter_untranslated_values() -> Iterator[tuple[str, str]]:
    """Yield the place and the text of each value of a problem that is words of ours in one language: two letters and a space."""
    for file in sorted(PACKAGE.rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            for name, value in _iter_values(node):
                text = _text_of(value)
                if name in PROBLEM_VALUES and text is not None and re.search(r"[A-Za-z]{2} [A-Za-z]{2}", text):
                    yield f"{file.relative_to(PACKAGE)}:{value.lineno}", text


PROBLEM_VALUES = ("came", "form", "reason", "type", "bounds", "limit")
"""The values of problems that may be words of ours."""


def _iter_values(node: ast.AST) -> Iterator[tuple[str, ast.expr]]:
    """Yield the keyword arguments of a call, and the items of a dictionary with text keys."""
    if isinstance(node, ast.Call):
        yield from ((keyword.arg or "", keyword.value) for keyword in node.keywords)
    elif isinstance(node, ast.Dict):
        yield from ((str(key.value), value) for key, value in zip(node.keys, node.values, strict=True) if isinstance(key, ast.Constant))
