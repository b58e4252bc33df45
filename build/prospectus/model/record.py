"""The base classes of the model: every record has an id, a title, a status and sources."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Annotated, ClassVar, Literal

from pydantic import BaseModel, ConfigDict

from prospectus.model.values.media import Attachment, Image
from prospectus.model.values.month_count import MonthCount
from prospectus.model.values.partial_date import PartialDate
from prospectus.model.values.reference import Id, Line, Ref, Url
from prospectus.model.values.text import InlineText, LineText

SAMPLE_PREFIXES = {"zh": "【示例】", "zh-hant": "【示例】", "en": "[Sample]"}
"""How the title of a sample starts, by language."""
EDITORIAL_FIELDS = frozenset({"publish_from", "withdraw_on", "review_every", "owner"})
"""The fields that say how editors look after a record; they are not published."""
Status = Literal["published", "sample", "draft", "withdrawn"]


_UNKNOWN: set[str] = set()
"""The fields that are known to be written, for all values; it stays empty."""


class FrozenModel(BaseModel):
    """A frozen value whose fields are the schema of what editors write."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, defer_build=True)

    def model_post_init(self, _: object) -> None:
        """Forget which fields were written, for which nobody asks: a set per value takes a fifth of the memory of records."""
        object.__setattr__(self, "__pydantic_fields_set__", _UNKNOWN)


@dataclass(frozen=True, slots=True)
class Violation:
    """A violation of a rule that concerns one record alone: the path of the field, the problem code, and the parameters of the message."""

    field_path: tuple[str | int, ...]
    code: str
    params: Mapping[str, object]


def first_id(present_id: str, former_ids: Sequence[str]) -> str:
    """Return the first id of a record. `former_ids` are sorted from the oldest on."""
    return former_ids[0] if former_ids else present_id


class Citation(FrozenModel):
    """Where a fact stands."""

    source: Annotated[str, Ref("source")]
    """The source, by its id."""
    at: Line | None = None
    """The place in the source: a line, an article, a page."""
    url: Url | None = None
    """The address of just this item, when it has one of its own."""


class Record(FrozenModel):
    """Anything that has an id of its own."""

    former_names: ClassVar[Mapping[str, str]] = {}
    """Names that fields had earlier and that can still be written, with the present name of each."""

    id: Id
    """The name in addresses and references; permanent."""
    title: LineText
    """What it is called."""
    aliases: dict[str, tuple[Line, ...]] = {}
    """Other words by which readers look for it, by language; search finds them, and no page shows them."""
    summary: InlineText | None = None
    """One or two sentences for lists, feeds and search engines."""
    position: int = 0
    """Where it stands among its kind; those with the same position stand as written."""
    status: Status = "published"
    """Whether it is real, shown as a sample, kept back, or no longer valid."""
    sources: tuple[Citation, ...] = ()
    """Where its facts were found."""
    as_of: PartialDate | None = None
    """The date for which its facts hold."""
    reviewed: PartialDate | None = None
    """When a person last checked it against its sources."""
    review_every: MonthCount | None = None
    """After how long it must be checked again; without it, after the time that the site states."""
    owner: Line | None = None
    """Who looks after it: a department or a person. Only editors see it."""
    publish_from: PartialDate | None = None
    """The day or the minute from which readers see it; until then it is treated like a draft."""
    withdraw_on: PartialDate | None = None
    """The day or the minute from which it is treated as withdrawn."""
    image: Image | None = None
    """The picture of it, at the head of its page and where the page is shared."""
    attachments: tuple[Attachment, ...] = ()
    """Files that readers can download, listed at the end of its page."""
    formerly: tuple[Id, ...] = ()
    """Ids it had before, the oldest first; their addresses lead here."""

    def iter_violations(self) -> Iterator[Violation]:
        """Yield the violations in this record alone. Classes with rules of their own override this method."""
        return iter(())

    def status_at(self, now: datetime) -> Status:
        """Return the status that it has at `now`, a naive time in the zone of the site."""
        if self.status not in ("published", "sample"):
            return self.status
        if self.publish_from is not None and now < self.publish_from.start:
            return "draft"
        return "withdrawn" if self.withdraw_on is not None and now >= self.withdraw_on.start else self.status

    @property
    def first_id(self) -> str:
        """The id under which the record was first published. Identifiers that must survive a rename derive from it."""
        return first_id(self.id, self.formerly)

    @property
    def hidden(self) -> bool:
        """Whether the record is hidden from readers."""
        return self.status == "draft"

    @property
    def exported(self) -> bool:
        """Whether the record is included in feeds, calendars and data files."""
        return self.status == "published"


OPENING_FIELDS = ("id", "type", "position", "status")
"""The fields that a record begins with: which it is, and whether and where it is shown."""


@cache
def list_written_fields(model: type[Record]) -> tuple[str, ...]:
    """Return the names of the fields of a kind in the order in which they are written.

    It is the order of the model, but what every record has about its sources and its history, from `sources` on, comes last.
    """
    names = [field.alias or name for name, field in model.model_fields.items()]
    shared = list(Record.model_fields)
    closing = [name for name in shared[shared.index("sources") :] if name in names]
    opening = [name for name in OPENING_FIELDS if name in names]
    return (*opening, *(name for name in names if name not in (*opening, *closing)), *closing)
