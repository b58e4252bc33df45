"""The site itself: its institution, its languages, and how strictly it is checked."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from prospectus.model.record import FrozenModel, Record
from prospectus.model.values.reference import CodeMark, Line, Ref, Target
from prospectus.model.values.text import Text
from prospectus.model.values.time_zone import TimeZone
from prospectus.model.values.waiver import FileWaiver

TimeOfDay = Annotated[str, Field(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$")]
"""A time of day: `20:55`."""


LANGUAGE_PATTERN = r"^[a-z]{2,3}(-[a-z0-9]{2,8})?$"


class Locale(FrozenModel):
    """A language that the site is published in."""

    tag: Annotated[str, Field(pattern=r"^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$")]
    """Its BCP 47 tag, such as `zh-CN`."""
    language: Annotated[str, Field(pattern=LANGUAGE_PATTERN)]
    """The key under which its text is written, such as `zh`."""
    name: Line
    """What it calls itself."""
    path: Annotated[str, Field(pattern=r"^([a-z0-9-]+)?$")] = ""
    """The folder of its pages; the default locale has none."""
    fallback: tuple[Annotated[str, Field(pattern=LANGUAGE_PATTERN)], ...] = ()
    """The languages of text that it lacks, the best first. The default language of the site comes after them."""


class MenuItem(FrozenModel):
    """An entry of the main menu."""

    title: Text
    """Its words."""
    to: Target
    """Where it leads."""


class AudienceEntry(FrozenModel):
    """A way in for one audience, on the home page."""

    audience: Annotated[str, Ref("audience")]
    """Whom it is for."""
    text: Text
    """What they find behind it."""
    to: tuple[Target, ...] = Field(min_length=1)
    """Where it leads: the first is the main way."""


class SchedulingSettings(FrozenModel):
    """What the people who plan the calendar hold each other to: the rules of this site, not of its sources."""

    travel_minutes: Annotated[int, Field(ge=0, le=1440)] = 120
    """How long somebody needs from one place to another."""
    replay_days: Annotated[int, Field(ge=0, le=250)] = 10
    """How many working days after a talk its replay is expected, where the talk does not say."""
    review_months: Annotated[int, Field(ge=1, le=120)] = 12
    """After how many months a page is checked against its sources again."""
    ahead_days: Annotated[int, Field(ge=0, le=366)] = 31
    """How many days ahead `due` tells what is coming."""
    day_from: TimeOfDay = "07:00"
    """Before this time no event starts, unless somebody means it."""
    day_until: TimeOfDay = "22:30"
    """After this time no event starts, unless somebody means it."""
    night_from: TimeOfDay | None = "20:55"
    """When the night session opens, with its call auction; none where there is no night session."""
    night_until: TimeOfDay = "02:30"
    """When it ends, the next morning."""


class Site(Record):
    """The one record of the whole site; its title is the site's name."""

    former_names = {"desk": "scheduling", "doors": "audiences"}

    locales: tuple[Locale, ...] = Field(min_length=1)
    """The languages; the first is the default."""
    timezone: TimeZone = "Asia/Shanghai"
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
    audiences: tuple[AudienceEntry, ...] = ()
    """The ways in on the home page."""
    words: dict[str, Text] = {}
    """Words of the interface that this site says differently, by their key in the theme's `words/`."""
    severities: dict[Annotated[str, CodeMark()], Literal["error", "warning", "info"]] = {}
    """How severe each code is, where that differs from its own."""
    waivers: tuple[FileWaiver, ...] = ()
    """Problems that are accepted."""
    scheduling: SchedulingSettings = SchedulingSettings()
    """What the people who plan the calendar hold each other to."""

    def language_chain(self, locale: Locale) -> tuple[str, ...]:
        """Return the languages in which a locale shows text, in order of preference.

        They are its own language, its stated fallbacks, its language without the region or script (RFC 4647, 3.4), and the languages of the
        site, the default first.
        """
        base_language = locale.language.partition("-")[0]
        languages = (locale.language, *locale.fallback, base_language, *(site_locale.language for site_locale in self.locales))
        return tuple(dict.fromkeys(languages))
