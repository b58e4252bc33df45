"""Completes checked events from the records of the people and venues that they name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from prospectus.cache.cache import BuildCache, digest
from prospectus.model.directory import Directory
from prospectus.model.kinds.event import Event
from prospectus.model.registry import NAMED_KINDS
from prospectus.validate.references import CheckedRecord, DerivedRecord


def list_named(records: Sequence[CheckedRecord]) -> list[CheckedRecord]:
    """Return the records from which events are completed: those that are not hidden."""
    return [checked for checked in records if checked.raw.kind.name in NAMED_KINDS and not checked.record.hidden]


def build_directory(records: Sequence[CheckedRecord]) -> Directory:
    """Return the directory of the people, venues and institutions among the records of a site."""
    return Directory(checked.record for checked in list_named(records))


def complete_events(records: Sequence[CheckedRecord], named: Sequence[CheckedRecord], cache: BuildCache) -> list[CheckedRecord]:
    """Return records in their order, in which events are completed from the `named` ones; the others are returned as they are."""
    inputs = digest(*(checked.fingerprint for checked in named))
    directory = cache.if_changed("directory", inputs, lambda: Directory(checked.record for checked in named))
    return cache.map_changed("completed", records, lambda checked: _complete(checked, directory, cache), inputs)


def _complete(checked: CheckedRecord, directory: Directory, cache: BuildCache) -> CheckedRecord:
    """Return a completed event. One with the same result as before is the same object, so that what was made of it is kept."""
    event = checked.record
    completed = directory.complete(event) if isinstance(event, Event) else event
    if completed is event:
        return checked
    addition = digest(completed)
    key = digest(checked.fingerprint, checked.raw.saved_key, addition)
    known: DerivedRecord | None = cache.get_local("completed", key)
    result = known or DerivedRecord(completed, checked.raw, checked, addition)
    cache.set_local("completed", key, result)
    return result if result.raw is checked.raw else replace(result, raw=checked.raw, written=checked)
