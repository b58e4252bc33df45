"""Builds the `Library` from checked records. Content errors have been reported by then, so nothing here fails because of the content."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from operator import attrgetter

from prospectus.memo import Memo
from prospectus.model import address
from prospectus.model.kinds import KINDS, Kind
from prospectus.model.library import Key, Library
from prospectus.model.record import Record
from prospectus.model.site import Site
from prospectus.validate.prose import hash_of
from prospectus.validate.site import Checked
from prospectus.validate.terms import Wording, uses_of, wording_of


def assemble(checked: Sequence[Checked], site: Site, memo: Memo | None = None) -> Library:
    """Return the library of all records that are not hidden. `cache` caches the references of each record."""
    kept = memo or Memo()
    shown = _in_order([each for each in checked if not each.record.kept_back], kept)
    records: dict[str, dict[str, Record]] = {kind.name: {} for kind in KINDS}
    for each in shown:
        records[each.draft.kind.name][each.record.id] = each.record
    first = site.locales[0].language
    stale = kept.each("stale", shown, lambda each: _stale(each, first), first)
    return Library(
        site,
        records,
        {each.key: prose for each, prose in zip(shown, kept.each("prose of", shown, _prose), strict=True) if prose},
        frozenset(each for found in stale for each in found),
        _referrers(shown, kept),
        {each.key: each.draft.revision for each in shown},
        _uses(shown, wording_of(checked, [locale.language for locale in site.locales], kept), kept),
    )


def _in_order(checked: Sequence[Checked], memo: Memo) -> list[Checked]:
    """Return records in display order: by kind, and within a kind in the order that the kind defines."""
    by_kind: dict[str, list[Checked]] = {kind.name: [] for kind in KINDS}
    for each in checked:
        by_kind[each.draft.kind.name].append(each)
    return [each for kind in KINDS for each in _ordered(kind, by_kind[kind.name], memo)]


def _ordered(kind: Kind, checked: Sequence[Checked], memo: Memo) -> list[Checked]:
    """Return the records of a kind in display order. The last order is reused if no sort key has changed."""
    by = attrgetter(*kind.order)
    keys = memo.each(f"order {kind.name}", checked, lambda each: by(each.record))
    places = memo.same(f"order {kind.name}", keys, lambda: sorted(range(len(keys)), key=keys.__getitem__, reverse=kind.newest_first))
    return [checked[place] for place in places]


def _prose(each: Checked) -> dict[str, str]:
    return {language: prose.text for language, prose in each.draft.prose.items()}


def _stale(each: Checked, first: str) -> tuple[tuple[str, str, str], ...]:
    """Return kind, id and language of each translation whose `source_hash` is not the hash of the text in `source_language`."""
    source = each.draft.prose.get(first)
    others = each.draft.prose.items() if source is not None else ()
    return tuple(
        (*each.key, language)
        for language, prose in others
        if source and language != first and prose.source_hash and prose.source_hash != hash_of(source.text)
    )


def _referrers(shown: Sequence[Checked], memo: Memo) -> Mapping[Key, tuple[Key, ...]]:
    """Return the records that refer to each record, in display order."""
    named = memo.each("named", shown, lambda each: memo.of("named", each.draft.revision, lambda: _named(each)))
    keys = [each.key for each in shown]
    return memo.same("referrers", (keys, named), lambda: _inverted(keys, named))


def _named(each: Checked) -> tuple[Key, ...]:
    """Return the keys of all records that a record refers to."""
    return tuple((str(shape.kind), str(value)) for _, shape, value in each.leaves if shape.what == "ref")


def _uses(shown: Sequence[Checked], wording: Wording, memo: Memo) -> Mapping[tuple[str, str], tuple[Key, ...]]:
    """Return the records that use each term in each language, in display order: published records with a URL on the site only."""
    if not any(wording.listed.values()):
        return {}

    def used(each: Checked) -> tuple[tuple[str, str], ...]:
        kind, record = each.draft.kind, each.record
        if kind.terms != "used" or not record.exported or address.of_place(kind, record.id) is None:
            return ()
        return tuple((term, language) for term, language, banned in uses_of(each, wording, memo) if not banned)

    uses, keys = memo.each("uses", shown, used, wording.print), [each.key for each in shown]
    return memo.same("uses", (keys, uses), lambda: _inverted(keys, uses))


def _inverted(keys: Sequence[Key], said: Sequence[Iterable[Key]]) -> dict[Key, tuple[Key, ...]]:
    """Return, for each mentioned key, the keys of the records that mention it, without duplicates and in the order of `keys`."""
    found: dict[Key, dict[Key, None]] = {}
    for key, each in zip(keys, said, strict=True):
        for name in each:
            found.setdefault(name, {})[key] = None
    return {name: tuple(of) for name, of in found.items()}
