"""Checks one raw record against its schema: every unknown, missing or malformed field is one problem."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from typing import Any

from pydantic import BaseModel, ValidationError

from prospectus.load.drafts import RawRecord
from prospectus.model.fields import FieldInfo, FieldPath, field_infos
from prospectus.model.record import Record
from prospectus.model.values import partial_date, text
from prospectus.problems import Problem

CODES_BY_ERROR_TYPE = {
    "extra_forbidden": "PR101",
    "missing": "PR102",
    "literal_error": "PR104",
    "moment_form": "PR105",
    "day_form": "PR105",
    "id_form": "PR106",
    "text_form": "PR107",
    "text_words": "PR107",
    "url_form": "PR108",
    "rrule_form": "PR110",
    "target_form": "PR203",
}
BOUND_DESCRIPTIONS = {
    "greater_than_equal": "at least {ge}",
    "less_than_equal": "at most {le}",
    "too_short": "a list of at least {min_length}",
    "string_too_short": "at least {min_length} character long",
    "string_too_long": "at most {max_length} characters long",
    "string_pattern_mismatch": "of the form {pattern}",
    "int_parsing_size": "a smaller number",
}
TYPE_DESCRIPTIONS = {
    "string_type": "text",
    "int_type": "a whole number",
    "int_from_float": "a whole number",
    "float_type": "a number",
    "bool_type": "true or false",
    "tuple_type": "a list",
    "dict_type": "a mapping",
    "model_type": "a record of fields",
    "model_attributes_type": "a record of fields",
}
EXAMPLE_FORMS = {
    "PR105": partial_date.DATE_SYNTAX,
    "PR106": "commodity-monthly-talk",
    "PR107": text.TEXT_SYNTAX,
    "PR108": "https://www.example.org/page",
    "PR110": "FREQ=MONTHLY;BYMONTHDAY=1",
    "PR203": "notice:ID, list:notice or page:calendar",
    "text": "quoted text, such as '012'",
    "a whole number": "12",
    "a number": "1.5",
    "true or false": "true",
    "a list": "[…]",
    "a mapping": "{…}",
    "a record of fields": "{…}",
}


def check_record(raw: RawRecord) -> tuple[Record | None, list[Problem]]:
    """Return the record and no problems if the raw record fits its schema, else None and all problems."""
    data = _rename_fields(raw)
    problems = [*_check_id(raw, data), *_check_names(raw)]
    try:
        record = raw.kind.model.model_validate(data)
    except ValidationError as error:
        problems.extend(_iter_problems(raw, error))
        return None, problems
    problems.extend(raw.problem(violation.field_path, violation.code, None, **violation.params) for violation in record.iter_violations())
    return (None if problems else record), problems


def check_former_names(raw: RawRecord) -> Iterator[Problem]:
    """A field must be written under its present name."""
    for former_name, name in raw.kind.model.former_names.items():
        if former_name in raw.data:
            yield raw.problem((former_name,), "PR112", came=former_name, form=name)


def _rename_fields(raw: RawRecord) -> dict[str, Any]:
    """Return the fields of a record under their present names."""
    former_names = raw.kind.model.former_names
    return {former_names.get(name, name): value for name, value in raw.data.items()}


def _check_names(raw: RawRecord) -> Iterator[Problem]:
    """A field must not be given under its present and its former name at once."""
    for former_name, name in raw.kind.model.former_names.items():
        if former_name in raw.data and name in raw.data:
            yield raw.problem((former_name,), "PR113", came=former_name, form=f"{name}, without {former_name}")


def _check_id(raw: RawRecord, data: dict[str, Any]) -> Iterator[Problem]:
    """The id of a record with its own file must be the name of that file."""
    if raw.key is None:
        return
    record_id = data.setdefault("id", raw.key)
    if record_id != raw.key:
        yield raw.problem(("id",), "PR109", came=record_id, form=f'id: "{raw.key}", or leave it out')


def _iter_problems(raw: RawRecord, error: ValidationError) -> Iterator[Problem]:
    """Yield at most one problem per field path.

    A field that is missing because its name is misspelt is one problem, and so is a list that is too short because its items are invalid.
    """
    errors = {
        _to_field_path(raw.kind.model, detail["loc"]): detail for detail in reversed(error.errors(include_url=False, include_context=True))
    }
    misspelt = {_find_similar(raw.kind.model, field_path) for field_path, detail in errors.items() if detail["type"] == "extra_forbidden"}
    parents = {field_path[:depth] for field_path in errors for depth in range(len(field_path))}
    for field_path, detail in reversed(errors.items()):
        if not (detail["type"] == "missing" and field_path in misspelt) and not (detail["type"] == "too_short" and field_path in parents):
            yield _build_problem(raw, detail, field_path)


def _build_problem(raw: RawRecord, detail: Mapping[str, Any], field_path: FieldPath) -> Problem:
    kind, field = detail["type"], _format_field(field_path)
    came = None if kind == "missing" else _format_value(detail["input"])
    code = CODES_BY_ERROR_TYPE.get(kind) or ("PR111" if kind in BOUND_DESCRIPTIONS else "PR103")
    language = str(detail.get("ctx", {}).get("language", "")) or None
    location = (*field_path, language) if kind == "text_words" and language else field_path
    params: dict[str, object] = {"field": field, "kind": raw.kind.name, "came": came, "form": EXAMPLE_FORMS.get(code)}
    if code == "PR101":
        params |= {"came": str(field_path[-1]), "form": _suggest_fields(raw.kind.model, field_path)}
    elif code == "PR102":
        params["form"] = f"{field}: {_format_example(_get_field_info(raw.kind.model, field_path))}"
        code = "PR640" if raw.data.get("status") == "draft" else code
    elif code == "PR104":
        params["form"] = ", ".join(_get_field_info(raw.kind.model, field_path).options) or detail.get("ctx", {}).get("expected")
    elif code == "PR111":
        params["bounds"] = params["form"] = BOUND_DESCRIPTIONS[kind].format_map(detail.get("ctx", {}))
    elif code == "PR103":
        params["type"] = TYPE_DESCRIPTIONS.get(kind, "of another form")
        params["form"] = EXAMPLE_FORMS.get(str(params["type"]), str(params["type"]))
    return raw.problem(location, code, language if kind == "text_words" else None, **params)


def _to_field_path(model: type[BaseModel], loc: tuple[str | int, ...]) -> FieldPath:
    """Return the location of a pydantic error without the names of union members, which do not occur in the file."""
    path_steps: list[str | int] = []
    info: FieldInfo | None = FieldInfo("noun", model=model)
    for step in loc:
        info = _get_inner(info, step)
        if info is None and not isinstance(step, int) and path_steps and (step in _UNION_MEMBERS or "[" in step):
            break
        path_steps.append(step)
    return tuple(path_steps)


_UNION_MEMBERS = frozenset({"int", "float", "str", "constrained-str", "Text"})


def _get_inner(info: FieldInfo | None, step: str | int) -> FieldInfo | None:
    if info is None:
        return None
    if info.value_type == "noun" and info.model is not None:
        return dict(field_infos(info.model)).get(str(step))
    return info.item if info.value_type in ("list", "mapping") and (info.value_type == "mapping" or isinstance(step, int)) else None


def _get_field_info(model: type[BaseModel], field_path: FieldPath) -> FieldInfo:
    info: FieldInfo | None = FieldInfo("noun", model=model)
    for step in field_path:
        info = _get_inner(info, step)
    return info or FieldInfo("plain")


def _suggest_fields(model: type[BaseModel], field_path: FieldPath) -> str:
    similar = _find_similar(model, field_path)
    return str(similar[-1]) if similar else ", ".join(_list_sibling_fields(model, field_path))


def _find_similar(model: type[BaseModel], field_path: FieldPath) -> FieldPath:
    """Return the path of the field whose name is most similar to an unknown one, or an empty path when none is similar."""
    close = get_close_matches(str(field_path[-1]), _list_sibling_fields(model, field_path), 1, 0.6)
    return (*field_path[:-1], close[0]) if close else ()


def _list_sibling_fields(model: type[BaseModel], field_path: FieldPath) -> list[str]:
    return [name for name, _ in field_infos(_get_field_info(model, field_path[:-1]).model or model)]


def _format_field(field_path: FieldPath) -> str:
    names = [str(step) for step in field_path if not isinstance(step, int)]
    return ".".join(names) or "record"


def _format_example(info: FieldInfo) -> str:
    if info.options:
        return " | ".join(info.options)
    examples = {
        "text": text.TEXT_SYNTAX,
        "moment": "2025-03-20",
        "url": EXAMPLE_FORMS["PR108"],
        "target": "notice:ID",
        "list": "[…]",
        "noun": "{…}",
    }
    return f"ID of a {info.kind}" if info.kind else examples.get(info.value_type, "…")


def _format_value(value: object) -> str:
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{key}: {_format_value(item)}" for key, item in list(value.items())[:4]) + "}"
    if isinstance(value, tuple):
        return "[" + ", ".join(_format_value(item) for item in value[:4]) + "]"
    return str(value)
