"""The registry of kinds: which kinds of content exist, where their records are stored, and where they are published.

To add a kind, add a row here and three files of its name: `model/kinds/NAME.py`, `theme/pages/NAME.html`, `tests/cases/NAME/`.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Literal, cast

if TYPE_CHECKING:
    from prospectus.model.record import Record


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of content."""

    name: str
    """The name, in references (`notice:ID`) and in file names."""
    model_name: str | type[Record]
    """The name of the model class of its records in the module of the kind's name, or the class itself."""
    source_path: str
    """The folder or the file in which its records are stored, relative to the repository."""
    storage: Literal["file", "list", "months"] = "file"
    """One record per file, files with lists of records, or one list per month: `2025/03.yml`."""
    prose: bool = False
    """Whether its records can have Markdown files beside them."""
    page: str | None = None
    """The URL pattern of a record's own page; `{id}` is replaced by the record's id. None when it has no page."""
    listing: str | None = None
    """The URL of the page that lists the kind. None when there is none."""
    order_by: tuple[str, ...] = ("position",)
    """The fields by which its records are sorted. The sort is stable: ties keep the order of the files."""
    newest_first: bool = False
    """Whether the sort is descending."""
    group_by: str | None = None
    """The field by which listings are grouped."""
    feed: str | None = None
    """The name of its feed, if readers can subscribe to it."""
    chart: str | None = None
    """The chart that its listing shows, by its name in `views/kinds/notice_chart`."""
    listing_template: str = "pages/listing.html"
    """The template of its listing."""
    also_lists: tuple[tuple[str, str], ...] = ()
    """Further kinds whose records the listing shows, each with the boolean field that selects them."""
    referrers: tuple[str, ...] = ()
    """The kinds of referring records that a record's page shows."""
    parts_field: str | None = None
    """The field that refers to the parts of a record; its page also cites the sources of the parts."""
    facets: tuple[str, ...] = ()
    """The fields by which readers can filter its listing."""
    per_page: int | None = None
    """The number of records per page of its listing, if it is not the default."""
    menu_kind: str | None = None
    """The kind whose listing is the menu entry of its pages, if it is not the kind itself."""
    glossary_role: Literal["used", "defined", "none"] = "used"
    """How the glossary treats its texts: they use terms, define terms, or are names given by others and not searched."""
    hide_if_empty: bool = False
    """Whether its listing is published only if it is not empty."""
    landing_position: int | None = None
    """Where the landing page of an audience lists the records for that audience, among the other kinds; None if it does not."""
    review_expires: bool = True
    """Whether its records must be reviewed again after some time."""
    unpublished_fields: frozenset[str] = frozenset()
    """The fields that data files leave out, because only editors need them."""
    frozen: bool = False
    """Whether its records never change once written; editors are not asked to correct them."""

    @property
    def model(self) -> type[Record]:
        """The model class of its records. It is imported on first use: a check of few records needs few models, and each takes time."""
        if isinstance(self.model_name, type):
            return self.model_name
        return cast("type[Record]", getattr(import_module(f"prospectus.model.kinds.{self.name}"), self.model_name))


