"""Fills in the fields of a new record: from what is given on the command line, and from the answers of a person, if there is one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from prospectus.authoring.field_schema import NOT_AN_INDEX, InvalidAnswer, RecordSchema, Shape, describe_schema, required_fields, titles_of
from prospectus.editors.field_schemas import Schema
from prospectus.load.drafts import RawRecord, RecordPart
from prospectus.model.fields import FieldPath
from prospectus.model.registry import Kind
from prospectus.problems import Message
from prospectus.scheduling.yaml_edit import put_value, to_plain
from prospectus.validate.fields import check_record

RIGHT_FORM = Message("{sentence} Right form: {form}", "{sentence}正确写法：{form}")
YES_OR_NO = Message("{help} (y/n)", "{help}（y/n）")
NOT_ACCEPTED = Message("{came} does not fit the field {field}.", "{came} 不符合字段 {field} 的要求。")


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked of a person: one value of a new record."""

    field_path: FieldPath
    help: Message
    """What the field holds."""
    choices: Mapping[str, str] = field(default_factory=dict)
    """The values to choose from, each with its title; empty where any value may be typed."""
    is_text: bool = False
    """Whether it is a text in one language, which may be left out: the record is then a draft."""
    is_another: bool = False
    """Whether it asks for a yes or no: whether the list has another item."""
    explain: Callable[[str], Message | None] = lambda _: None
    """Returns why an answer is refused; None for one that fits."""

    @property
    def name(self) -> str:
        """The path as it is written on the command line: `title.zh`."""
        return ".".join(map(str, self.field_path))


Ask = Callable[[Question], str]
"""Asks a question until the answer fits, and returns it; an empty string leaves a text out."""


@dataclass(frozen=True, slots=True)
class FilledRecord:
    """The fields of a new record."""

    data: dict[str, Any]
    missing_texts: tuple[str, ...] = ()
    """The texts that are not written in every language: `title.en`."""
    missing: tuple[Question, ...] = ()
    """The other required fields without a value."""


