"""Converts the interface words of converted languages, unless the theme has them as the site wants them."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from prospectus.cache.cache import BuildCache, digest
from prospectus.load.conversion_words import ConversionWords
from prospectus.load.interface_words import WordsByLanguage
from prospectus.load.theme import ThemeSources
from prospectus.model.kinds.site import Site
from prospectus.text.script_conversion import ScriptConverter
from prospectus.validate.conversion import Conversion, list_conversions

THEME_CONFIGURATIONS = ("s2tw", "tw2s", "hk2s")
"""The configurations of OpenCC of which the theme has the results: its words are in simplified characters, and in those of Taiwan."""


def convert_interface_words(theme: ThemeSources, site: Site, own: ConversionWords, cache: BuildCache) -> WordsByLanguage:
    """Return the interface words of all languages, those of converted languages in the form that the site wants.

    `own` are the words whose form the site fixes, in the interface as in its texts.
    """
    conversions = list_conversions(site)
    return {**theme.words, **{conversion.target: _fill(theme, conversion, own, cache) for conversion in conversions}}


def convert_site_words(site: Site, own: ConversionWords) -> WordsByLanguage:
    """Return the interface words of the site itself in its converted languages, where they are not written."""
    return {
        conversion.target: {
            key: ScriptConverter(conversion.configuration, own.by_language.get(conversion.target, {})).convert(text[conversion.source])
            for key, text in site.own_words.items()
            if conversion.source in text and conversion.target not in text
        }
        for conversion in list_conversions(site)
    }


def _fill(theme: ThemeSources, conversion: Conversion, own: ConversionWords, cache: BuildCache) -> Mapping[str, str]:
    """Return the interface words of a converted language: those that are written in it, and converted ones for the others."""
    fixed = own.by_language.get(conversion.target, {})
    written = _select_written(theme, conversion, fixed)
    missing = {key: text for key, text in theme.words.get(conversion.source, {}).items() if key not in written}
    if not missing:
        return written
    converter = ScriptConverter(conversion.configuration, fixed)
    inputs = digest(converter.fingerprint, sorted(missing.items()))
    converted = cache.get_or_compute("converted words", inputs, lambda: {key: converter.convert(text) for key, text in missing.items()})
    return {**converted, **written}


def _select_written(theme: ThemeSources, conversion: Conversion, fixed: Collection[str]) -> Mapping[str, str]:
    """Return the interface words that are used as they are.

    They are those of the site's own theme, and those of the theme of Prospectus for which the site has no other original, no other region
    and no form of a word in them.
    """
    own, own_sources = (theme.own_words.get(language, {}) for language in (conversion.target, conversion.source))
    sources = theme.words.get(conversion.source, {})
    is_of_theme = conversion.configuration in THEME_CONFIGURATIONS
    return {
        key: text
        for key, text in theme.words.get(conversion.target, {}).items()
        if key in own or (is_of_theme and key not in own_sources and not any(word in sources.get(key, "") for word in fixed))
    }
