"""Checks that the releases of a month follow one another. They record what subscribers have been sent."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from prospectus.model.release import Release
from prospectus.problems import Problem
from prospectus.validate.site import Checked


def check_releases(checked: Sequence[Checked]) -> Iterator[Problem]:
    """The releases of a month must be numbered from 1 without gaps, each published no earlier than the one before."""
    found = {each.record.id: (each, each.record) for each in checked if isinstance(each.record, Release)}
    for each, release in found.values():
        if release.before is None:
            continue
        before = found.get(release.before)
        if before is None:
            yield each.draft.problem(("number",), "PR241", came=release.number, first=release.before, form=f"{release.before}.yml")
        elif release.published < before[1].published:
            yield each.draft.problem(
                ("published",), "PR241", came=release.published, first=release.before, form=f"{before[1].published} or later"
            )