@dataclass(slots=True)
class RecordForm:
    """Fills in one record. Without `ask`, nobody is asked, and what is missing is only listed."""

    kind: Kind
    schema: RecordSchema
    ask: Ask | None
    data: dict[str, Any] = field(default_factory=dict)
    _asked: set[FieldPath] = field(default_factory=set)
    """The texts that were asked for, whether they were given or left out."""
    _missing_texts: list[str] = field(default_factory=list)
    _missing: list[Question] = field(default_factory=list)

    def set(self, name: str, text: str) -> None:
        """Set a field by its path, such as `title.zh`. Raises InvalidAnswer when there is no such field or the value does not fit."""
        field_path = self.schema.parse_path(name)
        for depth, step in enumerate(field_path):
            if isinstance(step, int) and step > len(self._get(field_path[:depth]) or ()):
                raise InvalidAnswer(NOT_AN_INDEX.fill(came=step))
        value = self._read(field_path, self.schema.find(field_path), text)
        self.data = put_value(self.data, field_path, value)

    def fill_title(self) -> None:
        """Ask for the title, from which an id can be made."""
        self._fill_text(self.schema.find(("title",)), ("title",))
        self._missing_texts.clear()

    def question_of(self, field_path: FieldPath) -> Question:
        """Return the question for a value. Raises InvalidAnswer when there is no such field."""
        return self._question(self.schema.find(field_path), field_path)

    def fill(self) -> FilledRecord:
        """Return the record with all that it must have."""
        self._fill_fields(self.schema.root, (), "")
        ordered = _in_order(self.schema, self.schema.root, self.data)
        return FilledRecord(ordered, tuple(self._missing_texts), tuple(self._missing))

    def _fill_fields(self, schema: Schema, path: FieldPath, of_list: str) -> None:
        """Ask for the fields of a model that are missing; within a list also for those that are yes or no, which tell items apart."""
        wanted = dict(required_fields(schema))
        if of_list and self.ask is not None:
            wanted |= {name: sub for name, sub in schema["properties"].items() if self.schema.resolve(sub).get("type") == "boolean"}
        for name in [name for name in schema["properties"] if name in wanted]:
            if path or name != "id":
                self._fill_value(self.schema.resolve(wanted[name]), (*path, name))

    def _fill_value(self, schema: Schema, path: FieldPath) -> None:
        shape, present = self.schema.shape(schema), self._get(path)
        if shape is Shape.TEXT:
            self._fill_text(schema, path)
        elif shape is Shape.FIELDS:
            self._fill_fields(schema, path, "")
        elif shape is Shape.LIST and self.schema.shape(self.schema.resolve(schema["items"])) in (Shape.TEXT, Shape.FIELDS):
            self._fill_list(schema, path, present)
        elif present is None:
            self._put(schema, path, self._question(schema, path))

    def _fill_text(self, schema: Schema, path: FieldPath) -> None:
        for language in self.schema.languages:
            place = (*path, language)
            if self._get(place) is None:
                question = self._question({"type": "string", "description": schema.get("description", "")}, place)
                if place not in self._asked:
                    self._put({"type": "string"}, place, question)
                    self._asked.add(place)
                if self._get(place) is None:
                    self._missing_texts.append(question.name)

    def _fill_list(self, schema: Schema, path: FieldPath, present: Any) -> None:
        item = self.schema.resolve(schema["items"])
        count = max(len(present or ()), int(schema.get("minItems", 0)), 1 if self.ask is not None or "minItems" in schema else 0)
        index = 0
        while index < count:
            if self.schema.shape(item) is Shape.TEXT:
                self._fill_text({**item, "description": schema.get("description", "")}, (*path, index))
            else:
                self._fill_fields(item, (*path, index), schema.get("description", ""))
            if self._get((*path, index)) is None:
                break  # everything in it was left for later
            index += 1
            if index == count and self.ask is not None and index < int(schema.get("maxItems", 99)):
                another = Question((*path, index), describe_schema(schema), is_another=True)
                count += self.ask(another) == "yes"
        if self._get(path) is None and self.schema.shape(item) is Shape.FIELDS and count == 0:
            self.data = put_value(self.data, path, ())

    def _put(self, schema: Schema, path: FieldPath, question: Question) -> None:
        answer = self.ask(question) if self.ask is not None else ""
        if answer.strip():
            self.data = put_value(self.data, path, self._read(path, schema, answer))
        elif not question.is_text:
            self._missing.append(question)

    def _question(self, schema: Schema, path: FieldPath) -> Question:
        def explain(text: str) -> Message | None:
            try:
                self._read(path, schema, text)
            except InvalidAnswer as refused:
                return refused.reason
            return None

        item = self.schema.resolve(schema["items"]) if self.schema.shape(schema) is Shape.LIST else schema
        choices = titles_of(item) if self.schema.shape(item) is Shape.CHOICE else {}
        is_text = path[-1] in self.schema.languages and len(path) > 1
        hint = YES_OR_NO if self.schema.shape(schema) is Shape.BOOLEAN else Message("{help}", "{help}")
        return Question(path, hint.fill(help=describe_schema(schema)), choices, is_text=is_text, explain=explain)

    def _read(self, path: FieldPath, schema: Schema, text: str) -> Any:
        value = to_plain(self.schema.read(schema, text, is_answer=self.ask is not None))
        if not _fits(self.kind, to_plain(put_value(self.data, path, value)), path):
            raise InvalidAnswer(explain_value(self.kind, path, value, text))
        return value

    def _get(self, path: FieldPath) -> Any:
        value: Any = self.data
        for step in path:
            try:
                value = value[step]
            except (KeyError, IndexError, TypeError):
                return None
        return value


def _fits(kind: Kind, data: Mapping[str, Any], path: FieldPath) -> bool:
    """Return whether the value at a path has no error, apart from what is still missing in it."""
    try:
        kind.model.model_validate(data)
    except ValidationError as error:
        details = error.errors(include_url=False, include_context=False, include_input=False)
        return not any(detail["loc"][: len(path)] == path and detail["type"] not in ("missing", "too_short") for detail in details)
    return True


def explain_value(kind: Kind, path: FieldPath, value: Any, text: str) -> Message:
    """Return why a value does not fit its field, in the words of `prospectus check`."""
    data = to_plain(put_value({"id": "new", "title": {"zh": "…"}, "status": "draft"}, path, value))
    _, problems = check_record(RawRecord(Path(), kind, None, data, (RecordPart("new", data),)))
    for problem in problems:
        if problem.code != "PR640":
            sentences = Message(problem.sentence("en"), problem.sentence("zh"))
            form = Message(problem.form_in("en") or "", problem.form_in("zh") or "")
            return RIGHT_FORM.fill(sentence=sentences, form=form) if form.en else sentences
    return NOT_ACCEPTED.fill(came=text, field=".".join(map(str, path)))


def _in_order(schema: RecordSchema, node: Schema, value: Any) -> Any:
    """Return a value with the fields of each model, and the languages of each text, in their order."""
    node = schema.resolve(node)
    match schema.shape(node):
        case Shape.FIELDS if isinstance(value, Mapping):
            names = [*(name for name in node["properties"] if name in value), *(name for name in value if name not in node["properties"])]
            return {name: _in_order(schema, node["properties"].get(name, {}), value[name]) for name in names}
        case Shape.TEXT if isinstance(value, Mapping):
            return {language: value[language] for language in schema.languages if language in value}
        case Shape.LIST if isinstance(value, list | tuple):
            return [_in_order(schema, node["items"], item) for item in value]
    return value
