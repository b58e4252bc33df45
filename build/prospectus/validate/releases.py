"""Checks that the releases of a month follow one another. They record what subscribers have been sent."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from prospectus.model.kinds.release import Release
from prospectus.problems import Problem
from prospectus.validate.references import CheckedRecord


def check_releases(records: Sequence[CheckedRecord]) -> Iterator[Problem]:
    """The releases of a month must be numbered from 1 without gaps, each published no earlier than the one before."""
    releases = {checked.record.id: (checked, checked.record) for checked in records if isinstance(checked.record, Release)}
    for checked, release in releases.values():
        if release.previous_id is None:
            continue
        previous = releases.get(release.previous_id)
        if previous is None:
            yield checked.raw.problem(
                ("number",), "PR241", came=release.number, first=release.previous_id, form=f"{release.previous_id}.yml"
            )
        elif release.published < previous[1].published:
            yield checked.raw.problem(
                ("published",), "PR241", came=release.published, first=release.previous_id, form=f"{previous[1].published} or later"
            )
