"""A value with texts, of which readers of some languages see one each."""

from __future__ import annotations

from typing import Any, NamedTuple

from pydantic import BaseModel

from prospectus.model.values.text import Text
from prospectus.query.recording import Revisions, fingerprint_value


class InLanguages(NamedTuple):
    """A value, and the languages in which it is shown, the best first. What is written in others does not count."""

    value: Any
    languages: tuple[str, ...]


@fingerprint_value.register
def _fingerprint_shown(shown: InLanguages, revisions: Revisions) -> str:
    return fingerprint_value(_select(shown.value, shown.languages), revisions)


def _select(value: Any, languages: tuple[str, ...]) -> Any:
    """Return a value in which each text is replaced by what is shown of it, and each model by its fields."""
    match value:
        case Text():
            return (*value.within(languages), value.folder)
        case BaseModel():
            return tuple(_select(getattr(value, name), languages) for name in type(value).model_fields)
        case tuple() | list():
            return tuple(_select(item, languages) for item in value)
        case dict():
            return {key: _select(item, languages) for key, item in value.items()}
    return value
