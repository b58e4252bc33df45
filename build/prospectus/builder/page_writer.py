"""Makes whole pages and writes them, in the process of a build and in those forked from it.

Only small things go back to the process that publishes: what was written, on what it depends, and what search must know.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from prospectus.cache.cache import BuildCache
from prospectus.publish.publication import Publication, WrittenFile
from prospectus.query.missing_words import select_missing_words
from prospectus.query.recording import Read
from prospectus.render.artifact import Artifact
from prospectus.render.html.blocks import CONTAINER
from prospectus.render.html.layout_cache import LayoutCache, LayoutUpdates
from prospectus.render.html.worker import PageRenderer, RenderedPage
from prospectus.render.search.entries import PackedEntries, build_entries, pack_entries
from prospectus.views.page import PageView
from prospectus.views.pages import Views


class WrittenPage(NamedTuple):
    """A page as a process has left it. It is returned by worker processes, so it must pickle."""

    plan_index: int
    """The index of the page in `Views.plans`."""
    files: list[WrittenFile]
    """The page and its compressed copies; empty if this process could not write them."""
    unwritten: Artifact | None
    """The page if this process could not write it: the process that publishes can do more, or say what is wrong."""
    reads: frozenset[Read]
    """Its dependencies; without a cache, only the interface words that no language has."""
    sitemap_entry: str
    search_entries: PackedEntries | None
    """None if this process reads them later; see `PageWriter.iter_deferred_entries`."""
    layouts: LayoutUpdates
    new_cache_entries: dict[tuple[str, str], Any]
    """Values that were computed on the way, by name and key, for the build cache of the process that publishes."""


class PageWriter:
    """Renders pages, puts their layouts around them and writes them."""

    def __init__(
        self, views: Views, layouts: LayoutCache, publication: Publication, cache: BuildCache, *, defers_entries: bool = False
    ) -> None:
        """With `defers_entries`, what search must know of a page is read after all pages are written, in the same process."""
        self._defers_entries = defers_entries
        self._deferred: list[tuple[PageView, str]] = []
        self._views, self._layouts, self._publication = views, layouts, publication
        self._keeps_reads = cache.keeps_values
        self._renderer = PageRenderer(views, layouts.env, cache)

    def make_page(self, plan_index: int) -> WrittenPage:
        """Render a page and write it."""
        rendered, page = self._renderer.render(plan_index, with_entries=not self._defers_entries)
        if self._defers_entries:
            self._deferred.append((page, rendered.blocks[CONTAINER]))
        return self.write(rendered, lambda: page)

    def iter_deferred_entries(self) -> Iterator[tuple[str, PackedEntries]]:
        """Yield the address and the search entries of each page for which they were deferred."""
        for page, html in self._deferred:
            yield page.address, pack_entries(build_entries(page, html))
        self._deferred = []

    def write(self, rendered: RenderedPage, build_view: Callable[[], PageView]) -> WrittenPage:
        """Write a page of which the blocks are rendered. `build_view` returns its view, which most pages do not need any more."""
        key = rendered.layout_key
        if not self._layouts.is_verified(key):
            self._layouts.add(build_view(), rendered.blocks, self._views.queries.recording)
        page = Artifact(rendered.path, self._layouts.fill_layout(key, rendered.blocks))
        try:
            files = self._publication.write(page)
        except OSError:
            files = []
        reads = rendered.reads | self._layouts.reads_of(key)
        return WrittenPage(
            rendered.plan_index,
            files,
            None if files else page,
            reads if self._keeps_reads else select_missing_words(reads),
            rendered.sitemap_entry,
            rendered.search_entries,
            self._layouts.take_updates(),
            rendered.new_cache_entries,
        )
