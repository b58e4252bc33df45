"""Pictures and attachments of records: files that stand beside the content."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, StringConstraints

from prospectus.model.values.reference import FileMark, Line
from prospectus.model.values.text import InlineText, LineText

FilePath = Annotated[str, StringConstraints(min_length=1, max_length=300), FileMark()]
"""The path of a file, relative to the file that names it: `../assets/curve.png`."""


class _FrozenModel(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, defer_build=True)


class Image(_FrozenModel):
    """A picture: schema.org's ImageObject."""

    file: FilePath
    """The file, relative to this one: `../assets/curve.png`."""
    alt: LineText | None = None
    """What the picture shows, for those who do not see it; for a picture that says nothing, write `decorative` instead."""
    decorative: bool = False
    """Whether the picture says nothing that the text does not say."""
    caption: InlineText | None = None
    """What stands below it."""
    licence: Line | None = None
    """The licence under which it is used: a name, such as `CC BY 4.0`, or an address."""
    source: Line | None = None
    """Whom it comes from: the photographer, the institution or the address."""


class Attachment(_FrozenModel):
    """A file for readers to keep: schema.org's DigitalDocument."""

    file: FilePath
    """The file, relative to this one: `apply.docx`."""
    title: LineText | None = None
    """What it is called; without it, the name of the file."""
