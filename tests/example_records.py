"""Records with the required fields filled in, for tests of single rules."""

from __future__ import annotations

from typing import Any

from prospectus.model.kinds.event import Event
from prospectus.model.kinds.series import Series
from prospectus.model.kinds.site import Site

TITLE = {"zh": "一例", "en": "A case"}
SITE = Site.model_validate(
    {
        "id": "site",
        "title": TITLE,
        "locales": ({"tag": "zh-CN", "language": "zh", "name": "中文"},),
        "tagline": TITLE,
        "description": TITLE,
        "institution": "lakeside",
        "disclaimer": TITLE,
    }
)


def make_event(key: str, starts: str, **fields: Any) -> Event:
    return Event.model_validate({"id": key, "title": TITLE, "type": "training", "starts": starts, "language": "zh", **fields})


def make_person(zh: str, affiliation: str | None = None, **fields: Any) -> dict[str, Any]:
    optional = {"affiliation": {"zh": affiliation}} if affiliation else {}
    return {"name": {"zh": zh}, **optional, **fields}


def make_series(key: str, **recurrence: Any) -> Series:
    recurrence_fields = {"dtstart": "2025-01-01", "rrule": "FREQ=MONTHLY;BYMONTHDAY=1", "mode": "period", **recurrence}
    return Series.model_validate({"id": key, "title": TITLE, "recurrence": recurrence_fields, "stated": TITLE})
