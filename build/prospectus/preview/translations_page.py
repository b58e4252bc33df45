"""The page of translations: what is missing or stale in each language, with its place and its source, and counts by kind."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from prospectus.model import urls
from prospectus.model.kind_names import describe_kind
from prospectus.model.kinds.site import Locale
from prospectus.model.registry import KINDS_BY_NAME
from prospectus.preview.overlay import TAGS, load_templates
from prospectus.problems import Message, Problem
from prospectus.scheduling.calendar_files import SourceCalendar
from prospectus.text.translations import hash_source, is_stale
from prospectus.translations.former_sources import FormerSources
from prospectus.translations.report import Count, JudgedText, TranslationReport
from prospectus.validate.translations import PROSE, State, problem_of_text

MOST_SHOWN = 200
"""The most texts of a state that the page lists for a language."""
WORDS = {
    "title": Message("Translations", "译文"),
    "local": Message("Only on this machine, never published", "只在本机，不会发布"),
    "to_site": Message("Preview of the site", "网站预览"),
    "to_board": Message("Planning board", "排期板"),
    "skip": Message("Skip to the lists", "跳到正文"),
    "languages": Message("Languages", "语言"),
    "converted_from": Message("converted from {language} where nothing is written", "没有写的文字由 {language} 转换"),
    "by_kind": Message("Counts by kind", "按种类计数"),
    "kind": Message("Kind", "种类"),
    "current": Message("Current", "最新"),
    "stale": Message("Stale", "过时"),
    "missing": Message("Missing", "缺少"),
    "converted": Message("Converted", "转换"),
    "all": Message("All kinds", "合计"),
    "nothing": Message("Nothing is missing or stale.", "没有缺少或过时的译文。"),
    "one_language": Message("The site has one language, so nothing is translated.", "站点只有一种语言，没有译文。"),
    "source": Message("Source", "原文"),
    "former_source": Message("Source, before and now", "原文的改动"),
    "translation": Message("Translation", "译文"),
    "before": Message("Before:", "原来："),
    "now": Message("Now:", "现在："),
    "unknown": Message("What it was before is not in the history of git.", "git 历史中没有改动前的原文。"),
    "accept": Message("If it is still right:", "译文仍然适用："),
    "hidden": Message(
        "{count} more: prospectus translations --language {language}", "另有 {count} 处：prospectus translations --language {language}"
    ),
    "markdown": Message("Markdown", "Markdown 正文"),
    "not_recorded": Message(
        "{count} current texts are not recorded yet: prospectus translations accept --new",
        "有 {count} 处最新的译文尚未记录：prospectus translations accept --new",
    ),
    "unreadable": Message("The content cannot be read. Correct this first:", "内容无法读取。请先改正："),
}


@dataclass(frozen=True, slots=True)
class ListedText:
    """A missing or stale text."""

    title: str
    """That of its record, in the language of the source."""
    key: str
    place: str
    """The field; empty for Markdown."""
    file: str
    """Its file with the line."""
    href: str
    """The address of the page that shows it; empty if none does."""
    source: str
    translation: str
    change: tuple[tuple[str, str], ...]
    """What changed in the source: `before` or `now`, and the lines; empty if it is not known."""


@dataclass(frozen=True, slots=True)
class LanguageList:
    """The texts of one language."""

    locale: Locale
    source_tag: str
    counts: tuple[Count, ...]
    stale: tuple[ListedText, ...]
    missing: tuple[ListedText, ...]

    def total(self, name: str) -> int:
        """Return the number of texts with a state, of all kinds."""
        return sum(getattr(count, name) for count in self.counts)


def build_lists(source: SourceCalendar, report: TranslationReport, site_address: str) -> tuple[LanguageList, ...]:
    """Return what the page shows for each language but the first."""
    builder = _ListBuilder(source, site_address)
    return tuple(builder.build(locale, report) for locale in source.site.locales[1:])


class _ListBuilder:
    def __init__(self, source: SourceCalendar, site_address: str) -> None:
        self._source, self._address = source, site_address
        self._former = FormerSources(source.root)
        self._tags = {locale.language: locale.tag for locale in source.site.locales}

    def build(self, locale: Locale, report: TranslationReport) -> LanguageList:
        source_language = locale.converted_from or self._source.site.locales[0].language
        counts = tuple(count for count in report.count() if count.language == locale.language)
        listed = {
            state: tuple(self._describe(text, locale, source_language) for text in _first(report.select(state), locale.language))
            for state in (State.STALE, State.MISSING)
        }
        return LanguageList(locale, self._tags[source_language], counts, listed[State.STALE], listed[State.MISSING])

    def _describe(self, text: JudgedText, locale: Locale, source_language: str) -> ListedText:
        kind, record_id = text.checked.key
        path, line = text.locate()
        address = urls.record_or_anchor_url(KINDS_BY_NAME[kind], record_id)
        return ListedText(
            title=text.checked.record.title.within((source_language,)).text,
            key=f"{kind}:{record_id}",
            place="" if text.text.field_path == PROSE else text.text.place,
            file=f"{path}:{line}" if line else path,
            href=f"{self._address}{urls.localised_url(locale, address)}" if address else "",
            source=text.text.source,
            translation=text.text.translation or "",
            change=tuple(self._describe_change(text, source_language)) if text.state is State.STALE else (),
        )

    def _describe_change(self, text: JudgedText, source_language: str) -> Iterator[tuple[str, str]]:
        """Yield what the source was and what it is now; of a text of several lines, only those that differ."""
        path = problem_of_text(text.checked.raw, text.text.field_path, source_language, "PR303").path
        former = next(filter(None, (self._former.find(path, source_hash) for source_hash in self._list_hashes(text))), None)
        if former is None:
            return
        old, new = former.strip().splitlines(), text.text.source.strip().splitlines()
        for operation, start, end, new_start, new_end in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
            if operation != "equal":
                yield from (("before", line) for line in old[start:end] if line.strip())
                yield from (("now", line) for line in new[new_start:new_end] if line.strip())

    def _list_hashes(self, text: JudgedText) -> list[str]:
        """Return the hashes of the sources for which a stale translation was accepted."""
        written = [text.text.source_hash] if is_stale(text.text.source_hash, text.text.source) and text.text.source_hash else []
        kind, ids = text.checked.raw.kind.name, (text.checked.record.id, *text.checked.record.formerly)
        accepted = self._source.loaded.translations.accepted(text.text.language, kind, ids)
        return written + [row.source for row in accepted if row.translation == hash_source(text.text.translation or "")]


def _first(texts: Sequence[JudgedText], language: str) -> list[JudgedText]:
    return [text for text in texts if text.text.language == language][:MOST_SHOWN]


def render_translations(lists: Sequence[LanguageList], language: str, site_address: str) -> bytes:
    """Return the page as HTML in UTF-8, in Chinese or in English."""
    return _render(language, site_address, lists=lists, problems=None)


def render_refusal(problems: Sequence[Problem], language: str, site_address: str) -> bytes:
    """Return the page for content that cannot be read, with its problems."""
    return _render(language, site_address, lists=(), problems=problems)


def _render(language: str, site_address: str, *, lists: Sequence[LanguageList], problems: Sequence[Problem] | None) -> bytes:
    other_language = next(name for name in TAGS if name != language)
    template = load_templates().get_template("translations.html")
    html = template.render(
        lists=lists,
        problems=problems,
        site_address=site_address,
        language=language,
        tag=TAGS[language],
        other_language=other_language,
        other_name={"zh": "中文", "en": "English"}[other_language],
        all_states=("current", "stale", "missing", "converted"),
        name_kind=lambda kind: describe_kind(kind).in_language(language),
        t=lambda name, **values: WORDS[name].fill(**values).in_language(language),
    )
    return html.encode()
