"""The comments and notes of `plan`, in the languages of `plan_words.yml`."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from prospectus.load import yaml

DATE_COMMENTS = ("day", "span", "usually", "middle", "spread", "moved", "back", "unpublished", "time")
"""The messages that say why a draft has its day."""


@cache
def _load_messages() -> dict[str, dict[str, str]]:
    return dict(yaml.parse(Path(__file__).with_name("plan_words.yml").read_text(encoding="utf-8")))


@cache
def _find_comments(names: tuple[str, ...]) -> re.Pattern[str]:
    forms = (form for name in names for form in _load_messages()[name].values())
    return re.compile("|".join(re.sub(r"\\{\w+\\}", ".+", re.escape(" ".join(form.split()))) for form in forms))


def is_date_comment(comment: str) -> bool:
    """Return whether a comment is one that `plan` writes to say why it suggests a day."""
    return _find_comments(DATE_COMMENTS).fullmatch(comment) is not None


def is_head_comment(comment: str) -> bool:
    """Return whether a comment is the one that `plan` writes at the top of a file."""
    return _find_comments(("head",)).fullmatch(comment) is not None


def format_message(name: str, language: str, **params: object) -> str:
    """Return a message of `plan_words.yml` on one line, in a language or else in English, with its parameters filled in."""
    translations = _load_messages()[name]
    return " ".join(translations.get(language, translations["en"]).format_map({key: str(value) for key, value in params.items()}).split())
