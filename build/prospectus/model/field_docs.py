"""The docstrings of the fields of models: the help that schemas show. They are read from the source only when somebody asks for them."""

from __future__ import annotations

import ast
import inspect
import sys
from collections.abc import Mapping
from functools import cache

from pydantic import BaseModel

from prospectus.model.fields import written_names


@cache
def read_field_docs(model: type[BaseModel]) -> Mapping[str, str]:
    """Return the docstring of each field of a model that has one, inherited fields included, by the name as editors write it."""
    docs: dict[str, str] = {}
    for base in reversed(model.__mro__):
        if issubclass(base, BaseModel) and base is not BaseModel:
            docs |= _read_own_docs(base)
    return {written: docs[name] for name, written in written_names(model).items() if name in docs}


@cache
def _read_own_docs(model: type[BaseModel]) -> dict[str, str]:
    definition = _parse_classes(model.__module__)[model.__qualname__]
    docs: dict[str, str] = {}
    for statement, following in zip(definition.body, definition.body[1:], strict=False):
        if isinstance(statement, ast.AnnAssign) and isinstance(statement.target, ast.Name) and isinstance(following, ast.Expr):
            text = following.value.value if isinstance(following.value, ast.Constant) else None
            if isinstance(text, str):
                docs[statement.target.id] = inspect.cleandoc(text)
    return docs


@cache
def _parse_classes(module: str) -> Mapping[str, ast.ClassDef]:
    """Return the definitions of the classes of a module by name."""
    return {node.name: node for node in ast.parse(inspect.getsource(sys.modules[module])).body if isinstance(node, ast.ClassDef)}
