"""Recording of missing interface words while files are made."""

from __future__ import annotations

from prospectus.query.missing_words import iter_with_missing_words
from prospectus.query.queries import Queries
from tiny import FULL, prepare_site


def test_every_item_is_yielded_in_order() -> None:
    queries: Queries = prepare_site(FULL).views.queries
    assert [item for item, _ in iter_with_missing_words(queries, "abcde")] == ["a", "b", "c", "d", "e"]
