"""Fills in the texts of converted languages: a stage between the checks and the library."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any, NamedTuple

from prospectus.cache.cache import BuildCache, digest
from prospectus.conversion.markdown import convert_markdown
from prospectus.load.conversion_words import ConversionWords
from prospectus.load.drafts import ProseFile
from prospectus.model.fields import fill_texts
from prospectus.model.kinds.site import Site
from prospectus.model.library import RecordKey
from prospectus.model.registry import NAMED_KINDS
from prospectus.model.values.text import TextForm
from prospectus.text.script_conversion import ScriptConverter
from prospectus.validate.conversion import Conversion, iter_sources, list_conversions
from prospectus.validate.glossary import TermUses, collect_term_uses, collect_terminology
from prospectus.validate.references import CheckedRecord, DerivedRecord
from prospectus.validate.run import ValidationResult
from prospectus.validate.translations import StaleText

TITLED_KINDS = ("term", *NAMED_KINDS)
"""The kinds whose titles, where they are written in both scripts, are used in texts that are converted: terms, people and places."""
CONVERTED = "converted texts"
"""The name under which the cache holds the converted texts of each record."""
FORMS = "forms of titles"


class _Converted(NamedTuple):
    """A record with its converted texts, and the languages in which it has any."""

    checked: CheckedRecord
    languages: frozenset[str]


def convert_texts(result: ValidationResult, words: ConversionWords, cache: BuildCache) -> ValidationResult:
    """Return checked content in which every text has the languages of the site that are converted. Texts that are written stay.

    `words` are those whose form the site fixes. The same result is returned if no language is converted.
    """
    if result.site is None:
        return result
    for conversion in list_conversions(result.site):
        result = _convert_into(conversion, result, words, cache)
    return result


def _convert_into(conversion: Conversion, result: ValidationResult, words: ConversionWords, cache: BuildCache) -> ValidationResult:
    """Return checked content with the texts of one converted language."""
    converter = _make_converter(conversion, result.records, words, cache)
    name, inputs = f"{CONVERTED} {conversion.target}", (conversion, converter.fingerprint)
    convert = partial(_convert_record, conversion=conversion, converter=converter, cache=cache)
    converted = cache.map_changed(name, result.records, convert, inputs)
    replaced = {old: new.checked for old, new in zip(result.records, converted, strict=True)}
    records = tuple(replaced.values())
    site = next(record.record for record in records if record.raw.kind.name == "site")
    languages = dict(result.converted_languages)
    for new in converted:
        if new.languages:
            languages[new.checked.key] = languages.get(new.checked.key, frozenset()) | new.languages
    return replace(
        result,
        records=records,
        site=site if isinstance(site, Site) else result.site,
        term_uses=_find_term_uses(conversion, records, replaced, result.term_uses, cache),
        previewed=frozenset(replaced[checked] for checked in result.previewed),
        stale_texts=_mark_stale(conversion, result.stale_texts, replaced),
        converted_languages=languages,
    )


def _make_converter(conversion: Conversion, records: Sequence[CheckedRecord], words: ConversionWords, cache: BuildCache) -> ScriptConverter:
    """Return the converter into a language. It uses the titles of terms, people and places that are written in both scripts."""
    titled = [checked for checked in records if checked.raw.kind.name in TITLED_KINDS]
    titles = cache.map_changed(f"{FORMS} {conversion.target}", titled, partial(_read_title, conversion=conversion), conversion)
    fixed = {**dict(pair for pair in titles if pair is not None), **words.by_language.get(conversion.target, {})}
    inputs = (conversion.configuration, fixed)
    return cache.if_changed(f"converter {conversion.target}", inputs, lambda: ScriptConverter(conversion.configuration, fixed))


def _read_title(checked: CheckedRecord, conversion: Conversion) -> tuple[str, str] | None:
    title = checked.record.title
    if checked.record.hidden or conversion.source not in title or conversion.target not in title:
        return None
    return title[conversion.source], title[conversion.target]


def _convert_record(checked: CheckedRecord, conversion: Conversion, converter: ScriptConverter, cache: BuildCache) -> _Converted:
    """Return a record with its converted texts. One that has all of them already is returned as it is."""
    sources = tuple(iter_sources(checked, conversion))
    if not sources:
        return _Converted(checked, frozenset())
    fixed = sorted(pair for source in sources for pair in converter.find_fixed_words(source).items())
    addition = digest(converter.configuration, fixed)
    key = digest(addition, checked.fingerprint)
    texts: Mapping[str, str] = cache.get_or_compute(CONVERTED, key, lambda: {text: _convert(text, converter) for text in sources})

    def fill(by_language: Mapping[str, Any], _: TextForm) -> Mapping[str, Any]:
        if conversion.source not in by_language or conversion.target in by_language:
            return by_language
        value = by_language[conversion.source]
        return {**by_language, conversion.target: texts[value] if isinstance(value, str) else tuple(texts[item] for item in value)}

    prose = dict(_fill_prose(checked.raw.prose, conversion, texts))
    raw = replace(checked.raw, prose=prose) if len(prose) != len(checked.raw.prose) else checked.raw
    return _Converted(DerivedRecord(fill_texts(checked.record, fill), raw, checked, addition), frozenset({conversion.target}))


def _convert(text: str, converter: ScriptConverter) -> str:
    return convert_markdown(text, converter.convert)


def _fill_prose(prose: Mapping[str, ProseFile], conversion: Conversion, texts: Mapping[str, str]) -> Iterator[tuple[str, ProseFile]]:
    """Yield the Markdown of a record by language. A converted text is in the file of its source, and as stale as that."""
    yield from prose.items()
    if conversion.source in prose and conversion.target not in prose:
        source = prose[conversion.source]
        yield conversion.target, replace(source, text=texts[source.text])


def _find_term_uses(
    conversion: Conversion,
    records: Sequence[CheckedRecord],
    replaced: Mapping[CheckedRecord, CheckedRecord],
    written: TermUses,
    cache: BuildCache,
) -> TermUses:
    """Return the uses of terms, with those in converted texts."""
    converted = collect_term_uses(records, collect_terminology(records, [conversion.target], cache), cache)
    uses = {replaced[checked]: [use for use in used if use[1] != conversion.target] for checked, used in written.by_record.items()}
    for checked, used in converted.by_record.items():
        uses[checked] = sorted((*uses.get(checked, ()), *used))
    fingerprint = digest(written.terminology.fingerprint, converted.terminology.fingerprint)
    return TermUses({checked: tuple(used) for checked, used in uses.items()}, replace(written.terminology, fingerprint=fingerprint))


def _mark_stale(
    conversion: Conversion, stale: Mapping[RecordKey, tuple[StaleText, ...]], replaced: Mapping[CheckedRecord, CheckedRecord]
) -> dict[RecordKey, tuple[StaleText, ...]]:
    """Return the stale texts, with those that are converted from stale ones."""
    written = {checked.key: checked for checked in replaced if checked.key in stale}
    marked = dict(stale)
    for key, checked in written.items():
        texts = dict(checked.texts)
        added = [
            StaleText(text.field_path, conversion.target)
            for text in stale[key]
            if text.language == conversion.source and conversion.target not in texts.get(text.field_path, checked.raw.prose)
        ]
        marked[key] = (*stale[key], *added)
    return marked
