"""Publishes the pages of a build: lets worker processes make those that are outdated, and keeps the files of the others.

A page consists of a layout, rendered once for many pages, and of blocks, rendered per page. Each page records its dependencies; while none
of them changes, its file is kept.
"""

from __future__ import annotations

import hashlib
import pickle
from collections import deque
from collections.abc import Callable, Collection, Generator, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Executor, Future
from contextlib import closing
from functools import partial
from typing import Any

from mkdocs.config.defaults import MkDocsConfig

from prospectus.builder.build_state import BuildState, PagesByQuery, PageState, QueryNumbers
from prospectus.builder.locale_changes import LocaleChanges, find_own_theme, list_locale_states
from prospectus.builder.page_writer import PageWriter, WrittenPage
from prospectus.builder.search_publication import ENTRIES, SearchPublication
from prospectus.cache.cache import BuildCache
from prospectus.mkdocs_host import adapter
from prospectus.parallel import ProcessPool
from prospectus.pipeline import PreparedSite
from prospectus.publish.publication import Publication
from prospectus.render.artifact import Artifact
from prospectus.render.html.blocks import CONTAINER, render_blocks
from prospectus.render.html.layout_cache import LayoutCache
from prospectus.render.html.pages import render_page
from prospectus.render.html.worker import RenderedPage, RenderJob, render_chunk
from prospectus.render.search.entries import PackedEntries, build_entries, pack_entries
from prospectus.views.page import PageView
from prospectus.views.page_plans import PagePlan

CHUNK_SIZE = 24
"""Number of pages per chunk, the unit of work sent to a worker process."""
MAX_PENDING_CHUNKS = 16
"""Maximum number of chunks submitted to an executor at a time."""
FLUSH_THRESHOLD = 1000
"""Number of new cache values after which the rendered Markdown among them is flushed to the store."""

MOST_DEFERRED = 100
"""The most pages whose search entries are read after all of them are in place: until then their views stay in memory."""

Progress = Callable[[Iterable[WrittenPage], int], Iterator[WrittenPage]]
"""Passes pages through and displays the progress; the second argument is their total number."""


