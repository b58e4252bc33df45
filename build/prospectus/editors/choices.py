"""The choices that a site offers to its editors: its languages, and the ids and link targets that exist, each with a title."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from prospectus.cache.cache import BuildCache
from prospectus.load.drafts import RawRecord
from prospectus.load.records import LoadedContent
from prospectus.model import urls
from prospectus.model.registry import KINDS, KINDS_BY_NAME
from prospectus.model.values.declared import DeclaredMark
from prospectus.validate.known_names import KnownNames, collect_names
from prospectus.validate.references import SUBJECT_KINDS

Titles = Mapping[str, str]
"""By value: the title to show beside it."""


@dataclass(frozen=True)
class Choices:
    """The values that fields of a site can have."""

    languages: tuple[str, ...]
    written_languages: tuple[str, ...]
    """The languages without those into which texts are converted."""
    records: Mapping[str, Titles]
    """By kind: the titles of the records that others may refer to, by id."""
    category_groups: Mapping[str, str]
    """By id of a category: the kind whose records it groups."""
    incomplete_kinds: frozenset[str]
    """The kinds of which not every id is known; their choices are not all that is right."""
    targets: Titles
    """The link targets that exist."""
    embedded_targets: Titles
    """The records and lists that a page can show."""
    front_matter_fields: Mapping[str, frozenset[str]]
    """By kind: the fields that stand in the front matter of some record of this site."""
    declared: Mapping[str, Titles] = field(default_factory=dict)
    """By field of the site: the values that it declares there."""

    def values_of(self, mark: DeclaredMark) -> Titles:
        """Return the values that a field with a mark can have. Those that are built in have no other title."""
        titles = self.declared.get(mark.field, {})
        return {value: titles.get(value, value) for value in mark.list_values(tuple(titles))}

    def ids(self, kind: str, owner: str) -> Titles | None:
        """Return the ids of `kind` to which a record of the kind `owner` can refer; None when not all of them are known."""
        known = self.records.get(kind, {})
        if kind in self.incomplete_kinds or not known:
            return None
        if kind != "category":
            return known
        expected = SUBJECT_KINDS if owner in SUBJECT_KINDS else (owner,)
        groups = {key: self.category_groups.get(key, "") for key in known}
        return {key: title for key, title in known.items() if groups[key] in expected or groups[key] not in KINDS_BY_NAME} or None


def collect_choices(loaded: LoadedContent) -> Choices:
    """Return the choices of a site whose content may have problems."""
    names = collect_names(loaded, BuildCache())
    titles = {(raw.kind.name, raw.data.get("id", raw.key)): _title_of(raw, loaded.languages) for raw in loaded.raw_records}
    records = {kind.name: {key: titles.get((kind.name, key), key) for key in sorted(names.by_kind.get(kind.name, ()))} for kind in KINDS}
    return Choices(
        loaded.languages,
        loaded.written_languages,
        records,
        names.groups,
        names.incomplete_kinds,
        dict(_iter_targets(names, records, embedded=False)),
        dict(_iter_targets(names, records, embedded=True)),
        _collect_front_matter_fields(loaded.raw_records),
        {name: {value: " · ".join(titles) or value for value, titles in declared} for name, declared in names.declared.items()},
    )


def _iter_targets(names: KnownNames, records: Mapping[str, Titles], *, embedded: bool) -> Iterator[tuple[str, str]]:
    candidates = [
        *((target, target.partition(":")[2]) for target in urls.FIXED_PAGES),
        *((f"list:{kind.name}", kind.name) for kind in KINDS),
    ]
    candidates += [(f"{kind}:{key}", title) for kind, titles in records.items() for key, title in titles.items()]
    return ((target, title) for target, title in candidates if names.resolves(target, embedded=embedded))


def _title_of(raw: RawRecord, languages: Sequence[str]) -> str:
    """Return the title of a raw record in all languages: `保证金 · Margin`."""
    title = raw.data.get("title")
    texts = [title.get(language) for language in languages] if isinstance(title, Mapping) else [title]
    return " · ".join(text for text in texts if isinstance(text, str)) or str(raw.data.get("id", raw.key))


def _collect_front_matter_fields(raw_records: Sequence[RawRecord]) -> dict[str, frozenset[str]]:
    fields: dict[str, set[str]] = {}
    for raw in raw_records:
        for part in raw.parts:
            if part.language is not None:
                fields.setdefault(raw.kind.name, set()).update(part.data)
    return {kind: frozenset(names) for kind, names in fields.items()}
