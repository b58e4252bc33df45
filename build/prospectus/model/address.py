"""Addresses: where the page of a kind, a record and a locale stands, below the root of the site."""

from __future__ import annotations

from prospectus.model.kinds import BY_NAME, EVENTS, Kind
from prospectus.model.site import Locale


def of_record(kind: Kind, key: str) -> str | None:
    """Return the address of a record's page, such as `notices/ID/`; None when its kind has no pages."""
    return f"{kind.page.format(id=key)}/" if kind.page else None


def of_place(kind: Kind, key: str) -> str | None:
    """Return where a record can be read: its page, else its place in the list of its kind; None when neither is there."""
    page, listing = of_record(kind, key), of_listing(kind)
    return page or (f"{listing}#{key}" if listing else None)


def of_listing(kind: Kind) -> str | None:
    """Return the address of the page that lists a kind, such as `notices/`; None when there is none."""
    return f"{kind.listing}/" if kind.listing else None


def of_section(kind: Kind) -> str | None:
    """Return the address of the menu entry that the pages of a kind belong to; None when no list leads to them."""
    return of_listing(BY_NAME[kind.section] if kind.section else kind)


def of_list_page(kind: Kind, number: int) -> str:
    """Return the address of one page of a list: `notices/`, then `notices/page/2/`."""
    return f"{kind.listing}/" if number == 1 else f"{kind.listing}/page/{number}/"


def of_book(key: str) -> str:
    """Return the address of a book: `library/ID.epub`."""
    return f"library/{key}.epub"


def of_month(year: int, month: int) -> str:
    """Return the address of the page of a month: `calendar/2025/03/`."""
    return f"calendar/{year:04}/{month:02}/"


def of_calendar(of: str = "all", key: str = "") -> str:
    """Return the address of a calendar: `calendar/all.ics`, `calendar/audience/ID.ics`; of an event alone: `talks/ID/ID.ics`."""
    page = of_record(BY_NAME[of], key) if of in EVENTS else None
    return f"{page}{key}.ics" if page else f"calendar/{of}/{key}.ics" if key else f"calendar/{of}.ics"


def within(locale: Locale, address: str) -> str:
    """Return the address in the folder of a locale."""
    return f"{locale.path}/{address}" if locale.path else address


def up_from(address: str) -> str:
    """Return the way from a page to the root of the site, without a slash at the end: `.` or `../..`."""
    return "/".join([".."] * address.count("/")) or "."
