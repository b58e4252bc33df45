"""What search knows of a record besides the words of its page: other names, the answer, and a code."""

from __future__ import annotations

from collections.abc import Iterator

from prospectus.model.record import Record
from prospectus.model.registry import Kind
from prospectus.model.values.text import Text
from prospectus.text.rich_text import to_single_line
from prospectus.views.kinds import NAME_LISTERS
from prospectus.views.page import SearchCard
from prospectus.views.resolver import Resolver


def build_card(kind: Kind, record: Record, resolver: Resolver, *, anchor: str = "") -> SearchCard:
    """Return the card of a record, for its page or, with `anchor`, for its place in the list of its kind."""
    language = resolver.locale.language
    title = record.title.within(resolver.languages)
    names = {candidate: tuple(_iter_names(kind, record, candidate)) for candidate in resolver.languages}
    foreign = (
        name
        for candidate in resolver.languages
        if candidate != language
        for name in (*((record.title[candidate],) if candidate in record.title else ()), *names[candidate])
    )
    reading = getattr(record, "reading", {}).get(language)
    answer = getattr(record, kind.answer_field, None) if kind.answer_field else None
    return SearchCard(
        kind.name,
        str.__str__(resolver.localise(record.title)),
        anchor,
        tuple(name for name in dict.fromkeys(names[language]) if name != title.text),
        tuple(name for name in dict.fromkeys(foreign) if name != title.text),
        (reading,) if reading else (),
        str(getattr(record, kind.code_field)) if kind.code_field else "",
        to_single_line(resolver.localise(answer)) if isinstance(answer, Text) else "",
    )


def _iter_names(kind: Kind, record: Record, language: str) -> Iterator[str]:
    """Yield the names of a record in a language, besides its title."""
    yield from record.aliases.get(language, ())
    if kind.name in NAME_LISTERS:
        yield from NAME_LISTERS[kind.name](record, language)
