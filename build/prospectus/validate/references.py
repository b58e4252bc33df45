"""Checks ids, references, languages and addresses across records."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cached_property

from prospectus.cache.cache import BuildCache, digest
from prospectus.load.drafts import RawRecord
from prospectus.load.records import LoadedContent
from prospectus.model import urls
from prospectus.model.fields import FieldPath, FieldValue, walk_values
from prospectus.model.kinds.event import Event
from prospectus.model.kinds.site import Site
from prospectus.model.library import RecordKey
from prospectus.model.record import Record
from prospectus.model.registry import KINDS_BY_NAME
from prospectus.model.values.text import Text
from prospectus.model.values.waiver import Waiver
from prospectus.problems import Problem
from prospectus.problems.codes import CODES

SPECIAL_PAGES = ("home", "calendar")
"""The pages that belong neither to a record nor to a list."""


@dataclass(frozen=True, eq=False)
class CheckedRecord:
    """A record that fits its schema, with its raw record. Compared by identity; derived values are cached."""

    record: Record
    raw: RawRecord

    @cached_property
    def key(self) -> RecordKey:
        """Its kind and id."""
        return self.raw.kind.name, self.record.id

    @cached_property
    def identity(self) -> tuple[RecordKey, tuple[str, ...], str]:
        """Its key, its former ids and the path of its file."""
        return self.key, self.record.formerly, self.raw.path

    @cached_property
    def values(self) -> tuple[FieldValue, ...]:
        """Its texts, references and targets, each with its field path and type."""
        return tuple(walk_values(self.record))

    @property
    def texts(self) -> Iterator[tuple[FieldPath, Text]]:
        """Its texts with their field paths."""
        return ((field_path, text) for field_path, info, text in self.values if info.value_type == "text")

    @cached_property
    def waivers(self) -> tuple[Waiver, ...]:
        """Its waivers; only the site and events have any."""
        return self.record.waivers if isinstance(self.record, Site | Event) else ()


@dataclass(frozen=True)
class KnownNames:
    """The ids of all records, by kind, including records with problems."""

    by_kind: Mapping[str, frozenset[str]]
    incomplete_kinds: frozenset[str] = frozenset()
    """The kinds of which not every id could be read."""

    @cached_property
    def fingerprint(self) -> str:
        """A hash of all ids."""
        return digest(sorted((kind, sorted(keys)) for kind, keys in self.by_kind.items()), sorted(self.incomplete_kinds))

    def exists(self, kind: str, key: str) -> bool:
        """Return whether `key` is the id of a record of `kind`, or might be, since the kind is incomplete."""
        return key in self.by_kind.get(kind, frozenset()) or kind in self.incomplete_kinds

    def suggest_id(self, kind: str, key: str) -> str:
        """Return the id most similar to `key`, else a list of some existing ids."""
        known = sorted(self.by_kind.get(kind, ()))
        close = get_close_matches(key, known, 1, 0.5)
        if close or not known:
            return close[0] if close else "ID"
        return "one of " + ", ".join([*known[:6], *(["…"] if len(known) > 6 else [])])

    def suggest_target(self, target: str) -> str:
        """Return a suggestion for a target that does not resolve."""
        kind, _, key = target.partition(":")
        if kind in KINDS_BY_NAME and urls.record_or_anchor_url(KINDS_BY_NAME[kind], key) is not None:
            return f"{kind}:{self.suggest_id(kind, key)}"
        return "notice:ID, list:notice or page:calendar"

    def resolves(self, target: str, *, embedded: bool = False) -> bool:
        """Return whether a target exists and has an address on the site; with `embedded`, whether it can be shown within another page."""
        kind, _, key = target.partition(":")
        if kind == "page":
            return key in SPECIAL_PAGES and not embedded
        if kind == "list":
            return key in KINDS_BY_NAME and (embedded or (KINDS_BY_NAME[key].listing is not None and self._has_list(key)))
        return (
            kind in KINDS_BY_NAME
            and self.exists(kind, key)
            and (embedded or urls.record_or_anchor_url(KINDS_BY_NAME[kind], key) is not None)
        )

    def _has_list(self, kind: str) -> bool:
        return not KINDS_BY_NAME[kind].hide_if_empty or bool(self.by_kind.get(kind)) or kind in self.incomplete_kinds


def collect_names(loaded: LoadedContent, cache: BuildCache) -> KnownNames:
    """Return the ids of all raw records, except of drafts, which count as missing."""
    entries = cache.map_changed("written", loaded.raw_records, _extract_entry)
    return cache.if_changed("names", (entries, loaded.incomplete_kinds), lambda: _build_names(entries, loaded.incomplete_kinds))


def _extract_entry(raw: RawRecord) -> tuple[str, object, bool]:
    """Return the kind and the unchecked id of a raw record, and whether it is a draft (`status: draft`)."""
    return raw.kind.name, raw.data.get("id", raw.key), raw.data.get("status") == "draft"


def _build_names(entries: Sequence[tuple[str, object, bool]], unreadable_kinds: Collection[str]) -> KnownNames:
    by_kind: dict[str, set[str]] = {}
    incomplete_kinds = set(unreadable_kinds)
    for kind, key, is_draft in entries:
        if is_draft:
            continue
        seen = by_kind.setdefault(kind, set())
        if not isinstance(key, str) or key in seen:
            incomplete_kinds.add(kind)
        else:
            seen.add(key)
    return KnownNames({kind: frozenset(keys) for kind, keys in by_kind.items()}, frozenset(incomplete_kinds))


def check_in_context(checked: CheckedRecord, languages: Sequence[str], names: KnownNames) -> Iterator[Problem]:
    """Yield the problems of one record in the context of the others. A draft may refer to missing records."""
    if not checked.record.hidden:
        yield from _check_references(checked, names)
    yield from _check_languages(checked, languages)
    if checked.raw.kind.name not in names.incomplete_kinds:
        yield from _check_prose_languages(checked, languages)
    yield from _check_sample(checked, languages)
    yield from _check_filled_in(checked)


def check_unique(records: Sequence[CheckedRecord]) -> Iterator[Problem]:
    """Yield a problem for each id or address that is used twice. The result depends only on `CheckedRecord.identity`."""
    yield from _check_ids(records)
    yield from _check_addresses(records)


def _check_ids(records: Sequence[CheckedRecord]) -> Iterator[Problem]:
    """An id must be unique within its kind."""
    first: dict[tuple[str, str], CheckedRecord] = {}
    for checked in records:
        earlier = first.setdefault(checked.key, checked)
        if earlier is not checked:
            yield checked.raw.problem(("id",), "PR201", came=checked.record.id, first=earlier.raw.path, form="an id of its own")


def _check_references(checked: CheckedRecord, names: KnownNames) -> Iterator[Problem]:
    """A reference must lead to an existing record, and a target to an existing page."""
    for field_path, info, value in checked.values:
        if info.value_type == "ref" and info.kind is not None and not names.exists(info.kind, value):
            field = str(next(step for step in reversed(field_path) if isinstance(step, str)))
            yield checked.raw.problem(field_path, "PR202", field=field, kind=info.kind, came=value, form=names.suggest_id(info.kind, value))
        elif info.value_type in ("target", "shown") and not names.resolves(value, embedded=info.value_type == "shown"):
            yield checked.raw.problem(field_path, "PR203", came=value, form=names.suggest_target(value))


def _check_languages(checked: CheckedRecord, languages: Sequence[str]) -> Iterator[Problem]:
    """Every text must be present in each language of the site, and in no other."""
    expected = set(languages)
    for field_path, text in checked.texts:
        if text.languages == expected:
            continue
        for language in languages:
            if language not in text:
                yield checked.raw.problem(
                    field_path, "PR301", language, language=language, came=text.within(languages).text, form=f"{language}: …"
                )
        for language in text:
            if language not in expected:
                form = f"one of {', '.join(languages)}"
                yield checked.raw.problem((*field_path, language), "PR302", language, came=language, form=form)


def _check_prose_languages(checked: CheckedRecord, languages: Sequence[str]) -> Iterator[Problem]:
    """Prose must be present in each language of the site."""
    if checked.raw.prose:
        for language in languages:
            if language not in checked.raw.prose:
                existing = next(iter(checked.raw.prose.values())).path
                yield checked.raw.problem((), "PR301", language, came=existing, form=f"{checked.record.id}.{language}.md beside it")


UNREADABLE_CODES = ("PR0", "PR1")
"""Prefixes of the problem codes for records that cannot be read, and would be missing from the site."""
SAMPLE_PREFIXES = {"zh": "【示例】", "en": "[Sample]"}
UNFILLED_PREFIXES = {"zh": "【待填】", "en": "[To fill in]"}
"""Prefixes of titles that `plan` leaves for a person to fill in."""


def _check_sample(checked: CheckedRecord, languages: Sequence[str]) -> Iterator[Problem]:
    """The title of a sample must start with the sample prefix in each language."""
    if checked.record.status != "sample":
        return
    for language in languages:
        prefix = SAMPLE_PREFIXES.get(language, SAMPLE_PREFIXES["en"])
        if language in checked.record.title and not checked.record.title[language].startswith(prefix):
            title = checked.record.title[language]
            yield checked.raw.problem(("title", language), "PR207", language, came=title, form=f"{prefix} {title}")


def _check_filled_in(checked: CheckedRecord) -> Iterator[Problem]:
    """The title of a published record must be filled in."""
    if not checked.record.hidden and is_unfilled(checked.record.title):
        language = next(language for language in checked.record.title if _has_unfilled_prefix(checked.record.title[language]))
        came = checked.record.title[language]
        yield checked.raw.problem(("title", language), "PR227", came=came, form="the title of the event, or status: draft")


def is_unfilled(title: Text) -> bool:
    """Return whether a title still has the prefix of a title to be filled in."""
    return any(map(_has_unfilled_prefix, title.as_dict().values()))


def _has_unfilled_prefix(text: str) -> bool:
    return text.startswith(tuple(UNFILLED_PREFIXES.values()))


def check_locales(raw: RawRecord, site: Site) -> Iterator[Problem]:
    """The folder of a language must not be used by another language or by the site itself."""
    folders = (pattern.split("/")[0] for kind in KINDS_BY_NAME.values() for pattern in (kind.page, kind.listing) if pattern)
    owners = dict.fromkeys((*folders, "assets", "calendar", "data", "feeds"), "the site itself")
    for index, locale in enumerate(site.locales):
        if locale.path in owners:
            yield raw.problem(("locales", index, "path"), "PR204", came=f"/{locale.path}", first=owners[locale.path], form="another folder")
        owners.setdefault(locale.path, locale.name)


def _check_addresses(records: Sequence[CheckedRecord]) -> Iterator[Problem]:
    """An address must belong to only one page."""
    owners: dict[str, str] = {kind.listing: kind.source_path for kind in KINDS_BY_NAME.values() if kind.listing}
    owners["calendar"] = "the calendar"
    for checked in records:
        for key in (checked.record.id, *checked.record.formerly):
            url_path = checked.raw.kind.page.format(id=key) if checked.raw.kind.page else None
            if url_path is not None and url_path in owners and owners[url_path] != checked.raw.path:
                field_path = ("id",) if key == checked.record.id else ("formerly", checked.record.formerly.index(key))
                yield checked.raw.problem(field_path, "PR204", came=f"/{url_path}/", first=owners[url_path], form="another id")
            if url_path is not None:
                owners.setdefault(url_path, checked.raw.path)


def check_codes(records: Sequence[CheckedRecord], raw: RawRecord, site: Site) -> Iterator[Problem]:
    """A severity or waiver must name an existing problem code. Codes for unreadable records can be neither waived nor lowered."""
    code_uses: list[tuple[RawRecord, FieldPath, str, str]] = [
        (raw, ("severities", code), code, severity) for code, severity in site.severities.items()
    ]
    for checked in records:
        for index, waiver in enumerate(checked.waivers):
            code_uses.append((checked.raw, ("waivers", index, "code"), waiver.code, "waived"))
    for origin, field_path, code, severity in code_uses:
        if code not in CODES:
            yield origin.problem(field_path, "PR212", came=code, form="PR301")
        elif code.startswith(UNREADABLE_CODES) and severity != "error":
            yield origin.problem(field_path, "PR213", came=code, form=f"{code}: error, or no line for it")
