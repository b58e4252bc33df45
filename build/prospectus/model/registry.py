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
    mainly_prose: bool = False
    """Whether the text of its records usually stands in Markdown files beside them; a new record gets some."""
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
    by_initial: bool = False
    """Whether its listing is an index: grouped by the initials of titles. Readers can choose a group of `group_by` in it."""
    feed: str | None = None
    """The name of its feed, if readers can subscribe to it."""
    latest_on_home: bool = False
    """Whether the home page lists its latest records, if there are any; they have a date `published`."""
    chart: str | None = None
    """The chart that its listing shows, by its name in `views/kinds/notice_chart`."""
    listing_template: str = "pages/listing.html"
    """The template of its listing."""
    comparison: str | None = None
    """The URL of the page that shows its records side by side, if there are at least two. None when there is none."""
    comparison_template: str = "pages/comparison.html"
    """The template of that page."""
    tool: bool = False
    """Whether its pages are tools, to be used with figures or answers of one's own. A guide that links to one offers it with its answer."""
    fulfils_series: bool = False
    """Whether its records fulfil the series with `notices_of`; its listing says where those are published that it lacks."""
    also_lists: tuple[tuple[str, str], ...] = ()
    """Further kinds whose records the listing shows, each with the boolean field that selects them."""
    lists_talks: bool = False
    """Whether its listing also has the events that count as talks: of a type that is like a talk, or of a series of talks."""
    referrers: tuple[str, ...] = ()
    """The kinds of referring records that a record's page shows."""
    parts_field: str | None = None
    """The field that refers to the parts of a record; its page also cites the sources of the parts."""
    facets: tuple[str, ...] = ()
    """The fields by which readers can filter its listing."""
    per_page: int | None = None
    """The number of records per page of its listing, if it is not the default."""
    above: str | None = None
    """The target of the page above its pages in breadcrumbs, if the kind has no listing."""
    search_weight: int = 2
    """How far search prefers its records to others that match as well, from 0 to 10: answers come before lists and notices."""
    answer_field: str | None = None
    """The field with the answer that search shows in full."""
    code_field: str | None = None
    """The field with a code that readers write before a month of delivery, such as `SC2503`."""
    glossary_role: Literal["used", "defined", "none"] = "used"
    """How the glossary treats its texts: they use terms, define terms, or are names given by others and not searched."""
    hide_if_empty: bool = False
    """Whether its listing is published only if it has records, now or at a later time."""
    progress_page: str | None = None
    """The URL of the page on which readers see and print which of its records they have passed. None when they cannot be passed."""
    landing_position: int | None = None
    """Where the landing page of an audience lists the records for that audience, among the other kinds; None if it does not."""
    nested: bool = False
    """Whether its records stand in folders of any depth, which are part of their ids: `about/team`. A file `index` is the folder itself."""
    titled_by_heading: bool = False
    """Whether a record without a title has the first heading of its text as one."""
    in_section: bool = True
    """Whether its pages must belong to a section. Others may stand outside all sections, and are in no feed of one."""
    review_expires: bool = True
    """Whether its records must be reviewed again after some time."""
    unpublished_fields: frozenset[str] = frozenset()
    """The fields that data files leave out, because only editors need them."""
    has_card: bool = False
    """Whether each of its pages has a card picture of its own; other pages have that of the site."""
    frozen: bool = False
    """Whether its records never change once written; editors are not asked to correct them."""

    @property
    def prose(self) -> bool:
        """Whether its records can have Markdown files beside them: those with a page of their own."""
        return self.page is not None

    @property
    def model(self) -> type[Record]:
        """The model class of its records. It is imported on first use: a check of few records needs few models, and each takes time."""
        if isinstance(self.model_name, type):
            return self.model_name
        return cast("type[Record]", getattr(import_module(f"prospectus.model.kinds.{self.name}"), self.model_name))


EVENT_KINDS = ("event", "talk")
"""The names of the kinds of events, talks included."""
NAMED_KINDS = ("person", "venue", "institution")
"""The names of the kinds of records whose names events use."""

