"""The site itself: its institution, its languages, and how strictly it is checked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain
from typing import Annotated, Literal

from pydantic import Field

from prospectus.model.branding import Branding
from prospectus.model.record import FrozenModel, Record, Violation
from prospectus.model.registry import PAGE_KINDS
from prospectus.model.values.declared import CALENDAR_MARKS, EVENT_TYPES, DeclaredMark
from prospectus.model.values.reference import ChoicesMark, CodeMark, Id, Line, Ref, Target, Url
from prospectus.model.values.text import InlineText, LineText, Text
from prospectus.model.values.time_zone import TimeZone
from prospectus.model.values.waiver import FileWaiver
from prospectus.problems.message import Message

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
    converted_from: Annotated[str, Field(pattern=LANGUAGE_PATTERN)] | None = None
    """The language from which its texts are converted where it has none of its own: Chinese in the other script, such as `zh`."""


class Section(FrozenModel):
    """A part of the site, with a page of its own at the address of its id."""

    id: Id
    """Its address, such as `learn`."""
    title: LineText
    """What it is called, in a word or two: it stands in the header of every page."""
    summary: InlineText | None = None
    """What readers can do there, in a sentence."""
    kinds: tuple[Annotated[Line, ChoicesMark(PAGE_KINDS)], ...] = ()
    """The kinds whose pages belong to it, such as `lesson`."""
    links: tuple[Target, ...] = Field(min_length=1)
    """Its entries, in order. A single record or a fixed page that stands here belongs to it, whatever its kind."""


class MenuItem(FrozenModel):
    """An entry of the main menu of a site without sections."""

    title: LineText
    """Its words."""
    to: Target
    """Where it leads."""


class AudienceEntry(FrozenModel):
    """A way in for one audience, on the home page."""

    audience: Annotated[str, Ref("audience")]
    """Whom it is for."""
    text: InlineText
    """What they find behind it."""
    to: tuple[Target, ...] = Field(min_length=1)
    """Where it leads: the first is the main way."""


class Beginning(FrozenModel):
    """A way to begin, on the home page."""

    title: LineText
    """Who begins here, or what with: a few words."""
    text: InlineText | None = None
    """What they find, in a line."""
    to: Target
    """Where it leads."""


class SiteLevel(FrozenModel):
    """A level of lessons and courses."""

    id: Id
    """What lessons and courses write under `level`."""
    title: LineText
    """What readers see, in a word or two."""


class SiteEventType(FrozenModel):
    """A type of events that this site has beside the built-in ones."""

    id: Id
    """What events write under `type`."""
    title: LineText
    """What readers see, in a word or two."""
    like: Literal["talk", "training", "lecture", "meeting", "campaign", "bulletin"] = "meeting"
    """The built-in type whose rules apply: whether such an event has speakers, a language, a room and a working day.

    What is like a talk is listed with the talks.
    """


class SchedulingSettings(FrozenModel):
    """What the people who plan the calendar hold each other to: the rules of this site, not of its sources."""

    travel_minutes: Annotated[int, Field(ge=0, le=1440)] = 120
    """How long somebody needs from one place to another."""
    travel_minutes_between_towns: Annotated[int, Field(ge=0, le=2880)] | None = None
    """How long somebody needs from one town to another, if both places are venues with a town; otherwise `travel_minutes`."""
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
    usual_start: TimeOfDay | None = "14:00"
    """The time at which a draft of `plan` starts, where its series names no usual time; none to leave it open."""
    night_from: TimeOfDay | None = None
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
    tagline: LineText
    """What readers get from it, in one line: the heading of the home page."""
    promise: InlineText | None = None
    """What readers get from it, in one or two sentences, below the heading of the home page; its description if left out."""
    description: InlineText
    """What it is, in two sentences."""
    institution: Annotated[str, Ref("institution")]
    """The institution it tells about."""
    disclaimer: InlineText
    """What it is not."""
    independent: bool = False
    """Whether it is not the site of its institution, and collects what that publishes."""
    sections: tuple[Section, ...] = ()
    """The parts of the site, in order: they make the header, the bars of entries, the breadcrumbs and the footer."""
    menu: tuple[MenuItem, ...] = ()
    """The main menu of a site without sections."""
    search_examples: tuple[LineText, ...] = Field((), max_length=5)
    """What readers may search for, below the search field of the home page."""
    beginnings: tuple[Beginning, ...] = Field((), max_length=3)
    """The ways to begin, on the home page."""
    answers: tuple[Target, ...] = Field((), max_length=6)
    """The records whose answers stand on the home page, such as guides, questions, contracts and terms."""
    audiences: tuple[AudienceEntry, ...] = ()
    """The ways in on the home page."""
    words: dict[str, LineText] = {}
    """Words of the interface that this site says differently, by their key in the theme's `words/`."""
    levels: tuple[SiteLevel, ...] = ()
    """The levels of lessons and courses, the easiest first, in place of introductory, intermediate and advanced."""
    event_types: tuple[SiteEventType, ...] = ()
    """Types of events beside talk, training, lecture, meeting, campaign and bulletin."""
    severities: dict[Annotated[str, CodeMark()], Literal["error", "warning", "info"]] = {}
    """How severe each code is, where that differs from its own."""
    waivers: tuple[FileWaiver, ...] = ()
    """Problems that are accepted."""
    brand: Branding | None = None
    """How it looks, and what stands in its footer."""
    cards: bool = True
    """Whether pages have pictures that messengers and social networks show beside their addresses."""
    picture_rights: tuple[Literal["licence", "source"], ...] = ()
    """What every picture of the site must state: its licence, its source, or both."""
    offline: bool = True
    """Whether browsers keep the pages that somebody has read, so that they can be read without a network."""
    report_to: Url | None = None
    """Where readers report a mistake: `mailto:ADDRESS`, or an `https` address with `{url}` and `{title}` of the page."""
    scheduling: SchedulingSettings = SchedulingSettings()
    """What the people who plan the calendar hold each other to."""

    def iter_violations(self) -> Iterator[Violation]:
        """Yield what is wrong in the brand (PR297, PR299), and names that are declared twice or are taken (PR235)."""
        yield from self.brand.iter_violations() if self.brand is not None else ()
        yield from _iter_taken("levels", self.levels, ())
        yield from _iter_taken("event_types", self.event_types, (*EVENT_TYPES, *CALENDAR_MARKS))

    @property
    def own_words(self) -> Mapping[str, Text]:
        """The words of the interface that this site says differently, with the titles of its levels and types of events."""
        declared = chain(
            ((f"level.{level.id}", level.title) for level in self.levels), ((f"sort.{own.id}", own.title) for own in self.event_types)
        )
        return {**dict(declared), **self.words}

    def values_of(self, mark: DeclaredMark) -> tuple[str, ...]:
        """Return the values that a field with a mark can have."""
        return mark.list_values(tuple(declared.id for declared in getattr(self, mark.field)))

    def base_type(self, event_type: str) -> str:
        """Return the built-in type whose rules apply to a type of events."""
        return next((own.like for own in self.event_types if own.id == event_type), event_type)

    def places_list(self, kind: str) -> bool:
        """Return whether the site has a place for the list of a kind, also an empty one: without sections, it has one for each."""
        return not self.sections or any(kind in section.kinds or f"list:{kind}" in section.links for section in self.sections)

    @property
    def written_languages(self) -> tuple[str, ...]:
        """The languages in which editors write every text, the default first. The texts of the other languages are converted."""
        return tuple(locale.language for locale in self.locales if locale.converted_from is None)

    def language_chain(self, locale: Locale) -> tuple[str, ...]:
        """Return the languages in which a locale shows text, in order of preference.

        They are its own language, that from which it is converted, its stated fallbacks, its language without the region or script
        (RFC 4647, 3.4), and the languages of the site, the default first.
        """
        base_language = locale.language.partition("-")[0]
        source = (locale.converted_from,) if locale.converted_from else ()
        languages = (locale.language, *source, *locale.fallback, base_language, *(site_locale.language for site_locale in self.locales))
        return tuple(dict.fromkeys(languages))


def _iter_taken(name: str, declared: Sequence[SiteLevel | SiteEventType], taken: tuple[str, ...]) -> Iterator[Violation]:
    """Yield each declaration whose id is taken: built in, or declared before."""
    seen = set(taken)
    for index, entry in enumerate(declared):
        if entry.id in seen:
            yield Violation((name, index, "id"), "PR235", {"came": entry.id, "form": Message("another id", "另一个标识")})
        seen.add(entry.id)
