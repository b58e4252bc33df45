"""Plans of pages: a page before its view is built. Plans are made on demand, because there are thousands and an edit needs a few."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, chain
from typing import NamedTuple, overload

from prospectus.cache.cache import BuildCache
from prospectus.query.recording import Read
from prospectus.views.locale_views import LocaleContext
from prospectus.views.page import PageView
from prospectus.views.page_frame import PageContent

ContentFactory = Callable[[], PageContent]
"""Builds the content of a page on demand."""


@dataclass(frozen=True)
class PagePlan:
    """A page whose view is built on demand."""

    address: str
    """The address of the page, relative to the site root."""
    context: LocaleContext
    make_content: ContentFactory

    def build(self) -> tuple[PageView, frozenset[Read]]:
        """Return the view of the page and its dependencies."""
        with self.context.queries.recording() as reads:
            page = self.context.frame.build_page(self.make_content())
        return page, frozenset(reads)


class PlannedPages(NamedTuple):
    """Some pages of one locale that follow each other."""

    context: LocaleContext
    addresses: Sequence[str]
    """The address of each, relative to the site root."""
    factory_of: Callable[[int], ContentFactory]
    """Returns what builds the content of the page at a place."""


class PagePlans(Sequence[PagePlan]):
    """The plans of all pages of a site, in order."""

    def __init__(self, parts: Sequence[PlannedPages], cache: BuildCache) -> None:
        """Take the pages part by part. While no page comes or goes, a process that builds repeatedly has the same `addresses` each time."""
        self._parts = parts
        self._starts = list(accumulate((len(part.addresses) for part in parts), initial=0))
        addresses = [part.addresses for part in parts]
        self.addresses: tuple[str, ...] = cache.if_changed("addresses", addresses, lambda: tuple(chain.from_iterable(addresses)))
        """The address of every page."""
        self.numbers: Mapping[str, int] = cache.if_changed(
            "page numbers", (self.addresses,), lambda: {address: number for number, address in enumerate(self.addresses)}
        )
        """The place of every page, by its address."""

    def addresses_of(self, context: LocaleContext) -> Iterator[str]:
        """Return the addresses of the pages of a locale, in order."""
        return chain.from_iterable(part.addresses for part in self._parts if part.context is context)

    def __len__(self) -> int:
        return self._starts[-1]

    @overload
    def __getitem__(self, index: int) -> PagePlan: ...
    @overload
    def __getitem__(self, index: slice) -> list[PagePlan]: ...
    def __getitem__(self, index: int | slice) -> PagePlan | list[PagePlan]:
        if isinstance(index, slice):
            return [self._plan(number) for number in range(*index.indices(len(self)))]
        number = range(len(self))[index]  # raises IndexError
        return self._plan(number)

    def _plan(self, number: int) -> PagePlan:
        place = bisect_right(self._starts, number) - 1
        part, index = self._parts[place], number - self._starts[place]
        return PagePlan(part.addresses[index], part.context, part.factory_of(index))
