"""Checks the theme against the site: interface words per language, fallback languages, and templates that nothing uses."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from difflib import get_close_matches

from prospectus.load.drafts import RawRecord
from prospectus.load.interface_words import WordsByLanguage
from prospectus.load.theme import ThemeSources
from prospectus.model import urls
from prospectus.model.former_words import FORMER_KEYS
from prospectus.model.kinds.site import Site
from prospectus.model.registry import KINDS, KINDS_BY_NAME
from prospectus.problems import Message, Problem, make_problem

SITE_FILE = KINDS_BY_NAME["site"].source_path
KEY_SIMILARITY = 0.85
"""The least likeness of a key to that of an interface word, by difflib, for it to count as misspelt."""
OPEN_KEYS = ("language", "admonition", "facet.unstated", "sort", "level")
"""What keys begin with of which sites have further ones."""
MAX_KEYS = 5
"""The number of missing keys that a problem names."""


def check_theme(raw: RawRecord, site: Site, theme: ThemeSources) -> Iterator[Problem]:
    """Yield the problems of the theme; `raw` is the raw record of the site."""
    for path, right_path in theme.unused_templates:
        yield make_problem(path, 1, 1, "PR015", came=path, form=right_path)
    yield from theme.problems
    yield from _check_translations(raw, site, theme.words)
    yield from _check_fallbacks(raw, site, theme.words)
    yield from _check_own_words(raw, site, theme.words)
    yield from report_missing_words(_iter_missing_list_words(site, theme.words))


def _check_translations(raw: RawRecord, site: Site, words: WordsByLanguage) -> Iterator[Problem]:
    """Every interface word must exist in each language of the site that is not converted.

    A text of the site itself that lacks a language is reported there.
    """
    all_keys = dict.fromkeys(key for by_key in words.values() for key in by_key)
    for index, locale in enumerate(site.locales):
        if locale.converted_from is not None:
            continue
        existing = words.get(locale.language, {})
        missing = [key for key in all_keys if key not in existing and key not in site.words]
        if missing:
            yield raw.problem(
                ("locales", index, "language"),
                "PR306",
                locale.language,
                count=len(missing),
                came=", ".join(missing[:MAX_KEYS]) + (", …" if len(missing) > MAX_KEYS else ""),
                form=Message(
                    f"theme/words/{locale.language}.yml (read with custom_dir: theme in mkdocs.yml), or “words: …” in {SITE_FILE}",
                    f"theme/words/{locale.language}.yml（`mkdocs.yml` 里写 `custom_dir: theme` 才会读取），或 {SITE_FILE} 中的 words: …",
                ),
            )


def _check_own_words(raw: RawRecord, site: Site, words: WordsByLanguage) -> Iterator[Problem]:
    """A word that the site says in its own way must have the key of an interface word, or one that is like none (PR309)."""
    known = {key for by_key in words.values() for key in by_key}
    for key in site.words:
        if key in known or key in FORMER_KEYS or key in site.own_words.keys() - site.words.keys():
            continue
        close = get_close_matches(key, known - site.words.keys(), 1, KEY_SIMILARITY)
        if close and key.rpartition(".")[0] not in OPEN_KEYS:
            yield raw.problem(("words", key), "PR309", came=key, form=close[0])


def _check_fallbacks(raw: RawRecord, site: Site, words: WordsByLanguage) -> Iterator[Problem]:
    """A fallback language must be a language of the site or of the theme."""
    languages = list(dict.fromkeys((*(locale.language for locale in site.locales), *sorted(words))))
    for index, locale in enumerate(site.locales):
        for position, language in enumerate(locale.fallback):
            if language not in languages:
                form = Message(f"one of {', '.join(languages)}", f"以下之一：{'、'.join(languages)}")
                yield raw.problem(("locales", index, "fallback", position), "PR307", came=language, form=form)


def _iter_missing_list_words(site: Site, words: WordsByLanguage) -> Iterator[tuple[str, str]]:
    """Yield the keys that the lists of kinds need and no language has, each with the address of the list."""
    for kind in KINDS:
        listing = urls.listing_url(kind)
        for key in (f"list.{kind.name}.title", f"list.{kind.name}.lead") if listing is not None else ():
            if key not in site.words and not any(key in by_key for by_key in words.values()):
                yield key, urls.localised_url(site.locales[0], str(listing))


def report_missing_words(addresses_by_key: Iterable[tuple[str, str | Message]]) -> Iterator[Problem]:
    """Yield a problem for each interface word that no language has; its key comes with the address or name of what shows it."""
    for key, address in addresses_by_key:
        form = Message(
            f"“{key}: …” in theme/words/, or under “words” in {SITE_FILE}", f"{key}: …，写在 theme/words/ 中，或 {SITE_FILE} 的 words 下"
        )
        page = address if isinstance(address, Message) else f"/{address}"
        yield make_problem(SITE_FILE, 1, 1, "PR308", came=key, page=page, form=form)
