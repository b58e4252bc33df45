"""Takes a language out of a site: its texts in every field, its Markdown files, its words of the interface, and its locale."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from prospectus.errors import UsageError
from prospectus.load.drafts import RawRecord, RecordPart
from prospectus.load.files import CONVERSION_FILE
from prospectus.load.translation_store import FOLDER as TRANSLATIONS
from prospectus.model.fields import FieldPath
from prospectus.problems import Message
from prospectus.refactoring.record_edits import RecordEdits
from prospectus.scheduling import yaml_edit
from prospectus.scheduling.calendar_files import SourceCalendar
from prospectus.scheduling.yaml_edit import to_plain
from prospectus.validate.fields import check_record

NO_SUCH = Message("The site has no language {language}; it has {languages}.", "站点没有语言 {language}；已有 {languages}。")
LAST = Message("{language} is the only language of the site.", "{language} 是站点仅有的语言。")
IS_DEFAULT = Message(
    "{language} is the default language of the site. Name the one that takes its place with --default; its pages then move to other "
    "addresses.",
    "{language} 是站点的默认语言。请用 `--default` 写明由哪种语言接替；接替语言的网页会换到新的地址。",
)
IS_CONVERTED = Message(
    "{language} is converted from {source}. First remove {language}, or write its texts and take converted_from out of its locale.",
    "{language} 由 {source} 转换而来。请先移除 {language}；或者写好它的文字，再删去 `converted_from`。",
)
ONLY_THERE = Message(
    "These texts exist only in {language}, and their records need them; translate them first: {places}",
    "下列文字只有 {language}，而所在的记录不能没有它们；请先翻译：{places}",
)
STATED_FIELDS = frozenset({"language", "languages", "subtitles", "captions"})
"""The fields that say in which language something is spoken or written, such as an event. It stays so without texts in that language."""


@dataclass(slots=True)
class RemovedLanguage:
    """What is written when a language is removed."""

    texts: dict[str, str | None] = field(default_factory=dict)
    """The new text of each file, by path; None for a file that goes."""
    lost: dict[str, int] = field(default_factory=dict)
    """By file that stays, how many texts it loses."""
    stated: dict[str, int] = field(default_factory=dict)
    """By file that stays, how often it says that something is spoken or written in the language, which it goes on to say."""
    only_there: list[str] = field(default_factory=list)
    """The places of texts that exist in no other language, and that their records need."""

    @property
    def files(self) -> tuple[str, ...]:
        """The files that go."""
        return tuple(path for path, text in self.texts.items() if text is None)


def plan_language_removal(source: SourceCalendar, language: str, *, default: str = "", words_path: str = "") -> RemovedLanguage:
    """Return what must be written to take a language out of a site. What is kept as published, such as releases, stays.

    `default` is the language that takes the place of a default language. Raises UsageError when that is not possible.
    """
    _check_removable(source, language, default)
    removed, edits = RemovedLanguage(), RecordEdits()
    for raw in source.loaded.raw_records:
        if not raw.kind.frozen:
            _remove_from_record(source, raw, language, edits, removed)
            _count_stated(raw, language, removed)
    if removed.only_there:
        raise UsageError(ONLY_THERE.fill(language=language, places=_join(removed.only_there)))
    _remove_locale(source, language, default, edits)
    words = f"{words_path}/{language}.yml"
    if words_path and (source.root / words).is_file():
        source.loaded.contents[words] = (source.root / words).read_bytes()
        removed.texts[words] = None
    for path, content in source.loaded.translations.files.items():
        if path.startswith(f"{TRANSLATIONS}/{language}/"):
            source.loaded.contents[path] = content
            removed.texts[path] = None
    _remove_conversion_words(source, language, removed)
    _remove_waivers(source, removed, edits)
    for path in edits.paths:
        if removed.texts.get(path, "") is not None:
            removed.lost[path] = sum(1 for value in edits.fields[path].values() if value is None)
            removed.texts[path] = edits.apply_to(source.text_of(path), path)
    return removed


def _check_removable(source: SourceCalendar, language: str, default: str) -> None:
    languages = source.all_languages
    listed = Message(", ".join(languages), "、".join(languages))
    for name in filter(None, (language, default)):
        if name not in languages:
            raise UsageError(NO_SUCH.fill(language=name, languages=listed))
    if len(languages) == 1:
        raise UsageError(LAST.fill(language=language))
    if languages[0] == language and default in ("", language):
        raise UsageError(IS_DEFAULT.fill(language=language))
    for locale in source.site.locales:
        if locale.converted_from is not None and (locale.converted_from == language or locale.language == default):
            raise UsageError(IS_CONVERTED.fill(language=locale.language, source=locale.converted_from))


def _remove_from_record(source: SourceCalendar, raw: RawRecord, language: str, edits: RecordEdits, removed: RemovedLanguage) -> None:
    """Take the texts of one record out of its files, and its files of the language away."""
    staying = [part for part in raw.parts if part.language != language]
    if not staying or raw.prose.keys() == {language}:
        removed.only_there.append(raw.prose[language].path if raw.prose else raw.path)
        return
    data: dict[str, Any] = {}
    emptied: list[FieldPath] = []
    for part in raw.parts:
        if part.language == language:
            removed.texts[part.path] = None
            for name, value in _iter_shared_fields(raw, part, staying):
                edits.set_field(staying[0], (name,), value)
                data[name] = value
    for part in staying:
        for path in _iter_places(part.data, (), language, frozenset(source.all_languages)):
            edits.set_field(part, path, None)
        kept = _without(part.data, language, frozenset(source.all_languages), (), emptied)
        _merge(data, kept, part, raw)
    if prose := raw.prose.get(language):
        removed.texts[prose.path] = None
    if emptied and not _is_valid_without(source, raw, data, emptied):
        problems = [raw.problem(path, "PR301", language) for path in emptied]
        removed.only_there += [f"{problem.path}:{problem.line}" for problem in problems]


def _count_stated(raw: RawRecord, language: str, removed: RemovedLanguage) -> None:
    """Count by file where a record says that something is in the language. The site itself only lists its languages."""
    for part in raw.parts if raw.kind.name != "site" else ():
        if part.language != language and (count := sum(_iter_stated(part.data, language))):
            removed.stated[part.path] = removed.stated.get(part.path, 0) + count


def _iter_stated(value: Any, language: str) -> Iterator[bool]:
    """Yield, for each of `STATED_FIELDS` within a value, whether it names the language."""
    items = value.items() if isinstance(value, Mapping) else enumerate(value) if isinstance(value, list | tuple) else ()
    for key, item in items:
        if key in STATED_FIELDS:
            yield language in (item if isinstance(item, list | tuple) else (item,))
        else:
            yield from _iter_stated(item, language)


def _iter_shared_fields(raw: RawRecord, part: RecordPart, staying: list[RecordPart]) -> Iterator[tuple[str, Any]]:
    """Yield the fields that only a file of the language has, and that are the same in every language."""
    for name, value in part.data.items():
        if not any(name in other.data for other in staying) and not isinstance(raw.data.get(name), dict):
            yield name, value


def _iter_places(value: Any, path: FieldPath, language: str, languages: frozenset[str]) -> Iterator[FieldPath]:
    """Yield the path of each text in the language; of a text that has no other language, the path of the text itself."""
    if isinstance(value, Mapping):
        if language in value and value.keys() <= languages and path:
            yield (*path, language) if len(value) > 1 else path
            return
        for key, item in value.items():
            yield from _iter_places(item, (*path, key), language, languages)
    elif isinstance(value, list | tuple):
        for index, item in enumerate(value):
            yield from _iter_places(item, (*path, index), language, languages)


def _without(value: Any, language: str, languages: frozenset[str], path: FieldPath, emptied: list[FieldPath]) -> Any:
    """Return a value without the texts in the language, and collect the paths of those that had no other."""
    if isinstance(value, Mapping):
        if language in value and value.keys() <= languages and path:
            if len(value) == 1:
                emptied.append(path)
            return {key: item for key, item in value.items() if key != language}
        kept = {key: _without(item, language, languages, (*path, key), emptied) for key, item in value.items()}
        return {key: item for key, item in kept.items() if item != {} or value[key] == {}}
    if isinstance(value, list | tuple):
        return tuple(_without(item, language, languages, (*path, index), emptied) for index, item in enumerate(value))
    return value


def _merge(data: dict[str, Any], kept: Mapping[str, Any], part: RecordPart, raw: RawRecord) -> None:
    for name, value in kept.items():
        is_text = part.language is not None and isinstance(value, str) and isinstance(raw.data.get(name), dict)
        data[name] = {**(data.get(name) or {}), part.language: value} if is_text else value


def _is_valid_without(source: SourceCalendar, raw: RawRecord, data: dict[str, Any], emptied: list[FieldPath]) -> bool:
    """Return whether a record may lack the texts that have no other language; an item of a list never may, since others follow it."""
    in_list = any(isinstance(path[-1], int) for path in emptied)
    return not in_list and check_record(RawRecord(source.root, raw.kind, raw.key, to_plain(data), raw.parts))[0] is not None


def _remove_locale(source: SourceCalendar, language: str, default: str, edits: RecordEdits) -> None:
    site = next(checked for checked in source.checked.records if checked.record is source.site)
    part = next(part for part in site.raw.parts if "locales" in part.data)
    rows: list[dict[str, Any]] = [dict(row) for row in part.data["locales"]]
    index = source.all_languages.index(language)
    for number, row in enumerate(rows):
        fallback = [other for other in row.get("fallback", ()) if other != language]
        if number != index and fallback != list(row.get("fallback", ())):
            edits.set_field(part, ("locales", number, "fallback"), fallback or None)
    if default and source.all_languages.index(default) > 0:
        new_default = source.all_languages.index(default)
        first = min(number for number in range(len(rows)) if number != index)
        if new_default == first:
            if rows[new_default].get("path"):
                edits.set_field(part, ("locales", new_default, "path"), "")
        else:
            kept = [rows[new_default] | {"path": ""}, *(row for number, row in enumerate(rows) if number not in (index, new_default))]
            edits.set_field(part, ("locales",), kept)
            return
    edits.set_field(part, ("locales", index), None)


def _remove_conversion_words(source: SourceCalendar, language: str, removed: RemovedLanguage) -> None:
    """Take away the words whose form is fixed in the language."""
    words = source.loaded.conversion_words
    if language in words.by_language:
        is_last = len(words.by_language) == 1
        text = source.text_of(CONVERSION_FILE)
        removed.texts[CONVERSION_FILE] = None if is_last else yaml_edit.set_fields(text, {(language,): None})


def _remove_waivers(source: SourceCalendar, removed: RemovedLanguage, edits: RecordEdits) -> None:
    """Take away the waivers of files that go."""
    site = next(checked for checked in source.checked.records if checked.record is source.site)
    part = next((part for part in site.raw.parts if "waivers" in part.data), None)
    gone = [index for index, waiver in enumerate(source.site.waivers) if removed.texts.get(waiver.path, "") is None]
    if part is not None and len(gone) == len(source.site.waivers):
        edits.set_field(part, ("waivers",), None)
    elif part is not None:
        for index in reversed(gone):
            edits.set_field(part, ("waivers", index), None)


MAX_PLACES = 12
"""How many places a refusal lists."""


def _join(places: list[str]) -> Message:
    """Return places as a list in a sentence, shortened where there are many."""
    places = [*places[:MAX_PLACES], *(["…"] if len(places) > MAX_PLACES else [])]
    return Message(", ".join(places), "、".join(places))
