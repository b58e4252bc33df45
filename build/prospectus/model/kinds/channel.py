"""Contact channels: ways to reach the institution, or to be reached by it."""

from __future__ import annotations

from typing import Annotated, Literal

from prospectus.model.record import Record
from prospectus.model.values.reference import Line, Ref, Url
from prospectus.model.values.text import InlineText, LineText


class Channel(Record):
    """A contact point: schema.org's ContactPoint."""

    group: Annotated[str, Ref("category")]
    """The row of the channel table it stands in."""
    institution: Annotated[str, Ref("institution")] | None = None
    """Whose channel it is."""
    url: Url | None = None
    """The address to open: a page, `mailto:` or `tel:`."""
    handle: Line | None = None
    """What is shown to readers: a number, a mailbox, an account name."""
    path: tuple[LineText, ...] = ()
    """The menus to open, from the first to the last."""
    access: Literal["public", "members", "intermediaries"] = "public"
    """Who may use it."""
    note: InlineText | None = None
    """What it is for, and what to know before using it."""
