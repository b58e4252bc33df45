"""The table of kinds: what exists, where it is written, where it is read.

A new kind is one row here and three files of its name: `model/NAME.py`, `theme/NAME.html`, `tests/cases/NAME/`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from prospectus.model.audience import Audience
from prospectus.model.behaviour import Behaviour
from prospectus.model.brand import Brand
from prospectus.model.category import Category
from prospectus.model.channel import Channel
from prospectus.model.contract import Contract
from prospectus.model.course import Course
from prospectus.model.flow import Flow
from prospectus.model.guide import Guide
from prospectus.model.institution import Institution
from prospectus.model.measure import Measure
from prospectus.model.milestone import Milestone
from prospectus.model.notice import Notice
from prospectus.model.programme import Programme
from prospectus.model.record import Record
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
    form: Literal["file", "list"] = "file"
    """One record a file, or files that hold lists of records."""
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
    section: str | None = None
    """The entry of the menu that its pages belong to, when that is the listing of another kind."""


KINDS: tuple[Kind, ...] = (
    Kind("site", Site, "content/site.yml"),
    Kind("institution", Institution, "content/institutions", "list"),
    Kind("source", Source, "content/sources", "list", listing="sources", listing_template="source-list.html"),
    Kind("category", Category, "content/categories", "list"),
    Kind("audience", Audience, "content/audiences", "list"),
    Kind("channel", Channel, "content/channels", "list", group="group"),
    Kind("rule", Rule, "content/rules", "list", group="group"),
    Kind("behaviour", Behaviour, "content/behaviours", "list", order=("number",)),
    Kind("measure", Measure, "content/measures", "list", order=("number",)),
    Kind("guide", Guide, "content/guides", prose=True, page="guides/{id}", listing="guides", group="group"),
    Kind("flow", Flow, "content/flows", page="guides/{id}", section="guide"),
    Kind("contract", Contract, "content/contracts", page="contracts/{id}", listing="contracts", section="guide"),
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
    Kind("term", Term, "content/glossary", "list", listing="glossary", listing_template="term-list.html", group="group"),
    Kind("brand", Brand, "courses/brands", "list", page="programmes/{id}", referrers=("programme",), section="programme"),
    Kind(
        "programme",
        Programme,
        "courses/programmes",
        page="programmes/{id}",
        referrers=("programme", "course", "series"),
        listing="programmes",
        listing_template="programme-list.html",
        group="brand",
    ),
    Kind("course", Course, "courses/courses", page="courses/{id}", listing="courses", group="programme", section="programme"),
    Kind("series", Series, "calendar/series", page="calendar/series/{id}"),
    Kind("milestone", Milestone, "calendar/milestones", "list"),
    Kind("year", Year, "calendar/years"),
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
    ),
)
"""Every kind, the site first; references run from later rows to earlier ones, mostly."""

BY_NAME = {kind.name: kind for kind in KINDS}