KINDS: tuple[Kind, ...] = (
    Kind("site", "Site", "content/site.yml", unpublished_fields=frozenset({"severities", "waivers", "scheduling"})),
    Kind("institution", "Institution", "content/institutions", "list"),
    Kind("source", "Source", "content/sources", "list", listing="sources", listing_template="pages/source-list.html", glossary_role="none"),
    Kind("category", "Category", "content/categories", "list"),
    Kind("audience", "Audience", "content/audiences", "list"),
    Kind("channel", "Channel", "content/channels", "list", group_by="group"),
    Kind("rule", "Rule", "content/rules", "list", group_by="group"),
    Kind("behaviour", "Behaviour", "content/behaviours", "list", order_by=("number",)),
    Kind("measure", "Measure", "content/measures", "list", order_by=("number",)),
    Kind("guide", "Guide", "content/guides", prose=True, page="guides/{id}", listing="guides", group_by="group"),
    Kind(
        "faq",
        "Faq",
        "content/faq",
        "list",
        listing="faq",
        menu_kind="guide",
        group_by="group",
        listing_template="pages/faq-list.html",
    ),
    Kind("landing", "Landing", "content/landings", prose=True, page="{id}", menu_kind="programme"),
    Kind("flow", "Flow", "content/flows", page="guides/{id}", menu_kind="guide"),
    Kind(
        "contract",
        "Contract",
        "content/contracts",
        page="contracts/{id}",
        listing="contracts",
        referrers=("calculator",),
        menu_kind="guide",
    ),
    Kind(
        "calculator",
        "Calculator",
        "content/calculators",
        prose=True,
        page="calculators/{id}",
        listing="calculators",
        hide_if_empty=True,
        menu_kind="guide",
    ),
    Kind("form", "Form", "content/forms", page="forms/{id}", menu_kind="guide"),
    Kind(
        "notice",
        "Notice",
        "content/notices",
        page="notices/{id}",
        listing="notices",
        order_by=("period", "id"),
        newest_first=True,
        feed="notices",
        chart="cases-over-time",
        review_expires=False,
        listing_template="pages/notice-list.html",
    ),
    Kind(
        "term",
        "Term",
        "content/glossary",
        "list",
        page="glossary/{id}",
        listing="glossary",
        listing_template="pages/term-list.html",
        group_by="group",
        referrers=("term",),
        glossary_role="defined",
    ),
    Kind("brand", "Brand", "courses/brands", "list", page="programmes/{id}", referrers=("programme",), menu_kind="programme"),
    Kind(
        "programme",
        "Programme",
        "courses/programmes",
        page="programmes/{id}",
        referrers=("programme", "course", "series", "form"),
        landing_position=2,
        listing="programmes",
        listing_template="pages/programme-list.html",
        group_by="brand",
    ),
    Kind(
        "course",
        "Course",
        "courses/courses",
        landing_position=3,
        page="courses/{id}",
        listing="courses",
        group_by="programme",
        menu_kind="programme",
        listing_template="pages/course-list.html",
        facets=("audiences", "level", "subjects", "products", "formats", "languages"),
    ),
    Kind(
        "lesson",
        "Lesson",
        "courses/lessons",
        landing_position=4,
        prose=True,
        page="lessons/{id}",
        listing="lessons",
        referrers=("path",),
        menu_kind="path",
        listing_template="pages/course-list.html",
        facets=("audiences", "level", "subjects", "products"),
    ),
    Kind(
        "path",
        "Path",
        "courses/paths",
        page="paths/{id}",
        listing="paths",
        listing_template="pages/path-list.html",
        parts_field="lessons",
        landing_position=1,
    ),
    Kind(
        "book",
        "Book",
        "content/library",
        listing="library",
        menu_kind="path",
        listing_template="pages/library.html",
        hide_if_empty=True,
    ),
    Kind("series", "Series", "calendar/series", page="calendar/series/{id}", unpublished_fields=frozenset({"typical"})),
    Kind("milestone", "Milestone", "calendar/milestones", "list"),
    Kind("year", "Year", "calendar/years"),
    Kind(
        "feed",
        "Feed",
        "content/feeds.yml",
        "list",
        unpublished_fields=frozenset({"active", "only", "never", "days", "likeness"}),
    ),
    Kind(
        "event",
        "Event",
        "calendar",
        "months",
        page="calendar/events/{id}",
        order_by=("starts", "id"),
        newest_first=True,
        unpublished_fields=frozenset({"waivers"}),
    ),
    Kind(
        "talk",
        "Talk",
        "calendar/talks",
        unpublished_fields=frozenset({"waivers"}),
        prose=True,
        page="talks/{id}",
        listing="talks",
        order_by=("starts", "id"),
        newest_first=True,
        listing_template="pages/talk-list.html",
        also_lists=(("series", "talks"),),
        facets=("starts", "series", "language"),
        per_page=100,
    ),
    Kind(
        "release",
        "Release",
        "calendar/releases",
        page="changes/{id}",
        listing="changes",
        order_by=("published", "month", "number"),
        newest_first=True,
        feed="changes",
        menu_kind="series",
        glossary_role="none",
        listing_template="pages/release-list.html",
        frozen=True,
        unpublished_fields=frozenset({"digest"}),
    ),
)
"""Every kind, the site first. Most references run from later rows to earlier ones."""

RELATED_LISTINGS: tuple[tuple[str, ...], ...] = (("path", "lesson", "course", "faq", "book"),)
"""Groups of kinds whose listings link to each other, in the order of the links."""

KINDS_BY_NAME = {kind.name: kind for kind in KINDS}
EVENT_KINDS = ("event", "talk")
"""The names of the kinds of events, talks included."""
