"""The values shared by all pages of a locale: name, menu, interface words, feeds and glossary links."""

from __future__ import annotations

from prospectus.derive.resolve import Resolver
from prospectus.derive.view import Link, SiteView, Terms
from prospectus.memo import Memo, digest
from prospectus.model import address
from prospectus.model.kinds import KINDS
from prospectus.model.lexicon import all_forms, lexicon
from prospectus.model.term import Term


def site_view(resolver: Resolver, url: str, memo: Memo) -> SiteView:
    """Return the site view of one locale. `url` ends with a slash. The links of glossary terms are kept in `cache`."""
    site, locale = resolver.reading.site, resolver.locale
    return SiteView(
        name=resolver.words(site.title),
        tagline=resolver.words(site.tagline),
        description=resolver.words(site.description),
        disclaimer=resolver.words(site.disclaimer),
        tag=locale.tag,
        language=locale.language,
        home=address.within(locale, ""),
        url=url,
        t=resolver.t,
        menu=tuple(Link(resolver.words(item.title), resolver.link(item.to).href) for item in site.menu),
        feeds=tuple(
            Link(resolver.t(f"list.{kind.name}.title"), address.within(locale, f"feeds/{kind.feed}"))
            for kind in KINDS
            if kind.feed and resolver.reading.ids(kind.name)
        ),
        terms=_terms(resolver, memo),
    )


def _terms(resolver: Resolver, memo: Memo) -> Terms:
    """Return the terms of the glossary, with the addresses of those that are published."""
    ground = resolver.reading.print_of(("all", "term"))
    return memo.same(f"terms {resolver.locale.tag}", (ground, resolver.locale), lambda: _linked(resolver))


def _linked(resolver: Resolver) -> Terms:
    terms = [each for each in resolver.reading.all("term") if isinstance(each, Term)]
    words = lexicon(tuple(all_forms(terms, resolver.locale.language)))
    addresses = {each.id: resolver.href("term", each.id) for each in terms if each.exported}
    return Terms(words, addresses, digest(words.forms, addresses))
