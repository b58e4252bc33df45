"""The only way for pages to query the library. Every query is recorded, so a page is rebuilt only when one of its results changes."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from functools import cached_property, partial
from itertools import islice
from typing import Any

from pydantic import BaseModel

from prospectus.cache.cache import BuildCache, digest
from prospectus.model.kinds.event import Event
from prospectus.model.kinds.release import Release
from prospectus.model.kinds.series import Series
from prospectus.model.kinds.year import Year
from prospectus.model.library import Library, RecordKey
from prospectus.model.media import MediaFile
from prospectus.model.month_paths import MonthPath, parse_month_path
from prospectus.model.record import Record
from prospectus.model.registry import EVENT_KINDS, KINDS_BY_NAME
from prospectus.model.values.declared import is_event_type
from prospectus.model.values.partial_date import PartialDate, Precision
from prospectus.model.values.text import Text
from prospectus.query.in_languages import InLanguages
from prospectus.query.provenance import Provenance
from prospectus.query.recording import QueryRecorder, Revisions, fingerprint_plain, fingerprint_value, query
from prospectus.schedule.calendar_index import DAY_MARKS, GRID_MARKS, Instants, OccurrenceIndex
from prospectus.schedule.history import RevisionHistory
from prospectus.schedule.obligations import ObligationIndex, ObligationStatus
from prospectus.schedule.occurrences import Occurrence
from prospectus.schedule.releases import NO_HISTORY, ReleaseIndex
from prospectus.schedule.subscriptions import all_subscriptions, is_period

KINDS_LISTING_TALKS = frozenset(kind.name for kind in KINDS_BY_NAME.values() if kind.lists_talks)
"""The kinds whose lists also have the events that count as talks."""
FIELDS_OF_SITE_PAGES = frozenset(
    (
        "summary position status aliases sources as_of reviewed review_every owner image attachments promise description "
        "search_examples beginnings answers audiences words severities waivers picture_rights scheduling"
    ).split()
)
"""The fields of the site that pages ask for with `field_in`, that no page shows, or that are known otherwise, such as its own words."""


class Queries(QueryRecorder):
    """Queries on the library, the occurrences, the books and the time. Each is recorded as a dependency of what is being built.

    Ask for as little as the page shows: a page that asks for today's date is rebuilt every day.
    """

    def __init__(self, library: Library, index: OccurrenceIndex, cache: BuildCache | None = None) -> None:
        """Take what is asked for; `cache` caches what follows from all events, for further runs of this process."""
        fingerprints = library.field_fingerprints
        revisions = {id(library.records[kind][key]): fingerprint for (kind, key), fingerprint in fingerprints.items()}
        super().__init__(revisions, library.fingerprints)
        self.site, self.zone = library.site, index.zone
        """The site and its time zone. They are no dependencies, because all pages are rebuilt when the `site_settings` change."""
        self._library, self._index = library, index
        self._book_sizes: Mapping[str, int] = {}
        self._releases = ReleaseIndex(library)
        self._cache = cache or BuildCache()
        self._obligations = ObligationIndex(library, index, self._cache)
        self._listed = {kind: tuple(iter_listed(records)) for kind, records in library.records.items()}
        self._business_days_by_year: dict[int, tuple[tuple[date, ...], tuple[date, ...]]] = {}
        self._neighbours = {kind: _neighbours_by_id(list(ids)) for kind, ids in self._listed.items()}

    def take_book_sizes(self, book_sizes: Mapping[str, int]) -> None:
        """Take the sizes of the books in bytes, by path. They are known when the books are built; until then, each has the size 0."""
        self._book_sizes = book_sizes
        self.forget("book_size")

    def interval(self, occurrence: Occurrence) -> Instants:
        """Return start and end of an occurrence, end exclusive. It is no dependency, because it follows from the occurrence itself."""
        return self._index.interval(occurrence)

    @query()
    def missing_word(self, tag: str, key: str) -> None:
        """Record that a page of the locale `tag` shows the interface words of `key`, and that there are none.

        The result never changes: when interface words change, every page is rendered anew.
        """

    @query(inputs="_words_hash")
    def words(self, mask: int) -> tuple[str, ...]:
        """Return the interface words of some bits, of all locales."""
        return self._words_read.select(mask)

    @query()
    def site_settings(self, languages: tuple[str, ...]) -> InLanguages:
        """Return what all pages of a locale may depend on in the record of the site: its fields without `FIELDS_OF_SITE_PAGES`."""
        fields = {name: getattr(self.site, name) for name in type(self.site).model_fields if name not in FIELDS_OF_SITE_PAGES}
        fields["sections"] = tuple(section.model_copy(update={"summary": None}) for section in self.site.sections)
        return InLanguages(tuple(fields.values()), languages)

    @query(of_record=True)
    def record(self, kind: str, key: str) -> Record | None:
        """Return a record; None if it is hidden or does not exist. Its fingerprint covers all its fields, and not its Markdown."""
        return self._library.get(kind, key)

    @query(of_record=True)
    def field(self, kind: str, key: str, name: str) -> Any:
        """Return one field of a record; None if the record is hidden or does not exist, or has no such field."""
        return getattr(self._library.get(kind, key), name, None)

    @query(of_record=True)
    def field_in(self, kind: str, key: str, name: str, languages: tuple[str, ...]) -> InLanguages:
        """Return one field of a record for pages that show its texts in the first of `languages` that each has.

        Its value is None if the record is hidden or does not exist.
        """
        return InLanguages(getattr(self._library.get(kind, key), name, None), languages)

    @query(of_record=True)
    def provenance(self, kind: str, key: str) -> Provenance | None:
        """Return where the facts of a record come from; None if it is hidden or does not exist."""
        record = self._library.get(kind, key)
        return Provenance(record.sources, record.as_of, record.reviewed) if record is not None else None

    @query(of_record=True)
    def prose(self, kind: str, key: str, language: str) -> str:
        """Return the Markdown of a record in a language; empty if there is none."""
        return self._library.prose.get((kind, key), {}).get(language, "")

    @query(of_record=True)
    def prose_languages(self, kind: str, key: str) -> frozenset[str]:
        """Return the languages in which a record has Markdown."""
        return frozenset(self._library.prose.get((kind, key), ()))

    @query(sources=lambda self, kind, key, _: (self._library.files.get((kind, key)),))
    def source_files(self, kind: str, key: str, languages: tuple[str, ...]) -> tuple[str, ...]:
        """Return the files of what a page of a record shows: of its text in the first of `languages` that it has, and of its fields."""
        files = self._library.files.get((kind, key))
        if files is None:
            return ()
        text = next((files.prose[language] for language in languages if language in files.prose), "")
        return tuple(path for path in (text, files.record) if path)

    @query()
    def list_file(self, kind: str) -> str:
        """Return the file with the list of all records of a kind; empty if there are several, or if each record has its own."""
        return self._list_files.get(kind, "")

    @query()
    def month_files(self, year: int, month: int) -> tuple[str, ...]:
        """Return the files with the events of a month, the main file first."""
        return self._month_files.get((year, month), ())

    @query(sources=lambda self, kind, key: (self._library.files.get((kind, key)),))
    def source_folder(self, kind: str, key: str) -> str:
        """Return the folder in which a record is written, relative to the root: links in its texts are relative to it."""
        files = self._library.files.get((kind, key))
        path = next(filter(None, (files.record, *files.prose.values())), "") if files is not None else ""
        return path.rpartition("/")[0]

    @query()
    def record_in_file(self, path: str) -> RecordKey | None:
        """Return the kind and id of the record whose text or fields are in a file; None if the file holds no record, or a list of them."""
        return self._keys_by_path.get(path)

    @query(sources=lambda self, path: (self._library.media.get(path),))
    def media_file(self, path: str) -> MediaFile | None:
        """Return the picture or download at a path in the repository: its content, size and addresses; None if it is not published."""
        return self._library.media.get(path)

    @query(of_record=True)
    def converted_languages(self, kind: str, key: str) -> frozenset[str]:
        """Return the languages into which texts of a record were converted."""
        return self._library.converted_languages.get((kind, key), frozenset())

    @query(of_record=True)
    def stale_languages(self, kind: str, key: str) -> frozenset[str]:
        """Return the languages of the site in which the text of a record is older than its source."""
        languages = (locale.language for locale in self.site.locales)
        return frozenset(language for language in languages if (kind, key, language) in self._library.outdated_translations)

    @query(inputs="_ids_hash")
    def exists(self, kind: str, key: str) -> bool:
        """Return whether a record is shown. The result does not depend on its content."""
        return self._library.get(kind, key) is not None

    @query(sources=lambda self, kind: self._list_revisions(kind))
    def records(self, kind: str) -> tuple[Record, ...]:
        """Return the records of a kind, in order."""
        return self._library.records_of(kind)

    @query(inputs="_ids_hash")
    def record_ids(self, kind: str) -> tuple[str, ...]:
        """Return the ids of the records of a kind, in order. The result does not depend on their content."""
        return tuple(self._library.records.get(kind, ()))

    @query(inputs="_ids_hash")
    def listed_ids(self, kind: str) -> tuple[str, ...]:
        """Return the ids of the records of a kind that lists and counts contain, in order: all but withdrawn ones."""
        return self._listed.get(kind, ())

    @query(sources=lambda self, kind: self._list_revisions(kind, *(("event", "series") if kind in KINDS_LISTING_TALKS else ())))
    def listed_keys(self, kind: str) -> tuple[RecordKey, ...]:
        """Return the keys of what the list of a kind contains, in order; the list of talks also has the events that count as talks."""
        return self._list_keys(kind)

    @query()
    def count_exported(self, kind: str) -> int:
        """Return the number of records in the list of a kind that are neither samples nor withdrawn."""
        return sum(self._library.records[name][key].exported for name, key in self._list_keys(kind))

    @query(inputs="_ids_hash")
    def has_list(self, kind: str) -> bool:
        """Return whether the list of a kind is published: it has records now or later, or an empty list that the site has a place for."""
        if self._library.records.get(kind) or kind in self._library.awaited_kinds:
            return True
        return kind in KINDS_BY_NAME and not KINDS_BY_NAME[kind].hide_if_empty and self.site.places_list(kind)

    @query(sources=lambda self, kind: self._list_revisions(kind))
    def has_exported(self, kind: str) -> bool:
        """Return whether a kind has a record for feeds, calendars and data files: neither a sample nor withdrawn."""
        return any(record.exported for record in self._library.records_of(kind))

    @query(sources=lambda self, kind, _: self._list_revisions(kind))
    def titles(self, kind: str, languages: tuple[str, ...]) -> tuple[tuple[str, str, str], ...]:
        """Return the id of each record of a kind, with its title in the first of `languages` that has one, and that language.

        Withdrawn records are left out.
        """
        return tuple((record.id, *record.title.within(languages)) for record in self._iter_listed(kind))

    @query(sources=lambda self, kind, *_: self._list_revisions(kind))
    def latest(self, kind: str, field: str, limit: int) -> tuple[Record, ...]:
        """Return the records of a kind with the latest dates in a field, at most `limit`, the latest first; those without a date last.

        Withdrawn records are left out.
        """
        records = tuple(self._iter_listed(kind))
        dated = sorted(
            (record for record in records if getattr(record, field, None) is not None),
            key=lambda record: getattr(record, field).first_day,
            reverse=True,
        )
        return (*dated, *(record for record in records if getattr(record, field, None) is None))[:limit]

    @query(sources=lambda self, key, _: (*self._library.referrers.get(key, ()), *self._withdrawn))
    def referrer_ids(self, key: RecordKey, kind: str) -> tuple[str, ...]:
        """Return the ids of the records of `kind` that refer to a record, in order. Withdrawn records are left out."""
        referrers = self._library.referrers.get(key, ())
        return tuple(referrer[1] for referrer in referrers if referrer[0] == kind and not self._is_withdrawn(referrer))

    @query(sources=lambda self, term, language, _: (*self._library.term_uses.get((term, language), ()), *self._withdrawn))
    def term_uses(self, term: str, language: str, limit: int) -> tuple[tuple[tuple[RecordKey, ...], int], ...]:
        """Return the records that use a term in their text in a language: per kind, the keys of the first `limit` and the number of all."""
        by_kind: dict[str, list[RecordKey]] = {}
        for key in self._library.term_uses.get((term, language), ()):
            if self._is_withdrawn(key):
                continue
            by_kind.setdefault(key[0], []).append(key)
        return tuple((tuple(keys[:limit]), len(keys)) for keys in by_kind.values())

    @query(inputs="_ids_hash")
    def neighbours(self, key: RecordKey) -> tuple[str | None, str | None]:
        """Return the ids of the previous and the next record of the same kind; None at either end."""
        return self._neighbours.get(key[0], {}).get(key[1], (None, None))

    @query()
    def latest_release(self, year: int, month: int, languages: tuple[str, ...]) -> tuple[str, bool] | None:
        """Return the id of the latest release of a month, and whether readers of `languages` see changes since; None without a release."""
        whole_month = PartialDate.parse(f"{year:04}-{month:02}")
        latest = self._releases.latest_by_month.get(whole_month)
        return (latest.id, self._releases.changed_since(whole_month, languages)) if latest is not None else None

    @query()
    def versions_elsewhere(self, release_id: str) -> tuple[tuple[str, RecordKey], ...]:
        """Return where the events of a release last started in another month: a release published before it, and the key there."""
        release = self._library.get("release", release_id)
        if not isinstance(release, Release):
            return ()
        versions = self._releases.versions_elsewhere(release.events, release.month, release.id)
        return tuple((version.release_id, version.event.key) for version in versions)

    @query()
    def moved_away(self, year: int, month: int) -> tuple[tuple[RecordKey, PartialDate], ...]:
        """Return the events of the latest release of a month that start in another month now, with their last start in this one."""
        whole_month = PartialDate.parse(f"{year:04}-{month:02}")
        return tuple(((kind, event.id), former) for kind, event, former in self._releases.moved_away(whole_month))

    @query(sources=lambda self, kind, key: (self._library.fingerprints.get((kind, key)), *self._list_revisions("release")))
    def original_start(self, kind: str, key: str) -> PartialDate | None:
        """Return the start of an event before it was moved, according to its releases; None if they do not have another start."""
        event = self._library.get(kind, key)
        if not isinstance(event, Event):
            return None
        snapshots = self._releases.history.snapshots_of((kind, event.first_id))
        released_starts = (snapshot.event.starts for snapshot in reversed(snapshots))
        return next((starts for starts in released_starts if starts != event.starts), None)

    @query(sources=lambda self, kind, key, *_: (self._library.fingerprints.get((kind, key)), *self._list_revisions("release")))
    def revision_history(self, kind: str, key: str, languages: tuple[str, ...], deadline: str) -> RevisionHistory:
        """Return the revisions of an event, or of its deadline with the id `deadline`, as readers of `languages` see them."""
        event = self._library.get(kind, key)
        return self._releases.revision_history(kind, event, languages, deadline) if isinstance(event, Event) else NO_HISTORY

    @query()
    def is_own_series(self, key: str) -> bool:
        """Return whether the site announces a series itself, and does not collect what others publish."""
        series = self._library.get("series", key)
        return isinstance(series, Series) and series.is_own_of(self.site)

    @query(sources=lambda self, uid, _: (self._index.find(uid),))
    def occurrence_title(self, uid: str, languages: tuple[str, ...]) -> InLanguages:
        """Return the title of an occurrence for pages that show it in the first of `languages` that it has."""
        occurrence = self._index.find(uid)
        return InLanguages(occurrence.title if occurrence is not None else None, languages)

    @query(inputs="_occurrences_hash")
    def occurrences_of(self, key: RecordKey) -> Sequence[Occurrence]:
        """Return the occurrences of a record in chronological order."""
        return self._index.by_record.get(key, ())

    @query(inputs="_occurrences_hash")
    def occurrences_in(self, year: int, month: int) -> Sequence[Occurrence]:
        """Return the occurrences that overlap a month, in chronological order, without replaced ones."""
        return self._index.by_month.get((year, month), ())

    @query(inputs="_occurrences_hash")
    def marks_in(self, year: int, month: int) -> tuple[Occurrence, ...]:
        """Return the occurrences that are marked in the small grid of a month."""
        return tuple(occurrence for occurrence in self._index.by_month.get((year, month), ()) if occurrence.occurrence_type in GRID_MARKS)

    @query()
    def upcoming(self, marks: frozenset[str], limit: int) -> tuple[Occurrence, ...]:
        """Return the next events and marks of some types, at most `limit`, however far away; no samples or replaced ones.

        They are those that have begun and do not end before today, then those that begin today or later.
        """
        upcoming = (
            occurrence
            for occurrence in self._index.iter_from_today()
            if (is_event_type(occurrence.occurrence_type) or occurrence.occurrence_type in marks)
            and not (occurrence.sample or occurrence.replaced)
        )
        return tuple(islice(upcoming, limit))

    @query(inputs="_occurrences_hash")
    def count_dated_in(self, year: int, month: int) -> int:
        """Return the number of dated occurrences in a month that are neither closing days nor other marks of a day."""
        return sum(
            occurrence.occurrence_type not in DAY_MARKS and not is_period(occurrence)
            for occurrence in self._index.by_month.get((year, month), ())
        )

    @query()
    def undated_events_in(self, year: int, month: int) -> tuple[tuple[str, Event], ...]:
        """Return the kind and event of each event of a month without a stated day. Those of a quarter or year are in its first month."""
        return tuple(self._undated_events.get((year, month), ()))

    @query(sources=lambda self: (self._subscriptions,))
    def subscriptions(self) -> frozenset[RecordKey]:
        """Return the calendars that readers can subscribe to, such as `("series", ID)`, except the calendar of everything."""
        return frozenset(self._subscriptions)

    @query(sources=lambda self: (self._subscriptions,))
    def filled_subscriptions(self) -> frozenset[RecordKey]:
        """Return those of the `subscriptions` that contain anything. The others keep their addresses and wait for a first date."""
        return frozenset(key for key, filled in self._subscriptions.items() if filled)

    @query()
    def book_size(self, path: str) -> int:
        """Return the size in bytes of the book published at `path`; 0 if there is none."""
        return self._book_sizes.get(path, 0)

    @query()
    def calendar_years(self) -> tuple[int, ...]:
        """Return the years of the calendar of the site, published or not, in the order of their records."""
        return tuple(year.year for year in self._iter_years())

    @query()
    def last_published_year(self) -> int | None:
        """Return the latest year whose holidays are published; None if there is none."""
        return max((year.year for year in self._iter_years() if year.published), default=None)

    @query()
    def business_days(self, year: int, month: int) -> tuple[int, int] | None:
        """Return the numbers of trading days and of working days in a month; None if the holidays of the year are not published."""
        published = next((record for record in self._iter_years() if record.year == year and record.published), None)
        if published is None:
            return None
        trading, working = (sum(day.month == month for day in days) for days in self._business_days(published))
        return trading, working

    @query()
    def today(self) -> date:
        """Return the date of `now` in the site's zone."""
        return self._index.today

    @query()
    def today_within(self, first: date, last: date) -> date | None:
        """Return today's date if it is one of the days from `first` to `last`; otherwise None."""
        return self._index.today if first <= self._index.today <= last else None

    @query()
    def current_month(self) -> tuple[int, int]:
        """Return the year and the month of `now`."""
        return self._index.today.year, self._index.today.month

    @query()
    def is_current_year(self, year: int) -> bool:
        """Return whether a year is that of `now`."""
        return year == self._index.today.year

    @query()
    def is_past(self, instant: datetime) -> bool:
        """Return whether an instant, such as the end of a month, is past. It is an aware datetime."""
        return instant <= self._index.now

    @query(inputs="_states_hash")
    def state(self, uid: str) -> str:
        """Return the state of an occurrence at `now`: `upcoming`, `now` or `past`; empty if it does not exist."""
        occurrence = self._index.find(uid)
        return self._index.state(occurrence) if occurrence is not None else ""

    @query(sources=lambda self, uid: self._obligations.list_sources(uid))
    def obligation_status(self, uid: str) -> ObligationStatus | None:
        """Return the obligation status of an instance of a series; None for any other occurrence."""
        occurrence = self._index.find(uid)
        return self._obligations.status_of(occurrence) if occurrence is not None else None

    def _list_keys(self, kind: str) -> tuple[RecordKey, ...]:
        own = [(kind, key) for key in self._listed.get(kind, ())]
        if kind not in KINDS_BY_NAME or not KINDS_BY_NAME[kind].lists_talks:
            return tuple(own)
        events = [("event", key) for key in self._listed.get("event", ()) if self._counts_as_talk(self._library.get("event", key))]
        return tuple(sorted((*own, *events), key=self._order_of_event, reverse=KINDS_BY_NAME[kind].newest_first) if events else own)

    def _iter_years(self) -> Iterator[Year]:
        return (year for year in self._library.records_of("year") if isinstance(year, Year))

    def _business_days(self, year: Year) -> tuple[tuple[date, ...], tuple[date, ...]]:
        """Return the trading days and the working days of a year, computed once."""
        if year.year not in self._business_days_by_year:
            self._business_days_by_year[year.year] = (year.trading, year.working)
        return self._business_days_by_year[year.year]

    def _is_withdrawn(self, key: RecordKey) -> bool:
        return key in self._withdrawn

    @cached_property
    def _withdrawn(self) -> Mapping[RecordKey, None]:
        return {key: None for key in self._library.fingerprints if self._library.records[key[0]][key[1]].status == "withdrawn"}

    def _list_revisions(self, *kinds: str) -> tuple[Sequence[str], ...]:
        """Return the fingerprints of the records of each of some kinds: the same object as in the last run of this process, if equal."""
        return tuple(self._revisions_by_kind.get(kind, ()) for kind in kinds)

    @cached_property
    def _revisions_by_kind(self) -> Mapping[str, Sequence[str]]:
        by_kind: dict[str, list[str]] = {}
        for (kind, _), fingerprint in self._library.fingerprints.items():
            by_kind.setdefault(kind, []).append(fingerprint)
        return {
            kind: self._cache.if_changed(f"revisions of {kind}", fingerprints, partial(list, fingerprints))
            for kind, fingerprints in by_kind.items()
        }

    def _iter_listed(self, kind: str) -> Iterator[Record]:
        return (self._library.records[kind][key] for key in self._listed.get(kind, ()))

    def _counts_as_talk(self, event: Record | None) -> bool:
        if not isinstance(event, Event):
            return False
        series = self._library.get("series", event.series) if event.series is not None else None
        return self.site.base_type(event.type) == "talk" or (isinstance(series, Series) and series.talks)

    def _order_of_event(self, key: RecordKey) -> tuple[PartialDate, str]:
        event = self._library.records[key[0]][key[1]]
        return (event.starts, event.id) if isinstance(event, Event) else (PartialDate.from_day(date.min), event.id)

    @cached_property
    def _list_files(self) -> dict[str, str]:
        paths: dict[str, set[str]] = {}
        for (kind, _), files in self._library.files.items():
            if KINDS_BY_NAME[kind].storage == "list":
                paths.setdefault(kind, set()).add(files.record)
        return {kind: next(iter(files)) for kind, files in paths.items() if len(files) == 1}

    @cached_property
    def _month_files(self) -> dict[tuple[int, int], tuple[str, ...]]:
        files = {path for (kind, _), (_, path) in self._library.files.items() if kind in EVENT_KINDS}
        months: dict[tuple[int, int], list[MonthPath]] = {}
        for month in sorted(month for path in files if (month := parse_month_path(path)) is not None):
            months.setdefault((month.year, month.month), []).append(month)
        return {key: tuple(map(str, paths)) for key, paths in months.items()}

    @cached_property
    def _keys_by_path(self) -> dict[str, RecordKey | None]:
        keys_by_path: dict[str, RecordKey | None] = {}
        for key, files in self._library.files.items():
            for path in {path for path in (files.record, *files.prose.values()) if path}:
                keys_by_path[path] = None if path in keys_by_path else key
        return keys_by_path

    @cached_property
    def _ids_hash(self) -> str:
        ids = [f"{kind} {' '.join(by_id)} / {' '.join(self._listed[kind])}" for kind, by_id in self._library.records.items()]
        return digest(*ids, *sorted(self._library.awaited_kinds))

    @cached_property
    def _words_hash(self) -> str:
        return digest(*self._words_read.texts)

    @cached_property
    def _occurrences_hash(self) -> str:
        return self._index.fingerprint

    @cached_property
    def _states_hash(self) -> str:
        """A hash of what the states of all occurrences follow from: their times, and how many of these are past."""
        return f"{self._index.fingerprint} {bisect_right(self._index.edges, self._index.now)}"

    @cached_property
    def _subscriptions(self) -> dict[RecordKey, bool]:
        return all_subscriptions(self._library, self._index.occurrences, self._cache)

    @cached_property
    def _undated_events(self) -> dict[tuple[int, int], list[tuple[str, Event]]]:
        by_month: dict[tuple[int, int], list[tuple[str, Event]]] = {}
        for kind in EVENT_KINDS:
            for event in self._library.records_of(kind):
                if isinstance(event, Event) and event.starts.precision < Precision.DAY and event.status != "withdrawn":
                    by_month.setdefault((event.starts.start.year, event.starts.start.month), []).append((kind, event))
        return by_month


