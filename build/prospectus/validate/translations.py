"""Tells which translations are missing, stale or current, by the hashes of the texts that were accepted."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from enum import StrEnum
from typing import NamedTuple

from prospectus.cache.cache import BuildCache, digest
from prospectus.load.drafts import RawRecord
from prospectus.load.translation_store import TranslationStore
from prospectus.model.fields import FieldPath
from prospectus.model.kinds.site import Site
from prospectus.model.library import RecordKey
from prospectus.problems import Message, Problem, make_problem
from prospectus.text.translations import hash_source, is_stale
from prospectus.validate.references import CheckedRecord

PROSE: FieldPath = ("markdown",)
"""The place of the Markdown of a record."""
STALE = "stale texts"
"""The name under which the cache holds the stale texts of each record."""
ACCEPT = Message(
    "a translation of “{source}”; then: prospectus translations accept {record}",
    "“{source}”的译文；然后运行 prospectus translations accept {record}",
)
MAX_SHOWN = 60
"""How much of a source text a message shows."""


class State(StrEnum):
    """How a translation stands to its source text."""

    MISSING = "missing"
    STALE = "stale"
    CURRENT = "current"
    CONVERTED = "converted"
    """There is none, because its language is converted from another one."""


class TranslatedLanguage(NamedTuple):
    """A language into which texts are translated."""

    language: str
    source: str
    """The language that it is translated from, or converted from."""
    is_converted: bool


class TranslatedText(NamedTuple):
    """A text of a record in one language, beside its source text."""

    field_path: FieldPath
    language: str
    source: str
    translation: str | None
    """None where there is no translation."""
    source_hash: str | None = None
    """The hash that somebody has written in the Markdown file."""
    is_converted: bool = False
    """Whether a text in its language is converted where there is no translation."""

    @property
    def place(self) -> str:
        """The place in the record, as it is written on the command line."""
        return ".".join(map(str, self.field_path))


class StaleText(NamedTuple):
    """A translation whose source text has changed since it was accepted."""

    field_path: FieldPath
    language: str


def list_translated_languages(site: Site) -> tuple[TranslatedLanguage, ...]:
    """Return the languages of a site that have a source: all but the default one."""
    default, *others = site.locales
    return tuple(
        TranslatedLanguage(locale.language, locale.converted_from or default.language, locale.converted_from is not None)
        for locale in others
    )


def iter_translated(checked: CheckedRecord, languages: Sequence[TranslatedLanguage]) -> Iterator[TranslatedText]:
    """Yield the texts of a record that have a source, in each translated language.

    Names of people and places are translated in the records of these.
    """
    for field_path, info, text in checked.values:
        if info.value_type == "text" and info.kind is None:
            by_language = text.as_dict()
            for language, source, is_converted in languages:
                if source in by_language:
                    yield TranslatedText(field_path, language, by_language[source], by_language.get(language), None, is_converted)
    for language, source, is_converted in languages:
        source_file, prose = checked.raw.prose.get(source), checked.raw.prose.get(language)
        if source_file is not None:
            written_hash = prose.source_hash if prose else None
            yield TranslatedText(PROSE, language, source_file.text, prose.text if prose else None, written_hash, is_converted)


def judge(checked: CheckedRecord, texts: Sequence[TranslatedText], store: TranslationStore) -> Iterator[tuple[TranslatedText, State, bool]]:
    """Yield each text with its state, and whether the state was accepted.

    A translation is stale if it was accepted for another source text than the present one. One that is not known, because it was written
    since, counts as current.
    """
    kind, ids = checked.raw.kind.name, (checked.record.id, *checked.record.formerly)
    accepted = {language: store.accepted(language, kind, ids) for language in {text.language for text in texts}}
    pairs = {language: {(text.source, text.translation) for text in known} for language, known in accepted.items()}
    known_translations = {language: {text.translation for text in known} for language, known in accepted.items()}
    for text in texts:
        if text.translation is None:
            yield text, State.CONVERTED if text.is_converted else State.MISSING, False
            continue
        hashes = hash_source(text.source), hash_source(text.translation)
        is_accepted = hashes in pairs[text.language]
        is_outdated = not is_accepted and hashes[1] in known_translations[text.language]
        state = State.STALE if is_outdated or is_stale(text.source_hash, text.source) else State.CURRENT
        yield text, state, is_accepted


def find_stale_texts(
    records: Sequence[CheckedRecord], store: TranslationStore, languages: Sequence[TranslatedLanguage], cache: BuildCache
) -> dict[RecordKey, tuple[StaleText, ...]]:
    """Return the stale texts of each record that has any, by the accepted hashes. Without any, no text is looked at."""
    if not store.files or not languages:
        return {}
    ground = digest(store.fingerprint, tuple(languages))

    def find(checked: CheckedRecord) -> tuple[StaleText, ...]:
        if checked.raw.kind.frozen:
            return ()
        key = f"{ground} {checked.raw.fingerprint}"
        return cache.get_or_compute(STALE, key, lambda: _find_stale(checked, store, languages))

    found = zip(records, cache.map_changed(STALE, records, find, ground), strict=True)
    return {checked.key: stale for checked, stale in found if stale}


def _find_stale(checked: CheckedRecord, store: TranslationStore, languages: Sequence[TranslatedLanguage]) -> tuple[StaleText, ...]:
    texts = [text._replace(source_hash=None) for text in iter_translated(checked, languages) if text.translation is not None]
    return tuple(StaleText(text.field_path, text.language) for text, state, _ in judge(checked, texts, store) if state is State.STALE)


def check_translations(
    records: Sequence[CheckedRecord], stale: dict[RecordKey, tuple[StaleText, ...]], languages: Sequence[TranslatedLanguage]
) -> Iterator[Problem]:
    """Yield a problem for each stale text, with its present source. One whose hash is written by hand is reported by `check_prose`."""
    for checked in (checked for checked in records if checked.key in stale):
        texts = {(text.field_path, text.language): text for text in iter_translated(checked, languages)}
        for field_path, language in stale[checked.key]:
            text = texts[field_path, language]
            if not is_stale(text.source_hash, text.source) and not checked.record.hidden:
                form = ACCEPT.fill(source=_shorten(text.source), record=":".join(checked.key))
                yield problem_of_text(checked.raw, field_path, language, "PR303", came=_shorten(text.translation or ""), form=form)


def problem_of_text(raw: RawRecord, field_path: FieldPath, language: str, code: str, **params: object) -> Problem:
    """Return a problem of `code` at a text in one language: at its field, or in its Markdown file."""
    if field_path == PROSE and language in raw.prose:
        return make_problem(raw.prose[language].path, raw.prose[language].first_line, 1, code, language, **params)
    return raw.problem((*field_path, language), code, language, **params)


def _shorten(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= MAX_SHOWN else f"{line[:MAX_SHOWN]}…"
