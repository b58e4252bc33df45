"""The panels for following a site: each calendar and each feed with every link that works for the URL of the site.

All pages offer subscriptions through here, so that none promises what the URL of the site does not allow.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from ipaddress import ip_address
from urllib.parse import quote, urlsplit

from prospectus.cache.cache import BuildCache
from prospectus.model import urls
from prospectus.model.library import RecordKey
from prospectus.model.registry import EVENT_KINDS, KINDS_BY_NAME, Kind
from prospectus.query.queries import Queries
from prospectus.schedule.subscriptions import ALL_DATES, DAY_CALENDARS, KIND_BY_GROUP, PERIODS
from prospectus.text.qr_code import build_qr_code
from prospectus.views.page import SiteView
from prospectus.views.resolver import Resolver
from prospectus.views.view import View

GROUP_ORDER = ("series", "audience", "product", "person", "language", "periods")
"""The order of the groups of calendars. Calendars of periods come last: nobody gets them without asking."""
MAX_TALK_CARDS = 3
"""The number of series of talks that have a card of their own on the calendar page; the others are in the group of series."""
FEED_FORMATS = (("Atom", ".atom"), ("JSON Feed", ".json"))
GOOGLE_URL = "https://calendar.google.com/calendar/r?cid={}"
OUTLOOK_URL = "https://outlook.live.com/calendar/0/addfromweb?url={}&name={}"


class SubscribePanels:
    """Builds the subscription panels of one locale."""

    def __init__(self, queries: Queries, resolver: Resolver, site: SiteView, cache: BuildCache) -> None:
        self.queries, self.resolver, self.site, self.cache = queries, resolver, site, cache
        self.public = is_public(site.url)

    def build_panel(self, page_address: str, *calendars: RecordKey) -> View:
        """Return the panel of a page with a card for each of the given calendars that exists. `page_address` is its address."""
        existing = [calendar for calendar in calendars if self._exists(calendar)]
        return self._build_view([(None, self._build_calendars(page_address, existing))])

    def build_full_panel(self, page_address: str) -> View:
        """Return the panel with all calendars: cards for all dates, for talks and for closing days, then the others in groups."""
        cards = [ALL_DATES, *self._talk_calendars()[:MAX_TALK_CARDS], *DAY_CALENDARS.values()]
        calendars = sorted(self.queries.subscriptions(), key=lambda key: self._positions(key[0]).get(key[1], -1))
        rest = [calendar for calendar in calendars if calendar not in cards]
        groups = [
            (
                self.site.t(f"subscribe.{group}"),
                self._build_calendars(page_address, [calendar for calendar in rest if calendar[0] == group]),
            )
            for group in GROUP_ORDER
            if group != "language" or len(self.queries.site.locales) > 1
        ]
        shown = [calendar for calendar in cards if self._exists(calendar)]
        return self._build_view([(None, self._build_calendars(page_address, shown)), *(group for group in groups if group[1])])

    def build_record_panel(self, kind: str, key: str, page_address: str) -> View | None:
        """Return the panel of the page of a record: the calendars of a series or product, a file for an event, or the panel of its list."""
        if kind == "series":
            return self.build_panel(page_address, (kind, key), ALL_DATES, (PERIODS[0], key))
        if kind in EVENT_KINDS:
            return View(file=self._event_file(kind, key), public=self.public)
        group = next((group for group, named_kind in KIND_BY_GROUP.items() if named_kind == kind), None)
        if group is not None:
            return self.build_panel(page_address, (group, key)) if self._exists((group, key)) else None
        return self.build_list_panel(KINDS_BY_NAME[kind], page_address) if KINDS_BY_NAME[kind].feed else None

    def build_list_panel(self, kind: Kind, page_address: str) -> View:
        """Return the panel of the list of a kind: the calendars of the talks or of what releases change, and its feed."""
        talks = self._talk_calendars() if any(name == "series" for name, _ in kind.also_lists) else []
        return self.build_panel(page_address, *talks, *([ALL_DATES] if kind.frozen else [])).with_values(feeds=self._build_feeds(kind))

    def _build_view(self, groups: Sequence[tuple[str | None, tuple[View, ...]]]) -> View:
        return View(public=self.public, groups=tuple(groups), feeds=())

    def _talk_calendars(self) -> list[RecordKey]:
        """Return the calendars of the series that are listed among the talks."""
        return [("series", key) for key in self.queries.record_ids("series") if self.queries.field("series", key, "talks")]

    def _build_feeds(self, kind: Kind) -> tuple[View, ...]:
        if not kind.feed or not self.queries.has_exported(kind.name):
            return ()
        path = urls.localised_url(self.resolver.locale, f"feeds/{kind.feed}")
        return tuple(View(title=name, file=f"{path}{suffix}", url=f"{self.site.url}{path}{suffix}") for name, suffix in FEED_FORMATS)

    def _event_file(self, kind: str, key: str) -> str:
        """Return the address of the calendar file of one event; empty if it has no occurrence other than samples."""
        has_occurrences = any(not occurrence.sample for occurrence in self.queries.occurrences_of((kind, key)))
        return urls.localised_url(self.resolver.locale, urls.calendar_url(kind, key)) if has_occurrences else ""

    def _exists(self, key: RecordKey) -> bool:
        return key == ALL_DATES or key in self.queries.subscriptions()

    def _positions(self, group: str) -> dict[str, int]:
        """Return the position of each calendar of a group; that of the whole group has none and comes first."""
        ids = (
            self.queries.record_ids(KIND_BY_GROUP[group])
            if group in KIND_BY_GROUP
            else [locale.language for locale in self.queries.site.locales]
        )
        return {key: position for position, key in enumerate(ids)}

    def _build_calendars(self, page_address: str, keys: Sequence[RecordKey]) -> tuple[View, ...]:
        return tuple(self._iter_calendars(page_address, keys))

    def _iter_calendars(self, page_address: str, keys: Sequence[RecordKey]) -> Iterator[View]:
        return (self._build_calendar(page_address, *key) for key in keys)

    def _build_calendar(self, page_address: str, group: str, key: str) -> View:
        """Return the view of one calendar: its title, what it holds, its file, its subscription links and its QR code."""
        title = self._calendar_title(group, key)
        path = urls.localised_url(self.resolver.locale, urls.calendar_url(group, key))
        anchor = f"subscribe-{group}-{key}".rstrip("-")
        absolute_url = f"{self.site.url}{path}"
        webcal = f"webcal://{absolute_url.partition('://')[2]}"
        return View(
            id=anchor,
            title=title,
            text=self.site.t(f"subscribe.{group}.text" if not key or group == "periods" else "subscribe.dated.text"),
            empty=(group, key) != ALL_DATES and (group, key) not in self.queries.filled_subscriptions(),
            file=path,
            url=absolute_url if self.public else "",
            webcal=webcal if self.public else "",
            google=GOOGLE_URL.format(quote(webcal, safe="")) if self.public else "",
            outlook=OUTLOOK_URL.format(quote(absolute_url, safe=""), quote(str.__str__(title), safe="")) if self.public else "",
            qr=build_qr_code(f"{self.site.url}{page_address}#{anchor}", self.cache, on_screen=True) if self.public else None,
        )

    def _calendar_title(self, group: str, key: str) -> str:
        if not key:
            return self.site.t(f"subscribe.{group}")
        if group == "language":
            return self.site.t(f"language.{key}") if self.site.t.has(f"language.{key}") else key
        title = self.resolver.link_to(f"{KIND_BY_GROUP[group]}:{key}").title
        return self.site.t("subscribe.periods.of", title=title) if group == PERIODS[0] else title


def is_public(url: str) -> bool:
    """Return whether a URL can be reached by other programs: its host is a global IP address or a public domain name."""
    host = urlsplit(url).hostname or ""
    try:
        return ip_address(host).is_global
    except ValueError:
        return "." in host and not host.endswith((".localhost", ".local", ".internal", ".invalid", ".test"))
