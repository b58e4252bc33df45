"""The language in which a command writes content or files: one of the site's."""

from __future__ import annotations

from collections.abc import Sequence

from prospectus.errors import UsageError
from prospectus.problems import Message

NOT_OF_SITE = Message(
    "--lang must be a language of the site: {languages}; got {came!r}.", "--lang 必须是站点的语言之一：{languages}；现在是 {came!r}。"
)


def choose_output_language(stated: str | None, languages: Sequence[str]) -> str:
    """Return the stated language, or else the first of the site's `languages`. Raises UsageError if the site does not have it."""
    if stated is not None and stated not in languages:
        listed = Message(", ".join(languages), "、".join(languages))
        raise UsageError(NOT_OF_SITE.fill(languages=listed, came=stated))
    return stated if stated is not None else languages[0]
