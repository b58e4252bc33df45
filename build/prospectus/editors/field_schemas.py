"""JSON Schemas of the fields of a model, for text editors: what editors may write, with the choices of their site."""

from __future__ import annotations

import types
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any, Literal, Union, get_args, get_origin

from annotated_types import Ge, Gt, Le, Lt, MaxLen, MinLen
from pydantic import BaseModel, StringConstraints
from pydantic.fields import FieldInfo

from prospectus.editors.choices import Choices, Titles
from prospectus.editors.field_help import describe
from prospectus.model.field_docs import read_field_docs
from prospectus.model.fields import attribute_infos, find_form, required_names, written_names
from prospectus.model.values.declared import DeclaredMark
from prospectus.model.values.partial_date import DATE_FORM, PartialDate
from prospectus.model.values.reference import ChoicesMark, CodeMark, Ref, TargetMark
from prospectus.model.values.text import Text, TextForm
from prospectus.problems.codes import CODES

Schema = dict[str, Any]
TYPE_NAMES = {str: "string", int: "integer", float: "number", bool: "boolean", date: "string", type(None): "null"}
ID_FORM = "^[a-z0-9]+(-[a-z0-9]+)*$"
TARGET_FORM = "^[^:]+:.+$"
TEXT_NAMES = {TextForm.LINE: "text", TextForm.INLINE: "inline-markdown", TextForm.BLOCKS: "markdown"}
"""The names of the definitions of texts."""


class FieldSchemas:
    """Makes the schemas of the fields of one kind. Models, texts and choices become definitions, which the schemas refer to.

    With `strict`, as published records must be: every required field is required, and references lead to records that exist. Without, as
    drafts may be. With `in_one_language`, as in front matter, a text may be a plain string.
    """

    def __init__(
        self, owner: str, choices: Choices, definitions: dict[str, Schema], *, strict: bool, in_one_language: bool = False
    ) -> None:
        self.owner, self.choices, self.definitions, self.strict = owner, choices, definitions, strict
        self.in_one_language = in_one_language

    def model(self, model: type[BaseModel]) -> Schema:
        """Return the schema of a model, as an object without other fields than its own."""
        docs, names, infos = read_field_docs(model), written_names(model), dict(attribute_infos(model))
        properties = {
            names[name]: self._described(docs.get(names[name]), find_form(infos[name]), field) for name, field in model.model_fields.items()
        }
        required = list(required_names(model)) if self.strict else []
        return {
            "type": "object",
            "properties": properties,
            **({"required": required} if required else {}),
            "additionalProperties": False,
        }

    def field(self, field: FieldInfo) -> Schema:
        """Return the schema of the value of a field."""
        return self.value(field.annotation, tuple(field.metadata))

    def value(self, annotation: Any, metadata: tuple[Any, ...] = ()) -> Schema:
        """Return the schema of a value with a type annotation and its metadata."""
        if hasattr(annotation, "__metadata__"):
            return self.value(annotation.__origin__, (*annotation.__metadata__, *metadata))
        for mark in metadata:
            if isinstance(mark, ChoicesMark):
                return {"enum": list(mark.values)}
            if isinstance(mark, DeclaredMark):
                titles = self.choices.values_of(mark)
                return _enumerate(titles) if self.choices.declared.get(mark.field) else {"enum": list(titles)}
            if isinstance(mark, Ref | TargetMark | CodeMark):
                return self._choice(mark)
        constraints = dict(_iter_constraints(metadata))
        origin = get_origin(annotation)
        if origin in (Union, types.UnionType):
            return {"anyOf": [self.value(member, metadata if member is not type(None) else ()) for member in get_args(annotation)]}
        if origin is Literal:
            return {"enum": list(get_args(annotation))}
        if origin is tuple:
            return self._list(get_args(annotation), constraints)
        if origin is dict:
            key, item = get_args(annotation)
            keys = self.value(key)
            return {"type": "object", "propertyNames": keys, "additionalProperties": self.value(item)}
        return self._class(annotation, constraints)

    def _class(self, annotation: Any, constraints: dict[str, Any]) -> Schema:
        if isinstance(annotation, type) and issubclass(annotation, Text):
            return self._define(TEXT_NAMES[annotation.form], lambda: self._text(annotation.form))
        if annotation is PartialDate:
            return self._define("date", _date_schema)
        if isinstance(annotation, type) and issubclass(annotation, BaseModel):
            return self._define(annotation.__name__, lambda: self.model(annotation), own=True)
        is_written_as_text = "pattern" in constraints  # such as a number of months with its unit
        return {"type": "string" if is_written_as_text else TYPE_NAMES[annotation]} | constraints

    def _text(self, form: TextForm) -> Schema:
        schema = _text_schema(self.choices.languages, form)
        return {"anyOf": [{"type": "string", "minLength": 1}, schema]} if self.in_one_language else schema

    def _list(self, members: tuple[Any, ...], constraints: dict[str, Any]) -> Schema:
        bounds = {LIST_BOUNDS[name]: bound for name, bound in constraints.items() if name in LIST_BOUNDS}
        if members[-1] is Ellipsis:
            return {"type": "array", "items": self.value(members[0])} | bounds
        items = [self.value(member) for member in members]
        return {"type": "array", "prefixItems": items, "items": False, "minItems": len(items)}

    def _choice(self, mark: Ref | TargetMark | CodeMark) -> Schema:
        """Return the schema of a value that is one of the choices of the site; of its form alone where not all choices are known."""
        if isinstance(mark, CodeMark):
            return self._define("code", lambda: _enumerate({code: f"{rule.zh}\n{rule.en}" for code, rule in CODES.items()}))
        if isinstance(mark, Ref):
            ids = self.choices.ids(mark.kind, self.owner) if self.strict else None
            name = f"{mark.kind}-of-{self.owner}" if mark.kind == "category" else mark.kind
            return self._define(name, lambda: _enumerate(ids) if ids else {"type": "string", "pattern": ID_FORM}, own=True)
        titles = self.choices.embedded_targets if mark.embedded else self.choices.targets
        return self._define("content" if mark.embedded else "target", lambda: self._targets(titles), own=True)

    def _targets(self, titles: Titles) -> Schema:
        if not self.strict or not self.choices.records.get("site"):
            return {"type": "string", "pattern": TARGET_FORM}
        incomplete = "|".join(sorted(self.choices.incomplete_kinds))
        known = _enumerate(titles)
        return {"anyOf": [known, {"type": "string", "pattern": f"^(({incomplete}):.+|list:({incomplete}))$"}]} if incomplete else known

    def _define(self, name: str, make: Callable[[], Schema], *, own: bool = False) -> Schema:
        """Return a reference to the definition `name`, made once; with `own`, once for drafts and once for published records."""
        name = f"draft-{name}" if own and not self.strict else name
        if name not in self.definitions:
            self.definitions[name] = {}  # a model may contain itself
            self.definitions[name] = make()
        return {"$ref": f"#/$defs/{name}"}

    def _described(self, docstring: str | None, form: TextForm | None, field: FieldInfo) -> Schema:
        is_choice = isinstance(field.default, int | float) or get_origin(field.annotation) is Literal
        default = {"default": field.default} if is_choice and not field.is_required() else {}
        return {"description": describe(docstring, form), **self.field(field), **default}


