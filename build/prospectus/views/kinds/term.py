"""The view of a term: its titles, meanings and wordings in every language."""

from __future__ import annotations

from collections.abc import Iterator

from prospectus.model.kinds.term import Term
from prospectus.model.record import Record
from prospectus.text.glossary import term_forms
from prospectus.views.resolver import Resolver
from prospectus.views.view import View


def build_term_view(view: View, record: Record, resolver: Resolver) -> View:
    """Add to the view of a term its titles and meanings in the other languages, and its wordings per language."""
    return view.with_values(others=tuple(_iter_others(record, resolver)), wordings=tuple(_iter_wordings(record, resolver)))


def summarise_term(record: Record, resolver: Resolver) -> str:
    """Return the short meaning of a term; its title if it has none."""
    return resolver.localise(getattr(record, "short", None) or record.title)


def _iter_others(record: Record, resolver: Resolver) -> Iterator[View]:
    """Yield the title of a term in each language but that of the page, with its short meaning.

    The meaning is empty if there is none, or if it stands in for the one in the language of the page.
    """
    short = record.short if isinstance(record, Term) else None
    shown = short.within(resolver.languages).language if short is not None else ""
    for language in record.title:
        if language != resolver.locale.language:
            meaning = resolver.words_in(language, short) if short is not None and language in short and language != shown else ""
            yield View(tag=resolver.language_tag(language), title=record.title[language], short=meaning)


def list_term_names(record: Record, language: str) -> tuple[str, ...]:
    """Return the written forms of a term in a language."""
    return term_forms(record, language) if isinstance(record, Term) else ()


def _iter_wordings(term: Record, resolver: Resolver) -> Iterator[View]:
    """Yield the title, other forms and forms to avoid of a term in each language, the language of the page first."""
    if not isinstance(term, Term):
        return
    language_names = {locale.language: locale.name for locale in resolver.queries.site.locales}
    for language in (candidate for candidate in resolver.languages if candidate in term.title):
        title = term.title[language]
        yield View(
            tag=resolver.language_tag(language),
            language=language_names[language],
            words=title,
            also=tuple(form for form in term_forms(term, language) if form not in title),
            avoid=term.avoid.get(language, ()),
        )
