"""The page of search results. Without script it lists the titles of all pages, by kind."""

from __future__ import annotations

import json
from collections.abc import Iterator

from prospectus.model import urls
from prospectus.model.registry import KINDS, Kind
from prospectus.text.language_tags import OtherLanguage
from prospectus.views.locale_views import LocaleContext
from prospectus.views.page_frame import PageContent
from prospectus.views.view import Link, View

ADDRESS = "search/"
INDEX_FOLDER = "search/data/"
"""The folder of the index, in the folder of the locale."""
MAX_TITLES = 500
"""The number of titles of a kind on the page, where the kind has a list with all of them."""
SCRIPT_WORDS = ("one count none none.text loose corrected nearest other failed failed.text kinds.all titles none.report").split()
"""The words that the script shows, by the second part of their keys."""


def build_search_page(context: LocaleContext) -> PageContent:
    """Return the page of search results of a locale."""
    body = View(
        index=urls.localised_url(context.locale, INDEX_FOLDER),
        words=build_script_words(context),
        others=tuple(View(tag=link.tag, language=link.title, index=link.href) for link in _iter_other_indexes(context)),
        groups=tuple(_iter_groups(context)),
    )
    title, lead = context.t("search.title"), context.t("search.lead")
    cited = context.cite_site()
    return PageContent(ADDRESS, "pages/search.html", title, lead, body, cited=cited, languages=frozenset(), search_cards=())


def build_script_words(context: LocaleContext) -> str:
    """Return the words that the scripts of search show, as a JSON object."""
    words = {name: str.__str__(context.t(f"search.{name}")) for name in SCRIPT_WORDS}
    return json.dumps(words, ensure_ascii=False, separators=(",", ":"))


def _iter_other_indexes(context: LocaleContext) -> Iterator[Link]:
    """Yield the indexes of the other locales; the title of each is the name of its language."""
    for locale in context.queries.site.locales:
        if locale != context.locale:
            yield Link(locale.name, urls.localised_url(locale, INDEX_FOLDER), tag=locale.tag)


def _iter_groups(context: LocaleContext) -> Iterator[View]:
    """Yield the titles of the records of each kind that can be read at an address of their own, kinds with answers first."""
    kinds = [kind for kind in KINDS if kind.page or kind.listing]
    for kind in sorted(kinds, key=lambda kind: -kind.search_weight):
        titles = context.queries.titles(kind.name, context.resolver.languages)
        if titles:
            yield _build_group(context, kind, titles)


def _build_group(context: LocaleContext, kind: Kind, titles: tuple[tuple[str, str, str], ...]) -> View:
    is_long = kind.listing is not None and len(titles) > MAX_TITLES
    shown = titles[:MAX_TITLES] if is_long else titles
    links = tuple(Link(_tag(context, title, language), context.resolver.href_of(kind.name, key)) for key, title, language in shown)
    rest = context.resolver.link_to(f"list:{kind.name}") if is_long else None
    return View(title=context.t(f"search.kind.{kind.name}"), count=len(titles), links=links, rest=rest)


def _tag(context: LocaleContext, title: str, language: str) -> str:
    """Return a title, tagged with its language where that is not the language of the page."""
    return title if language == context.locale.language else OtherLanguage.with_tag(title, context.resolver.language_tag(language))
