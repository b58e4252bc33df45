"""The panels for subscribing to calendars: each calendar with every link that works for the URL of the site."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from ipaddress import ip_address
from urllib.parse import quote, urlsplit

from prospectus.cache.cache import BuildCache
from prospectus.model import urls
from prospectus.model.library import RecordKey
from prospectus.model.registry import EVENT_KINDS
from prospectus.query.queries import Queries
from prospectus.schedule.subscriptions import KIND_BY_GROUP
from prospectus.text.qr_code import build_qr_code
from prospectus.views.page import SiteView
from prospectus.views.resolver import Resolver
from prospectus.views.view import View

ALL_EVENTS: RecordKey = ("all", "")
"""The key of the calendar of everything."""
GROUP_ORDER = ("series", "audience", "product", "language")
"""The order of the groups of calendars."""
GOOGLE_URL = "https://calendar.google.com/calendar/r?cid={}"
OUTLOOK_URL = "https://outlook.live.com/calendar/0/addfromweb?url={}&name={}"


class SubscribePanels:
    """Builds the subscription panels of one locale."""

    def __init__(self, queries: Queries, resolver: Resolver, site: SiteView, cache: BuildCache) -> None:
        self.queries, self.resolver, self.site, self.cache = queries, resolver, site, cache
        self.public = is_public(site.url)

    def build_panel(self, page_address: str, *calendars: RecordKey) -> View:
        """Return the panel of a page with those of the given calendars that exist, the first one open. `page_address` is its address."""
        return View(
            public=self.public,
            groups=((None, tuple(self._iter_calendars(page_address, [calendar for calendar in calendars if self._exists(calendar)]))),),
        )

    def build_full_panel(self, page_address: str) -> View:
        """Return the panel with all calendars: the calendar of everything, then the others in groups."""
        calendars = sorted(self.queries.subscriptions(), key=lambda key: self._positions(key[0]).get(key[1], 0))
        groups = (
            (group, tuple(self._iter_calendars(page_address, [calendar for calendar in calendars if calendar[0] == group])))
            for group in GROUP_ORDER
        )
        everything = (None, tuple(self._iter_calendars(page_address, [ALL_EVENTS])))
        return View(
            public=self.public, groups=(everything, *((self.site.t(f"subscribe.{group}"), members) for group, members in groups if members))
        )

    def build_record_panel(self, kind: str, key: str, page_address: str) -> View | None:
        """Return the panel of the page of a record: calendars for a series, only a file for an event, None for other kinds."""
        if kind == "series":
            return self.build_panel(page_address, (kind, key), ALL_EVENTS)
        return View(file=self._event_file(kind, key)) if kind in EVENT_KINDS else None

    def _event_file(self, kind: str, key: str) -> str:
        """Return the address of the calendar file of one event; empty if it has no occurrence other than samples."""
        has_occurrences = any(not occurrence.sample for occurrence in self.queries.occurrences_of((kind, key)))
        return urls.localised_url(self.resolver.locale, urls.calendar_url(kind, key)) if has_occurrences else ""

    def _exists(self, key: RecordKey) -> bool:
        return key == ALL_EVENTS or key in self.queries.subscriptions()

    def _positions(self, group: str) -> dict[str, int]:
        ids = (
            self.queries.record_ids(KIND_BY_GROUP[group])
            if group in KIND_BY_GROUP
            else [locale.language for locale in self.queries.site.locales]
        )
        return {key: position for position, key in enumerate(ids)}

    def _iter_calendars(self, page_address: str, keys: Sequence[RecordKey]) -> Iterator[View]:
        return (self._build_calendar(page_address, *key) for key in keys)

    def _build_calendar(self, page_address: str, group: str, key: str) -> View:
        """Return the view of one calendar: its title, its file, its subscription links and its QR code."""
        title = self._calendar_title(group, key)
        path = urls.localised_url(self.resolver.locale, urls.calendar_url(group, key))
        anchor = f"subscribe-{group}-{key}".rstrip("-")
        absolute_url = f"{self.site.url}{path}"
        webcal = f"webcal://{absolute_url.partition('://')[2]}"
        return View(
            id=anchor,
            title=title,
            file=path,
            webcal=webcal if self.public else "",
            google=GOOGLE_URL.format(quote(webcal, safe="")) if self.public else "",
            outlook=OUTLOOK_URL.format(quote(absolute_url, safe=""), quote(str.__str__(title), safe="")) if self.public else "",
            qr=build_qr_code(f"{self.site.url}{page_address}#{anchor}", self.cache) if self.public else None,
        )

    def _calendar_title(self, group: str, key: str) -> str:
        if group == "all":
            return self.site.t("subscribe.all")
        if group == "language":
            return self.site.t(f"language.{key}") if self.site.t.has(f"language.{key}") else key
        record = self.queries.record(KIND_BY_GROUP[group], key)
        return self.resolver.localise(record.title) if record is not None else key


def is_public(url: str) -> bool:
    """Return whether a URL can be reached by other programs: its host is a global IP address or a public domain name."""
    host = urlsplit(url).hostname or ""
    try:
        return ip_address(host).is_global
    except ValueError:
        return "." in host and not host.endswith((".localhost", ".local", ".internal", ".invalid", ".test"))
