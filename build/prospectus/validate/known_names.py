"""The names that references and links can use: the ids of all records, and what to write for a name that does not exist."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from functools import cached_property
from typing import NamedTuple

from prospectus.cache.cache import BuildCache, digest
from prospectus.load.drafts import RawRecord
from prospectus.load.records import LoadedContent
from prospectus.model import urls
from prospectus.model.kind_names import describe_kind
from prospectus.model.library import RecordKey
from prospectus.model.registry import KINDS_BY_NAME
from prospectus.model.values.declared import DeclaredMark
from prospectus.problems import Message
from prospectus.validate.link_notations import iter_target_candidates
from prospectus.validate.right_forms import to_half_width

SIMILARITY = 0.6
"""The least likeness of a name to an id, by difflib, for the id to be proposed."""
TARGET_FORMS = Message("notice:ID, list:notice or page:calendar", "notice:ID、list:notice 或 page:calendar")
OTHER_SITE_FORM = Message(
    "guide:ID or another page of this site; a link to another site stands in a text, or under brand: {footer_links: …}",
    "guide:ID 等本站页面；指向其他网站的链接写在文字里，或写在 `brand: {footer_links: …}` 下",
)
EMBEDDED_FORMS = Message("notice:ID or list:notice", "notice:ID 或 list:notice")
LIST_WITHOUT_RECORDS = Message(
    "another target; the list of the kind {kind} has a page as soon as it has a record",
    "另一个目标；有了{kind}的内容，它的列表才有页面",
)
LIST_WITHOUT_SECTION = Message(
    "another target; or list:{kind} in links of a section in content/site.yml, which gives the list a page",
    "另一个目标；或者在 `content/site.yml` 某个栏目的 `links` 里写 list:{kind}，这个列表才有页面",
)


Titles = tuple[tuple[str, tuple[str, ...]], ...]
"""Values in the order in which they are declared, each with its title in every language that has one."""


@dataclass(frozen=True)
class KnownNames:
    """The ids of all records, by kind, including records with problems. Drafts are left out, since readers do not see them."""

    by_kind: Mapping[str, frozenset[str]]
    incomplete_kinds: frozenset[str] = frozenset()
    """The kinds of which not every id could be read."""
    groups: Mapping[str, str] = field(default_factory=dict)
    """The kind that each category groups, by the id of the category."""

    listed_kinds: frozenset[str] | None = None
    """The kinds whose lists the sections of the site have a place for, also if they are empty; None if it has no sections."""
    declared: Mapping[str, Titles] = field(default_factory=dict)
    """The values that the site declares, with their titles, by the field that declares them, such as `levels`."""

    @cached_property
    def fingerprint(self) -> str:
        """A hash of all ids."""
        ids = sorted((kind, sorted(keys)) for kind, keys in self.by_kind.items())
        listed, declared = None if self.listed_kinds is None else sorted(self.listed_kinds), sorted(self.declared.items())
        return digest(ids, sorted(self.incomplete_kinds), sorted(self.groups.items()), listed, declared)

    def with_drafts(self, keys: Iterable[RecordKey]) -> KnownNames:
        """Return these names and the ids of drafts."""
        by_kind = {kind: set(ids) for kind, ids in self.by_kind.items()}
        for kind, key in keys:
            by_kind.setdefault(kind, set()).add(key)
        return replace(self, by_kind={kind: frozenset(ids) for kind, ids in by_kind.items()})

    def exists(self, kind: str, key: str) -> bool:
        """Return whether `key` is the id of a record of `kind`, or might be, since the kind is incomplete."""
        return key in self.by_kind.get(kind, frozenset()) or kind in self.incomplete_kinds

    def values_of(self, mark: DeclaredMark) -> tuple[str, ...]:
        """Return the values that a field with a mark can have."""
        return mark.list_values(tuple(value for value, _ in self.declared.get(mark.field, ())))

    def suggest_id(self, kind: str, key: str, grouped_kinds: Collection[str] = ()) -> str | Message:
        """Return the id most similar to `key`, else some existing ids; of categories, only those that group one of `grouped_kinds`."""
        known = sorted(known for known in self.by_kind.get(kind, ()) if not grouped_kinds or self.groups.get(known) in grouped_kinds)
        close = get_close_matches(to_half_width(key).lower(), known, 1, SIMILARITY)
        if close or not known:
            return close[0] if close else NO_ID
        return list_choices(known)

    def find_target(self, target: object, *, embedded: bool = False) -> str | None:
        """Return the target that resolves and that another notation most likely means, such as `guide:fees` for `fees.md`; else None."""
        candidates = iter_target_candidates(target, self.by_kind)
        return next((candidate for candidate in candidates if self.resolves(candidate, embedded=embedded)), None)

    def suggest_target(self, target: str, *, embedded: bool = False) -> str | Message:
        """Return a suggestion for a target that does not resolve."""
        if (found := self.find_target(target, embedded=embedded)) is not None:
            return found
        if "://" in target and not embedded:
            return OTHER_SITE_FORM
        kind, _, key = target.partition(":")
        if kind == "list" and key in KINDS_BY_NAME and KINDS_BY_NAME[key].listing is not None:
            is_empty = KINDS_BY_NAME[key].hide_if_empty
            return LIST_WITHOUT_RECORDS.fill(kind=describe_kind(key)) if is_empty else LIST_WITHOUT_SECTION.fill(kind=key)
        if kind in KINDS_BY_NAME and (embedded or urls.record_or_anchor_url(KINDS_BY_NAME[kind], key) is not None):
            suggestion = self.suggest_id(kind, key)
            if isinstance(suggestion, str):
                return f"{kind}:{suggestion}"
            if known := sorted(self.by_kind.get(kind, ())):
                return list_choices([f"{kind}:{existing}" for existing in known])
        return EMBEDDED_FORMS if embedded else TARGET_FORMS

    def resolves(self, target: str, *, embedded: bool = False) -> bool:
        """Return whether a target exists and has an address on the site; with `embedded`, whether it can be shown within another page."""
        kind, _, key = target.partition(":")
        if target in urls.FIXED_PAGES or (kind == "page" and embedded):
            return not embedded
        if kind == "list":
            return key in KINDS_BY_NAME and (embedded or (KINDS_BY_NAME[key].listing is not None and self._has_list(key)))
        return (
            kind in KINDS_BY_NAME
            and self.exists(kind, key)
            and (embedded or urls.record_or_anchor_url(KINDS_BY_NAME[kind], key) is not None)
        )

    def _has_list(self, kind: str) -> bool:
        if self.by_kind.get(kind) or kind in self.incomplete_kinds:
            return True
        return not KINDS_BY_NAME[kind].hide_if_empty and (self.listed_kinds is None or kind in self.listed_kinds)


NO_NAMES = KnownNames({})
NO_ID = Message("ID", "标识")
MAX_CHOICES = 6
"""How many ids a message lists."""


def list_choices(choices: Sequence[str]) -> str | Message:
    """Return the only choice, or “one of …” with at most `MAX_CHOICES` choices."""
    if len(choices) == 1:
        return choices[0]
    listed = [*choices[:MAX_CHOICES], *(["…"] if len(choices) > MAX_CHOICES else [])]
    return Message(f"one of {', '.join(listed)}", f"其中之一：{'、'.join(listed)}")


def collect_names(loaded: LoadedContent, cache: BuildCache) -> KnownNames:
    """Return the ids of all raw records. Drafts count as missing."""
    entries = cache.map_changed("written", loaded.raw_records, lambda raw: raw.fact("entry", lambda: _extract_entry(raw)), reuse_equal=True)
    return cache.if_changed("names", (entries, loaded.incomplete_kinds), lambda: _build_names(entries, loaded.incomplete_kinds))


class _Entry(NamedTuple):
    """What a raw record is known by, unchecked."""

    kind: str
    key: object
    written_key: object
    """The id that its file states, if that is another one."""
    is_draft: bool
    groups: object
    listed_kinds: frozenset[str] | None
    """For the site: the kinds whose lists its sections have a place for."""
    declared: tuple[tuple[str, Titles], ...]
    """For the site: the values that it declares, by field."""


def _extract_entry(raw: RawRecord) -> _Entry:
    """Return what a raw record is known by. The name of its own file counts as its id, also where the file states another one."""
    stated = raw.data.get("id", raw.key)
    key = stated if raw.key is None else raw.key
    groups = raw.data.get("groups") if raw.kind.name == "category" else None
    return _Entry(raw.kind.name, key, stated, raw.data.get("status") == "draft", groups, _list_placed_kinds(raw), _list_declared(raw))


def _list_placed_kinds(raw: RawRecord) -> frozenset[str] | None:
    """Return the kinds whose lists the sections of the site have a place for; None if the record is not the site, or has no sections.

    `Site.places_list` has the same rule for a checked record.
    """
    sections = raw.data.get("sections") if raw.kind.name == "site" else None
    if not isinstance(sections, tuple) or not sections:
        return None
    return frozenset(kind for section in sections if isinstance(section, Mapping) for kind in _iter_placed_kinds(section))


DECLARING_FIELDS = ("levels", "event_types")
"""The fields of the site that declare values."""


def _list_declared(raw: RawRecord) -> tuple[tuple[str, Titles], ...]:
    """Return the values that a raw record declares, by field: none, unless it is the site. What has no readable id is left out."""
    if raw.kind.name != "site":
        return ()
    lists = ((name, raw.data.get(name)) for name in DECLARING_FIELDS)
    return tuple((name, tuple(_iter_titles(entries))) for name, entries in lists if isinstance(entries, tuple | list) and entries)


def _iter_titles(entries: Sequence[object]) -> Iterator[tuple[str, tuple[str, ...]]]:
    for entry in entries:
        if isinstance(entry, Mapping) and isinstance(key := entry.get("id"), str):
            title = entry.get("title")
            yield key, tuple(words for words in title.values() if isinstance(words, str)) if isinstance(title, Mapping) else ()


def _iter_placed_kinds(section: Mapping[str, object]) -> Iterator[str]:
    """Yield the kinds that belong to a section as it is written, then those whose lists are among its links."""
    kinds, links = section.get("kinds"), section.get("links")
    yield from map(str, kinds if isinstance(kinds, tuple) else ())
    targets = (str(link).partition(":") for link in (links if isinstance(links, tuple) else ()))
    yield from (key for scheme, _, key in targets if scheme == "list")


def _build_names(entries: Sequence[_Entry], unreadable_kinds: Collection[str]) -> KnownNames:
    by_kind: dict[str, set[str]] = {}
    incomplete_kinds = set(unreadable_kinds)
    for entry in entries:
        if entry.is_draft:
            continue
        seen = by_kind.setdefault(entry.kind, set())
        if not isinstance(entry.key, str) or entry.key in seen:
            incomplete_kinds.add(entry.kind)
        else:
            seen.add(entry.key)
    for entry in entries:  # a reference to the id that a file states is right as soon as the file is; PR109 reports the file
        if isinstance(entry.written_key, str) and entry.written_key != entry.key and not entry.is_draft:
            by_kind[entry.kind].add(entry.written_key)
    groups = {str(entry.key): str(entry.groups) for entry in entries if entry.kind == "category"}
    ids = {kind: frozenset(keys) for kind, keys in by_kind.items()}
    listed_kinds = next((entry.listed_kinds for entry in entries if entry.listed_kinds is not None), None)
    declared = next((entry.declared for entry in entries if entry.declared), ())
    return KnownNames(ids, frozenset(incomplete_kinds), groups, listed_kinds, dict(declared))
