"""The records themselves as JSON, with the JSON Schema of each kind beside them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from prospectus.derive.pages import Views
from prospectus.model.kinds import KINDS, Kind
from prospectus.render.artifact import Artifact

DIALECT = "https://json-schema.org/draft/2020-12/schema"
PRIVATE = {"site": {"severities", "waivers"}}
"""Fields that concern the editors alone."""


def data(views: Views) -> Iterator[Artifact]:
    """Yield `data/KIND.json` and `data/KIND.schema.json` for every kind that has records."""
    for kind in KINDS:
        records = [record for record in views.library.of(kind.name) if record.exported]
        if records:
            rows = [each.model_dump(mode="json", exclude_none=True, exclude=PRIVATE.get(kind.name)) for each in records]
            yield _artifact(f"data/{kind.name}.json", {"$schema": f"{kind.name}.schema.json", "kind": kind.name, "records": rows})
            yield _artifact(f"data/{kind.name}.schema.json", file_schema(kind))


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
    """Return the JSON Schema of one record, as editors write it or as it is published."""
    schema = kind.model.model_json_schema(mode=mode)
    if mode == "serialization":
        schema["required"] = [name for name in schema.get("required", []) if kind.model.model_fields[name].is_required()]
    elif kind.form == "file":
        schema["required"] = [name for name in schema.get("required", []) if name != "id"]
    return schema


def _artifact(path: str, value: object) -> Artifact:
    return Artifact(path, json.dumps(value, ensure_ascii=False, indent=1).encode() + b"\n")
