"""Where the facts of a record come from, as pages state it below their content."""

from __future__ import annotations

from typing import NamedTuple, Protocol

from prospectus.model.record import Citation
from prospectus.model.values.partial_date import PartialDate


class Cited(Protocol):
    """What a page cites: a record, or the provenance of one whose other fields it does not show."""

    @property
    def sources(self) -> tuple[Citation, ...]:
        """Where its facts were found."""

    @property
    def as_of(self) -> PartialDate | None:
        """The date for which its facts hold."""

    @property
    def reviewed(self) -> PartialDate | None:
        """When a person last checked it against its sources."""


class Provenance(NamedTuple):
    """Where the facts of a record come from."""

    sources: tuple[Citation, ...]
    as_of: PartialDate | None
    reviewed: PartialDate | None
