"""Checked records to a `Library`; cannot fail on an author's account."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from operator import attrgetter

from prospectus.memo import Memo
from prospectus.model import address
from prospectus.model.kinds import KINDS, Kind
from prospectus.model.library import Key, Library
from prospectus.model.record import Record
from prospectus.model.shape import leaves
from prospectus.model.site import Site
from prospectus.validate.prose import hash_of
from prospectus.validate.site import Checked
from prospectus.validate.terms import uses_of, wording_of


def assemble(checked: Sequence[Checked], site: Site, memo: Memo | None = None) -> Library:
    """Return the library of all records that are not kept back. `memo` keeps what a record refers to."""
    kept = memo or Memo()
    shown = [each for each in checked if not each.record.kept_back]
    by_kind: dict[str, list[Record]] = {}
    for each in shown:
        by_kind.setdefault(each.draft.kind.name, []).append(each.record)
    records = {kind.name: {record.id: record for record in _ordered(kind, by_kind.get(kind.name, []))} for kind in KINDS}
    return Library(
        site,
        records,
        {(each.draft.kind.name, each.record.id): {k: v.text for k, v in each.draft.prose.items()} for each in shown if each.draft.prose},
        frozenset(_stale(shown, site.locales[0].language)),
        _referrers(shown, records, kept),
        {(each.draft.kind.name, each.record.id): each.draft.revision for each in shown},
        _uses(shown, records, site, kept),
    )


def _ordered(kind: Kind, records: list[Record]) -> list[Record]:
    return sorted(records, key=attrgetter(*kind.order), reverse=kind.newest_first)


def _stale(shown: Sequence[Checked], first: str) -> list[tuple[str, str, str]]:
    found = []
    for each in shown:
        source = each.draft.prose.get(first)
        for language, prose in each.draft.prose.items():
            if source and language != first and prose.source_hash and prose.source_hash != hash_of(source.text):
                found.append((each.draft.kind.name, each.record.id, language))
    return found


def _referrers(shown: Sequence[Checked], records: Mapping[str, Mapping[str, Record]], memo: Memo) -> dict[Key, tuple[Key, ...]]:
    """Who refers to a record, in the order in which they are shown."""
    found: dict[Key, dict[Key, None]] = {}
    for each in shown:
        key = (each.draft.kind.name, each.record.id)
        for named in memo.of("named", each.draft.revision, partial(_named, each.record)):
            found.setdefault(named, {}).setdefault(key)
    place = _places(records)
    return {key: tuple(sorted(keys, key=place.__getitem__)) for key, keys in found.items()}


def _places(records: Mapping[str, Mapping[str, Record]]) -> dict[Key, int]:
    """The place of every record in the order in which all are shown."""
    return {key: n for n, key in enumerate((kind, key) for kind, by_id in records.items() for key in by_id)}


def _named(record: Record) -> tuple[Key, ...]:
    """Return what a record refers to."""
    return tuple((str(shape.kind), str(value)) for _, shape, value in leaves(record) if shape.what == "ref")


def _uses(
    shown: Sequence[Checked], records: Mapping[str, Mapping[str, Record]], site: Site, memo: Memo
) -> dict[tuple[str, str], tuple[Key, ...]]:
    """Who uses a term in a language, in the order in which they are shown: records that are published and have a place of their own."""
    wording = wording_of(shown, [locale.language for locale in site.locales])
    found: dict[tuple[str, str], list[Key]] = {}
    for each in shown if records["term"] else ():
        kind, record = each.draft.kind, each.record
        if kind.terms == "used" and record.exported and address.of_place(kind, record.id) is not None:
            for term, language, banned in uses_of(each, wording, memo):
                if not banned:
                    found.setdefault((term, language), []).append((kind.name, record.id))
    place = _places(records)
    return {use: tuple(sorted(keys, key=place.__getitem__)) for use, keys in found.items()}