class PagePublication:
    """Adds the pages of a build to a publication."""

    def __init__(
        self,
        config: MkDocsConfig,
        templates: Mapping[str, str],
        prepared: PreparedSite,
        publication: Publication,
        search: SearchPublication,
        layouts: LayoutCache,
        queries: QueryNumbers,
        cache: BuildCache,
    ) -> None:
        self._config, self._templates, self._prepared = config, templates, prepared
        self._publication, self._search, self._layouts = publication, search, layouts
        self._query_numbers, self._cache = queries, cache
        self._plans = prepared.views.plans
        self.locales = list_locale_states(prepared.views.contexts, cache)
        self._writer: PageWriter | None = None
        self.rendered_count = 0
        """Number of pages that were rendered; the others were kept."""

    def publish(
        self,
        previous: BuildState,
        changed: set[int],
        pool: ProcessPool,
        executor: Executor | None,
        progress: Progress,
        pages_by_query: PagesByQuery | None = None,
    ) -> dict[str, PageState]:
        """Publish all pages; return the state of each by address. `changed` are the numbers of the queries with new results.

        `pages_by_query` tells in a process that builds repeatedly which pages make them, and is told what is new.
        """
        addresses, last = self._plans.addresses, previous.pages
        is_complete = tuple(last) == addresses
        known = last if is_complete else {address: last[address] for address in addresses if address in last}
        up_to_date = {page.path: page.sha256 for page in known.values()}
        outdated = self._find_outdated(known, up_to_date, changed, known if pages_by_query is None else pages_by_query.find(changed))
        outdated |= self._find_outdated_in_locales(known, outdated, previous)
        for address in outdated:
            del up_to_date[known[address].path]
        numbers = sorted(self._plans.numbers[address] for address in outdated) if is_complete else self._number_others(known, outdated)
        self.rendered_count = len(numbers)
        made = self._make_all(numbers, pool, executor, progress)
        for context in self._prepared.views.contexts:
            context.clear_cache()  # what follows needs few views
        self._publication.keep_all(up_to_date)
        if pages_by_query is not None:
            for address, page in made.items():
                pages_by_query.add(address, page, last.get(address))
        return {**known, **made} if is_complete else {address: made.get(address) or known[address] for address in addresses}

    def _number_others(self, known: Mapping[str, PageState], outdated: Collection[str]) -> list[int]:
        """Return the numbers of the pages that are not known or outdated."""
        return [number for number, address in enumerate(self._plans.addresses) if address not in known or address in outdated]

    def _find_outdated(
        self, known: Mapping[str, PageState], files: Mapping[str, str], changed: set[int], candidates: Iterable[str]
    ) -> set[str]:
        """Return the pages with new results among their queries, which are among `candidates`, and those whose file was modified.

        `files` has the SHA-256 of the file of each page by path.
        """
        outdated = {address for address in candidates if address in known and not changed.isdisjoint(known[address].query_numbers)}
        if not self._publication.has_all(files):
            is_unmodified = self._publication.is_unmodified
            outdated.update(address for address, page in known.items() if not is_unmodified(page.path, page.sha256, page.state))
        return outdated

    def _find_outdated_in_locales(self, known: Mapping[str, PageState], outdated: Collection[str], previous: BuildState) -> set[str]:
        """Return the pages that may differ besides those in `outdated`, because something has changed in their locale."""
        changes = LocaleChanges(previous.locales, self.locales, find_own_theme(self._config.theme.custom_dir))
        if not changes:
            return set()
        others = ((self._plans[self._plans.numbers[address]], page) for address, page in known.items() if address not in outdated)
        folder = self._publication.folder
        return {plan.address for plan, page in others if changes.may_concern(plan.context.locale.tag, folder / page.path)}

    def read_deferred_entries(self, page_states: dict[str, PageState]) -> None:
        """Read what search must know of the pages for which that was deferred, and record it in their states."""
        for address, entries in self._writer.iter_deferred_entries() if self._writer is not None else ():
            page_states[address] = page_states[address]._replace(search_key=self._search.add(entries))

    def render_search_entries(self, address: str) -> PackedEntries:
        """Render a page again for its search entries, which the cache has lost."""
        page, _ = self._plans[self._plans.numbers[address]].build()
        return pack_entries(build_entries(page, render_blocks(self._layouts.env, page)[CONTAINER]))

    def _make_all(self, numbers: Sequence[int], pool: ProcessPool, executor: Executor | None, progress: Progress) -> dict[str, PageState]:
        """Make pages and add them to the publication; return the state of each by address."""
        page_states: dict[str, PageState] = {}
        new_cache_entries: dict[tuple[str, str], Any] = self._cache.drain()
        with closing(self._iter_written(numbers, pool, executor)) as pages:  # no process writes after the publication was given up
            for page in progress(pages, len(numbers)):
                page_states[self._plans[page.plan_index].address] = self._add(page)
                new_cache_entries.update(page.new_cache_entries)
                if len(new_cache_entries) > FLUSH_THRESHOLD:
                    self._cache.merge(new_cache_entries)
                    self._cache.flush("prose", ENTRIES)
                    new_cache_entries = {}
        self._cache.merge(new_cache_entries)
        if self._layouts.valid:
            return page_states
        return {
            address: self._render_whole_page(self._plans[self._plans.numbers[address]], page_state)
            for address, page_state in page_states.items()
        }

    def _add(self, page: WrittenPage) -> PageState:
        """Add a page to the publication; return its state."""
        self._layouts.merge(page.layouts)
        if page.unwritten is not None:
            path, state = page.unwritten.path, self._publication.put(page.unwritten)
        else:
            self._publication.add(page.files)
            path, state = page.files[0].path, page.files[0].state
        sha256 = self._publication.digests[path]
        search_key = self._search.add(page.search_entries) if page.search_entries is not None else ""
        return PageState(self._query_numbers.number(page.reads), path, sha256, state, page.sitemap_entry, search_key)

    def _render_whole_page(self, plan: PagePlan, page_state: PageState) -> PageState:
        """Render a page without the layout cache, for a theme whose layout varies within a key."""
        with self._prepared.views.queries.recording() as reads:
            page, _ = plan.build()
            body = render_page(self._layouts.env, page, adapter.template_context(self._config, page))
        state = self._publication.put(Artifact(page_state.path, body))
        query_numbers, sha256 = self._query_numbers.number(reads), self._publication.digests[page_state.path]
        return page_state._replace(query_numbers=query_numbers, sha256=sha256, state=state)

    def _iter_written(self, numbers: Sequence[int], pool: ProcessPool, executor: Executor | None) -> Generator[WrittenPage, None, None]:
        """Make pages, in any order. Other machines render blocks; what goes around them, and the files, are made here."""
        is_parallel = executor is None and pool.is_parallel(numbers, CHUNK_SIZE)
        defers_entries = executor is None and not is_parallel and len(numbers) <= MOST_DEFERRED
        writer = self._writer = PageWriter(
            self._prepared.views, self._layouts, self._publication, self._cache, defers_entries=defers_entries
        )
        if executor is not None:
            for rendered in _render_with_executor(executor, self._pickle_job(), numbers):
                yield writer.write(rendered, partial(self._build_view, rendered.plan_index))
            return
        if is_parallel:
            self._publication.prepare_for_processes()
        with closing(pool.map(writer.make_page, numbers, CHUNK_SIZE)) as pages:
            for _, written in pages:
                yield written

    def _build_view(self, plan_index: int) -> PageView:
        return self._plans[plan_index].build()[0]

    def _pickle_job(self) -> bytes:
        views = self._prepared.views
        job = RenderJob(
            views.library,
            views.words,
            adapter.site_url(self._config),
            views.index.now,
            {book.path: book.size for book in self._prepared.books},
            dict(self._templates),
            self._prepared.configuration,
        )
        return pickle.dumps(job, pickle.HIGHEST_PROTOCOL)


def _render_with_executor(executor: Executor, job: bytes, numbers: Sequence[int]) -> Iterator[RenderedPage]:
    """Yield pages rendered by an executor, in order; at most `MAX_PENDING_CHUNKS` chunks are submitted at a time."""
    token, pending = hashlib.sha256(job).hexdigest(), deque[Future[list[RenderedPage]]]()
    for start in range(0, len(numbers), CHUNK_SIZE):
        pending.append(executor.submit(render_chunk, token, job, numbers[start : start + CHUNK_SIZE]))
        if len(pending) >= MAX_PENDING_CHUNKS:
            yield from pending.popleft().result()
    while pending:
        yield from pending.popleft().result()
