"""A phrase in both languages of the command line."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple


class Message(NamedTuple):
    """A phrase in English and in Chinese, written beside each other so that neither can be forgotten."""

    en: str
    zh: str

    def in_language(self, language: str) -> str:
        """Return the phrase in Chinese if `language` starts with `zh`, else in English."""
        return self.zh if language.startswith("zh") else self.en

    def fill(self, **values: object) -> Message:
        """Return the phrase with its placeholders filled in. A value that is a phrase itself is filled in in the same language."""
        return Message(*(template.format_map(_in_language(values, language)) for language, template in (("en", self.en), ("zh", self.zh))))


def in_language(value: str | Message, language: str) -> str:
    """Return a phrase in one language; plain text, such as a value from a file, is the same in every language."""
    return value.in_language(language) if isinstance(value, Message) else value


def _in_language(values: Mapping[str, object], language: str) -> dict[str, object]:
    return {name: value.in_language(language) if isinstance(value, Message) else value for name, value in values.items()}
