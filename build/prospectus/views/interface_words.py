"""The interface words of one locale. Words that its language lacks are taken from the next language of its fallback chain."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from prospectus.cache.cache import digest
from prospectus.errors import UsageError
from prospectus.load.interface_words import WordsByLanguage
from prospectus.model.former_words import FORMER_KEYS
from prospectus.model.kinds.series import Series
from prospectus.model.kinds.site import Locale
from prospectus.model.kinds.year import Year
from prospectus.model.library import Library
from prospectus.model.registry import KINDS_BY_NAME
from prospectus.model.values.text import Text
from prospectus.problems import Message
from prospectus.query.words_read import WordsRead
from prospectus.text.language_tags import OtherLanguage

PAGE_LANGUAGE = "{page_language}"
"""Stands for the name of the page's language, in words of any language."""
WITHOUT_MARKET = ".no-market"
"""The end of the keys of words that take the place of others on a site without a market."""
OWN_SERIES = ".own-series"
"""The same on a site that announces all its series itself, and collects nothing of what others publish."""
KIND_NAME_LANGUAGE = "en"
"""The language of the names of kinds."""


class InterfaceWords:
    """The interface words of one locale, by key."""

    __slots__ = ("_read", "_report_missing", "_words", "fingerprint", "keys_fingerprint")

    def __init__(
        self,
        words: Mapping[str, str],
        report_missing: Callable[[str], None] = lambda _: None,
        number_words: Callable[[Mapping[str, str]], tuple[WordsRead, dict[str, tuple[str, int]]]] | None = None,
    ) -> None:
        """Take the words from `words`; `report_missing` is called with every key that is asked for and has none.

        `number_words` gives each word a bit, and returns where the bits of the words that are read are recorded.
        """
        read = WordsRead()
        self._read, self._words = number_words(words) if number_words is not None else (read, read.number(words))
        self._report_missing = report_missing
        self.fingerprint = digest(sorted(words.items()))
        """A hash of all interface words."""
        self.keys_fingerprint = digest(sorted(words))
        """A hash of their keys."""

    def __call__(self, key: str, **values: object) -> str:
        """Return the words for `key` with their placeholders filled in; words of another language are tagged with it.

        A key without words is reported, and never shown. Raises UsageError for a placeholder without a value.
        """
        word = self._words.get(key)
        if word is None:
            self._report_missing(key)
            return _replace_missing(key)
        text, bit = word
        self._read.mask |= bit
        if not values:
            return text
        try:
            filled = text.format(**values)
        except (AttributeError, LookupError, ValueError):
            placeholders = ", ".join(f"{{{name}}}" for name in values)
            raise UsageError(
                Message(
                    f"The words for {key!r} may have no gaps but {placeholders}; they are {str.__str__(text)!r}",
                    f"界面用语 {key!r} 只能含有占位符 {placeholders}；现在是 {str.__str__(text)!r}。",
                )
            ) from None
        return OtherLanguage.with_tag(filled, text.tag) if isinstance(text, OtherLanguage) else filled

    def has(self, key: str) -> bool:
        """Return whether there are words for `key`."""
        return key in self._words


def adapt_to_content(words: WordsByLanguage, library: Library) -> WordsByLanguage:
    """Return the interface words of a site: without those for trading days where there is no market, and for collecting what is its own."""
    endings = tuple(ending for ending, applies in ((WITHOUT_MARKET, _has_no_market), (OWN_SERIES, _has_own_series)) if applies(library))
    if not endings:
        return words
    return {
        language: {**by_key, **{key.rpartition(".")[0]: text for key, text in by_key.items() if key.endswith(endings)}}
        for language, by_key in words.items()
    }


def _has_no_market(library: Library) -> bool:
    years = library.records_of("year")
    return not (library.records_of("contract") or any(isinstance(year, Year) and year.trading_days is not None for year in years))


def _has_own_series(library: Library) -> bool:
    return all(series.is_own_of(library.site) for series in library.records_of("series") if isinstance(series, Series))


def merge_words(
    locale: Locale, languages: Sequence[str], words: WordsByLanguage, site_words: Mapping[str, Text], tags: Mapping[str, str]
) -> dict[str, str]:
    """Return the words of a locale by key, each in the first of `languages` that has it; other languages are tagged.

    Within a language, the words of the site override those of the theme. `tags` has the BCP 47 tags of languages that are not their own.
    """
    merged: dict[str, str] = {}
    for language in reversed(languages):
        layer = _rename_keys(words.get(language, {})) | _rename_keys(
            {key: text[language] for key, text in site_words.items() if language in text}
        )
        language_name = layer.get(f"language.{locale.language}", locale.name)
        for key, text in layer.items():
            filled = text.replace(PAGE_LANGUAGE, language_name)
            merged[key] = filled if language == locale.language else OtherLanguage.with_tag(filled, tags.get(language, language))
    return merged


def _rename_keys(words: Mapping[str, str]) -> dict[str, str]:
    """Return words with their present keys. The words of a former key count only where the present one has none."""
    return {FORMER_KEYS[key]: text for key, text in words.items() if key in FORMER_KEYS} | {
        key: text for key, text in words.items() if key not in FORMER_KEYS
    }


def _replace_missing(key: str) -> str:
    """Return what readers see instead of words that are missing: the plain name of a kind for the title of its list, else nothing."""
    prefix, _, name = key.removesuffix(".title").partition(".")
    if prefix != "list" or name not in KINDS_BY_NAME:
        return ""
    return OtherLanguage.with_tag(name.replace("-", " ").capitalize(), KIND_NAME_LANGUAGE)
