"""The view of a term: its titles and wordings in every language."""

from __future__ import annotations

from collections.abc import Iterator

from prospectus.model.kinds.term import Term
from prospectus.model.record import Record
from prospectus.text.glossary import term_forms
from prospectus.views.resolver import Resolver
from prospectus.views.view import View


def build_term_view(view: View, record: Record, resolver: Resolver) -> View:
    """Add the titles of a term in the other languages, the text for the search filter, and its wordings per language."""
    words = record.title.as_dict()
    others = tuple((resolver.language_tag(language), text) for language, text in words.items() if language != resolver.locale.language)
    wordings = tuple(_iter_wordings(record, resolver)) if isinstance(record, Term) else ()
    return view.with_values(others=others, search=" ".join(words.values()), wordings=wordings)


def _iter_wordings(term: Term, resolver: Resolver) -> Iterator[View]:
    """Yield the title, other forms and forms to avoid of a term in each language, the language of the page first."""
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
