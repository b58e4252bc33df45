"""Runs the checks of several records together."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from importlib import import_module

from prospectus.cache.cache import BuildCache
from prospectus.load.drafts import RawRecord
from prospectus.model.kinds.site import Site
from prospectus.model.registry import EVENT_KINDS, NAMED_KINDS
from prospectus.problems import Problem
from prospectus.validate.clean_checks import run_unless_clean
from prospectus.validate.fields import check_former_names
from prospectus.validate.references import CheckedRecord, check_codes, check_locales, check_unique

COLLECTION_CHECKS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("lessons", ("lesson", "path")),
    ("releases", ("release",)),
    ("calculators", ("contract", "calculator")),
    ("page_addresses", ("site", "page")),
    ("people_and_places", ("site", *NAMED_KINDS, "series", *EVENT_KINDS)),
)
"""The checks that need all records of certain kinds, with the names of these kinds. `lessons` is `check_lessons` in `lessons.py`."""


def _check_collection(name: str, members: Sequence[CheckedRecord]) -> Iterator[Problem]:
    """Yield the problems that one of `COLLECTION_CHECKS` finds. It is imported here, because it needs models that most edits do not."""
    problems: Iterator[Problem] = getattr(import_module(f"prospectus.validate.{name}"), f"check_{name}")(members)
    yield from problems


def check_together(records: Sequence[CheckedRecord], raw: RawRecord, site: Site, cache: BuildCache) -> Iterator[Problem]:
    """Yield the problems of several records together; `raw` is the raw record of the site."""
    by_kind: dict[str, list[CheckedRecord]] = {}
    for checked in records:
        by_kind.setdefault(checked.raw.kind.name, []).append(checked)
    for name, kinds in COLLECTION_CHECKS:
        members = [checked for kind in kinds for checked in by_kind.get(kind, ())]
        keys = [checked.raw.saved_key for checked in members] if cache.keeps_records else members
        yield from _run_unless_clean(name, keys, partial(_check_collection, name, members), cache)
    yield from _run_unless_clean(check_unique.__name__, [checked.identity for checked in records], partial(check_unique, records), cache)
    yield from check_former_names(raw)
    yield from check_locales(raw, site)
    yield from check_codes(records, raw, site)


def _run_unless_clean(name: str, inputs: Sequence[object], check: Callable[[], Iterator[Problem]], cache: BuildCache) -> Iterator[Problem]:
    """Yield the problems of a check. Skip it if its inputs are unchanged since a run without problems."""
    if cache.keeps_records:
        yield from run_unless_clean(name, inputs, check, cache)
    elif not cache.if_changed(name, inputs, lambda: not any(check())):
        yield from check()
