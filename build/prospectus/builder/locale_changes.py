"""Finds the pages that may differ after an edit of what all pages of a locale depend on: of the layout, and of the glossary.

Terms are linked in the finished text of a page, so a page does not record which terms it was searched for. Instead, its published file is
searched for the spellings whose links have changed: a page without any of them in a sentence has the same links as before.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import NamedTuple

from prospectus.cache.cache import BuildCache
from prospectus.publish import theme
from prospectus.render.html.term_links import has_form_in_sentence
from prospectus.text.glossary import Glossary, TermForm, iter_spellings
from prospectus.views.locale_views import LocaleContext
from prospectus.views.page import GlossaryLinks, SiteView

_TAG = re.compile("<[^>]*>")
CONTENT_START, CONTENT_END = 'id="main"', '<footer class="site-footer"'
"""What the content of a page stands between, in the templates of Prospectus."""
FRAME_TEMPLATES = ("main.html", "parts/site-footer.html")
"""The templates that these are in. If a site has one of its own, pages are searched as a whole."""


class GlossaryState(NamedTuple):
    """What a build saves of the glossary of a locale."""

    links: Mapping[str, tuple[tuple[TermForm, str, bool], ...]]
    """By spelling in lower case: each form with that spelling, the address of its term, and whether its meaning opens in place."""
    is_unspaced: bool
    """Whether a word may begin and end anywhere in a text."""


class LocaleState(NamedTuple):
    """What a build saves of a locale."""

    site: str
    """The fingerprint of the site view, which every page shows."""
    glossary: GlossaryState


NO_LOCALE = LocaleState("", GlossaryState({}, is_unspaced=False))


def list_locale_states(contexts: Iterable[LocaleContext], cache: BuildCache) -> dict[str, LocaleState]:
    """Return the state of each locale, by language tag."""
    return {context.locale.tag: _build_state(context.locale.tag, context.site, cache) for context in contexts}


def _build_state(tag: str, site: SiteView, cache: BuildCache) -> LocaleState:
    terms = site.terms
    glossary = cache.if_changed(f"glossary state {tag}", terms.fingerprint, lambda: _build_glossary_state(terms))
    return LocaleState(site.fingerprint, glossary)


def _build_glossary_state(terms: GlossaryLinks) -> GlossaryState:
    links: dict[str, list[tuple[TermForm, str, bool]]] = {}
    for form in terms.glossary.forms:
        key = form.term_id or ""
        for spelling in iter_spellings(form.text):
            links.setdefault(spelling.lower(), []).append((form, terms.addresses.get(key, ""), key in terms.explained))
    return GlossaryState({spelling: tuple(forms) for spelling, forms in links.items()}, terms.glossary.is_unspaced)


class LocaleChanges:
    """The differences between the locales in two builds."""

    def __init__(self, before: Mapping[str, LocaleState], now: Mapping[str, LocaleState], own_theme: Path | None) -> None:
        """Compare two states by locale. `own_theme` is the theme folder of the site, if it has one."""
        self._changes = {tag: _LocaleChange(before.get(tag, NO_LOCALE), state) for tag, state in now.items()}
        self._own_frame = own_theme is not None and any((own_theme / name).is_file() for name in FRAME_TEMPLATES)

    def __bool__(self) -> bool:
        return any(change.concerns_all or change.spellings for change in self._changes.values())

    def may_concern(self, tag: str, file: Path) -> bool:
        """Return whether a published page of the locale `tag` may differ."""
        change = self._changes[tag]
        if change.concerns_all or not change.spellings:
            return change.concerns_all
        html = self._select_content(file.read_text(encoding="utf-8"))
        text = " ".join(_TAG.sub("", html).lower().split())
        return any(spelling in text for spelling in change.spellings) and any(
            has_form_in_sentence(html, glossary) for glossary in change.glossaries
        )

    def _select_content(self, html: str) -> str:
        start, end = html.find(CONTENT_START), html.rfind(CONTENT_END)
        return html if self._own_frame or start < 0 or end < start else html[start:end]


class _LocaleChange:
    """The difference between a locale in two builds."""

    def __init__(self, before: LocaleState, now: LocaleState) -> None:
        links_before, links_now = before.glossary.links, now.glossary.links
        is_unspaced = now.glossary.is_unspaced
        self.concerns_all = before.site != now.site or before.glossary.is_unspaced != is_unspaced
        self.spellings = [key for key in links_before.keys() | links_now.keys() if links_before.get(key) != links_now.get(key)]
        """The spellings whose links differ."""
        self.glossaries = [
            Glossary((form for key in self.spellings for form, _, _ in links.get(key, ())), is_unspaced=is_unspaced)
            for links in (links_before, links_now)
        ]
        """The forms with these spellings, before and now."""


def find_own_theme(custom: str | None) -> Path | None:
    """Return the theme folder of a site; None if it has only the theme of Prospectus."""
    folders = theme.find_folders(custom)
    return folders[0] if len(folders) > 1 else None
