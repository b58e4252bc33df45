"""The table of kinds: what exists, where it is written, where it is read.

A new kind is one row here and three files of its name: `model/NAME.py`, `theme/NAME.html`, `tests/cases/NAME/`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from prospectus.model.audience import Audience
from prospectus.model.behaviour import Behaviour
from prospectus.model.book import Book
from prospectus.model.brand import Brand
from prospectus.model.calculator import Calculator
from prospectus.model.category import Category
from prospectus.model.channel import Channel
from prospectus.model.contract import Contract
from prospectus.model.course import Course
from prospectus.model.event import Event
from prospectus.model.faq import Faq
from prospectus.model.feed import Feed
from prospectus.model.flow import Flow
from prospectus.model.form import Form
from prospectus.model.guide import Guide
from prospectus.model.institution import Institution
from prospectus.model.landing import Landing
from prospectus.model.lesson import Lesson
from prospectus.model.measure import Measure
from prospectus.model.milestone import Milestone
from prospectus.model.notice import Notice
from prospectus.model.path import Path
from prospectus.model.programme import Programme
from prospectus.model.record import Record
from prospectus.model.release import Release
from prospectus.model.rule import Rule
from prospectus.model.series import Series
from prospectus.model.site import Site
from prospectus.model.source import Source
from prospectus.model.talk import Talk
from prospectus.model.term import Term
from prospectus.model.year import Year


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of content."""

    name: str
    """Its name, in references (`notice:ID`) and in file names."""
    model: type[Record]
    """Its schema."""
    place: str
    """Where its records are written: a folder, or one file."""
    form: Literal["file", "list", "months"] = "file"
    """One record a file, files that hold lists of records, or a list for each month: `2025/03.yml`."""
    prose: bool = False
    """Whether Markdown files stand beside its records."""
    page: str | None = None
    """The address of a record's own page; `{id}` and other fields are filled in."""
    listing: str | None = None
    """The address of the page that lists the kind."""
    order: tuple[str, ...] = ("position",)
    """The fields by which its records are ordered; equal ones stand as written."""
    newest_first: bool = False
    """Whether that order runs backwards."""
    group: str | None = None
    """The field by which lists are grouped."""
    feed: str | None = None
    """The name of its feed, when readers can subscribe to it."""
    figure: str | None = None
    """The figure that its listing shows, by its name in `derive/figures`."""
    listing_template: str = "listing.html"
    """The template of that listing."""
    beside: tuple[tuple[str, str], ...] = ()
    """Further kinds whose records the listing shows, each with the field that says which of them."""
    referrers: tuple[str, ...] = ()
    """The kinds of records that refer to one of its records and that its page shows."""
    parts: str | None = None
    """The field that names what its records are put together from; their pages cite the sources of those too."""
    facets: tuple[str, ...] = ()
    """The fields by which readers narrow its listing down."""
    per_page: int | None = None
    """How many records a page of its listing shows, where that is not as many as usual."""
    section: str | None = None
    """The entry of the menu that its pages belong to, when that is the listing of another kind."""
    terms: Literal["used", "defined", "none"] = "used"
    """What its texts are to the glossary: they use its terms, define them, or are names that others gave."""
    unless_empty: bool = False
    """Whether its listing is there only when there is something to list."""
    frozen: bool = False
    """Whether its records are kept as they were written once: nobody is asked to mend them."""


