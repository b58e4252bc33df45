"""The site itself: whose it is, its languages, and how strictly it is checked."""

from __future__ import annotations

from typing import Annotated, Literal
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

from prospectus.model.record import Noun, Record
from prospectus.model.reference import Line, Ref, Target
from prospectus.model.text import Text


def _zone(value: str) -> str:
    try:
        ZoneInfo(value)
    except (OSError, ValueError, LookupError):
        expected = "a name of the IANA time zone database, such as Asia/Shanghai"
        raise PydanticCustomError("literal_error", "must be a time zone", {"expected": expected}) from None
    return value


class Locale(Noun):
    """A language that the site is published in."""

    tag: Annotated[str, Field(pattern=r"^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$")]
    """Its BCP 47 tag, such as `zh-CN`."""
    language: Annotated[str, Field(pattern=r"^[a-z]{2,3}(-[a-z0-9]{2,8})?$")]
    """The key under which its text is written, such as `zh`."""
    name: Line
    """What it calls itself."""
    path: Annotated[str, Field(pattern=r"^([a-z0-9-]+)?$")] = ""
    """The folder of its pages; the default locale has none."""


class MenuItem(Noun):
    """An entry of the main menu."""

    title: Text
    """Its words."""
    to: Target
    """Where it leads."""


class Door(Noun):
    """A way in for one audience."""

    audience: Annotated[str, Ref("audience")]
    """Whom it is for."""
    text: Text
    """What they find behind it."""
    to: tuple[Target, ...] = Field(min_length=1)
    """Where it leads: the first is the main way."""


class Waiver(Noun):
    """A problem that is accepted, and why."""

    code: Annotated[str, Field(pattern=r"^PR\d{3}$")]
    """The problem's code."""
    path: Line
    """The file it is accepted in; `*` stands for any characters."""
    reason: Line
    """Why it is accepted."""


class Site(Record):
    """The one record of the whole site; its title is the site's name."""

    locales: tuple[Locale, ...] = Field(min_length=1)
    """The languages; the first is the default."""
    timezone: Annotated[str, AfterValidator(_zone)] = "Asia/Shanghai"
    """The zone in which times are written."""
    tagline: Text
    """What it is, in one line."""
    description: Text
    """What it is, in two sentences."""
    institution: Annotated[str, Ref("institution")]
    """The institution it tells about."""
    disclaimer: Text
    """What it is not."""
    menu: tuple[MenuItem, ...] = ()
    """The main menu."""
    doors: tuple[Door, ...] = ()
    """The ways in on the home page."""
    words: dict[str, Text] = {}
    """Words of the interface that this site says differently, by their key in the theme's `words/`."""
    severities: dict[str, Literal["error", "warning", "info"]] = {}
    """How severe each code is, where that differs from its own."""
    waivers: tuple[Waiver, ...] = ()
    """Problems that are accepted."""
