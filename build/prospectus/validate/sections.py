"""Checks the sections of the site: their addresses, and that every kind of content belongs to exactly one."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches

from prospectus.load.drafts import RawRecord
from prospectus.model import urls
from prospectus.model.kind_names import describe_kind
from prospectus.model.kinds.site import Site
from prospectus.model.registry import KINDS_BY_NAME, PAGE_KINDS
from prospectus.problems import Message, Problem
from prospectus.validate.known_names import SIMILARITY, KnownNames, list_choices

SITE_ITSELF = Message("the site itself", "站点自身")
OWN_ADDRESS = Message("an id of its own", "另一个标识")


def check_sections(raw: RawRecord, site: Site, names: KnownNames) -> Iterator[Problem]:
    """A section must have an address of its own, and every kind that has pages must belong to exactly one section."""
    if site.sections:
        yield from _check_addresses(raw, site, names)
        yield from _check_kinds(raw, site)
        yield from _check_complete(raw, site, names)


def _check_addresses(raw: RawRecord, site: Site, names: KnownNames) -> Iterator[Problem]:
    patterns = (pattern for kind in KINDS_BY_NAME.values() for pattern in (kind.page, kind.listing, kind.progress_page) if pattern)
    owners: dict[str, object] = dict.fromkeys((*(pattern.split("/")[0] for pattern in patterns), *urls.FIXED_FOLDERS), SITE_ITSELF)
    owners |= {locale.path: locale.name for locale in site.locales}
    at_the_root = (kind for kind in KINDS_BY_NAME.values() if kind.page == "{id}")
    owners |= {key: f"{kind.name}:{key}" for kind in at_the_root for key in names.by_kind.get(kind.name, ())}
    for index, section in enumerate(site.sections):
        if section.id in owners:
            yield raw.problem(("sections", index, "id"), "PR292", came=section.id, first=owners[section.id], form=OWN_ADDRESS)
        owners.setdefault(section.id, section.title.within(tuple(locale.language for locale in site.locales)).text)


def _check_kinds(raw: RawRecord, site: Site) -> Iterator[Problem]:
    """Every kind of a section must have pages, and must belong to no other section."""
    owners: dict[str, str] = {}
    for index, section in enumerate(site.sections):
        for position, kind in enumerate(section.kinds):
            field_path = ("sections", index, "kinds", position)
            if kind not in PAGE_KINDS:
                close = get_close_matches(kind.lower(), PAGE_KINDS, 1, SIMILARITY)
                yield raw.problem(field_path, "PR293", came=kind, form=close[0] if close else list_choices(PAGE_KINDS))
            elif kind in owners:
                form = Message(f"{kind} in one section only", f"只在一个栏目里写 {kind}")
                yield raw.problem(field_path, "PR290", came=kind, first=owners[kind], form=form)
            owners.setdefault(kind, section.id)


def _check_complete(raw: RawRecord, site: Site, names: KnownNames) -> Iterator[Problem]:
    """Every kind of which the site has records must belong to a section, and every fixed page must be an entry of one."""
    placed = {kind for section in site.sections for kind in section.kinds}
    linked = {target for section in site.sections for target in section.links}
    ids = [section.id for section in site.sections]
    for kind in PAGE_KINDS:
        if KINDS_BY_NAME[kind].in_section and kind not in placed and names.by_kind.get(kind):
            yield _report_missing(raw, describe_kind(kind), "kinds", kind, ids)
    for page in urls.FIXED_PAGES:
        if page not in ("page:home", "page:search") and page not in linked:
            yield _report_missing(raw, page, "links", page, ids)


def _report_missing(raw: RawRecord, what: str | Message, field: str, name: str, sections: list[str]) -> Problem:
    form = Message(
        f"{name} in {field} of a section: {' or '.join(sections)}", f"在一个栏目（{'、'.join(sections)}）的 {field} 里加上 {name}"
    )
    return raw.problem(("sections",), "PR291", what=what, form=form)
