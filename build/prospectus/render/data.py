"""Records as JSON: one file per kind, with the JSON Schema of the kind next to it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any

from prospectus.derive.pages import Views
from prospectus.memo import Memo
from prospectus.model.kinds import KINDS, Kind
from prospectus.model.record import Record
from prospectus.render.artifact import Artifact

DIALECT = "https://json-schema.org/draft/2020-12/schema"
PRIVATE = {
    "site": {"severities", "waivers", "desk"},
    "series": {"typical"},
    "event": {"waivers"},
    "talk": {"waivers"},
    "feed": {"active", "only", "never", "days", "likeness"},
}
"""Fields that are not published, by kind, because only editors need them."""


def data(views: Views, memo: Memo) -> Iterator[Artifact]:
    """Yield `data/KIND.json` and `data/KIND.schema.json` for every kind with published records."""
    for kind in KINDS:
        records = [record for record in views.reading.all(kind.name) if record.exported]
        if records:
            yield _rows(kind, records, views, memo)
            yield Artifact(f"data/{kind.name}.schema.json", memo.of("schema", kind.name, partial(_schema, kind)))


def _rows(kind: Kind, records: Sequence[Record], views: Views, memo: Memo) -> Artifact:
    """Return the file of a kind. If no record of the kind has changed, this is the file of the last build in this process."""
    print_of = views.reading.print_of

    def row(record: Record) -> str:
        return memo.of("json", print_of(("record", kind.name, record.id)), partial(_row, kind, record))

    def made() -> Artifact:
        rows = memo.each(f"json {kind.name}", records, row)
        head = f'{{\n"$schema": "{kind.name}.schema.json",\n"kind": "{kind.name}",\n"records": [\n'
        return Artifact(f"data/{kind.name}.json", (head + ",\n".join(rows) + "\n]\n}\n").encode())

    return memo.same(f"data {kind.name}", print_of(("all", kind.name)), made)


def _row(kind: Kind, record: Record) -> str:
    return json.dumps(record.model_dump(mode="json", exclude_none=True, exclude=PRIVATE.get(kind.name)), ensure_ascii=False)


def _schema(kind: Kind) -> bytes:
    return json.dumps(file_schema(kind), ensure_ascii=False, indent=1).encode() + b"\n"


def file_schema(kind: Kind) -> dict[str, Any]:
    """Return the JSON Schema of `data/KIND.json`."""
    schema = record_schema(kind, "serialization")
    definitions = schema.pop("$defs", {})
    return {
        "$schema": DIALECT,
        "title": f"{kind.name} records",
        "type": "object",
        "required": ["kind", "records"],
        "properties": {"$schema": {"type": "string"}, "kind": {"const": kind.name}, "records": {"type": "array", "items": schema}},
        "$defs": definitions,
    }


def record_schema(kind: Kind, mode: Any = "validation") -> dict[str, Any]:
    """Return the JSON Schema of one record: as editors write it (`mode="validation"`) or as it is published (`mode="serialization"`)."""
    schema = kind.model.model_json_schema(mode=mode)
    if mode == "serialization":
        schema["required"] = [name for name in schema.get("required", []) if kind.model.model_fields[name].is_required()]
        for each in schema["properties"].values():
            each.pop("default", None)  # published records state every value
    elif kind.form == "file":
        schema["required"] = [name for name in schema.get("required", []) if name != "id"]
    return schema
