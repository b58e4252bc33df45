"""Converts the interface words that a converted language lacks."""

from __future__ import annotations

from collections.abc import Mapping

from prospectus.cache.cache import BuildCache, digest
from prospectus.load.conversion_words import ConversionWords
from prospectus.load.interface_words import WordsByLanguage
from prospectus.model.kinds.site import Site
from prospectus.text.script_conversion import ScriptConverter
from prospectus.validate.conversion import Conversion, list_conversions


def convert_interface_words(words: WordsByLanguage, site: Site, own: ConversionWords, cache: BuildCache) -> WordsByLanguage:
    """Return the interface words of all languages, with those that converted languages lack. `own` are the words whose form is fixed."""
    converted = {conversion.target: _fill(words, conversion, own, cache) for conversion in list_conversions(site)}
    return {**words, **converted} if converted else words


def _fill(words: WordsByLanguage, conversion: Conversion, own: ConversionWords, cache: BuildCache) -> Mapping[str, str]:
    """Return the interface words of a converted language: its own ones, and those of its source for the others."""
    present = words.get(conversion.target, {})
    missing = {key: text for key, text in words.get(conversion.source, {}).items() if key not in present}
    if not missing:
        return present
    converter = ScriptConverter(conversion.configuration, own.by_language.get(conversion.target, {}))
    inputs = digest(converter.fingerprint, sorted(missing.items()))
    converted = cache.get_or_compute("converted words", inputs, lambda: {key: converter.convert(text) for key, text in missing.items()})
    return {**converted, **present}
