"""Builds the `Library` from checked records. Content errors have been reported by then, so nothing here fails because of the content."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from itertools import chain
from operator import attrgetter

from prospectus.cache.cache import BuildCache, digest
from prospectus.errors import ContentError
from prospectus.model import urls
from prospectus.model.library import Library, RecordKey, SourceFiles
from prospectus.model.record import Record
from prospectus.model.registry import KINDS, Kind
from prospectus.validate.calendar_rules import to_site_time
from prospectus.validate.completed_events import complete_events, list_named
from prospectus.validate.glossary import TermUses
from prospectus.validate.lifecycle import see_at
from prospectus.validate.references import CheckedRecord
from prospectus.validate.run import ValidationResult


def assemble(result: ValidationResult, cache: BuildCache | None = None, *, now: datetime) -> Library:
    """Return the library of all checked records that readers see at `now`, and of those that a preview shows besides.

    Events are completed from the records of people and venues.

    `now` is an aware datetime. `cache` caches the references of each record. Raises ContentError when the site has no record of itself.
    """
    if result.site is None:
        raise ContentError(result.problems)
    cache, site = cache or BuildCache(), result.site
    seen = list(zip(result.records, see_at(result.records, to_site_time(now, site), cache), strict=True))
    visible = _sort_records([checked for written, checked in seen if not checked.record.hidden or written in result.previewed], cache)
    awaited_kinds = frozenset(written.raw.kind.name for written, checked in seen if checked.record.hidden and not written.record.hidden)
    completed = complete_events(visible, list_named(visible), cache)
    by_kind: dict[str, dict[str, Record]] = {kind.name: {} for kind in KINDS}
    for checked in completed:
        by_kind[checked.raw.kind.name][checked.record.id] = checked.record
    source_language = site.locales[0].language
    outdated = cache.map_changed("stale", visible, lambda checked: _find_outdated_translations(checked, source_language), source_language)
    stale = result.stale_texts
    return Library(
        site,
        by_kind,
        {checked.key: prose for checked, prose in zip(visible, cache.map_changed("prose of", visible, _get_prose), strict=True) if prose},
        frozenset((*chain.from_iterable(outdated), *((*key, text.language) for key, texts in stale.items() for text in texts))),
        _collect_referrers(completed, cache),
        {
            checked.key: digest(checked.fingerprint, stale[checked.key]) if checked.key in stale else checked.fingerprint
            for checked in completed
        },
        {checked.key: checked.fields_fingerprint for checked in completed},
        _collect_term_uses(visible, result.term_uses, cache),
        {checked.key: files for checked, files in zip(visible, cache.map_changed("files of", visible, _list_files), strict=True)},
        result.converted_languages,
        awaited_kinds=awaited_kinds,
    )


def _sort_records(records: Sequence[CheckedRecord], cache: BuildCache) -> list[CheckedRecord]:
    """Return records in display order: by kind, and within a kind in the order that the kind defines."""
    by_kind: dict[str, list[CheckedRecord]] = {kind.name: [] for kind in KINDS}
    for checked in records:
        by_kind[checked.raw.kind.name].append(checked)
    return [checked for kind in KINDS for checked in _sort_kind(kind, by_kind[kind.name], cache)]


def _sort_kind(kind: Kind, records: Sequence[CheckedRecord], cache: BuildCache) -> list[CheckedRecord]:
    """Return the records of a kind in display order. The last order is reused if no sort key has changed."""
    get_sort_key = attrgetter(*kind.order_by)
    sort_keys = cache.map_changed(f"order {kind.name}", records, lambda checked: get_sort_key(checked.record), reuse_equal=True)
    order = cache.if_changed(
        f"order {kind.name}", sort_keys, lambda: sorted(range(len(sort_keys)), key=sort_keys.__getitem__, reverse=kind.newest_first)
    )
    return [records[index] for index in order]


def _get_prose(checked: CheckedRecord) -> dict[str, str]:
    return {language: prose.text for language, prose in checked.raw.prose.items()}


def _list_files(checked: CheckedRecord) -> SourceFiles:
    prose = {language: prose.path for language, prose in checked.raw.prose.items()}
    return SourceFiles(prose, "" if checked.raw.path in prose.values() else checked.raw.path)


def _find_outdated_translations(checked: CheckedRecord, source_language: str) -> tuple[tuple[str, str, str], ...]:
    """Return kind, id and language of each translation that is older than the text in `source_language`."""
    return tuple((*checked.key, language) for language in checked.raw.stale_translations(source_language))


def _collect_referrers(visible: Sequence[CheckedRecord], cache: BuildCache) -> Mapping[RecordKey, tuple[RecordKey, ...]]:
    """Return the records that refer to each record, in display order."""
    references = cache.map_changed(
        "named",
        visible,
        lambda checked: cache.get_or_compute("named", checked.fingerprint, lambda: _list_references(checked)),
        reuse_equal=True,
    )
    keys = [checked.key for checked in visible]
    return cache.if_changed("referrers", (keys, references), lambda: _invert(keys, references))


def _list_references(checked: CheckedRecord) -> tuple[RecordKey, ...]:
    """Return the keys of all records that a record refers to."""
    return tuple((str(info.kind), str(value)) for _, info, value in checked.values if info.value_type == "ref")


def _collect_term_uses(
    visible: Sequence[CheckedRecord], term_uses: TermUses, cache: BuildCache
) -> Mapping[tuple[str, str], tuple[RecordKey, ...]]:
    """Return the records that use each term in each language, in display order: published records with a URL on the site only."""

    def list_terms(checked: CheckedRecord) -> tuple[tuple[str, str], ...]:
        kind, record = checked.raw.kind, checked.record
        if kind.glossary_role != "used" or not record.exported or urls.record_or_anchor_url(kind, record.id) is None:
            return ()
        return tuple((term, language) for term, language, banned in term_uses.by_record.get(checked, ()) if not banned)

    uses = cache.map_changed("uses", visible, list_terms, term_uses.terminology.fingerprint, reuse_equal=True)
    keys = [checked.key for checked in visible]
    return cache.if_changed("uses", (keys, uses), lambda: _invert(keys, uses))


def _invert(keys: Sequence[RecordKey], mentions: Sequence[Iterable[RecordKey]]) -> dict[RecordKey, tuple[RecordKey, ...]]:
    """Return, for each mentioned key, the keys of the records that mention it, without duplicates and in the order of `keys`."""
    inverted: dict[RecordKey, dict[RecordKey, None]] = {}
    for key, mentioned in zip(keys, mentions, strict=True):
        for target in mentioned:
            inverted.setdefault(target, {})[key] = None
    return {target: tuple(sources) for target, sources in inverted.items()}
