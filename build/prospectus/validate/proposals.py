"""Proposes for a value that does not fit its field what would fit: worked out from what is written, and accepted by the model."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from pydantic import BaseModel, ValidationError

from prospectus.load.drafts import RawRecord
from prospectus.model.fields import FieldInfo, FieldPath, field_infos, required_names
from prospectus.model.registry import Kind
from prospectus.validate import right_forms
from prospectus.validate.known_names import NO_NAMES, KnownNames

DEFAULT_LANGUAGES = ("zh", "en")
_NUMBER_ERRORS = ("int_type", "int_parsing", "int_from_float", "int_parsing_size", "float_type", "float_parsing")
_SPECIFIC_TYPES = ("url", "moment", "target", "shown")
MAX_PROPOSALS = 12
"""How many proposals are tried for one value."""


@dataclass(frozen=True)
class ProposalContext:
    """What a proposal may depend on, besides the record itself."""

    languages: Sequence[str] = DEFAULT_LANGUAGES
    """The languages of the site."""
    names: Callable[[], KnownNames] = field(default=lambda: NO_NAMES)
    """Returns the ids of all records; called only for links and ids."""


@dataclass(frozen=True)
class FaultyValue:
    """A value that does not fit its field."""

    raw: RawRecord
    data: Mapping[str, Any]
    """The fields of the record, under their present names."""
    field_path: FieldPath
    error_type: str
    """The type of the error, as pydantic calls it."""
    value: Any
    info: FieldInfo
    written: str | None = None
    """The value as it stands in the file, if it is a single one."""


def find_proposal(faulty: FaultyValue, context: ProposalContext) -> Any:
    """Return the likeliest value that the model accepts in place of a faulty one; None when none can be worked out."""
    for number, proposal in enumerate(_iter_proposals(faulty.error_type, faulty.info, faulty.value, faulty, context)):
        if number == MAX_PROPOSALS:
            break
        if proposal is not None and is_accepted(faulty.raw.kind, faulty.data, faulty.field_path, right_forms.fill_gaps(proposal)):
            return proposal
    return None


def is_accepted(kind: Kind, data: Mapping[str, Any], field_path: FieldPath, value: Any) -> bool:
    """Return whether a record with `value` at `field_path` has no error there; its other errors do not matter."""
    try:
        kind.model.model_validate(_with_value(data, field_path, value))
    except ValidationError as error:
        length = len(field_path)
        return not any(
            detail["loc"][:length] == field_path for detail in error.errors(include_url=False, include_context=False, include_input=False)
        )
    return True


def _with_value(container: Any, field_path: FieldPath, value: Any) -> Any:
    """Return a copy of nested fields and lists with another value at a path."""
    if not field_path:
        return value
    step, rest = field_path[0], field_path[1:]
    if isinstance(container, tuple) and isinstance(step, int):
        return (*container[:step], _with_value(container[step], rest, value), *container[step + 1 :])
    mapping = container if isinstance(container, Mapping) else {}
    return {**mapping, step: _with_value(mapping.get(step), rest, value)}


def _iter_proposals(error_type: str, info: FieldInfo, value: Any, faulty: FaultyValue, context: ProposalContext) -> Iterator[Any]:
    if isinstance(value, tuple) and len(value) == 1 and info.value_type != "list":
        yield value[0]
        yield from _iter_proposals(error_type, info, value[0], faulty, context)
    elif error_type in _NUMBER_ERRORS:
        yield from right_forms.iter_numbers(value)
    elif error_type == "bool_type":
        yield from right_forms.iter_booleans(value)
    elif error_type in ("literal_error", "string_pattern_mismatch"):
        yield from right_forms.iter_choices(value, info.options)
        yield from right_forms.iter_plain_words(value)
    elif error_type == "string_type" and info.value_type in ("plain", "choice"):
        yield from _iter_lines(value, faulty)
    elif error_type == "month_count_form":
        yield from right_forms.iter_month_counts(value)
    elif error_type == "id_form":
        yield from _iter_free_ids(value, faulty, context)
    else:
        yield from _iter_proposals_of_type(info, value, faulty, context)


def _iter_lines(value: Any, faulty: FaultyValue) -> Iterator[str]:
    if isinstance(value, Mapping):
        yield from (item for item in value.values() if isinstance(item, str))
    elif isinstance(value, int | float | bool):
        yield faulty.written or str(value)


def _iter_free_ids(value: Any, faulty: FaultyValue, context: ProposalContext) -> Iterator[str]:
    """Yield ids that no other record of the kind has."""
    is_own_id = faulty.field_path == ("id",)
    taken = context.names().by_kind.get(faulty.raw.kind.name, frozenset()) if is_own_id else frozenset()
    for key in right_forms.iter_ids(value, faulty.data.get("title") if is_own_id else None):
        yield next(free for free in (key, *(f"{key}-{number}" for number in range(2, len(taken) + 3))) if free not in taken)


def _iter_proposals_of_type(info: FieldInfo, value: Any, faulty: FaultyValue, context: ProposalContext) -> Iterator[Any]:
    """Yield values of the type of a field for a value of any other type."""
    if info.value_type == "text":
        yield from right_forms.iter_texts(value, context.languages, faulty.written)
    elif info.value_type == "list" and info.item is not None:
        yield from _iter_lists(info.item, value, faulty, context)
    elif info.value_type == "noun" and info.model is not None:
        yield from _iter_nouns(info.model, value, faulty, context)
    elif info.value_type == "url":
        yield from right_forms.iter_addresses(value)
    elif info.value_type in ("target", "shown"):
        yield context.names().find_target(value, embedded=info.value_type == "shown")
    elif info.value_type == "moment" or faulty.error_type in ("day_form", "moment_form"):
        yield from right_forms.iter_dates(value, day_only=faulty.error_type == "day_form")
    elif faulty.error_type == "rrule_form":
        yield from right_forms.iter_rules(value)


def _iter_lists(item: FieldInfo, value: Any, faulty: FaultyValue, context: ProposalContext) -> Iterator[tuple[Any, ...]]:
    for values in right_forms.iter_lists(value):
        yield values
        yield tuple(next(_iter_proposals_of_type(item, part, faulty, context), part) for part in values)


def _iter_nouns(model: type[BaseModel], value: Any, faulty: FaultyValue, context: ProposalContext) -> Iterator[dict[str, Any]]:
    """Yield a record with a single value in one of its fields: in one that takes only such values, or in one that it must have."""
    if isinstance(value, Mapping | tuple) or value is None:
        return
    for name, info in field_infos(model):
        if info.value_type in _SPECIFIC_TYPES or isinstance(value, int | float) or name in required_names(model):
            yield {name: value}
            yield from ({name: proposal} for proposal in _iter_proposals_of_type(info, value, faulty, context))
