"""Plain pages: about the site, privacy, a press page, a notice of a holiday."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator
from pydantic_core import PydanticCustomError

from prospectus.model.record import Record
from prospectus.model.values.reference import ID_PATTERN, PatternMark, Target

MAX_LENGTH = 200


def _validate_path(value: str) -> str:
    if len(value) > MAX_LENGTH or not all(map(ID_PATTERN.fullmatch, value.split("/"))):
        raise PydanticCustomError("id_form", "must be an id")
    return value


PagePath = Annotated[str, AfterValidator(_validate_path), PatternMark(r"^[a-z0-9]+([-/][a-z0-9]+)*$")]
"""The path of a plain page: ids with slashes between them. It is the address of the page."""


class Page(Record):
    """A plain page: schema.org's WebPage. Its address is the path of its files, and its title may be the heading of its text."""

    id: PagePath
    """Its address, such as `about/team`: the path of its files below `content/pages/`."""
    formerly: tuple[PagePath, ...] = ()
    """Ids it had before, the oldest first; their addresses lead here."""
    related: tuple[Target, ...] = ()
    """Where to read on."""
