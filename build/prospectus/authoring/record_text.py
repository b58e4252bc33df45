"""The text of a new record: its fields, and comments in the language of whoever writes it about the fields that may follow."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from prospectus.authoring.field_schema import RecordSchema, Shape, describe_schema, titles_of
from prospectus.editors.field_schemas import Schema
from prospectus.model.record import Record
from prospectus.model.registry import Kind
from prospectus.problems import Message
from prospectus.scheduling.calendar_files import SourceCalendar
from prospectus.scheduling.yaml_edit import format_fields, format_item

MAX_HINTS = 8
"""How many optional fields the comments name."""
USUAL_FIELDS = ("summary", "sources", "as_of", "reviewed")
"""The fields that the comments name where the site has no record of the kind to go by."""
FURTHER = Message(
    "Fields that it can also have; take away the # in front of one to use it:", "还可以写的字段；要用哪一个，就删去它前面的 # 号："
)
DRAFT = Message(
    "A draft: readers do not see it. Fill in what is missing, then delete this line and the next.",
    "草稿，读者看不到。补齐内容以后，删去这一行和下一行。",
)
MISSING = Message("Still missing: {names}", "尚缺：{names}")
PROSE = Message("Write the text here. Headings begin with ##. Delete this line.", "在这里写正文，小标题以 ## 开头。写好后删去这一行。")


def render_record(
    source: SourceCalendar, schema: RecordSchema, data: Mapping[str, Any], missing: Sequence[str], language: str, *, is_list: bool
) -> str:
    """Return the lines of a record, as a file of its own or as an item of a list, with comments in `language`."""
    comments = list(_iter_hints(source, schema, data, language))
    head = {name: value for name, value in data.items() if name != "status"}
    column = 2 if is_list else 0
    lines = [*format_item(head, 0)] if is_list else format_fields(head, 0)
    indent = " " * column
    if "status" in data:
        if data["status"] == "draft":
            lines += [f"{indent}# {DRAFT.in_language(language)}"]
            if missing:
                lines[-1:-1] = [f"{indent}# {MISSING.fill(names=Message(', '.join(missing), '、'.join(missing))).in_language(language)}"]
        lines += format_fields({"status": data["status"]}, column)
    if comments:
        lines += [f"{indent}# {FURTHER.in_language(language)}", *(f"{indent}# {comment}" for comment in comments)]
    return "".join(f"{line}\n" for line in lines)


def render_prose(language: str) -> str:
    """Return the text of a Markdown file that is still to be written: a comment, which readers do not see."""
    return f"<!-- {PROSE.in_language(language)} -->\n"


def _iter_hints(source: SourceCalendar, schema: RecordSchema, data: Mapping[str, Any], language: str) -> Iterator[str]:
    properties = schema.root["properties"]
    for name in _choose_fields(source, schema.kind, data, properties):
        field = schema.resolve(properties[name])
        yield f"{name}: {_show_form(schema, field, 0)}  # {describe_schema(field).in_language(language)}"


def _choose_fields(source: SourceCalendar, kind: Kind, data: Mapping[str, Any], properties: Mapping[str, Schema]) -> list[str]:
    """Return the optional fields that this site uses most in records of the kind, in the order of the model."""
    rows = [raw.data for raw in source.loaded.raw_records if raw.kind is kind]
    uses = Counter(name for row in rows for name in row if name in properties)
    own = [name for name in properties if name not in Record.model_fields][: MAX_HINTS // 2]
    ranked = [name for name, count in uses.most_common() if count * 4 >= len(rows)] if rows else [*own, *USUAL_FIELDS]
    chosen = [name for name in ranked if name not in data and name not in ("id", "formerly", "status", "position")][:MAX_HINTS]
    return [name for name in properties if name in chosen]


def _show_form(schema: RecordSchema, field: Schema, depth: int) -> str:
    """Return how a value is written: `{zh: …, en: …}`."""
    match schema.shape(field):
        case Shape.TEXT:
            return "{" + ", ".join(f"{language}: …" for language in schema.languages) + "}"
        case Shape.DATE:
            return "2025-03-20"
        case Shape.CHOICE:
            titles = list(titles_of(field))
            return titles[-1] if field.get("enumDescriptions") else " | ".join(titles[:3])  # the last: records stand after pages and lists
        case Shape.NUMBER:
            return "1"
        case Shape.BOOLEAN:
            return "true"
        case Shape.LIST:
            return f"[{_show_form(schema, schema.resolve(field['items']), depth + 1)}]"
        case Shape.FIELDS if depth < 3:
            names = list(field.get("required", ())) or list(field["properties"])[:1]
            shown = (f"{name}: {_show_form(schema, schema.resolve(field['properties'][name]), depth + 1)}" for name in names)
            return "{" + ", ".join(shown) + "}"
        case Shape.OTHER if field.get("additionalProperties"):  # by language, such as `aliases`
            item = _show_form(schema, schema.resolve(field["additionalProperties"]), depth + 1)
            return "{" + ", ".join(f"{language}: {item}" for language in schema.languages) + "}"
    return "…"
