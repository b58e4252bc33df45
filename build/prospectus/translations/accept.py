"""Accepts translations: writes the hashes of their texts, so that a later change of the source shows."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from prospectus.errors import UsageError
from prospectus.load.translation_store import FOLDER, AcceptedText, TranslationStore, render_file
from prospectus.problems import Message
from prospectus.refactoring.record_edits import RecordEdits, find_record
from prospectus.scheduling.calendar_files import SourceCalendar
from prospectus.text.translations import hash_source, is_stale
from prospectus.translations.report import JudgedText, judge_translations
from prospectus.validate.references import CheckedRecord
from prospectus.validate.translations import State

NOTHING_THERE = Message("{record} has no translated text{place}.", "{record} 没有译文{place}。")
AT = Message(" at {place}; its texts: {places}", "位于 {place}；可写的位置：{places}")


@dataclass(frozen=True, slots=True)
class Acceptance:
    """What is written when translations are accepted."""

    texts: dict[str, str | None]
    """The new text of each file, by path; None for a file that goes."""
    accepted: int
    """How many translations are accepted that were not before."""
    stale: int
    """How many of them were stale."""


def accept_all(source: SourceCalendar, *, only_new: bool = False) -> Acceptance:
    """Return what must be written to accept every translation as it is; with `only_new`, only those that are not known to be stale."""
    report = judge_translations(source)

    def selects(text: JudgedText) -> bool:
        return not (only_new and text.state is State.STALE)

    return _accept(source, report.texts, selects, everywhere=True)


def accept_record(source: SourceCalendar, kind: str, record_id: str, place: str = "") -> Acceptance:
    """Return what must be written to accept the translations of one record, or of its texts at a place and within it. Raises UsageError."""
    checked = find_record(source, kind, record_id)
    texts = [text for text in judge_translations(source).texts if text.checked is checked and text.text.translation is not None]

    def selects(text: JudgedText) -> bool:
        return not place or f"{text.text.place}.".startswith(f"{place}.")

    if not any(map(selects, texts)):
        places = list(dict.fromkeys(text.text.place for text in texts))
        listed = Message(", ".join(places), "、".join(places))
        where = AT.fill(place=place, places=listed) if place else Message("", "")
        raise UsageError(NOTHING_THERE.fill(record=f"{kind}:{record_id}", place=where))
    return _accept(source, texts, selects, everywhere=False)


def _accept(source: SourceCalendar, texts: Iterable[JudgedText], selects: Callable[[JudgedText], bool], *, everywhere: bool) -> Acceptance:
    """Return the new files of accepted translations: those that are selected, and the others as they were.

    With `everywhere`, `texts` are those of the whole site, and what was accepted of texts that no longer exist is forgotten.
    """
    store = source.loaded.translations
    files: dict[tuple[str, str], dict[str, set[AcceptedText]]] = {} if everywhere else _read_files(store)
    edits, accepted, stale = RecordEdits(), 0, 0
    for text in texts:
        translated, checked = text.text, text.checked
        if translated.translation is None:
            continue
        rows = files.setdefault((translated.language, checked.raw.kind.name), {})
        known = _known(store, text)
        if not selects(text):
            rows.setdefault(checked.record.id, set()).update(known)
            continue
        row = AcceptedText(translated.place, hash_source(translated.source), hash_source(translated.translation))
        kept = {
            other for other in rows.get(checked.record.id, ()) if other.place != translated.place or other.translation != row.translation
        }
        rows[checked.record.id] = kept | {row}
        accepted += not text.is_accepted or text.state is State.STALE
        stale += text.state is State.STALE
        if is_stale(translated.source_hash, translated.source):
            set_written_hash(checked, translated.language, row.source, edits)
    texts_by_path: dict[str, str | None] = {path: edits.apply_to(source.text_of(path), path) for path in edits.paths}
    texts_by_path |= _render(store, files, source)
    return Acceptance(texts_by_path, accepted, stale)


def add_accepted(source: SourceCalendar, rows: Iterable[tuple[str, str, str, AcceptedText]]) -> dict[str, str | None]:
    """Return the files of accepted translations with further ones: each with its language, kind and id."""
    files = _read_files(source.loaded.translations)
    for language, kind, record_id, row in rows:
        kept = {other for other in files.setdefault((language, kind), {}).get(record_id, ()) if other.place != row.place}
        files[language, kind][record_id] = kept | {row}
    return _render(source.loaded.translations, files, source)


def _known(store: TranslationStore, text: JudgedText) -> set[AcceptedText]:
    """Return what was accepted of a text that is not accepted anew."""
    kind, ids = text.checked.raw.kind.name, (text.checked.record.id, *text.checked.record.formerly)
    translation = hash_source(text.text.translation or "")
    return {row for row in store.accepted(text.text.language, kind, ids) if row.translation == translation}


def _read_files(store: TranslationStore) -> dict[tuple[str, str], dict[str, set[AcceptedText]]]:
    return {
        (language, kind): {record_id: set(rows) for record_id, rows in records.items()}
        for (language, kind), records in store.by_file().items()
    }


def set_written_hash(checked: CheckedRecord, language: str, source_hash: str, edits: RecordEdits) -> None:
    """Change the hash that somebody has written in the Markdown file, which would be stale otherwise."""
    part = next(part for part in checked.raw.parts if part.language == language)
    edits.set_field(part, ("source_hash",), source_hash)


def _render(
    store: TranslationStore, files: dict[tuple[str, str], dict[str, set[AcceptedText]]], source: SourceCalendar
) -> dict[str, str | None]:
    """Return the files that change. What they were is known to the edit session by `LoadedContent.contents`."""
    source.loaded.contents.update(store.files)
    rendered = {f"{FOLDER}/{language}/{kind}.tsv": render_file(rows) for (language, kind), rows in files.items() if any(rows.values())}
    texts: dict[str, str | None] = {path: text for path, text in rendered.items() if text.encode() != store.files.get(path)}
    return texts | dict.fromkeys(path for path in store.files if path not in rendered)
