"""URLs of pages and files by kind, record and locale, relative to the root of the site."""

from __future__ import annotations

import hashlib

from prospectus.model.kinds.site import Locale
from prospectus.model.registry import EVENT_KINDS, KINDS_BY_NAME, Kind

SITE_CARD = "cards/site.png"
"""The URL of the card picture of a site in one locale."""
OFFLINE = "offline/"
"""The URL of the page that browsers show without a network."""

FIXED_PAGES = {"page:home": "", "page:calendar": "calendar/", "page:search": "search/"}
"""The URLs of the pages that belong neither to a record nor to a list, by target. No plain page can have one of these names."""
CONTENT_FOLDER = "content/"
"""The folder of the content whose name is no part of the addresses of its files."""
HASH_DIGITS = 8
"""The number of digits of its hash that the name of a file has in it, if it has any."""
FIXED_FOLDERS = frozenset({"assets", "calendar", "cards", "data", "downloads", "feeds", "files", "offline", "pictures", "search"})
"""The folders of a built site that belong to no kind."""


def record_url(kind: Kind, key: str) -> str | None:
    """Return the URL of a record's page, such as `notices/ID/`; None when its kind has no pages."""
    return f"{kind.page.format(id=key)}/" if kind.page else None


def record_or_anchor_url(kind: Kind, key: str) -> str | None:
    """Return the URL at which a record can be read: its page, else its anchor in the listing of its kind; None when neither exists."""
    page, listing = record_url(kind, key), listing_url(kind)
    return page or (f"{listing}#{key}" if listing else None)


def listing_url(kind: Kind) -> str | None:
    """Return the URL of the page that lists a kind, such as `notices/`; None when there is none."""
    return f"{kind.listing}/" if kind.listing else None


def target_url(target: str) -> str | None:
    """Return the URL of a target, such as `notice:ID`, `list:KIND` or `page:calendar`; None when it has none."""
    kind, _, key = target.partition(":")
    if target in FIXED_PAGES:
        return FIXED_PAGES[target]
    return listing_url(KINDS_BY_NAME[key]) if kind == "list" else record_or_anchor_url(KINDS_BY_NAME[kind], key)


def url_above(kind: Kind) -> str:
    """Return the URL of the page above the pages of a kind: its listing, or the page that its row names; empty when there is none."""
    return listing_url(kind) or (target_url(kind.above) if kind.above else None) or ""


def section_url(key: str) -> str:
    """Return the URL of the page of a section of the site: `learn/`."""
    return f"{key}/"


def listing_page_url(kind: Kind, number: int) -> str:
    """Return the URL of one page of a paginated listing: `notices/` for the first page, then `notices/page/2/`."""
    return f"{kind.listing}/" if number == 1 else f"{kind.listing}/page/{number}/"


def card_url(kind: Kind, key: str) -> str:
    """Return the URL of the card picture of a record: `cards/guide/ID.png`."""
    return f"cards/{kind.name}/{key}.png"


def file_url(path: str) -> str:
    """Return the URL of a file beside the content by its path in the repository: `assets/curve.png`. It is not percent-encoded."""
    return path.removeprefix(CONTENT_FOLDER)


def rendition_url(path: str, name: str) -> str:
    """Return the URL of a picture in another size or format: `pictures/assets/curve.png/800.webp`."""
    return f"pictures/{file_url(path)}/{name}"


def book_url(key: str) -> str:
    """Return the URL of a book: `library/ID.epub`."""
    return f"library/{key}.epub"


def year_url(year: int) -> str:
    """Return the URL of the page of a year: `calendar/2025/`."""
    return f"calendar/{year:04}/"


def month_url(year: int, month: int) -> str:
    """Return the URL of the page of a month: `calendar/2025/03/`."""
    return f"calendar/{year:04}/{month:02}/"


def coverage_url() -> str:
    """Return the URL of the page of what the site has collected of what its sources announce."""
    return "calendar/coverage/"


def calendar_url(subject: str = "all", key: str = "") -> str:
    """Return the URL of a calendar: `calendar/all.ics`, `calendar/audience/ID.ics`; for a single event, `talks/ID/ID.ics`."""
    page = record_url(KINDS_BY_NAME[subject], key) if subject in EVENT_KINDS else None
    return f"{page}{key}.ics" if page else f"calendar/{subject}/{key}.ics" if key else f"calendar/{subject}.ics"


def expiry_calendar_url(contract: str, code: str) -> str:
    """Return the URL of the calendar file of one expiry: `contracts/ID/CODE.ics`, the code in lower case."""
    return f"{record_url(KINDS_BY_NAME['contract'], contract)}{code.lower()}.ics"


def localised_url(locale: Locale, url: str) -> str:
    """Return the URL below the folder of a locale."""
    return f"{locale.path}/{url}" if locale.path else url


def path_to_root(url: str) -> str:
    """Return the relative path from a page to the root of the site, without a trailing slash: `.` or `../..`."""
    return "/".join([".."] * url.count("/")) or "."


def add_hash(name: str, body: bytes) -> str:
    """Return the name of a file with its hash: `site.3f9c2a1b.css`. Files of several releases can stand beside each other with it."""
    stem, _, suffix = name.rpartition(".")
    return f"{stem}.{hashlib.sha256(body).hexdigest()[:HASH_DIGITS]}.{suffix}"
