"""Checks the addresses of plain pages: they stand at the root of the site, beside everything that a build makes there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from prospectus.model import urls
from prospectus.model.kinds.site import Site
from prospectus.problems import Message, Problem
from prospectus.validate.references import OWN_ID, SITE_ITSELF, CheckedRecord

RESERVED = frozenset({"home", "index", *urls.FIXED_FOLDERS})
"""The first parts of addresses that no plain page can have: `page:home` is the home page, and the others hold what a build makes."""
CHECKED_FOR_ALL = ("page:calendar", "page:search")
"""The fixed pages whose addresses no record of any kind can have."""
THE_LANGUAGE = Message("the language {name}", "语言“{name}”")


def check_page_addresses(members: Sequence[CheckedRecord]) -> Iterator[Problem]:
    """A plain page must not stand in a folder that a build fills, or in that of a language."""
    owners: dict[str, Message] = dict.fromkeys(RESERVED, SITE_ITSELF)
    for checked in members:
        if isinstance(checked.record, Site):
            owners |= {locale.path: THE_LANGUAGE.fill(name=locale.name) for locale in checked.record.locales if locale.path}
    for checked in members:
        if checked.raw.kind.nested:
            for key in (checked.record.id, *checked.record.formerly):
                first = owners.get(key.partition("/")[0])
                if first is not None and f"page:{key}" not in CHECKED_FOR_ALL:
                    yield checked.raw.problem(("id",), "PR204", came=f"/{key}/", first=first, form=OWN_ID)
