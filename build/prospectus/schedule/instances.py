"""The instances of a series: the period of each, and the id that its event gets when it is planned."""

from __future__ import annotations

import re
from datetime import date, datetime, time

from prospectus.model.kinds.series import Recurrence, Series, Typical
from prospectus.model.values.partial_date import PartialDate, Precision

INSTANCE_TYPES = frozenset({"obligation", "day", "span"})
"""The types of occurrences that are instances of a series. A focus day within an instance is not one."""
MAX_SERIES_ID_LENGTH = 60
_YEARLY_RULE = re.compile(r"FREQ=YEARLY(?:;BY[A-Z]+=[^,;]+)*")
_PRECISION_BY_MONTHS = {1: Precision.MONTH, 3: Precision.QUARTER, 12: Precision.YEAR}


def instance_period(recurrence: Recurrence, start: date) -> str:
    """Return the period of the instance that starts on `start` as text, such as `2025-03-20`, `2025-03`, `2025-Q1` or `2025`."""
    if recurrence.mode == "period":
        precision = _PRECISION_BY_MONTHS.get(recurrence.months, Precision.DAY)
    else:
        precision = Precision.YEAR if _YEARLY_RULE.fullmatch(recurrence.rrule) else Precision.DAY
    return str(PartialDate(datetime.combine(start, time()), precision))


def shown_type(occurrence_type: str, typical: Typical | None) -> str:
    """Return what an occurrence is called: an instance of a series by the type of its events, if `typical` of the series states it."""
    usual = typical.type if typical is not None else None
    return usual if usual is not None and occurrence_type in INSTANCE_TYPES else occurrence_type


def planned_event_id(series: Series, start: date) -> str:
    """Return the id of the event planned for the instance that starts on `start`: the id of the series and the period."""
    return f"{series.id[:MAX_SERIES_ID_LENGTH].rstrip('-')}-{instance_period(series.recurrence, start).lower()}"
