"""Venues: where events are held, with their address."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from prospectus.model.record import Record
from prospectus.model.values.reference import Url
from prospectus.model.values.text import LineText

COORDINATES_PATTERN = r"^-?[0-9]{1,2}(\.[0-9]+)?, -?[0-9]{1,3}(\.[0-9]+)?$"


class Venue(Record):
    """A venue: schema.org's Place. The title is its name, as events write it."""

    town: LineText | None = None
    """The town it is in. Between towns, people travel longer."""
    address: LineText | None = None
    """Its postal address."""
    capacity: Annotated[int, Field(ge=1)] | None = None
    """How many people it holds."""
    live_room: Url | None = None
    """Where its events can be watched live."""
    coordinates: Annotated[str, Field(pattern=COORDINATES_PATTERN)] | None = None
    """Latitude and longitude in degrees (WGS 84): `31.2397, 121.4998`."""
