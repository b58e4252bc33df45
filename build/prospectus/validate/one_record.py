"""Runs the checks of one record at a time, in the context of the others."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from functools import cached_property
from itertools import chain

from prospectus.cache.cache import BuildCache, digest
from prospectus.cache.fingerprint import fingerprint_code
from prospectus.model.kinds.site import Site
from prospectus.parallel import SERIAL, ProcessPool
from prospectus.problems import Problem
from prospectus.problems.limit import limit_problems
from prospectus.text.chinese_script import Script
from prospectus.text.markdown import fingerprint_rules
from prospectus.text.terminology import Terminology
from prospectus.validate.aliases import check_aliases
from prospectus.validate.clean_checks import CLEAN
from prospectus.validate.glossary import NO_TERM_USES, TermUses, check_terms, collect_terminology, find_banned_uses
from prospectus.validate.known_names import KnownNames
from prospectus.validate.languages import check_text_languages, collect_scripts
from prospectus.validate.lifecycle import check_lifecycle
from prospectus.validate.meanings import check_meanings
from prospectus.validate.media_fields import check_media_fields
from prospectus.validate.plain_text import check_plain_texts
from prospectus.validate.prose import check_prose
from prospectus.validate.prose.files import SiteFiles
from prospectus.validate.references import CheckedRecord, check_in_context, check_pictures

CHUNK_SIZE = 64
"""The number of records that a worker process checks at a time."""


@dataclass(frozen=True)
class RecordContext:
    """Everything that a check of one record may read besides the record. A record without problems has none in an equal context."""

    languages: tuple[str, ...]
    written_languages: tuple[str, ...]
    """The languages in which every text must be written; texts of the others are converted."""
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


def make_context(site: Site, names: KnownNames, other_files: tuple[str, ...]) -> RecordContext:
    """Return what the records of a site are checked against."""
    languages, files = tuple(locale.language for locale in site.locales), SiteFiles(other_files, site.picture_rights)
    return RecordContext(languages, site.written_languages, collect_scripts(site), names, files)


def _find_problems(checked: CheckedRecord, context: RecordContext, term_uses: TermUses) -> list[Problem]:
    """Return the problems of one record. A check is given nothing but the arguments of this function."""
    checks = (
        check_in_context(checked, context.languages, context.written_languages, context.names),
        check_aliases(checked, context.languages),
        check_lifecycle(checked),
        check_prose(checked, context.languages, context.names, context.files),
        check_terms(checked, term_uses),
        check_meanings(checked, context.written_languages),
        check_text_languages(checked, context.scripts),
        check_plain_texts(checked, context.names),
        check_pictures(checked, context.files.known),
        check_media_fields(checked, context.languages, context.files),
    )
    return list(limit_problems(chain.from_iterable(checks)))


def find_complete_drafts(records: Sequence[CheckedRecord], context: RecordContext) -> list[CheckedRecord]:
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


def check_each(
    records: Sequence[CheckedRecord], context: RecordContext, term_uses: TermUses, cache: BuildCache, pool: ProcessPool = SERIAL
) -> Iterator[Problem]:
    """Yield the problems of each record in the context of the others. `cache` caches which records have none."""
    inputs_hash = digest(context.fingerprint, term_uses.terminology.fingerprint, fingerprint_rules())
    unfrozen = [checked for checked in records if not checked.raw.kind.frozen]

    def key_of(checked: CheckedRecord) -> str:
        return f"{inputs_hash} {checked.raw.fingerprint}"

    def is_clean(checked: CheckedRecord) -> bool:
        return not _find_problems(checked, context, term_uses)

    is_new_context = cache.get_local("clean in", "context") != inputs_hash
    unknown = [checked for checked in unfrozen if cache.get("clean", key_of(checked)) is None] if is_new_context else []
    found = dict(pool.map(is_clean, unknown, CHUNK_SIZE))  # of a worker, only a word per record comes back
    cache.set_local("clean in", "context", inputs_hash)

    def has_no_problems(checked: CheckedRecord) -> bool | None:
        value = cache.get_or_compute("clean", key_of(checked), lambda: found[checked] if checked in found else is_clean(checked))
        return value or None

    for checked, has_none in zip(unfrozen, cache.map_changed("clean", unfrozen, has_no_problems, inputs_hash), strict=True):
        if not has_none:
            yield from _find_problems(checked, context, term_uses)


def check_new(records: Sequence[CheckedRecord], context: RecordContext, cache: BuildCache) -> Iterator[Problem]:
    """Yield the same problems as `check_each`, without loading the records that had none in an earlier run in the same context."""
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