LIST_BOUNDS = {"minLength": "minItems", "maxLength": "maxItems"}
_BOUNDS = {Ge: ("ge", "minimum"), Gt: ("gt", "exclusiveMinimum"), Le: ("le", "maximum"), Lt: ("lt", "exclusiveMaximum")}


def _iter_constraints(metadata: tuple[Any, ...]) -> Iterator[tuple[str, Any]]:
    """Yield the keywords of JSON Schema for the constraints in the metadata of a field."""
    for item in metadata:
        if isinstance(item, FieldInfo):
            yield from _iter_constraints(tuple(item.metadata))
        elif isinstance(item, MinLen):
            yield "minLength", item.min_length
        elif isinstance(item, MaxLen):
            yield "maxLength", item.max_length
        elif type(item) in _BOUNDS:
            attribute, keyword = _BOUNDS[type(item)]
            yield keyword, getattr(item, attribute)
        elif isinstance(item, StringConstraints):
            bounds = {"minLength": item.min_length, "maxLength": item.max_length, "pattern": item.pattern}
            yield from ((keyword, bound) for keyword, bound in bounds.items() if bound is not None)
        elif isinstance(getattr(item, "pattern", None), str):
            yield "pattern", item.pattern


def _enumerate(titles: Mapping[str, str]) -> Schema:
    """Return the schema of one of some values. Text editors show the titles beside them."""
    return {"enum": list(titles), "enumDescriptions": list(titles.values()), "markdownEnumDescriptions": list(titles.values())}


def _text_schema(languages: tuple[str, ...], form: TextForm) -> Schema:
    """Return the schema of a text: a mapping from the languages of the site to words, or to Markdown."""
    words = {"type": "string", "pattern": r"\S"} | ({} if form is TextForm.LINE else {"contentMediaType": "text/markdown"})
    properties = dict.fromkeys(languages, words)
    return {"type": "object", "properties": properties, "additionalProperties": False, "minProperties": 1}


def _date_schema() -> Schema:
    year = {"type": "integer", "minimum": 1000, "maximum": 2999}
    return {"anyOf": [{"type": "string", "pattern": DATE_FORM, "patternErrorMessage": _DATE_HELP}, year]}


_DATE_HELP = "日期写作 / a date is written as: 2025, 2025-Q2, 2025-03, 2025-03-20, 2025-03-20 15:30"
