"""The fields of a kind as somebody who writes a new record sees them: what each can hold, in words, and how a typed answer is read.

Everything comes from the JSON Schemas of the text editors (`editors/field_schemas.py`), so both offer the same choices.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from enum import Enum, auto
from typing import Any

from prospectus.editors.choices import Choices
from prospectus.editors.field_schemas import TEXT_NAMES, FieldSchemas, Schema
from prospectus.load import yaml
from prospectus.model.fields import FieldPath
from prospectus.model.registry import Kind
from prospectus.problems import Message

NO_FIELD = Message("There is no field {name} in {place}.{suggestion}", "{place}中没有字段 {name}。{suggestion}")
THE_RECORD = Message("the record", "记录")
ONE_OF = Message(" Fields: {names}.", "可写的字段：{names}。")
NOT_A_CHOICE = Message("{came} is none of the choices.{suggestion}", "没有 {came} 这一项。{suggestion}")
CLOSE = Message(" Did you mean {names}?", "是否想写 {names}？")
CHOICES = Message(" Choices: {names}.", "可选：{names}。")
NOT_A_NUMBER = Message("{came} is not a number.", "{came} 不是数字。")
NOT_YES_OR_NO = Message("{came} is neither yes nor no.", "{came} 既不是“是”也不是“否”。")
NOT_AN_INDEX = Message("{came} is not the place of an item in a list, counted from 0.", "{came} 不是列表中的序号（从 0 数起）。")
MAX_CHOICES = 12
"""How many choices a message lists."""
YES, NO = frozenset({"y", "yes", "true", "是", "对"}), frozenset({"n", "no", "false", "否", "不"})
_SEPARATOR = re.compile(r"\s*[,，、]\s*")


class Shape(Enum):
    """What a field holds."""

    TEXT = auto()
    """A text in each language."""
    DATE = auto()
    CHOICE = auto()
    NUMBER = auto()
    BOOLEAN = auto()
    STRING = auto()
    FIELDS = auto()
    LIST = auto()
    OTHER = auto()
    """Anything else, which is typed as YAML."""


class InvalidAnswer(Exception):
    """A typed answer cannot be a value of its field; `reason` says why."""

    def __init__(self, reason: Message) -> None:
        super().__init__(reason.en)
        self.reason = reason


class RecordSchema:
    """The fields of one kind."""

    def __init__(self, kind: Kind, choices: Choices) -> None:
        self.kind, self.languages = kind, choices.written_languages
        self._definitions: dict[str, Schema] = {}
        self.root = FieldSchemas(kind.name, choices, self._definitions, strict=True).model(kind.model)

    def resolve(self, schema: Schema) -> Schema:
        """Return what a schema refers to, of several alternatives the first that is not empty; its description is kept."""
        described: Schema = {name: schema[name] for name in ("description", "default") if name in schema}
        while "$ref" in schema or ("anyOf" in schema and schema.get("name") != "date"):
            if "$ref" in schema:
                name = schema["$ref"].rpartition("/")[2]
                schema = {**self._definitions[name], "name": name}
            else:
                schema = next(member for member in schema["anyOf"] if member.get("type") != "null")
        return {**schema, **described}

    def shape(self, schema: Schema) -> Shape:
        """Return what a resolved schema holds."""
        if schema.get("name") in TEXT_NAMES.values():
            return Shape.TEXT
        if schema.get("name") == "date":
            return Shape.DATE
        if "enum" in schema:
            return Shape.CHOICE
        if "properties" in schema:
            return Shape.FIELDS
        if schema.get("type") == "array" and "items" in schema and schema["items"] is not False:
            return Shape.LIST
        shapes = {"integer": Shape.NUMBER, "number": Shape.NUMBER, "boolean": Shape.BOOLEAN, "string": Shape.STRING}
        return shapes.get(str(schema.get("type")), Shape.OTHER)

    def find(self, field_path: FieldPath) -> Schema:
        """Return the resolved schema of the value at a path. Raises InvalidAnswer when there is no such field."""
        schema: Schema = self.root
        for depth, step in enumerate(field_path):
            schema = self.resolve(self._child(schema, step, field_path[:depth]))
        return schema

    def _child(self, schema: Schema, step: str | int, place: FieldPath) -> Schema:
        match self.shape(schema):
            case Shape.TEXT if step in self.languages:
                return {"type": "string", "description": schema.get("description", "")}
            case Shape.LIST:
                if not isinstance(step, int):
                    raise InvalidAnswer(NOT_AN_INDEX.fill(came=step))
                return dict(schema["items"])
            case Shape.FIELDS if step in schema["properties"]:
                return dict(schema["properties"][step])
            case Shape.OTHER if isinstance(schema.get("additionalProperties"), dict):
                return dict(schema["additionalProperties"])
        names = self.languages if self.shape(schema) is Shape.TEXT else tuple(schema.get("properties", ()))
        close = get_close_matches(str(step), names, 3)
        suggestion = CLOSE.fill(names=join(close)) if close else ONE_OF.fill(names=join(names)) if names else Message("", "")
        where = Message(".".join(map(str, place)), f" {'.'.join(map(str, place))} ") if place else THE_RECORD
        raise InvalidAnswer(NO_FIELD.fill(name=step, place=where, suggestion=suggestion))

    def parse_path(self, text: str) -> FieldPath:
        """Return the path of a field such as `title.zh` or `steps.0.answers.1.id`."""
        return tuple(int(step) if step.isdigit() else step for step in text.strip().split("."))

    def read(self, schema: Schema, text: str, *, is_answer: bool = False) -> Any:
        """Return the value that a text stands for. Raises InvalidAnswer.

        The answer of a person may also be the number of a choice, or a part of its name.
        """
        text = text.strip()
        match self.shape(schema):
            case Shape.CHOICE:
                return _read_choice(schema, text, is_answer=is_answer)
            case Shape.NUMBER:
                return _read_number(text)
            case Shape.BOOLEAN:
                return _read_boolean(text)
            case Shape.DATE:
                return int(text) if re.fullmatch("[12][0-9]{3}", text) else text
            case Shape.STRING:
                return text
            case Shape.LIST:
                return self._read_list(schema, text, is_answer=is_answer)
            case Shape.TEXT if not text.startswith("{"):
                return {self.languages[0]: text}
        return _read_yaml(text)

    def _read_list(self, schema: Schema, text: str, *, is_answer: bool) -> Any:
        item = self.resolve(schema["items"])
        if text.startswith("["):
            return _read_yaml(text)
        if self.shape(item) in (Shape.TEXT, Shape.FIELDS, Shape.OTHER):
            return (self.read(item, text),)
        return tuple(self.read(item, part, is_answer=is_answer) for part in _SEPARATOR.split(text) if part)


def required_fields(schema: Schema) -> Iterator[tuple[str, Schema]]:
    """Yield the fields that a model must have, in its order."""
    required = frozenset(schema.get("required", ()))
    yield from ((name, field) for name, field in schema["properties"].items() if name in required)


def describe_schema(schema: Schema) -> Message:
    """Return the help of a field in both languages; where there is no Chinese, the English."""
    chinese, _, english = str(schema.get("description", "")).partition("\n")
    return Message(english or chinese, chinese)


def titles_of(schema: Schema) -> Mapping[str, str]:
    """Return the choices of a field, each with the title of what it names; empty where it is the same."""
    values = [str(value) for value in schema["enum"]]
    titles = schema.get("enumDescriptions") or [""] * len(values)
    return {value: title if title != value else "" for value, title in zip(values, titles, strict=True)}


def join(names: object) -> Message:
    """Return names as a list in a sentence, shortened where there are many."""
    listed = [str(name) for name in names]  # type: ignore[attr-defined]
    listed = [*listed[:MAX_CHOICES], *(["…"] if len(listed) > MAX_CHOICES else [])]
    return Message(", ".join(listed), "、".join(listed))


def _read_choice(schema: Schema, text: str, *, is_answer: bool) -> Any:
    titles = titles_of(schema)
    if text in titles:
        return schema["enum"][list(titles).index(text)]
    if is_answer and text.isdigit() and 1 <= int(text) <= len(titles):
        return schema["enum"][int(text) - 1]
    matches = [value for value, title in titles.items() if text.casefold() in f"{value} {title}".casefold()]
    if is_answer and len(matches) == 1:
        return matches[0]
    close = matches or get_close_matches(text, titles, 3)
    suggestion = CLOSE.fill(names=join(close)) if close else CHOICES.fill(names=join(titles))
    raise InvalidAnswer(NOT_A_CHOICE.fill(came=text, suggestion=suggestion))


def _read_number(text: str) -> int | float:
    value = yaml.read_scalar(text)
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise InvalidAnswer(NOT_A_NUMBER.fill(came=text))
    return value


def _read_boolean(text: str) -> bool:
    if text.casefold() not in YES | NO:
        raise InvalidAnswer(NOT_YES_OR_NO.fill(came=text))
    return text.casefold() in YES


def _read_yaml(text: str) -> Any:
    try:
        return yaml.parse(text)
    except yaml.YamlError:
        return text
