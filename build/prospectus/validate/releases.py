"""Checks that releases are as they were frozen, and follow one another. They record what subscribers have been sent."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from prospectus.model.kinds.release import Release
from prospectus.problems import Message, Problem
from prospectus.validate.references import CheckedRecord


def check_releases(records: Sequence[CheckedRecord]) -> Iterator[Problem]:
    """Yield the problems of all releases."""
    yield from _check_order(records)
    for checked in records:
        if isinstance(checked.record, Release):
            yield from _check_digest(checked, checked.record)


def _check_digest(checked: CheckedRecord, release: Release) -> Iterator[Problem]:
    """A release must match its digest. One without a digest was written by an earlier version, or the digest was removed."""
    if release.digest is None and release.was_published:
        yield checked.raw.problem(("published",), "PR243", form=f"digest: {release.compute_digest()}")
    elif release.digest is not None and release.digest != release.compute_digest():
        form = f"git restore {checked.raw.path}; prospectus release {release.month}"
        yield checked.raw.problem(("digest",), "PR242", form=form)


def _check_order(records: Sequence[CheckedRecord]) -> Iterator[Problem]:
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
                ("published",),
                "PR241",
                came=release.published,
                first=release.previous_id,
                form=Message(f"{previous[1].published} or later", f"{previous[1].published} 或更晚"),
            )
