"""Checks that what is said to have happened has happened: reviews, and the dates for which facts hold."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from prospectus.model.fields import FieldPath
from prospectus.model.values.partial_date import PartialDate
from prospectus.problems import Message, Problem
from prospectus.validate.references import CheckedRecord


def check_future_dates(records: Sequence[CheckedRecord], today: date) -> Iterator[Problem]:
    """A review and the date of a fact must not be in the future. The day after `today` counts as present, for other time zones.

    Time alone can only make such a problem go away, so a build never starts failing because of it.
    """
    latest = (today + timedelta(days=1)).isoformat()
    for checked in records:
        for field_path, first_day, stated in checked.raw.fact("dates", lambda: _state_dates(checked)):  # noqa: B023  (called at once)
            if first_day > latest:
                form = Message(f"{today} or earlier", f"{today} 或更早")
                yield checked.raw.problem(field_path, "PR127", field=str(field_path[-1]), came=stated, form=form)


def _state_dates(checked: CheckedRecord) -> tuple[tuple[FieldPath, str, str], ...]:
    """Return each date with its field path: its first day as `2026-11-21`, and the date as written. Text is loaded faster than dates."""
    return tuple((field_path, stated.first_day.isoformat(), str(stated)) for field_path, stated in _iter_dates(checked))


def _iter_dates(checked: CheckedRecord) -> Iterator[tuple[FieldPath, PartialDate]]:
    record = checked.record
    if record.reviewed is not None:
        yield ("reviewed",), record.reviewed
    if record.as_of is not None:
        yield ("as_of",), record.as_of
    for index, quotation in enumerate(getattr(record, "quotations", ())):
        yield ("quotations", index, "as_of"), quotation.as_of
