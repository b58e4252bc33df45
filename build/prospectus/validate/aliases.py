"""Checks the aliases of records: the other words by which search finds them."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence

from prospectus.problems import Message, Problem
from prospectus.validate.known_names import list_choices
from prospectus.validate.references import CheckedRecord

ANOTHER_WORD = Message("another word, or no alias", "另一个词，或删去")


def check_aliases(checked: CheckedRecord, languages: Sequence[str]) -> Iterator[Problem]:
    """The aliases of a record must be in languages of the site, and each must be a word that search does not find already."""
    title = checked.record.title
    for language, aliases in checked.record.aliases.items():
        if language not in languages:
            yield checked.raw.problem(("aliases", language), "PR302", language, came=language, form=list_choices(list(languages)))
        known = {_fold(title[language])} if language in title else set()
        for index, alias in enumerate(aliases):
            folded, place = _fold(alias), ("aliases", language, index)
            if not folded:
                yield checked.raw.problem(place, "PR281", language, came=alias, form=ANOTHER_WORD)
            elif folded in known:
                yield checked.raw.problem(place, "PR280", language, came=alias, form=ANOTHER_WORD)
            known.add(folded)


def _fold(text: str) -> str:
    """Return the letters and digits of a text as search compares them: in compatibility forms (NFKC) and in lower case."""
    return "".join(character for character in unicodedata.normalize("NFKC", text).casefold() if character.isalnum())