KINDS: tuple[Kind, ...] = (
    Kind("site", Site, "content/site.yml"),
    Kind("institution", Institution, "content/institutions", "list"),
    Kind("source", Source, "content/sources", "list", listing="sources", listing_template="source-list.html", terms="none"),
    Kind("category", Category, "content/categories", "list"),
    Kind("audience", Audience, "content/audiences", "list"),
    Kind("channel", Channel, "content/channels", "list", group="group"),
    Kind("rule", Rule, "content/rules", "list", group="group"),
    Kind("behaviour", Behaviour, "content/behaviours", "list", order=("number",)),
    Kind("measure", Measure, "content/measures", "list", order=("number",)),
    Kind("guide", Guide, "content/guides", prose=True, page="guides/{id}", listing="guides", group="group"),
    Kind(
        "faq",
        Faq,
        "content/faq",
        "list",
        listing="faq",
        section="guide",
        group="group",
        listing_template="faq-list.html",
    ),
    Kind("landing", Landing, "content/landings", prose=True, page="{id}", section="programme"),
    Kind("flow", Flow, "content/flows", page="guides/{id}", section="guide"),
    Kind(
        "contract",
        Contract,
        "content/contracts",
        page="contracts/{id}",
        listing="contracts",
        referrers=("calculator",),
        section="guide",
    ),
    Kind(
        "calculator",
        Calculator,
        "content/calculators",
        prose=True,
        page="calculators/{id}",
        listing="calculators",
        unless_empty=True,
        section="guide",
    ),
    Kind("form", Form, "content/forms", page="forms/{id}", section="guide"),
    Kind(
        "notice",
        Notice,
        "content/notices",
        page="notices/{id}",
        listing="notices",
        order=("period", "id"),
        newest_first=True,
        feed="notices",
        figure="cases-over-time",
        listing_template="notice-list.html",
    ),
    Kind(
        "term",
        Term,
        "content/glossary",
        "list",
        page="glossary/{id}",
        listing="glossary",
        listing_template="term-list.html",
        group="group",
        referrers=("term",),
        terms="defined",
    ),
    Kind("brand", Brand, "courses/brands", "list", page="programmes/{id}", referrers=("programme",), section="programme"),
    Kind(
        "programme",
        Programme,
        "courses/programmes",
        page="programmes/{id}",
        referrers=("programme", "course", "series", "form"),
        listing="programmes",
        listing_template="programme-list.html",
        group="brand",
    ),
    Kind(
        "course",
        Course,
        "courses/courses",
        page="courses/{id}",
        listing="courses",
        group="programme",
        section="programme",
        listing_template="course-list.html",
        facets=("audiences", "level", "subjects", "products", "formats", "languages"),
    ),
    Kind(
        "lesson",
        Lesson,
        "courses/lessons",
        prose=True,
        page="lessons/{id}",
        listing="lessons",
        referrers=("path",),
        section="path",
        listing_template="course-list.html",
        facets=("audiences", "level", "subjects", "products"),
    ),
    Kind("path", Path, "courses/paths", page="paths/{id}", listing="paths", listing_template="path-list.html", parts="lessons"),
    Kind(
        "book",
        Book,
        "content/library",
        listing="library",
        section="path",
        listing_template="library.html",
        unless_empty=True,
    ),
    Kind("series", Series, "calendar/series", page="calendar/series/{id}"),
    Kind("milestone", Milestone, "calendar/milestones", "list"),
    Kind("year", Year, "calendar/years"),
    Kind("feed", Feed, "content/feeds.yml", "list"),
    Kind("event", Event, "calendar", "months", page="calendar/events/{id}", order=("starts", "id"), newest_first=True),
    Kind(
        "talk",
        Talk,
        "calendar/talks",
        prose=True,
        page="talks/{id}",
        listing="talks",
        order=("starts", "id"),
        newest_first=True,
        listing_template="talk-list.html",
        beside=(("series", "talks"),),
        facets=("starts", "series", "language"),
        per_page=100,
    ),
    Kind(
        "release",
        Release,
        "calendar/releases",
        page="changes/{id}",
        listing="changes",
        order=("published", "month", "number"),
        newest_first=True,
        feed="changes",
        section="series",
        terms="none",
        listing_template="release-list.html",
        frozen=True,
    ),
)
"""Every kind, the site first; references run from later rows to earlier ones, mostly."""

FAMILIES: tuple[tuple[str, ...], ...] = (("path", "lesson", "course", "faq", "book"),)
"""Kinds whose listings lead to each other, in the order in which they do."""

BY_NAME = {kind.name: kind for kind in KINDS}
EVENTS = tuple(kind.name for kind in KINDS if issubclass(kind.model, Event))
"""The kinds of events: what is held on a day, talks among it."""
