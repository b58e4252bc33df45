"""The panels for subscribing to calendars: each calendar with every link that works for the URL of the site."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from ipaddress import ip_address
from urllib.parse import quote, urlsplit

from prospectus.derive.qr import qr
from prospectus.derive.reading import Reading
from prospectus.derive.resolve import Resolver
from prospectus.derive.subjects import KIND_OF
from prospectus.derive.view import SiteView, View
from prospectus.memo import Memo
from prospectus.model import address
from prospectus.model.kinds import EVENTS
from prospectus.model.library import Key

ALL: Key = ("all", "")
"""The key of the calendar of everything."""
ORDER = ("series", "audience", "product", "language")
"""The order of the groups of calendars."""
GOOGLE = "https://calendar.google.com/calendar/r?cid={}"
OUTLOOK = "https://outlook.live.com/calendar/0/addfromweb?url={}&name={}"


class Subscribe:
    """Builds the subscription panels of one locale."""

    def __init__(self, reading: Reading, resolver: Resolver, site: SiteView, memo: Memo) -> None:
        self.reading, self.resolver, self.site, self.memo = reading, resolver, site, memo
        self.public = is_public(site.url)

    def panel(self, here: str, *wanted: Key) -> View:
        """Return the panel of a page with those of the given calendars that exist, the first one open. `page_address` is its address."""
        return View(public=self.public, groups=((None, tuple(self._offered(here, [each for each in wanted if self._is_there(each)]))),))

    def all(self, here: str) -> View:
        """Return the panel with all calendars: the calendar of everything, then the others in groups."""
        found = sorted(self.reading.subjects(), key=lambda key: self._places(key[0]).get(key[1], 0))
        groups = ((of, tuple(self._offered(here, [each for each in found if each[0] == of]))) for of in ORDER)
        first = (None, tuple(self._offered(here, [ALL])))
        return View(public=self.public, groups=(first, *((self.site.t(f"subscribe.{of}"), members) for of, members in groups if members)))

    def of(self, kind: str, key: str, here: str) -> View | None:
        """Return the panel of the page of a record: calendars for a series, only a file for an event, None for other kinds."""
        if kind == "series":
            return self.panel(here, (kind, key), ALL)
        return View(file=self._alone(kind, key)) if kind in EVENTS else None

    def _alone(self, kind: str, key: str) -> str:
        """Return the address of the calendar file of one event; empty if it has no occurrence other than samples."""
        there = any(not each.sample for each in self.reading.occurrences_of((kind, key)))
        return address.within(self.resolver.locale, address.of_calendar(kind, key)) if there else ""

    def _is_there(self, key: Key) -> bool:
        return key == ALL or key in self.reading.subjects()

    def _places(self, of: str) -> dict[str, int]:
        ids = self.reading.ids(KIND_OF[of]) if of in KIND_OF else [each.language for each in self.reading.site.locales]
        return {key: place for place, key in enumerate(ids)}

    def _offered(self, here: str, keys: Sequence[Key]) -> Iterator[View]:
        return (self._calendar(here, *key) for key in keys)

    def _calendar(self, here: str, of: str, key: str) -> View:
        """Return the view of one calendar: its title, its file, its subscription links and its QR code."""
        title = self._title(of, key)
        path = address.within(self.resolver.locale, address.of_calendar(of, key))
        anchor = f"subscribe-{of}-{key}".rstrip("-")
        whole = f"{self.site.url}{path}"
        webcal = f"webcal://{whole.partition('://')[2]}"
        return View(
            id=anchor,
            title=title,
            file=path,
            webcal=webcal if self.public else "",
            google=GOOGLE.format(quote(webcal, safe="")) if self.public else "",
            outlook=OUTLOOK.format(quote(whole, safe=""), quote(str.__str__(title), safe="")) if self.public else "",
            qr=qr(f"{self.site.url}{here}#{anchor}", self.memo) if self.public else None,
        )

    def _title(self, of: str, key: str) -> str:
        if of == "all":
            return self.site.t("subscribe.all")
        if of == "language":
            return self.site.t(f"language.{key}") if self.site.t.has(f"language.{key}") else key
        record = self.reading.record(KIND_OF[of], key)
        return self.resolver.words(record.title) if record is not None else key


def is_public(url: str) -> bool:
    """Return whether a URL can be reached by other programs: its host is a global IP address or a public domain name."""
    host = urlsplit(url).hostname or ""
    try:
        return ip_address(host).is_global
    except ValueError:
        return "." in host and not host.endswith((".localhost", ".local", ".internal", ".invalid", ".test"))
