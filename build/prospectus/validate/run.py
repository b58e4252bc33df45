"""Runs all checks, in order."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial

from prospectus.cache.cache import BuildCache
from prospectus.load.drafts import RawRecord
from prospectus.load.records import LoadedContent
from prospectus.load.saved_records import SavedRecordLostError
from prospectus.load.theme import ThemeSources
from prospectus.model.kinds.site import Site
from prospectus.model.library import RecordKey
from prospectus.model.record import Record
from prospectus.parallel import SERIAL, ProcessPool
from prospectus.problems import Problem
from prospectus.problems.limit import CORRECT_FIRST, MOST_PER_FILE
from prospectus.validate.calendar_rules import check_calendar, to_site_time
from prospectus.validate.causes import group_by_cause
from prospectus.validate.conversion import check_conversion
from prospectus.validate.fields import check_record
from prospectus.validate.file_mentions import list_mentioned
from prospectus.validate.files import check_files, check_published, select_published
from prospectus.validate.future_dates import check_future_dates
from prospectus.validate.glossary import NO_TERM_USES, TermUses, collect_term_uses, collect_terminology
from prospectus.validate.known_names import collect_names
from prospectus.validate.lifecycle import check_early_references, is_withheld
from prospectus.validate.lost_addresses import check_addresses
from prospectus.validate.one_record import check_each, check_new, find_complete_drafts, make_context
from prospectus.validate.proposals import ProposalContext
from prospectus.validate.prose.anchors import check_anchors
from prospectus.validate.references import (
    CheckedRecord,
    SavedCheckedRecord,
)
from prospectus.validate.sections import check_sections
from prospectus.validate.setting_values import check_hosts, check_overridden, check_setting_values, check_site_name
from prospectus.validate.settings import check_settings
from prospectus.validate.theme import check_theme
from prospectus.validate.together import check_together
from prospectus.validate.translations import StaleText, check_translations, find_stale_texts, list_translated_languages
from prospectus.validate.waivers import WaivedProblem, apply_waivers


@dataclass(frozen=True, slots=True)
class RecordResult:
    """The records that fit their schema, and the problems of everything that could not be read or does not fit."""

    records: tuple[CheckedRecord, ...]
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class ValidationResult:
    """The records that fit their schema, and every problem that is not waived."""

    records: tuple[CheckedRecord, ...]
    site: Site | None
    problems: tuple[Problem, ...]
    term_uses: TermUses = NO_TERM_USES
    waived: tuple[WaivedProblem, ...] = ()
    """Every problem that a waiver accepts, with the reason."""
    published_files: tuple[str, ...] = ()
    """The files beside the content that are published as they are, such as pictures and downloads: paths relative to the root."""
    previewed: frozenset[CheckedRecord] = frozenset()
    """The drafts and withheld records that a preview shows."""
    stale_texts: Mapping[RecordKey, tuple[StaleText, ...]] = field(default_factory=dict)
    """The translations of each record whose source has changed since they were accepted."""
    converted_languages: Mapping[RecordKey, frozenset[str]] = field(default_factory=dict)
    """The languages into which texts of each record were converted."""

    @property
    def has_errors(self) -> bool:
        """Whether an error prevents the content from being published."""
        return self.site is None or any(problem.severity == "error" for problem in self.problems)

    @property
    def blocks_strict_build(self) -> bool:
        """Whether a strict build must fail: for every problem above severity `info`."""
        return self.site is None or any(problem.severity != "info" for problem in self.problems)


@dataclass(frozen=True, slots=True)
class Present:
    """What the content is compared with, although it is not content."""

    time: datetime | None
    """The present time, aware. It tells which dates are in the future; what is overdue is reported only with `now`. None for a build."""
    published_paths: frozenset[str] = frozenset()
    """The paths of the files that the last build published."""
    former_paths: frozenset[str] = frozenset()
    """The paths of pages that an earlier revision of the content had, or that the deployed site has."""
    published_at: datetime | None = None
    """The time at which the content is published, aware; `time` if None. What is published later must not be referred to."""
    with_drafts: bool = False
    """Whether drafts and withheld records are shown, for a preview."""


def validate(
    loaded: LoadedContent,
    cache: BuildCache | None = None,
    now: datetime | None = None,
    theme: ThemeSources | None = None,
    present: Present | None = None,
    pool: ProcessPool = SERIAL,
) -> ValidationResult:
    """Return the result of all checks: of every raw record by itself, then of all records together.

    With `now`, obligations that are overdue at that time are problems too, such as an event that has begun and is still planned. With
    `theme`, the theme is checked against the site. With `present`, lost addresses and dates in the future are problems. `cache` caches
    which records have no problems.
    """
    cache = cache or BuildCache()
    return check_site(loaded, check_records(loaded, cache), cache, now, theme, present, pool)


SAVED = "saved record"
"""The name under which the cache holds the records that fit their schema, between runs of `prospectus check`."""


def check_records(loaded: LoadedContent, cache: BuildCache | None = None) -> RecordResult:
    """Return the result of checking every raw record by itself."""
    cache = cache or BuildCache()
    problems: list[Problem] = []
    context = ProposalContext(loaded.written_languages, lambda: collect_names(loaded, cache))

    def load_saved(raw: RawRecord) -> Record:
        record: Record | None = cache.get(SAVED, raw.saved_key) or check_record(raw, context)[0]
        if record is None:
            raise SavedRecordLostError
        return record

    count_by_path: Counter[str] = Counter()

    def check_raw(raw: RawRecord) -> CheckedRecord | None:
        if raw.facts.get("fits"):
            return SavedCheckedRecord(raw, load_saved)
        record = cache.get_local("record", raw.fingerprint)
        if record is None:
            if count_by_path[raw.path] > MOST_PER_FILE:
                return None
            record, record_problems = check_record(raw, context)
            problems.extend(record_problems)
            count_by_path[raw.path] += len(record_problems)
            if count_by_path[raw.path] > MOST_PER_FILE:
                problems.append(replace(raw.problem((), "PR026", limit=MOST_PER_FILE, form=CORRECT_FIRST), record=None))
        if record is None:
            return None
        cache.set_local("record", raw.fingerprint, record)
        if cache.keeps_records:
            raw.facts["fits"] = True
            cache.add({(SAVED, raw.saved_key): record})
        return CheckedRecord(record, raw)

    records = tuple(checked for checked in cache.map_changed("checked", loaded.raw_records, check_raw) if checked is not None)
    return RecordResult(records, (*loaded.problems, *problems))


def check_site(
    loaded: LoadedContent,
    result: RecordResult,
    cache: BuildCache | None = None,
    now: datetime | None = None,
    theme: ThemeSources | None = None,
    present: Present | None = None,
    pool: ProcessPool = SERIAL,
) -> ValidationResult:
    """Return the result of checking all records together, with the problems of `result`; the other arguments are those of `validate`."""
    cache = cache or BuildCache()
    records, problems = result.records, list(result.problems)
    checked_site = next((checked for checked in records if checked.raw.kind.name == "site"), None)
    site = checked_site.record if checked_site is not None and isinstance(checked_site.record, Site) else None
    term_uses, previewed = NO_TERM_USES, frozenset[CheckedRecord]()
    stale_texts: dict[RecordKey, tuple[StaleText, ...]] = {}
    mentioned = list_mentioned(loaded.raw_records, cache) if loaded.other_files else frozenset()
    published_files = select_published(loaded.root, loaded.other_files, mentioned)
    problems.extend(check_settings(loaded.settings))
    problems.extend(check_setting_values(loaded.root, loaded.settings, published_files))
    problems.extend(check_hosts(loaded.settings))
    problems.extend(check_files(loaded.root, loaded.other_files, published_files, mentioned))
    problems.extend(check_published(loaded.root, published_files, mentioned, cache))
    if checked_site is not None and site is not None:
        problems.extend(check_overridden(loaded.settings, site.brand))
        problems.extend(check_site_name(loaded.settings, site.title))
        languages, translated = [locale.language for locale in site.locales], list_translated_languages(site)
        names = collect_names(loaded, cache)
        context = make_context(site, names, loaded.other_files)
        if cache.keeps_records:
            problems.extend(check_new(records, context, cache))
        else:
            term_uses = collect_term_uses(records, collect_terminology(records, languages, cache), cache)
            problems.extend(check_each(records, context, term_uses, cache, pool))
        problems.extend(check_anchors(records, names, cache))
        problems.extend(check_together(records, checked_site.raw, site, cache))
        stale_texts = find_stale_texts(records, loaded.translations, translated, cache)
        problems.extend(check_translations(records, stale_texts, translated))
        interface_words = theme.words if theme is not None else None
        problems.extend(check_conversion(checked_site.raw, site, loaded.conversion_words, records, interface_words))
        problems.extend(check_calendar(records, site, now, cache))
        problems.extend(check_sections(checked_site.raw, site, names))
        problems.extend(check_theme(checked_site.raw, site, theme) if theme is not None else ())
        if present is not None:
            problems.extend(
                check_addresses(loaded, present.published_paths, [locale.path for locale in site.locales], present.former_paths)
            )
        published_at = now or (present.published_at or present.time if present is not None else None)
        if published_at is not None:
            problems.extend(check_early_references(records, to_site_time(published_at, site)))
            if present is not None and present.with_drafts:
                withheld = [checked for checked in records if is_withheld(checked, to_site_time(published_at, site))]
                previewed = frozenset([*withheld, *find_complete_drafts(records, context)])
        if present is not None and present.time is not None:
            problems.extend(check_future_dates(records, to_site_time(present.time, site).date()))
    judgement = apply_waivers(problems, records, site, with_overdue=now is not None, with_theme=theme is not None)
    remaining = group_by_cause(judgement.remaining, partial(_find_draft, loaded.raw_records))
    return ValidationResult(records, site, remaining, term_uses, judgement.waived, published_files, previewed, stale_texts)


def _find_draft(raw_records: Sequence[RawRecord], kind: str, key: str) -> RawRecord | None:
    """Return the draft with an id; None if no record or only a published one has it."""
    return next(
        (
            raw
            for raw in raw_records
            if raw.kind.name == kind and raw.data.get("status") == "draft" and key in (raw.key, raw.data.get("id", raw.key))
        ),
        None,
    )
