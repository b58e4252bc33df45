"""Waivers: accepted problems, with the reason."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from prospectus.model.record import FrozenModel
from prospectus.model.values.reference import CodeMark, Line


class Waiver(FrozenModel):
    """A problem of the record it stands in that is accepted, and why."""

    code: Annotated[str, Field(pattern=r"^PR\d{3}$"), CodeMark()]
    """The problem's code."""
    reason: Line
    """Why it is accepted."""


class FileWaiver(Waiver):
    """A problem of some files that is accepted, and why."""

    path: Line
    """The file it is accepted in; `*` stands for any characters."""
