"""Reports how the translations of a site stand to their sources."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from prospectus.errors import UsageError
from prospectus.model.fields import FieldPath
from prospectus.model.registry import KINDS
from prospectus.problems import Message
from prospectus.scheduling.calendar_files import SourceCalendar
from prospectus.validate.references import CheckedRecord
from prospectus.validate.translations import (
    State,
    TranslatedLanguage,
    TranslatedText,
    iter_translated,
    judge,
    list_translated_languages,
    problem_of_text,
)

NO_SUCH = Message(
    "The site is not translated into {language}; its languages: {languages}.", "站点没有译成 {language}；已有的语言：{languages}。"
)


@dataclass(frozen=True, slots=True)
class JudgedText:
    """A text with its state."""

    checked: CheckedRecord
    text: TranslatedText
    state: State
    is_accepted: bool
    """Whether it was accepted for the present source text."""

    def locate(self) -> tuple[str, int]:
        """Return its file, relative to the root, and its line; for a missing text, those of the field or the file beside it."""
        path, line = _locate(self.checked, self.text.field_path, self.text.language)
        return path, line


class Count(NamedTuple):
    """How many texts of a kind have each state in a language."""

    kind: str
    language: str
    current: int
    stale: int
    missing: int
    converted: int
    unrecorded: int
    """How many of the current ones were never accepted."""


@dataclass(frozen=True, slots=True)
class TranslationReport:
    """The texts of a site in all languages but the first."""

    texts: tuple[JudgedText, ...]

    def select(self, state: State) -> tuple[JudgedText, ...]:
        """Return the texts with a state."""
        return tuple(text for text in self.texts if text.state is state)

    def count(self) -> tuple[Count, ...]:
        """Return the counts by kind and language, in the order of the kinds; kinds without texts are left out."""
        counts: dict[tuple[str, str], list[JudgedText]] = {}
        for text in self.texts:
            counts.setdefault((text.checked.raw.kind.name, text.text.language), []).append(text)
        return tuple(
            _count(kind.name, language, texts) for kind in KINDS for (name, language), texts in counts.items() if name == kind.name
        )


def judge_translations(source: SourceCalendar, languages: Sequence[str] = ()) -> TranslationReport:
    """Return the states of all texts that readers see, in some languages, by default in all. Raises UsageError for an unknown language."""
    for language in languages:
        if language not in source.all_languages[1:]:
            known = Message(", ".join(source.all_languages[1:]), "、".join(source.all_languages[1:]))
            raise UsageError(NO_SUCH.fill(language=language, languages=known))
    chosen = [language for language in list_translated_languages(source.site) if not languages or language.language in languages]
    return TranslationReport(tuple(_iter_judged(source, chosen)))


def _iter_judged(source: SourceCalendar, languages: Sequence[TranslatedLanguage]) -> Iterator[JudgedText]:
    for checked in source.checked.records:
        if not checked.raw.kind.frozen and not checked.record.hidden:
            texts = list(iter_translated(checked, languages))
            for text, state, is_accepted in judge(checked, texts, source.loaded.translations):
                yield JudgedText(checked, text, state, is_accepted)


def _count(kind: str, language: str, texts: Sequence[JudgedText]) -> Count:
    states = Counter(text.state for text in texts)
    unrecorded = sum(text.state is State.CURRENT and not text.is_accepted for text in texts)
    return Count(kind, language, states[State.CURRENT], states[State.STALE], states[State.MISSING], states[State.CONVERTED], unrecorded)


def _locate(checked: CheckedRecord, field_path: FieldPath, language: str) -> tuple[str, int]:
    problem = problem_of_text(checked.raw, field_path, language, "PR303")
    return problem.path, problem.line
