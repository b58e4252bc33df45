"""Names of people and places: when two names are the same, and which are placeholders."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

from prospectus.model.values.text import Text

PLACEHOLDER_NAMES = frozenset("待定 未定 待确认 待通知 嘉宾 线上 online tbd tba tbc guest speaker".split()) | {
    "to be announced",
    "to be confirmed",
}
"""Placeholders for a name or place that is not known yet; they identify no person and no room."""


def normalise_name(name: str) -> str:
    """Return a name normalised for comparison: width (Unicode NFKC), case and white space make no difference."""
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())


def iter_names(text: Text) -> Iterator[tuple[str, str]]:
    """Yield language and normalised name for each language of a text; skip placeholders."""
    for language in text:
        name = normalise_name(text[language])
        if name not in PLACEHOLDER_NAMES:
            yield language, name


def share_name(first: Text, second: Text) -> bool:
    """Return whether two texts have the same normalised name in some language."""
    return any(language in second and normalise_name(first[language]) == normalise_name(second[language]) for language in first)


def may_be_same(first: Text | None, second: Text | None) -> bool:
    """Return whether two names may be the same: one is unknown, they have no language in common, or they agree in one."""
    if first is None or second is None or not any(language in second for language in first):
        return True
    return share_name(first, second)
