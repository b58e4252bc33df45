"""Which words the interface of a site shows in each of its languages, and where each comes from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from prospectus.load.interface_words import WordsByLanguage
from prospectus.model.kinds.site import Locale, Site

SITE, OWN_THEME, THEME, CONVERTED, FALLBACK = "site", "own theme", "theme", "converted", "fallback"
"""Where words come from: `words` of the site, its own theme folder, the theme of Prospectus, the language from which they are converted, or
another language."""


@dataclass(frozen=True, slots=True)
class WordEntry:
    """The words of one key in one language of the site."""

    key: str
    language: str
    text: str
    """What readers see; empty if no language has the key."""
    origin: str
    text_language: str
    """The language of the text: another one for a fallback, or for words that are converted."""

    @property
    def is_missing(self) -> bool:
        """Whether the language has no words of its own."""
        return self.origin == FALLBACK


NOTHING_CONVERTED: WordsByLanguage = {}


def report_words(
    site: Site, layers: Sequence[tuple[str, WordsByLanguage]], converted: WordsByLanguage = NOTHING_CONVERTED
) -> Iterator[WordEntry]:
    """Yield the words of each key in each language of the site; `layers` are the themes with their origin, the strongest first.

    `converted` has, by converted language, the words that readers see where the site has none in that language.
    """
    own = (SITE, _texts_of_site(site))
    keys = dict.fromkeys(key for _, words in (*reversed(layers), own) for by_key in words.values() for key in by_key)
    for key in keys:
        for locale in site.locales:
            words = None if key in own[1].get(locale.language, {}) else converted.get(locale.language, {}).get(key)
            if words is not None:
                origin = _find_origin(key, locale.language, words, layers)
                written_in = str(locale.converted_from) if origin == CONVERTED else locale.language
                yield WordEntry(key, locale.language, words, origin, written_in)
            else:
                yield _find_entry(key, locale, site.language_chain(locale), (own, *layers))


def _find_origin(key: str, language: str, words: str, layers: Sequence[tuple[str, WordsByLanguage]]) -> str:
    """Return which theme has words of a converted language; if none has them so, they are converted."""
    return next((origin for origin, by_language in layers if by_language.get(language, {}).get(key) == words), CONVERTED)


def _texts_of_site(site: Site) -> WordsByLanguage:
    by_language: dict[str, dict[str, str]] = {}
    for key, text in site.own_words.items():
        for language in text:
            by_language.setdefault(language, {})[key] = text[language]
    return by_language


def _find_entry(key: str, locale: Locale, chain: Sequence[str], layers: Sequence[tuple[str, WordsByLanguage]]) -> WordEntry:
    for language in (*chain, *_other_languages(chain, layers)):
        for origin, words in layers:
            by_key: Mapping[str, str] = words.get(language, {})
            if key in by_key:
                is_own = language == locale.language
                return WordEntry(key, locale.language, by_key[key], origin if is_own else FALLBACK, language)
    return WordEntry(key, locale.language, "", FALLBACK, "")


def _other_languages(chain: Sequence[str], layers: Sequence[tuple[str, WordsByLanguage]]) -> list[str]:
    return sorted({language for _, words in layers for language in words} - set(chain))
