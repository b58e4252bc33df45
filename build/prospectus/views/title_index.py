"""The index of a list: its records under the initials of their titles, and the parts of the list that its filter offers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import groupby

from prospectus.cache.cache import BuildCache, digest
from prospectus.model.fields import field_infos
from prospectus.model.record import Record
from prospectus.model.registry import Kind
from prospectus.text.chinese_script import script_of
from prospectus.text.pinyin import OTHER_INITIAL, IndexPlace, find_index_place
from prospectus.views.resolver import Depth, Resolver
from prospectus.views.view import View

Entry = tuple[IndexPlace, View]


class TitleIndex:
    """Sorts records by their titles in the language of a page. `cache` keeps how titles are read."""

    def __init__(self, resolver: Resolver, cache: BuildCache) -> None:
        self._resolver, self._cache = resolver, cache

    def group(self, records: Sequence[tuple[Record, View]]) -> tuple[View, ...]:
        """Return records, each with its view, in groups by initial: the letters in order, then what begins with none.

        Each view gets `syllables`: how its Chinese title is read, in pinyin; empty if it has none.
        """
        entries = [self._build_entry(record, view) for record, view in records]
        entries.sort(key=lambda entry: (entry[0].initial == OTHER_INITIAL, entry[0]))
        return tuple(
            View(heading=self._build_heading(initial), records=tuple(view for _, view in members))
            for initial, members in groupby(entries, key=lambda entry: entry[0].initial)
        )

    def count_parts(self, kind: Kind, records: Sequence[Record]) -> tuple[View, ...]:
        """Return the groups that editors sort the records into, each with their number, in the order of the groups."""
        if kind.group_by is None:
            return ()
        counts = Counter(str(getattr(record, kind.group_by)) for record in records)
        group_kind = str(dict(field_infos(kind.model))[kind.group_by].kind)
        return tuple(
            view.with_values(count=counts[view.id])
            for group_id in self._resolver.queries.record_ids(group_kind)
            if group_id in counts and (view := self._resolver.find_view(group_kind, group_id, Depth.TITLE)) is not None
        )

    def _build_entry(self, record: Record, view: View) -> Entry:
        language = record.title.within(self._resolver.languages).language
        chinese = next((candidate for candidate in (language, *record.title) if script_of(candidate)), None)
        syllables = self._find_place(record, chinese).syllables if chinese else ()
        return self._find_place(record, language), view.with_values(syllables=" ".join(syllables))

    def _find_place(self, record: Record, language: str) -> IndexPlace:
        name, reading = record.title[language], getattr(record, "reading", {}).get(language, "")
        key = digest(name, language, reading)
        return self._cache.get_or_compute("index place", key, lambda: find_index_place(name, language, reading))

    def _build_heading(self, initial: str) -> View:
        name = self._resolver.t("index.other") if initial == OTHER_INITIAL else initial
        return View(id=f"letter-{'other' if initial == OTHER_INITIAL else initial.lower()}", title=name)
