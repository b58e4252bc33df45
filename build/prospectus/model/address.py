"""URLs of pages and files by kind, record and locale, relative to the root of the site."""

from __future__ import annotations

from prospectus.model.kinds import BY_NAME, EVENTS, Kind
from prospectus.model.site import Locale


def of_record(kind: Kind, key: str) -> str | None:
    """Return the URL of a record's page, such as `notices/ID/`; None when its kind has no pages."""
    return f"{kind.page.format(id=key)}/" if kind.page else None


def of_place(kind: Kind, key: str) -> str | None:
    """Return the URL at which a record can be read: its page, else its anchor in the listing of its kind; None when neither exists."""
    page, listing = of_record(kind, key), of_listing(kind)
    return page or (f"{listing}#{key}" if listing else None)


def of_listing(kind: Kind) -> str | None:
    """Return the URL of the page that lists a kind, such as `notices/`; None when there is none."""
    return f"{kind.listing}/" if kind.listing else None


def of_section(kind: Kind) -> str | None:
    """Return the URL of the menu entry to which the pages of a kind belong; None when no listing leads to them."""
    return of_listing(BY_NAME[kind.section] if kind.section else kind)


def of_list_page(kind: Kind, number: int) -> str:
    """Return the URL of one page of a paginated listing: `notices/` for the first page, then `notices/page/2/`."""
    return f"{kind.listing}/" if number == 1 else f"{kind.listing}/page/{number}/"


def of_book(key: str) -> str:
    """Return the URL of a book: `library/ID.epub`."""
    return f"library/{key}.epub"


def of_month(year: int, month: int) -> str:
    """Return the URL of the page of a month: `calendar/2025/03/`."""
    return f"calendar/{year:04}/{month:02}/"


def of_calendar(of: str = "all", key: str = "") -> str:
    """Return the URL of a calendar: `calendar/all.ics`, `calendar/audience/ID.ics`; for a single event, `talks/ID/ID.ics`."""
    page = of_record(BY_NAME[of], key) if of in EVENTS else None
    return f"{page}{key}.ics" if page else f"calendar/{of}/{key}.ics" if key else f"calendar/{of}.ics"


def within(locale: Locale, address: str) -> str:
    """Return the URL below the folder of a locale."""
    return f"{locale.path}/{address}" if locale.path else address


def up_from(address: str) -> str:
    """Return the relative path from a page to the root of the site, without a trailing slash: `.` or `../..`."""
    return "/".join([".."] * address.count("/")) or "."
