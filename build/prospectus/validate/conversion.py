"""Checks the languages whose texts are converted from another script of Chinese, and the words whose form is fixed for them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from prospectus.load.conversion_words import ConversionWords
from prospectus.load.drafts import RawRecord
from prospectus.load.interface_words import WordsByLanguage
from prospectus.model.fields import fill_texts
from prospectus.model.kinds.site import Locale, Site
from prospectus.model.values.text import TextForm
from prospectus.problems import Message, Problem
from prospectus.text.chinese_script import script_of
from prospectus.text.script_conversion import choose_configuration
from prospectus.validate.known_names import list_choices
from prospectus.validate.references import CheckedRecord

UNKNOWN = Message("the site has no such language", "站点没有这种语言")
CONVERTED = Message("its own texts are converted", "它自己的文字也是转换来的")
DEFAULT = Message("the default language must be written", "默认语言必须由人书写")
OTHER_SCRIPT = Message("{source} and {target} are not the two scripts of Chinese", "{source} 与 {target} 不是中文的简体和繁体")
WRITTEN = Message("a locale without converted_from", "不写 `converted_from`")


class Conversion(NamedTuple):
    """A language whose texts are converted."""

    source: str
    target: str
    configuration: str
    """That of OpenCC."""


def list_conversions(site: Site) -> tuple[Conversion, ...]:
    """Return the languages of a site whose texts are converted, without those that cannot be."""
    locales = {locale.language: locale for locale in site.locales}
    return tuple(
        Conversion(str(locale.converted_from), locale.language, _configuration_of(locales[str(locale.converted_from)], locale) or "")
        for locale in site.locales
        if locale.converted_from is not None and _find_reason(locale, locales, site) is None
    )


def _configuration_of(source: Locale, target: Locale) -> str | None:
    return choose_configuration(_tag_with_script(source), _tag_with_script(target))


def _tag_with_script(locale: Locale) -> str:
    """Return the tag of a locale, or the key of its texts where only that tells that it is traditional Chinese."""
    return locale.language if script_of(locale.language) == "hant" and script_of(locale.tag) != "hant" else locale.tag


def check_conversion(
    raw: RawRecord,
    site: Site,
    words: ConversionWords,
    records: Sequence[CheckedRecord],
    interface_words: WordsByLanguage | None,
) -> Iterator[Problem]:
    """Yield the languages that cannot be converted, and the words whose form is fixed in vain.

    `raw` is the raw record of the site. Without `interface_words` it is not known which words are in vain, since they may be there.
    """
    locales = {locale.language: locale for locale in site.locales}
    for index, locale in enumerate(site.locales):
        reason = _find_reason(locale, locales, site) if locale.converted_from is not None else None
        if reason is not None:
            form = _suggest_source(locale, site)
            yield raw.problem(("locales", index, "converted_from"), "PR310", came=locale.converted_from, reason=reason, form=form)
    conversions = {conversion.target: conversion for conversion in list_conversions(site)}
    for language, forms in words.by_language.items():
        if language in conversions and interface_words is not None:
            conversion = conversions[language]
            yield from _check_words(words, forms, conversion, records, interface_words.get(conversion.source, {}))
        elif language not in conversions and locales.get(language, site.locales[0]).converted_from is None:
            form = (
                list_choices(list(conversions))
                if conversions
                else Message("converted_from: zh in its locale", "先在该语言写上 converted_from: zh")
            )
            yield words.problem((language,), "PR313", came=language, form=form)


def _find_reason(locale: Locale, locales: Mapping[str, Locale], site: Site) -> Message | None:
    """Return why the texts of a locale cannot be converted from the language that it names; None if they can."""
    source = locales.get(str(locale.converted_from))
    if locale is site.locales[0]:
        return DEFAULT
    if source is None:
        return UNKNOWN
    if source.converted_from is not None:
        return CONVERTED
    return None if _configuration_of(source, locale) else OTHER_SCRIPT.fill(source=source.tag, target=locale.tag)


def _suggest_source(locale: Locale, site: Site) -> str | Message:
    """Return the languages from which a locale can be converted."""
    written = [other for other in site.locales if other.converted_from is None and other is not locale]
    possible = [other.language for other in written if _configuration_of(other, locale)] if locale is not site.locales[0] else []
    return list_choices(possible) if len(possible) > 1 else possible[0] if possible else WRITTEN


def _check_words(
    words: ConversionWords,
    forms: Mapping[str, str],
    conversion: Conversion,
    records: Sequence[CheckedRecord],
    interface_words: Mapping[str, str],
) -> Iterator[Problem]:
    """A word whose form is fixed must occur in a text that is converted, or in the interface."""
    interface = "\n".join(interface_words.values()) if forms else ""
    unused = {word for word in forms if word not in interface}
    for checked in records if unused else ():
        texts = "\n".join(iter_sources(checked, conversion))
        unused = {word for word in unused if word not in texts}
        if not unused:
            return
    for word in (word for word in forms if word in unused):
        form = Message("a word of the texts, or no line for it", "文字中的词语，或删去这一行")
        yield words.problem((conversion.target, word), "PR312", came=word, form=form)


def iter_sources(checked: CheckedRecord, conversion: Conversion) -> Iterator[str]:
    """Yield the texts of a record that are converted."""
    found: list[str] = []

    def collect(by_language: Mapping[str, Any], _: TextForm) -> Mapping[str, Any]:
        if conversion.source in by_language and conversion.target not in by_language:
            value = by_language[conversion.source]
            found.extend([value] if isinstance(value, str) else value)
        return by_language

    fill_texts(checked.record, collect)
    yield from found
    if conversion.source in checked.raw.prose and conversion.target not in checked.raw.prose:
        yield checked.raw.prose[conversion.source].text