def iter_listed(records: Mapping[str, Record]) -> Iterator[str]:
    """Yield the ids of records that lists contain: a withdrawn record has a page of its own, and that alone."""
    return (key for key, record in records.items() if record.status != "withdrawn")


def _neighbours_by_id(ids: list[str]) -> dict[str, tuple[str | None, str | None]]:
    padded: list[str | None] = [None, *ids, None]
    return {key: (padded[position], padded[position + 2]) for position, key in enumerate(ids)}


@fingerprint_value.register
def _fingerprint_record(record: Record, revisions: Revisions) -> str:
    return revisions[id(record)]


@fingerprint_value.register
def _fingerprint_model(model: BaseModel, revisions: Revisions) -> str:
    """Return the fingerprint of a value in a record, by its fields: each text states its folder, which its `repr` does not."""
    return digest(*[fingerprint_value(getattr(model, name), revisions) for name in type(model).model_fields])


@fingerprint_value.register
def _fingerprint_text(text: Text, _: Revisions) -> str:
    return f"{text!r} {text.folder}"


@fingerprint_value.register
def _fingerprint_occurrence(occurrence: Occurrence, _: Revisions) -> str:
    return occurrence.fingerprint


for plain_type in (MediaFile, ObligationStatus, PartialDate, RevisionHistory):
    fingerprint_value.register(plain_type)(fingerprint_plain)
