"""Records as JSON: one file per kind, with the JSON Schema of the kind next to it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any

from pydantic import BaseModel

from prospectus.cache.cache import BuildCache, digest
from prospectus.model.field_docs import read_field_docs
from prospectus.model.fields import field_infos, iter_models, required_names
from prospectus.model.kinds.site import Site
from prospectus.model.record import EDITORIAL_FIELDS, Record
from prospectus.model.registry import KINDS, Kind
from prospectus.model.urls import file_url
from prospectus.render.artifact import Artifact
from prospectus.text.relative_links import resolve_path
from prospectus.views.pages import Views

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def iter_json_files(views: Views, cache: BuildCache) -> Iterator[Artifact]:
    """Yield `data/KIND.json` and `data/KIND.schema.json` for every kind with published records."""
    site = views.queries.site
    for kind in KINDS:
        records = [record for record in views.queries.records(kind.name) if record.exported]
        if records:
            yield _build_json_file(kind, records, views, cache)
            key = digest(kind.name, *(level.id for level in site.levels), "", *(own.id for own in site.event_types))
            yield Artifact(f"data/{kind.name}.schema.json", cache.get_or_compute("schema", key, partial(_render_schema, kind, site)))


def _build_json_file(kind: Kind, records: Sequence[Record], views: Views, cache: BuildCache) -> Artifact:
    """Return the file of a kind. If no record of the kind has changed, this is the file of the last build in this process."""
    fingerprint_of = views.queries.fingerprint_of

    def get_row(record: Record) -> str:
        folder = views.queries.source_folder(kind.name, record.id) if record.image or record.attachments else ""
        key = f"{fingerprint_of(('record', kind.name, record.id))}{folder}"
        return cache.get_or_compute("json", key, partial(_render_row, kind, record, folder))

    def build() -> Artifact:
        rows = cache.map_changed(f"json {kind.name}", records, get_row)
        head = f'{{\n"$schema": "{kind.name}.schema.json",\n"kind": "{kind.name}",\n"records": [\n'
        return Artifact(f"data/{kind.name}.json", (head + ",\n".join(rows) + "\n]\n}\n").encode())

    return cache.if_changed(f"data {kind.name}", fingerprint_of(("records", kind.name)), build)


def _render_row(kind: Kind, record: Record, folder: str) -> str:
    """Return a record as JSON. Its files, whose paths are relative to `folder`, are stated by their addresses on the site."""
    data = record.model_dump(mode="json", by_alias=True, exclude_none=True, exclude=set(kind.unpublished_fields | EDITORIAL_FIELDS))
    for media in (*([data["image"]] if "image" in data else ()), *data.get("attachments", ())):
        media["file"] = file_url(resolve_path(folder, media["file"]) or "")
    return json.dumps(data, ensure_ascii=False)


def _render_schema(kind: Kind, site: Site) -> bytes:
    return json.dumps(build_file_schema(kind, site), ensure_ascii=False, indent=1).encode() + b"\n"


def build_file_schema(kind: Kind, site: Site) -> dict[str, Any]:
    """Return the JSON Schema of `data/KIND.json`, with the choices that the site declares."""
    schema = _add_choices(kind.model, build_record_schema(kind, "serialization"), site)
    definitions = schema.pop("$defs", {})
    return {
        "$schema": DIALECT,
        "title": f"{kind.name} records",
        "type": "object",
        "required": ["kind", "records"],
        "properties": {"$schema": {"type": "string"}, "kind": {"const": kind.name}, "records": {"type": "array", "items": schema}},
        "$defs": definitions,
    }


def build_record_schema(kind: Kind, mode: Any = "validation") -> dict[str, Any]:
    """Return the JSON Schema of one record: as editors write it (`mode="validation"`) or as it is published (`mode="serialization"`)."""
    schema, former_names = _add_help(kind.model, kind.model.model_json_schema(mode=mode)), kind.model.former_names
    if mode == "serialization":
        schema["required"] = [name for name in schema.get("required", []) if name in required_names(kind.model)]
        for field_schema in schema["properties"].values():
            field_schema.pop("default", None)  # published records state every value
        for name in kind.unpublished_fields | EDITORIAL_FIELDS:
            schema["properties"].pop(name, None)
    elif kind.storage == "file":
        schema["required"] = [name for name in schema.get("required", []) if name != "id"]
    if mode == "validation":
        schema["properties"] |= {former: {**schema["properties"][name], "deprecated": True} for former, name in former_names.items()}
    return schema


def _add_choices(model: type[BaseModel], schema: dict[str, Any], site: Site) -> dict[str, Any]:
    """Name the values of the fields whose choices sites declare."""
    for nested in iter_models(model):
        properties = (schema if nested is model else schema.get("$defs", {}).get(nested.__name__, {})).get("properties", {})
        for name, info in field_infos(nested):
            if info.declared is not None and name in properties:
                choices = {"enum": list(site.values_of(info.declared)), "type": "string"}
                properties[name] = _with_choices(properties[name], choices)
    return schema


def _with_choices(field_schema: dict[str, Any], choices: dict[str, Any]) -> dict[str, Any]:
    """Return the schema of a field, which may be empty, with its choices instead of a string."""
    if "anyOf" in field_schema:
        return field_schema | {"anyOf": [choices, *field_schema["anyOf"][1:]]}
    bounds = ("minLength", "maxLength")
    return dict(sorted(({name: value for name, value in field_schema.items() if name not in bounds} | choices).items()))


def _add_help(model: type[BaseModel], schema: dict[str, Any]) -> dict[str, Any]:
    """Describe every field of a schema of pydantic by its docstring."""
    models = {nested.__name__: nested for nested in iter_models(model)}
    for name, definition in ((model.__name__, schema), *schema.get("$defs", {}).items()):
        docs = read_field_docs(models[name])
        for field, field_schema in definition["properties"].items():
            if field in docs:
                definition["properties"][field] = dict(sorted({**field_schema, "description": docs[field]}.items()))
    return schema
