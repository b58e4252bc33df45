"""Checks one raw record against its schema: every unknown, missing or malformed field is one problem."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from typing import Any

from pydantic import BaseModel, ValidationError

from prospectus.load.drafts import Draft
from prospectus.model import moment, text
from prospectus.model.record import Record
from prospectus.model.shape import Place, Shape, shapes
from prospectus.problems import Problem

CODES = {
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
BOUNDS = {
    "greater_than_equal": "at least {ge}",
    "less_than_equal": "at most {le}",
    "too_short": "a list of at least {min_length}",
    "string_too_short": "at least {min_length} character long",
    "string_too_long": "at most {max_length} characters long",
    "string_pattern_mismatch": "of the form {pattern}",
    "int_parsing_size": "a smaller number",
}
TYPES = {
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
FORMS = {
    "PR105": moment.FORM,
    "PR106": "commodity-monthly-talk",
    "PR107": text.FORM,
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


def check_record(draft: Draft) -> tuple[Record | None, list[Problem]]:
    """Return the record and no problems if the raw record fits its schema, else None and all problems."""
    data = dict(draft.data)
    problems = [*_check_id(draft, data)]
    try:
        record = draft.kind.model.model_validate(data)
    except ValidationError as error:
        problems.extend(_problems(draft, error))
        return None, problems
    problems.extend(draft.problem(breach.place, breach.code, None, **breach.given) for breach in record.breaches())
    return (None if problems else record), problems


def _check_id(draft: Draft, data: dict[str, Any]) -> Iterator[Problem]:
    """The id of a record with its own file must be the name of that file."""
    if draft.key is None:
        return
    given = data.setdefault("id", draft.key)
    if given != draft.key:
        yield draft.problem(("id",), "PR109", came=given, form=f'id: "{draft.key}", or leave it out')


def _problems(draft: Draft, error: ValidationError) -> Iterator[Problem]:
    """Yield at most one problem per field path.

    A field that is missing because its name is misspelt is one problem, and so is a list that is too short because its items are invalid.
    """
    found = {_place(draft.kind.model, each["loc"]): each for each in reversed(error.errors(include_url=False, include_context=True))}
    misspelt = {_meant(draft.kind.model, place) for place, each in found.items() if each["type"] == "extra_forbidden"}
    torn = {place[:depth] for place in found for depth in range(len(place))}
    for place, each in reversed(found.items()):
        if not (each["type"] == "missing" and place in misspelt) and not (each["type"] == "too_short" and place in torn):
            yield _problem(draft, each, place)


def _problem(draft: Draft, error: Mapping[str, Any], place: Place) -> Problem:
    kind, field = error["type"], _field(place)
    came = None if kind == "missing" else _shown(error["input"])
    code = CODES.get(kind) or ("PR111" if kind in BOUNDS else "PR103")
    language = str(error.get("ctx", {}).get("language", "")) or None
    at = (*place, language) if kind == "text_words" and language else place
    given: dict[str, object] = {"field": field, "kind": draft.kind.name, "came": came, "form": FORMS.get(code)}
    if code == "PR101":
        given |= {"came": str(place[-1]), "form": _known_fields(draft.kind.model, place)}
    elif code == "PR102":
        given["form"] = f"{field}: {_example(_shape_at(draft.kind.model, place))}"
        code = "PR640" if draft.data.get("status") == "draft" else code
    elif code == "PR104":
        given["form"] = ", ".join(_shape_at(draft.kind.model, place).options) or error.get("ctx", {}).get("expected")
    elif code == "PR111":
        given["bounds"] = given["form"] = BOUNDS[kind].format_map(error.get("ctx", {}))
    elif code == "PR103":
        given["type"] = TYPES.get(kind, "of another form")
        given["form"] = FORMS.get(str(given["type"]), str(given["type"]))
    return draft.problem(at, code, language if kind == "text_words" else None, **given)


def _place(model: type[BaseModel], loc: tuple[str | int, ...]) -> Place:
    """Return the location of a pydantic error without the names of union members, which do not occur in the file."""
    place: list[str | int] = []
    shape: Shape | None = Shape("noun", model=model)
    for step in loc:
        shape = _inner(shape, step)
        if shape is None and not isinstance(step, int) and place and (step in _UNION_MEMBERS or "[" in step):
            break
        place.append(step)
    return tuple(place)


_UNION_MEMBERS = frozenset({"int", "float", "str", "constrained-str", "Text"})


def _inner(shape: Shape | None, step: str | int) -> Shape | None:
    if shape is None:
        return None
    if shape.what == "noun" and shape.model is not None:
        return dict(shapes(shape.model)).get(str(step))
    return shape.item if shape.what in ("list", "mapping") and (shape.what == "mapping" or isinstance(step, int)) else None


def _shape_at(model: type[BaseModel], place: Place) -> Shape:
    shape: Shape | None = Shape("noun", model=model)
    for step in place:
        shape = _inner(shape, step)
    return shape or Shape("plain")


def _known_fields(model: type[BaseModel], place: Place) -> str:
    meant = _meant(model, place)
    return str(meant[-1]) if meant else ", ".join(_fields_around(model, place))


def _meant(model: type[BaseModel], place: Place) -> Place:
    """Return the path of the field whose name is most similar to an unknown one, or an empty path when none is similar."""
    close = get_close_matches(str(place[-1]), _fields_around(model, place), 1, 0.6)
    return (*place[:-1], close[0]) if close else ()


def _fields_around(model: type[BaseModel], place: Place) -> list[str]:
    return [name for name, _ in shapes(_shape_at(model, place[:-1]).model or model)]


def _field(place: Place) -> str:
    names = [str(step) for step in place if not isinstance(step, int)]
    return ".".join(names) or "record"


def _example(shape: Shape) -> str:
    if shape.options:
        return " | ".join(shape.options)
    examples = {"text": text.FORM, "moment": "2025-03-20", "url": FORMS["PR108"], "target": "notice:ID", "list": "[…]", "noun": "{…}"}
    return f"ID of a {shape.kind}" if shape.kind else examples.get(shape.what, "…")


def _shown(value: object) -> str:
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{key}: {_shown(each)}" for key, each in list(value.items())[:4]) + "}"
    if isinstance(value, tuple):
        return "[" + ", ".join(_shown(each) for each in value[:4]) + "]"
    return str(value)
