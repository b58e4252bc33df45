"""The schema of each form in which records are written: a file per record, front matter, lists, and the lists of months."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from prospectus.editors.choices import Choices
from prospectus.editors.field_help import describe
from prospectus.editors.field_schemas import FieldSchemas, Schema
from prospectus.load.files import CONVERSION_FILE
from prospectus.model.registry import EVENT_KINDS, KINDS, KINDS_BY_NAME, Kind
from prospectus.problems import Message
from prospectus.render.data import DIALECT

MARK = "Written by `prospectus schema --write`."
"""The comment by which a schema is known as ours, so that it may be written again."""
CONVERSION_HELP = Message(
    "The words whose form is fixed where texts are converted into another script, by language.",
    "文字转换为另一种字体时另有写法的词语，按语言分列。",
)
FORMS_HELP = Message("Each word as your texts have it, with its form in this language.", "左边照原文写词语，右边写它在这种语言中的写法。")


@dataclass(frozen=True, slots=True)
class FileSchema:
    """The schema of some files of a site."""

    name: str
    patterns: tuple[str, ...]
    """Globs of the files that it describes, relative to the site."""
    schema: Schema
    is_front_matter: bool = False
    """Whether it describes the front matter of Markdown files."""

    @property
    def file_name(self) -> str:
        """The name of its file."""
        return f"{self.name}.schema.json"


def iter_file_schemas(choices: Choices) -> Iterator[FileSchema]:
    """Yield the schema of each kind of content, one of its front matter where the kind has Markdown files, and that of fixed words."""
    for kind in KINDS:
        yield FileSchema(kind.name, _file_patterns(kind), _build_file_schema(kind, choices))
        if kind.prose:
            patterns = tuple(pattern.replace(".yml", ".md") for pattern in _file_patterns(kind))
            yield FileSchema(f"{kind.name}.front-matter", patterns, _build_front_matter_schema(kind, choices), is_front_matter=True)
    yield FileSchema("conversion", (CONVERSION_FILE,), _build_conversion_schema(choices))


def _build_conversion_schema(choices: Choices) -> Schema:
    """Return the schema of the words whose form is fixed: by language that is converted, the forms of words."""
    forms = {"type": "object", "description": _join(FORMS_HELP), "additionalProperties": {"type": "string", "pattern": r"\S"}}
    properties = {language: forms for language in choices.languages if language not in choices.written_languages}
    head = {"$schema": DIALECT, "$comment": MARK, "title": "conversion", "description": _join(CONVERSION_HELP)}
    return {**head, "type": "object", "properties": properties, "additionalProperties": False}


def _join(sentence: Message) -> str:
    return f"{sentence.zh}\n{sentence.en}"


def _file_patterns(kind: Kind) -> tuple[str, ...]:
    """Return the globs of the YAML files of a kind. Files may stand in folders of their own, which some editors do not find by `**`."""
    if kind.source_path.endswith(".yml"):
        return (kind.source_path,)
    if kind.storage == "months":
        return (f"{kind.source_path}/[12][0-9][0-9][0-9]/*.yml",)
    return f"{kind.source_path}/*.yml", f"{kind.source_path}/**/*.yml"


def _build_file_schema(kind: Kind, choices: Choices) -> Schema:
    definitions: dict[str, Schema] = {}
    build = _build_month_item if kind.storage == "months" else _build_record
    items = build(kind, choices, definitions)
    return _frame(kind, items if kind.storage == "file" else {"type": "array", "items": items}, definitions)


def _build_month_item(kind: Kind, choices: Choices, definitions: dict[str, Schema]) -> Schema:
    """Return the schema of an event in the list of its month. Its `type` may be the name of the kind that it belongs to."""
    schema: Schema = _refer("event", definitions, _build_record(kind, choices, definitions))
    for other in (KINDS_BY_NAME[name] for name in EVENT_KINDS if name != kind.name):
        is_other = {"required": ["type"], "properties": {"type": {"const": other.name}}}
        schema = {"if": is_other, "then": _refer(other.name, definitions, _build_record(other, choices, definitions)), "else": schema}
    return schema


def _refer(name: str, definitions: dict[str, Schema], schema: Schema) -> Schema:
    definitions[f"record-{name}"] = schema
    return {"$ref": f"#/$defs/record-{name}"}


def _build_record(kind: Kind, choices: Choices, definitions: dict[str, Schema]) -> Schema:
    """Return the schema of a record: its fields and, unless it is a draft, what a published record must have."""
    schema = FieldSchemas(kind.name, choices, definitions, strict=False).model(kind.model)
    published = FieldSchemas(kind.name, choices, definitions, strict=True).model(kind.model)
    optional = {"id"} if kind.storage == "file" else set()
    optional |= choices.front_matter_fields.get(kind.name, frozenset())
    published["required"] = [name for name in published.get("required", ()) if name not in optional]
    _drop_help(published)
    _add_former_names(kind, schema, published)
    del published["additionalProperties"]
    return {**schema, "if": _IS_DRAFT, "else": _refer_published(kind, definitions, published)}


def _drop_help(published: Schema) -> None:
    """Remove the help of the fields, which an editor would show twice: the schema of a draft has it too."""
    for field_schema in published["properties"].values():
        field_schema.pop("description", None)


_IS_DRAFT = {"required": ["status"], "properties": {"status": {"const": "draft"}}}


def _refer_published(kind: Kind, definitions: dict[str, Schema], published: Schema) -> Schema:
    definitions[f"published-{kind.name}"] = published
    return {"$ref": f"#/$defs/published-{kind.name}"}


def _add_former_names(kind: Kind, *schemas: Schema) -> None:
    """Accept the former name of a field instead of the present one."""
    for schema in schemas:
        for former, name in kind.model.former_names.items():
            schema["properties"][former] = {**schema["properties"][name], "deprecated": True}
            if name in schema.get("required", ()):
                schema["required"].remove(name)
                schema.setdefault("allOf", []).append({"anyOf": [{"required": [name]}, {"required": [former]}]})


def _build_front_matter_schema(kind: Kind, choices: Choices) -> Schema:
    """Return the schema of front matter: some fields of a record; a text may be a plain string, in the language of the file."""
    definitions: dict[str, Schema] = {}
    schema = FieldSchemas(kind.name, choices, definitions, strict=False, in_one_language=True).model(kind.model)
    published = FieldSchemas(kind.name, choices, definitions, strict=True, in_one_language=True).model(kind.model)
    _drop_help(published)
    schema["properties"]["source_hash"] = {"description": describe(SOURCE_HASH_HELP), "type": ["string", "integer", "number"]}
    return _frame(kind, {**schema, "if": _IS_DRAFT, "else": {"properties": published["properties"]}}, definitions)


SOURCE_HASH_HELP = "The hash of the text that this one was translated from."


def _frame(kind: Kind, schema: Schema, definitions: dict[str, Schema]) -> Schema:
    """Return a schema with its head and its definitions."""
    description = describe(kind.model.__doc__)
    return {"$schema": DIALECT, "$comment": MARK, "title": kind.name, "description": description, **schema, "$defs": definitions}
