"""Renders the planning board as a page in Chinese or in English."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from markupsafe import Markup, escape

from prospectus.board.board import Board, BoardEvent, anchor_of
from prospectus.board.words import WORDS, name_language
from prospectus.model.values.text import Phrase, Text
from prospectus.preview.overlay import load_templates
from prospectus.problems import Message, Problem
from prospectus.scheduling.month import Month
from prospectus.scheduling.spreadsheet.columns import get_choices
from prospectus.text.dates import format_day_and_month, format_day_and_weekday, format_month, format_month_short, format_weekday_short

FILES = Path(__file__).parent / "files"
"""The template, the style sheet and the script of the board."""
LANGUAGES: Mapping[str, str] = {"zh": "zh-CN", "en": "en"}
"""The languages of the board, with their tags; it calls itself by `LANGUAGE_SWITCH` in each."""
LANGUAGE_SWITCH = {"zh": "中文", "en": "English"}
MONDAY = date(2024, 1, 1)


@dataclass(frozen=True, slots=True)
class PageSettings:
    """What a page needs besides the board."""

    language: str
    """`zh` or `en`."""
    token: str
    """The secret without which nothing is changed."""
    version: int
    """The version of the built site; the script reloads the board when there is a later one."""
    folder: str
    """The folder of the site, in which commands are run."""
    site_address: str
    """Where the preview of the site is."""


def render_board(board: Board, settings: PageSettings) -> bytes:
    """Return the page of a board as HTML in UTF-8."""
    return _render("board.html", settings, board=board, months=_list_months(board.month))


def render_refusal(month: Month, problems: Sequence[Problem], settings: PageSettings) -> bytes:
    """Return the page for content that cannot be read, with its problems."""
    return _render("unreadable.html", settings, month=month, problems=problems, months=_list_months(month))


def _list_months(month: Month) -> Mapping[str, Month]:
    first, after = month.first_day - timedelta(days=1), month.day_after
    return {"previous": Month(first.year, first.month), "next": Month(after.year, after.month)}


def _render(template: str, settings: PageSettings, **values: Any) -> bytes:
    reader = Reader(settings.language)
    other_language = next(language for language in LANGUAGES if language != settings.language)
    html = (
        load_templates(FILES)
        .get_template(template)
        .render(
            **values,
            settings=settings,
            r=reader,
            t=reader.word,
            tag=LANGUAGES[settings.language],
            other_language=other_language,
            other_name=LANGUAGE_SWITCH[other_language],
            weekdays=[format_weekday_short(MONDAY + timedelta(days=number), LANGUAGES[settings.language]) for number in range(7)],
        )
    )
    return html.encode()


class Reader:
    """What templates ask to show a value in the language of the reader."""

    def __init__(self, language: str) -> None:
        self._language, self._tag = language, LANGUAGES[language]

    def word(self, name: str, **values: object) -> str:
        """Return a phrase of the board."""
        return WORDS[name].fill(**values).in_language(self._language)

    def say(self, message: Message) -> str:
        """Return a message."""
        return message.in_language(self._language)

    def text(self, text: Text) -> Markup:
        """Return a text as HTML; in another language than that of the page it says so."""
        phrase = text.within((self._language,))
        if phrase.language == self._language:
            return escape(phrase.text)
        return Markup('<span lang="{}">{}</span>').format(phrase.language, phrase.text)

    def plain(self, text: Text) -> str:
        """Return a text without markup."""
        return text.within((self._language,)).text

    def other_texts(self, text: Text) -> list[Phrase]:
        """Return a text in the languages in which the page does not show it."""
        shown = text.within((self._language,)).language
        return [Phrase(words, language) for language, words in text.as_dict().items() if language != shown]

    def anchor(self, record: str) -> str:
        """Return the id of the event of a record in the page."""
        return anchor_of(record)

    def choice(self, column: str, value: str) -> str:
        """Return the word for a value, as the spreadsheet has it."""
        return get_choices(column, self._language).get(value, value)

    def languages(self, codes: Sequence[str]) -> str:
        """Return the names of languages."""
        return self.word("list_separator").join(self.say(name_language(code)) for code in codes)

    def month(self, month: Month) -> str:
        """Return a month with its year."""
        return format_month(month.year, month.month, self._tag)

    def short_month(self, month: Month) -> str:
        """Return the abbreviated name of a month."""
        return format_month_short(month.first_day, self._tag)

    def day(self, day: date) -> str:
        """Return a day with its month and weekday."""
        return format_day_and_weekday(day, self._tag)

    def short_day(self, day: date) -> str:
        """Return a day with its month."""
        return format_day_and_month(day, self._tag)

    def weekday(self, day: date) -> str:
        """Return the weekday of a day."""
        return format_weekday_short(day, self._tag)

    def when(self, event: BoardEvent) -> str:
        """Return day and time of an event."""
        if event.days is None:
            return event.starts
        first, last = event.days
        days = self.day(first) if first == last else f"{self.day(first)} – {self.day(last)}"
        return f"{days} {event.times}".strip()
