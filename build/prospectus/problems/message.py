"""A phrase in both languages of the command line."""

from __future__ import annotations

from typing import NamedTuple


class Message(NamedTuple):
    """A phrase in English and in Chinese, written beside each other so that neither can be forgotten."""

    en: str
    zh: str

    def in_language(self, language: str) -> str:
        """Return the phrase in Chinese if `language` starts with `zh`, else in English."""
        return self.zh if language.startswith("zh") else self.en


def in_language(value: str | Message, language: str) -> str:
    """Return a phrase in one language; plain text, such as a value from a file, is the same in every language."""
    return value.in_language(language) if isinstance(value, Message) else value
