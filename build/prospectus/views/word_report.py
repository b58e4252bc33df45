"""Which words the interface of a site shows in each of its languages, and where each comes from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from prospectus.load.interface_words import WordsByLanguage
from prospectus.model.kinds.site import Locale, Site
from prospectus.text.script_conversion import ScriptConverter
from prospectus.validate.conversion import list_conversions

SITE, OWN_THEME, THEME, FALLBACK, CONVERTED = "site", "own theme", "theme", "fallback", "converted"
"""Where words come from: `words` of the site, its own theme folder, the theme of Prospectus, another language, or another script."""
NO_WORDS: Mapping[str, Mapping[str, str]] = {}


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


def report_words(
    site: Site, layers: Sequence[tuple[str, WordsByLanguage]], fixed_words: Mapping[str, Mapping[str, str]] = NO_WORDS
) -> Iterator[WordEntry]:
    """Yield the words of each key in each language of the site; `layers` are the themes with their origin, the strongest first.

    `fixed_words` are those whose form the site fixes where words are converted, by language.
    """
    converters = {
        conversion.target: ScriptConverter(conversion.configuration, fixed_words.get(conversion.target, {}))
        for conversion in list_conversions(site)
    }
    own = (SITE, _texts_of_site(site))
    keys = dict.fromkeys(key for _, words in (*reversed(layers), own) for by_key in words.values() for key in by_key)
    for key in keys:
        for locale in site.locales:
            entry = _find_entry(key, locale, site.language_chain(locale), (own, *layers))
            is_converted = locale.language in converters and entry.text_language == locale.converted_from
            yield replace(entry, text=converters[locale.language].convert(entry.text), origin=CONVERTED) if is_converted else entry


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