KINDS: tuple[Kind, ...] = (
    Kind("site", "Site", "content/site.yml", unpublished_fields=frozenset({"severities", "waivers", "scheduling"})),
    Kind("institution", "Institution", "content/institutions", "list"),
    Kind(
        "source",
        "Source",
        "content/sources",
        "list",
        listing="sources",
        listing_template="pages/source-list.html",
        glossary_role="none",
        search_weight=1,
    ),
    Kind("category", "Category", "content/categories", "list"),
    Kind("audience", "Audience", "content/audiences", "list"),
    Kind("channel", "Channel", "content/channels", "list", group_by="group"),
    Kind("rule", "Rule", "content/rules", "list", group_by="group"),
    Kind("behaviour", "Behaviour", "content/behaviours", "list", order_by=("number",)),
    Kind("measure", "Measure", "content/measures", "list", order_by=("number",)),
    Kind(
        "guide",
        "Guide",
        "content/guides",
        mainly_prose=True,
        has_card=True,
        page="guides/{id}",
        listing="guides",
        group_by="group",
        search_weight=9,
        answer_field="answer",
    ),
    Kind(
        "faq",
        "Faq",
        "content/faq",
        "list",
        listing="faq",
        group_by="group",
        listing_template="pages/faq-list.html",
        search_weight=8,
        answer_field="answer",
    ),
    Kind("landing", "Landing", "content/landings", mainly_prose=True, page="{id}", above="list:programme", search_weight=3),
    Kind(
        "page",
        "Page",
        "content/pages",
        mainly_prose=True,
        page="{id}",
        nested=True,
        titled_by_heading=True,
        in_section=False,
        search_weight=3,
    ),
    Kind("flow", "Flow", "content/flows", has_card=True, page="guides/{id}", above="list:guide", search_weight=5),
    Kind(
        "contract",
        "Contract",
        "content/contracts",
        has_card=True,
        page="contracts/{id}",
        listing="contracts",
        comparison="contracts/compare",
        referrers=("calculator",),
        search_weight=7,
        code_field="code",
    ),
    Kind(
        "calculator",
        "Calculator",
        "content/calculators",
        mainly_prose=True,
        has_card=True,
        page="calculators/{id}",
        listing="calculators",
        hide_if_empty=True,
        tool=True,
        search_weight=5,
    ),
    Kind(
        "checklist",
        "Checklist",
        "content/checklists",
        page="checklists/{id}",
        listing="checklists",
        search_weight=6,
        hide_if_empty=True,
        tool=True,
    ),
    Kind("form", "Form", "content/forms", page="forms/{id}", above="list:guide", search_weight=4),
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
        fulfils_series=True,
        review_expires=False,
        listing_template="pages/notice-list.html",
        search_weight=0,
    ),
    Kind(
        "news",
        "News",
        "content/news",
        mainly_prose=True,
        has_card=True,
        page="news/{id}",
        listing="news",
        order_by=("published", "id"),
        newest_first=True,
        per_page=60,
        feed="news",
        hide_if_empty=True,
        latest_on_home=True,
        review_expires=False,
        listing_template="pages/news-list.html",
        search_weight=1,
    ),
    Kind(
        "publication",
        "Publication",
        "content/publications",
        mainly_prose=True,
        has_card=True,
        page="publications/{id}",
        listing="publications",
        order_by=("published", "id"),
        newest_first=True,
        per_page=60,
        feed="publications",
        hide_if_empty=True,
        review_expires=False,
        listing_template="pages/publication-list.html",
        search_weight=3,
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
        by_initial=True,
        referrers=("term",),
        glossary_role="defined",
        search_weight=10,
        answer_field="short",
    ),
    Kind(
        "brand",
        "Brand",
        "courses/brands",
        "list",
        page="programmes/{id}",
        referrers=("programme",),
        above="list:programme",
        search_weight=3,
    ),
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
        search_weight=4,
    ),
    Kind(
        "course",
        "Course",
        "courses/courses",
        landing_position=3,
        page="courses/{id}",
        listing="courses",
        group_by="programme",
        listing_template="pages/course-list.html",
        facets=("audiences", "level", "subjects", "products", "formats", "languages"),
        search_weight=4,
    ),
    Kind(
        "lesson",
        "Lesson",
        "courses/lessons",
        mainly_prose=True,
        has_card=True,
        landing_position=4,
        page="lessons/{id}",
        progress_page="learning-record",
        listing="lessons",
        referrers=("path",),
        listing_template="pages/course-list.html",
        facets=("audiences", "level", "subjects", "products"),
        search_weight=6,
    ),
    Kind(
        "path",
        "Path",
        "courses/paths",
        has_card=True,
        page="paths/{id}",
        listing="paths",
        listing_template="pages/path-list.html",
        parts_field="lessons",
        landing_position=1,
        search_weight=4,
    ),
    Kind(
        "book",
        "Book",
        "content/library",
        listing="library",
        listing_template="pages/library.html",
        hide_if_empty=True,
    ),
    Kind(
        "person",
        "Person",
        "content/people",
        "list",
        page="people/{id}",
        listing="people",
        listing_template="pages/person-list.html",
        hide_if_empty=True,
        referrers=EVENT_KINDS,
        glossary_role="none",
        search_weight=4,
    ),
    Kind(
        "venue",
        "Venue",
        "content/venues",
        "list",
        page="venues/{id}",
        listing="venues",
        listing_template="pages/venue-list.html",
        hide_if_empty=True,
        referrers=EVENT_KINDS,
        glossary_role="none",
        search_weight=2,
    ),
    Kind(
        "series",
        "Series",
        "calendar/series",
        page="calendar/series/{id}",
        above="page:calendar",
        unpublished_fields=frozenset({"typical"}),
        search_weight=3,
    ),
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
        above="page:calendar",
        order_by=("starts", "id"),
        newest_first=True,
        unpublished_fields=frozenset({"waivers"}),
        search_weight=3,
    ),
    Kind(
        "talk",
        "Talk",
        "calendar/talks",
        mainly_prose=True,
        unpublished_fields=frozenset({"waivers"}),
        page="talks/{id}",
        listing="talks",
        order_by=("starts", "id"),
        newest_first=True,
        listing_template="pages/talk-list.html",
        also_lists=(("series", "talks"),),
        lists_talks=True,
        facets=("starts", "series", "language"),
        per_page=100,
        search_weight=3,
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
        glossary_role="none",
        listing_template="pages/release-list.html",
        frozen=True,
        unpublished_fields=frozenset({"digest"}),
        search_weight=0,
    ),
)
"""Every kind, the site first. Most references run from later rows to earlier ones."""

KINDS_BY_NAME = {kind.name: kind for kind in KINDS}
PAGE_KINDS = tuple(kind.name for kind in KINDS if kind.page or kind.listing)
"""The names of the kinds that have pages: of single records, or of their listing."""
