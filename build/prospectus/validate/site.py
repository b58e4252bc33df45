"""Checks ids, references, languages and addresses across records."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import cached_property

from prospectus.load.drafts import Draft
from prospectus.load.records import Loaded
from prospectus.memo import Memo, digest
from prospectus.model import address
from prospectus.model.event import Event
from prospectus.model.kinds import BY_NAME
from prospectus.model.library import Key
from prospectus.model.record import Record
from prospectus.model.shape import Leaf, Place, leaves
from prospectus.model.site import Site
from prospectus.model.text import Text
from prospectus.model.waiver import Waiver
from prospectus.problems import Problem
from prospectus.problems.codes import CODES

PAGES = ("home", "calendar")
"""The pages that belong neither to a record nor to a list."""


Use = tuple[str, str, bool]
"""The id of a term, the language of the text that uses it, and whether the text uses a banned rendering."""


@dataclass(frozen=True, eq=False)
class Checked:
    """A record that fits its schema, with its raw record. Compared by identity; derived values are cached."""

    record: Record
    draft: Draft
    uses: dict[str, tuple[Use, ...]] = field(default_factory=dict)
    """The terms that it uses, by the fingerprint of the terminology; filled in by `find_term_uses`."""

    @cached_property
    def key(self) -> Key:
        """Its kind and id."""
        return self.draft.kind.name, self.record.id

    @cached_property
    def known_as(self) -> tuple[Key, tuple[str, ...], str]:
        """Its key, its former ids and the path of its file."""
        return self.key, self.record.formerly, self.draft.path

    @cached_property
    def leaves(self) -> tuple[Leaf, ...]:
        """Its texts, references and targets, each with its field path and type."""
        return tuple(leaves(self.record))

    @property
    def texts(self) -> Iterator[tuple[Place, Text]]:
        """Its texts with their field paths."""
        return ((place, text) for place, shape, text in self.leaves if shape.what == "text")

    @cached_property
    def waivers(self) -> tuple[Waiver, ...]:
        """Its waivers; only the site and events have any."""
        return self.record.waivers if isinstance(self.record, Site | Event) else ()


@dataclass(frozen=True)
class Names:
    """The ids of all records, by kind, including records with problems."""

    by_kind: Mapping[str, frozenset[str]]
    torn: frozenset[str] = frozenset()
    """The kinds of which not every id could be read."""

    @cached_property
    def print(self) -> str:
        """A hash of all ids."""
        return digest(sorted((kind, sorted(keys)) for kind, keys in self.by_kind.items()), sorted(self.torn))

    def exists(self, kind: str, key: str) -> bool:
        """Return whether `key` is the id of a record of `kind`, or might be, since the kind is incomplete."""
        return key in self.by_kind.get(kind, frozenset()) or kind in self.torn

    def close_to(self, kind: str, key: str) -> str:
        """Return the id most similar to `key`, else a list of some existing ids."""
        known = sorted(self.by_kind.get(kind, ()))
        close = get_close_matches(key, known, 1, 0.5)
        if close or not known:
            return close[0] if close else "ID"
        return "one of " + ", ".join([*known[:6], *(["…"] if len(known) > 6 else [])])

    def target_like(self, target: str) -> str:
        """Return a suggestion for a target that does not resolve."""
        kind, _, key = target.partition(":")
        if kind in BY_NAME and address.of_place(BY_NAME[kind], key) is not None:
            return f"{kind}:{self.close_to(kind, key)}"
        return "notice:ID, list:notice or page:calendar"

    def resolves(self, target: str, *, shown: bool = False) -> bool:
        """Return whether a target exists and has an address on the site; with `embedded`, whether it can be shown within another page."""
        kind, _, key = target.partition(":")
        if kind == "page":
            return key in PAGES and not shown
        if kind == "list":
            return key in BY_NAME and (shown or (BY_NAME[key].listing is not None and self._has_list(key)))
        return kind in BY_NAME and self.exists(kind, key) and (shown or address.of_place(BY_NAME[kind], key) is not None)

    def _has_list(self, kind: str) -> bool:
        return not BY_NAME[kind].unless_empty or bool(self.by_kind.get(kind)) or kind in self.torn


def names_of(loaded: Loaded, memo: Memo) -> Names:
    """Return the ids of all raw records, except of drafts, which count as missing."""
    written = memo.each("written", loaded.drafts, _written)
    return memo.same("names", (written, loaded.torn), lambda: _names(written, loaded.torn))


def _written(draft: Draft) -> tuple[str, object, bool]:
    """Return the kind and the unchecked id of a raw record, and whether it is a draft (`status: draft`)."""
    return draft.kind.name, draft.data.get("id", draft.key), draft.data.get("status") == "draft"


def _names(written: Sequence[tuple[str, object, bool]], unread: Collection[str]) -> Names:
    by_kind: dict[str, set[str]] = {}
    torn = set(unread)
    for kind, key, kept_back in written:
        if kept_back:
            continue
        taken = by_kind.setdefault(kind, set())
        if not isinstance(key, str) or key in taken:
            torn.add(kind)
        else:
            taken.add(key)
    return Names({kind: frozenset(keys) for kind, keys in by_kind.items()}, frozenset(torn))


def check_among(each: Checked, languages: Sequence[str], names: Names) -> Iterator[Problem]:
    """Yield the problems of one record in the context of the others. A draft may refer to missing records."""
    if not each.record.kept_back:
        yield from _check_references(each, names)
    yield from _check_languages(each, languages)
    if each.draft.kind.name not in names.torn:
        yield from _check_prose_pair(each, languages)
    yield from _check_sample(each, languages)
    yield from _check_filled_in(each)


def check_named(checked: Sequence[Checked]) -> Iterator[Problem]:
    """Yield a problem for each id or address that is used twice. The result depends only on `CheckedRecord.identity`."""
    yield from _check_ids(checked)
    yield from _check_addresses(checked)


def _check_ids(checked: Sequence[Checked]) -> Iterator[Problem]:
    """An id must be unique within its kind."""
    first: dict[tuple[str, str], Checked] = {}
    for each in checked:
        before = first.setdefault(each.key, each)
        if before is not each:
            yield each.draft.problem(("id",), "PR201", came=each.record.id, first=before.draft.path, form="an id of its own")


def _check_references(each: Checked, names: Names) -> Iterator[Problem]:
    """A reference must lead to an existing record, and a target to an existing page."""
    for place, shape, value in each.leaves:
        if shape.what == "ref" and shape.kind is not None and not names.exists(shape.kind, value):
            field = str(next(step for step in reversed(place) if isinstance(step, str)))
            yield each.draft.problem(place, "PR202", field=field, kind=shape.kind, came=value, form=names.close_to(shape.kind, value))
        elif shape.what in ("target", "shown") and not names.resolves(value, shown=shape.what == "shown"):
            yield each.draft.problem(place, "PR203", came=value, form=names.target_like(value))


def _check_languages(each: Checked, languages: Sequence[str]) -> Iterator[Problem]:
    """Every text must be present in each language of the site, and in no other."""
    every = set(languages)
    for place, text in each.texts:
        if text.languages == every:
            continue
        for language in languages:
            if language not in text:
                yield each.draft.problem(
                    place, "PR301", language, language=language, came=text.within(languages).text, form=f"{language}: …"
                )
        for language in text:
            if language not in every:
                form = f"one of {', '.join(languages)}"
                yield each.draft.problem((*place, language), "PR302", language, came=language, form=form)


def _check_prose_pair(each: Checked, languages: Sequence[str]) -> Iterator[Problem]:
    """Prose must be present in each language of the site."""
    if each.draft.prose:
        for language in languages:
            if language not in each.draft.prose:
                have = next(iter(each.draft.prose.values())).path
                yield each.draft.problem((), "PR301", language, came=have, form=f"{each.record.id}.{language}.md beside it")


UNREAD = ("PR0", "PR1")
"""Prefixes of the problem codes for records that cannot be read, and would be missing from the site."""
SAMPLE_MARKS = {"zh": "【示例】", "en": "[Sample]"}
UNFILLED_MARKS = {"zh": "【待填】", "en": "[To fill in]"}
"""Prefixes of titles that `plan` leaves for a person to fill in."""


def _check_sample(each: Checked, languages: Sequence[str]) -> Iterator[Problem]:
    """The title of a sample must start with the sample prefix in each language."""
    if each.record.status != "sample":
        return
    for language in languages:
        mark = SAMPLE_MARKS.get(language, SAMPLE_MARKS["en"])
        if language in each.record.title and not each.record.title[language].startswith(mark):
            title = each.record.title[language]
            yield each.draft.problem(("title", language), "PR207", language, came=title, form=f"{mark} {title}")


def _check_filled_in(each: Checked) -> Iterator[Problem]:
    """The title of a published record must be filled in."""
    if not each.record.kept_back and to_be_filled_in(each.record.title):
        language = next(language for language in each.record.title if _is_unfilled(each.record.title[language]))
        came = each.record.title[language]
        yield each.draft.problem(("title", language), "PR227", came=came, form="the title of the event, or status: draft")


def to_be_filled_in(title: Text) -> bool:
    """Return whether a title still has the prefix of a title to be filled in."""
    return any(map(_is_unfilled, title.as_dict().values()))


def _is_unfilled(words: str) -> bool:
    return words.startswith(tuple(UNFILLED_MARKS.values()))


def check_locales(draft: Draft, site: Site) -> Iterator[Problem]:
    """The folder of a language must not be used by another language or by the site itself."""
    folders = (each.split("/")[0] for kind in BY_NAME.values() for each in (kind.page, kind.listing) if each)
    taken = dict.fromkeys((*folders, "assets", "calendar", "data", "feeds"), "the site itself")
    for index, locale in enumerate(site.locales):
        if locale.path in taken:
            yield draft.problem(
                ("locales", index, "path"), "PR204", came=f"/{locale.path}", first=taken[locale.path], form="another folder"
            )
        taken.setdefault(locale.path, locale.name)


def _check_addresses(checked: Sequence[Checked]) -> Iterator[Problem]:
    """An address must belong to only one page."""
    taken: dict[str, str] = {kind.listing: kind.place for kind in BY_NAME.values() if kind.listing}
    taken["calendar"] = "the calendar"
    for each in checked:
        for key in (each.record.id, *each.record.formerly):
            address = each.draft.kind.page.format(id=key) if each.draft.kind.page else None
            if address is not None and address in taken and taken[address] != each.draft.path:
                place = ("id",) if key == each.record.id else ("formerly", each.record.formerly.index(key))
                yield each.draft.problem(place, "PR204", came=f"/{address}/", first=taken[address], form="another id")
            if address is not None:
                taken.setdefault(address, each.draft.path)


def check_codes(checked: Sequence[Checked], draft: Draft, site: Site) -> Iterator[Problem]:
    """A severity or waiver must name an existing problem code. Codes for unreadable records can be neither waived nor lowered."""
    named: list[tuple[Draft, Place, str, str]] = [
        (draft, ("severities", code), code, severity) for code, severity in site.severities.items()
    ]
    for each in checked:
        for index, waiver in enumerate(each.waivers):
            named.append((each.draft, ("waivers", index, "code"), waiver.code, "waived"))
    for where, place, code, severity in named:
        if code not in CODES:
            yield where.problem(place, "PR212", came=code, form="PR301")
        elif code.startswith(UNREAD) and severity != "error":
            yield where.problem(place, "PR213", came=code, form=f"{code}: error, or no line for it")
