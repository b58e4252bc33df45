"""Checks ids, references, languages and addresses across records."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from prospectus.cache.cache import digest
from prospectus.load.drafts import RawRecord, find_position
from prospectus.model.fields import FieldPath, FieldValue, walk_values
from prospectus.model.kind_names import describe_kind
from prospectus.model.kinds.category import GROUPED_KINDS, Category
from prospectus.model.kinds.event import Event
from prospectus.model.kinds.site import Site
from prospectus.model.library import RecordKey
from prospectus.model.record import SAMPLE_PREFIXES, Record
from prospectus.model.registry import KINDS_BY_NAME
from prospectus.model.urls import FIXED_FOLDERS
from prospectus.model.values.text import Text
from prospectus.model.values.waiver import Waiver
from prospectus.problems import Message, Problem
from prospectus.problems.codes import CODES
from prospectus.text.portable_names import find_unportable_part, suggest_portable_name
from prospectus.validate.declared_values import check_declared
from prospectus.validate.known_names import KnownNames, list_choices
from prospectus.validate.link_notations import iter_kinds
from prospectus.validate.right_forms import format_value
from prospectus.validate.source_edits import find_written_value


@dataclass(frozen=True, eq=False)
class CheckedRecord:
    """A record that fits its schema, with its raw record. Compared by identity; derived values are cached."""

    record: Record
    raw: RawRecord

    @property
    def key(self) -> RecordKey:
        """Its kind and id."""
        return self.identity[0]

    @property
    def fingerprint(self) -> str:
        """A hash of everything that is written of it."""
        return self.raw.fingerprint

    @property
    def fields_fingerprint(self) -> str:
        """A hash of its fields, without its Markdown."""
        return self.raw.fields_fingerprint

    @cached_property
    def identity(self) -> tuple[RecordKey, tuple[str, ...], str]:
        """Its key, its former ids and the path of its file."""
        return self.raw.fact("identity", lambda: ((self.raw.kind.name, self.record.id), self.record.formerly, self.raw.path))

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
        return self.raw.fact("waivers", lambda: self.record.waivers if isinstance(self.record, Site | Event) else ())


@dataclass(frozen=True, eq=False)
class DerivedRecord(CheckedRecord):
    """A record with what other records or the time add to it before it is shown."""

    written: CheckedRecord
    """The record to which it was added."""
    addition: str
    """What was added, or a hash of it."""

    @cached_property
    def fingerprint(self) -> str:
        """A hash of everything that is written of it, and of what was added to it."""
        return digest(self.written.fingerprint, self.addition)

    @cached_property
    def fields_fingerprint(self) -> str:
        """A hash of its fields, and of what was added to it."""
        return digest(self.written.fields_fingerprint, self.addition)


class SavedCheckedRecord(CheckedRecord):
    """A record that fitted its schema in an earlier run, loaded on first use."""

    def __init__(self, raw: RawRecord, load: Callable[[RawRecord], Record]) -> None:
        self.__dict__.update(raw=raw, load=load)

    def __getattr__(self, name: str) -> Any:
        """Load the record."""
        if name != "record":
            raise AttributeError(name)
        self.__dict__["record"] = record = self.__dict__["load"](self.raw)
        return record


def check_in_context(
    checked: CheckedRecord, languages: Sequence[str], written_languages: Sequence[str], names: KnownNames
) -> Iterator[Problem]:
    """Yield the problems of one record in the context of the others. A draft may refer to missing records.

    `languages` are those that texts may have, and `written_languages` those that they must have.
    """
    if not checked.record.hidden:
        yield from _check_references(checked, names)
    yield from check_declared(checked.raw, checked.values, names)
    yield from _check_grouped_kind(checked)
    yield from _check_languages(checked, languages, written_languages)
    if checked.raw.kind.name not in names.incomplete_kinds:
        yield from _check_prose_languages(checked, written_languages)
    yield from _check_sample(checked, languages)
    yield from _check_filled_in(checked)


PICTURE_FORM = Message("a picture in content/assets/, such as assets/li-ming.jpg", "`content/assets/` 中的图片，如 assets/li-ming.jpg")


def check_pictures(checked: CheckedRecord, other_files: Collection[str]) -> Iterator[Problem]:
    """A picture must be a file in the content. `other_files` are the paths of all files that are not content."""
    for field_path, info, path in checked.values:
        if info.value_type == "picture" and f"content/{path}" not in other_files:
            yield checked.raw.problem(field_path, "PR554", came=path, form=PICTURE_FORM)


def check_unique(records: Sequence[CheckedRecord]) -> Iterator[Problem]:
    """Yield a problem for each id or address that is used twice, and for each id that some system cannot hold.

    The result depends only on `CheckedRecord.identity`.
    """
    yield from _check_ids(records)
    yield from _check_addresses(records)
    yield from _check_portable_ids(records)


def _check_ids(records: Sequence[CheckedRecord]) -> Iterator[Problem]:
    """An id must be unique within its kind."""
    first: dict[tuple[str, str], CheckedRecord] = {}
    for checked in records:
        earlier = first.setdefault(checked.key, checked)
        if earlier is not checked:
            yield checked.raw.problem(("id",), "PR201", came=checked.record.id, first=_place_of_id(earlier.raw), form=OWN_ID)


def _place_of_id(raw: RawRecord) -> str:
    """Return the file of a record; for a record of a list, with the line of its id."""
    if raw.key is not None:
        return raw.path
    line, _ = find_position(raw.root, raw.parts[0], ("id",))
    return f"{raw.path}:{line}"


OWN_ID = Message("an id of its own", "另一个标识")


def _check_references(checked: CheckedRecord, names: KnownNames) -> Iterator[Problem]:
    """A reference must lead to an existing record, and a target to an existing page."""
    for field_path, info, value in checked.values:
        if info.value_type == "ref" and info.kind is not None:
            if not names.exists(info.kind, value):
                yield _unknown_reference(checked, field_path, info.kind, value, names)
            elif info.kind == "category":
                yield from _check_group(checked, field_path, value, names)
        elif info.value_type in ("target", "shown") and not names.resolves(value, embedded=info.value_type == "shown"):
            form = names.suggest_target(value, embedded=info.value_type == "shown")
            yield _with_fix(checked, field_path, checked.raw.problem(field_path, "PR203", came=value, target=value, form=form))


def _unknown_reference(checked: CheckedRecord, field_path: FieldPath, kind: str, value: str, names: KnownNames) -> Problem:
    form = names.suggest_id(kind, value, _grouped_kinds(checked, field_path) if kind == "category" else ())
    problem = checked.raw.problem(
        field_path, "PR202", field=_field_name(field_path), kind=describe_kind(kind), came=value, target=f"{kind}:{value}", form=form
    )
    return _with_fix(checked, field_path, problem)


def _with_fix(checked: CheckedRecord, field_path: FieldPath, problem: Problem) -> Problem:
    """Return a problem with the edit that writes its right form, if that is a single value."""
    written = find_written_value(checked.raw, field_path) if isinstance(problem.params["form"], str) else None
    return replace(problem, fix=written.replaced_by(format_value(problem.params["form"]))) if written else problem


def _field_name(field_path: FieldPath) -> str:
    return str(next(step for step in reversed(field_path) if isinstance(step, str)))


SUBJECT_KINDS = ("lesson", "course")
"""The kinds whose subjects are the same categories."""


def _grouped_kinds(checked: CheckedRecord, field_path: FieldPath) -> tuple[str, ...]:
    """Return the kinds of which a category in a field may group the records: the own kind, or for subjects those that have subjects."""
    return SUBJECT_KINDS if field_path[0] == "subjects" else (checked.raw.kind.name,)


def _check_group(checked: CheckedRecord, field_path: FieldPath, category: str, names: KnownNames) -> Iterator[Problem]:
    """The group of a record must be a category that groups its kind. A category that groups no kind is reported itself."""
    expected, groups = _grouped_kinds(checked, field_path), names.groups.get(category)
    if groups is None or groups in expected or groups not in KINDS_BY_NAME:
        return
    choices = sorted(key for key, grouped in names.groups.items() if grouped in expected)
    form = list_choices(choices) if choices else _describe_new_category(expected[0])
    kinds = {"kind": describe_kind(expected[0]), "other": describe_kind(groups)}
    yield checked.raw.problem(field_path, "PR271", field=_field_name(field_path), came=category, form=form, **kinds)


def _describe_new_category(kind: str) -> Message:
    return Message(f"a category of its own with groups: {kind}", f"另设一个分类，写明 groups: {kind}")


def _check_grouped_kind(checked: CheckedRecord) -> Iterator[Problem]:
    """A category must name the kind whose records it groups."""
    if isinstance(checked.record, Category) and checked.record.groups not in GROUPED_KINDS:
        meant = next((kind for kind in iter_kinds(checked.record.groups) if kind in GROUPED_KINDS), None)
        problem = checked.raw.problem(("groups",), "PR272", came=checked.record.groups, form=meant or list_choices(GROUPED_KINDS))
        yield _with_fix(checked, ("groups",), problem)


def _check_languages(checked: CheckedRecord, languages: Sequence[str], written_languages: Sequence[str]) -> Iterator[Problem]:
    """Every text must be present in each language that is not converted, and in none that the site does not have.

    `people_and_places` checks which languages names lack.
    """
    expected = set(languages)
    for field_path, info, text in checked.values:
        if info.value_type != "text" or text.languages == expected:
            continue
        for language in written_languages:
            if language not in text and info.kind is None:
                yield checked.raw.problem(
                    field_path, "PR301", language, language=language, came=text.within(languages).text, form=f"{language}: …"
                )
        for language in text:
            if language not in expected:
                form = _suggest_languages(text, languages, written_languages)
                yield checked.raw.problem((*field_path, language), "PR302", language, came=language, form=form)


def _suggest_languages(text: Text, languages: Sequence[str], written_languages: Sequence[str]) -> str | Message:
    """Return the languages that a text with another one lacks; or, if it lacks none, the text without the other one."""
    missing = [language for language in written_languages if language not in text]
    if missing:
        return missing[0] if len(missing) == 1 else list_choices(missing)
    return format_value({language: text[language] for language in languages if language in text})


def _check_prose_languages(checked: CheckedRecord, languages: Sequence[str]) -> Iterator[Problem]:
    """Prose must be present in each language of the site."""
    if checked.raw.prose:
        for language in languages:
            if language not in checked.raw.prose:
                existing = next(iter(checked.raw.prose.values())).path
                name = f"{checked.record.id}.{language}.md"
                yield checked.raw.problem((), "PR301", language, came=existing, form=Message(f"{name} beside it", f"同一目录下的 {name}"))


_UNREADABLE_PREFIXES = ("PR0", "PR1")


def is_unreadable(code: str) -> bool:
    """Return whether a code means that a record cannot be read, and would be missing from the site."""
    return code.startswith(_UNREADABLE_PREFIXES) and CODES[code].severity == "error"


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


TITLE_OR_DRAFT = Message("the title of the event, or status: draft", "活动的正式标题；尚未确定时写 status: draft")


def _check_filled_in(checked: CheckedRecord) -> Iterator[Problem]:
    """The title of a published record must be filled in."""
    if not checked.record.hidden and is_unfilled(checked.record.title):
        language = next(language for language in checked.record.title if _has_unfilled_prefix(checked.record.title[language]))
        came = checked.record.title[language]
        yield checked.raw.problem(("title", language), "PR227", came=came, form=TITLE_OR_DRAFT)


def is_unfilled(title: Text) -> bool:
    """Return whether a title still has the prefix of a title to be filled in."""
    return any(map(_has_unfilled_prefix, title.as_dict().values()))


def _has_unfilled_prefix(text: str) -> bool:
    return text.startswith(tuple(UNFILLED_PREFIXES.values()))


SITE_ITSELF = Message("the site itself", "站点自身")
OTHER_FOLDER = Message("another folder", "另一个目录")


def check_locales(raw: RawRecord, site: Site) -> Iterator[Problem]:
    """The folder of a language must not be used by another language or by the site itself."""
    folders = (pattern.split("/")[0] for kind in KINDS_BY_NAME.values() for pattern in (kind.page, kind.listing) if pattern)
    owners: dict[str, str | Message] = dict.fromkeys((*folders, *FIXED_FOLDERS), SITE_ITSELF)
    for index, locale in enumerate(site.locales):
        if locale.path in owners:
            yield raw.problem(("locales", index, "path"), "PR204", came=f"/{locale.path}", first=owners[locale.path], form=OTHER_FOLDER)
        owners.setdefault(locale.path, locale.name)


def _check_addresses(records: Sequence[CheckedRecord]) -> Iterator[Problem]:
    """An address must belong to only one page. For two records of one kind and id, that follows from PR201."""
    owners: dict[str, str | Message] = dict.fromkeys(FIXED_FOLDERS, SITE_ITSELF)
    owners |= {kind.listing: kind.source_path for kind in KINDS_BY_NAME.values() if kind.listing}
    owners |= {"calendar": Message("the calendar", "日历"), "search": Message("the page of search results", "搜索页")}
    owners |= {kind.comparison: Message("the comparison", "对照页") for kind in KINDS_BY_NAME.values() if kind.comparison}
    seen: set[RecordKey] = set()
    for checked in records:
        for key in (*(() if checked.key in seen else (checked.record.id,)), *checked.record.formerly):
            url_path = checked.raw.kind.page.format(id=key) if checked.raw.kind.page else None
            if url_path is not None and url_path in owners and owners[url_path] != checked.raw.path:
                field_path = ("id",) if key == checked.record.id else ("formerly", checked.record.formerly.index(key))
                yield checked.raw.problem(field_path, "PR204", came=f"/{url_path}/", first=owners[url_path], form=OWN_ID)
            if url_path is not None:
                owners.setdefault(url_path, checked.raw.path)
        seen.add(checked.key)


def _check_portable_ids(records: Sequence[CheckedRecord]) -> Iterator[Problem]:
    """An id must be a name that every system can hold. That of a record with a file of its own is reported for the file."""
    for checked in records:
        own = () if checked.raw.key is not None else ((("id",), checked.record.id),)
        for field_path, key in (*own, *((("formerly", index), key) for index, key in enumerate(checked.record.formerly))):
            found = find_unportable_part(key)
            if found is not None:
                yield checked.raw.problem(field_path, "PR025", reason=found[1], came=key, form=suggest_portable_name(key))


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
        elif is_unreadable(code) and severity != "error":
            form = Message(f"{code}: error, or no line for it", f"{code}: error，或删去这一行")
            yield origin.problem(field_path, "PR213", came=code, form=form)
