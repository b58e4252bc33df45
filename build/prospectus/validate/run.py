"""Runs all checks, in order."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import datetime
from functools import cached_property, partial
from importlib import import_module

from prospectus.cache.cache import BuildCache, digest
from prospectus.cache.fingerprint import fingerprint_code
from prospectus.load.drafts import RawRecord
from prospectus.load.records import LoadedContent
from prospectus.load.saved_records import SavedRecordLostError
from prospectus.load.theme import ThemeSources
from prospectus.model.kinds.site import Site
from prospectus.model.library import RecordKey
from prospectus.model.record import Record
from prospectus.model.registry import EVENT_KINDS, NAMED_KINDS
from prospectus.problems import Problem
from prospectus.text.chinese_script import Script
from prospectus.text.markdown import fingerprint_rules
from prospectus.text.terminology import Terminology
from prospectus.validate.aliases import check_aliases
from prospectus.validate.calendar_rules import check_calendar, to_site_time
from prospectus.validate.causes import group_by_cause
from prospectus.validate.clean_checks import CLEAN, run_unless_clean
from prospectus.validate.fields import check_former_names, check_record
from prospectus.validate.file_mentions import list_mentioned
from prospectus.validate.files import check_files, check_published, select_published
from prospectus.validate.future_dates import check_future_dates
from prospectus.validate.glossary import NO_TERM_USES, TermUses, check_terms, collect_term_uses, collect_terminology, find_banned_uses
from prospectus.validate.known_names import KnownNames, collect_names
from prospectus.validate.languages import check_text_languages, collect_scripts
from prospectus.validate.lifecycle import check_early_references, check_lifecycle, is_withheld
from prospectus.validate.lost_addresses import check_addresses
from prospectus.validate.meanings import check_meanings
from prospectus.validate.media_fields import check_media_fields
from prospectus.validate.plain_text import check_plain_texts
from prospectus.validate.proposals import ProposalContext
from prospectus.validate.prose import check_prose
from prospectus.validate.prose.anchors import check_anchors
from prospectus.validate.prose.files import SiteFiles
from prospectus.validate.references import (
    CheckedRecord,
    SavedCheckedRecord,
    check_codes,
    check_in_context,
    check_locales,
    check_pictures,
    check_unique,
)
from prospectus.validate.sections import check_sections
from prospectus.validate.setting_values import check_overridden, check_setting_values
from prospectus.validate.settings import check_settings
from prospectus.validate.theme import check_theme
from prospectus.validate.translations import StaleText, check_translations, find_stale_texts
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
) -> ValidationResult:
    """Return the result of all checks: of every raw record by itself, then of all records together.

    With `now`, obligations that are overdue at that time are problems too, such as an event that has begun and is still planned. With
    `theme`, the theme is checked against the site. With `present`, lost addresses and dates in the future are problems. `cache` caches
    which records have no problems.
    """
    cache = cache or BuildCache()
    return check_site(loaded, check_records(loaded, cache), cache, now, theme, present)


SAVED = "saved record"
"""The name under which the cache holds the records that fit their schema, between runs of `prospectus check`."""


def check_records(loaded: LoadedContent, cache: BuildCache | None = None) -> RecordResult:
    """Return the result of checking every raw record by itself."""
    cache = cache or BuildCache()
    problems: list[Problem] = []
    context = ProposalContext(loaded.languages, lambda: collect_names(loaded, cache))

    def load_saved(raw: RawRecord) -> Record:
        record: Record | None = cache.get(SAVED, raw.saved_key) or check_record(raw, context)[0]
        if record is None:
            raise SavedRecordLostError
        return record

    def check_raw(raw: RawRecord) -> CheckedRecord | None:
        if raw.facts.get("fits"):
            return SavedCheckedRecord(raw, load_saved)
        record = cache.get_local("record", raw.fingerprint)
        if record is None:
            record, record_problems = check_record(raw, context)
            problems.extend(record_problems)
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
    problems.extend(check_files(loaded.root, loaded.other_files, published_files, mentioned))
    problems.extend(check_published(loaded.root, published_files, mentioned, cache))
    if checked_site is not None and site is not None:
        problems.extend(check_overridden(loaded.settings, site.brand))
        languages = [locale.language for locale in site.locales]
        names = collect_names(loaded, cache)
        context = _make_context(site, names, loaded.other_files)
        if cache.keeps_records:
            problems.extend(_check_new(records, context, cache))
        else:
            term_uses = collect_term_uses(records, collect_terminology(records, languages, cache), cache)
            problems.extend(_check_each(records, context, term_uses, cache))
        problems.extend(check_anchors(records, names, cache))
        problems.extend(_check_together(records, checked_site.raw, site, cache))
        stale_texts = find_stale_texts(records, loaded.translations, languages, cache)
        problems.extend(check_translations(records, stale_texts, languages))
        problems.extend(check_calendar(records, site, now, cache))
        problems.extend(check_sections(checked_site.raw, site, names))
        problems.extend(check_theme(checked_site.raw, site, theme) if theme is not None else ())
        if present is not None:
            problems.extend(check_addresses(loaded, present.published_paths, [locale.path for locale in site.locales]))
        published_at = now or (present.published_at or present.time if present is not None else None)
        if published_at is not None:
            problems.extend(check_early_references(records, to_site_time(published_at, site)))
            if present is not None and present.with_drafts:
                withheld = [checked for checked in records if is_withheld(checked, to_site_time(published_at, site))]
                previewed = frozenset([*withheld, *_find_complete_drafts(records, context)])
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


@dataclass(frozen=True)
class RecordContext:
    """Everything that a check of one record may read besides the record. A record without problems has none in an equal context."""

    languages: tuple[str, ...]
    scripts: Mapping[str, Script]
    names: KnownNames
    files: SiteFiles
    """The files that are not content, to which links and pictures may lead."""

    @cached_property
    def fingerprint(self) -> str:
        """A hash of all its fields."""
        return digest(*(_state_value(getattr(self, entry.name)) for entry in fields(self)))


def _state_value(value: object) -> str:
    """Return a text that states all of a value: its own fingerprint, or its `repr`, sorted if it has no order."""
    if isinstance(value, KnownNames):
        return value.fingerprint
    return repr(sorted(value.items()) if isinstance(value, Mapping) else value)


def _make_context(site: Site, names: KnownNames, other_files: tuple[str, ...]) -> RecordContext:
    files = SiteFiles(other_files, site.picture_rights)
    return RecordContext(tuple(locale.language for locale in site.locales), collect_scripts(site), names, files)


def _find_problems(checked: CheckedRecord, context: RecordContext, term_uses: TermUses) -> list[Problem]:
    """Return the problems of one record. A check is given nothing but the arguments of this function."""
    return [
        *check_in_context(checked, context.languages, context.names),
        *check_aliases(checked, context.languages),
        *check_lifecycle(checked),
        *check_prose(checked, context.languages, context.names, context.files),
        *check_terms(checked, term_uses),
        *check_meanings(checked, context.languages),
        *check_text_languages(checked, context.scripts),
        *check_plain_texts(checked, context.names),
        *check_pictures(checked, context.files.known),
        *check_media_fields(checked, context.languages, context.files),
    ]


def _find_complete_drafts(records: Sequence[CheckedRecord], context: RecordContext) -> list[CheckedRecord]:
    """Return the drafts that could be published together, as far as errors tell."""
    drafts = [checked for checked in records if checked.record.hidden]
    published = {checked: replace(checked, record=checked.record.model_copy(update={"status": "published"})) for checked in drafts}
    while drafts:
        names = context.names.with_drafts(checked.key for checked in drafts)
        complete = [checked for checked in drafts if not _has_errors(published[checked], replace(context, names=names))]
        if len(complete) == len(drafts):
            break
        drafts = complete
    return drafts


def _has_errors(checked: CheckedRecord, context: RecordContext) -> bool:
    return any(problem.severity == "error" for problem in _find_problems(checked, context, NO_TERM_USES))


def _check_each(records: Sequence[CheckedRecord], context: RecordContext, term_uses: TermUses, cache: BuildCache) -> Iterator[Problem]:
    """Yield the problems of each record in the context of the others. `cache` caches which records have none."""
    inputs_hash = digest(context.fingerprint, term_uses.terminology.fingerprint, fingerprint_rules())

    def has_no_problems(checked: CheckedRecord) -> bool | None:
        key = f"{inputs_hash} {checked.raw.fingerprint}"
        return cache.get_or_compute("clean", key, lambda: not _find_problems(checked, context, term_uses)) or None

    unfrozen = [checked for checked in records if not checked.raw.kind.frozen]
    for checked, is_clean in zip(unfrozen, cache.map_changed("clean", unfrozen, has_no_problems, inputs_hash), strict=True):
        if not is_clean:
            yield from _find_problems(checked, context, term_uses)


def _check_new(records: Sequence[CheckedRecord], context: RecordContext, cache: BuildCache) -> Iterator[Problem]:
    """Yield the same problems as `_check_each`, without loading the records that had none in an earlier run in the same context."""
    term_keys = [checked.raw.saved_key for checked in records if checked.raw.kind.name == "term"]
    inputs_hash = digest(fingerprint_code(), context.fingerprint, term_keys)
    terminology: Terminology | None = None
    for checked in records:
        if checked.raw.kind.frozen:
            continue
        key = f"{inputs_hash} {checked.raw.saved_key}"
        if cache.get(CLEAN, key):
            continue
        terminology = terminology or collect_terminology(records, context.languages, cache)
        problems = _find_problems(checked, context, find_banned_uses(checked, terminology, cache))
        if not problems:
            cache.add({(CLEAN, key): True})
        yield from problems


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


def _check_together(records: Sequence[CheckedRecord], raw: RawRecord, site: Site, cache: BuildCache) -> Iterator[Problem]:
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
