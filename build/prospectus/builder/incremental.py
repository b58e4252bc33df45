"""`prospectus build`: an incremental build with the same configuration, theme and views as `mkdocs build`.

A page consists of a layout, rendered once for many pages, and of blocks, rendered per page by worker processes. Each page records its
dependencies; while none of them changes, its file is kept.
"""

from __future__ import annotations

import functools
import gc
import hashlib
import os
import pickle
from array import array
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Executor, Future
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import material
from mkdocs.config.defaults import MkDocsConfig

import prospectus
from prospectus import __version__
from prospectus.builder.media_publication import publish_media
from prospectus.builder.search_publication import SearchPublication, SearchState
from prospectus.cache import fingerprint
from prospectus.cache.cache import BuildCache, digest
from prospectus.cache.library_versions import library_versions
from prospectus.mkdocs_host import adapter
from prospectus.parallel import ProcessPool
from prospectus.pipeline import PreparedSite, add_missing_words, find_missing_in_books, run_pipeline
from prospectus.problems import Message, Problem
from prospectus.publish import theme
from prospectus.publish.files import FileState
from prospectus.publish.in_place_publication import InPlacePublication
from prospectus.publish.publication import Publication, WriteStats
from prospectus.publish.release_store import ReleaseStore
from prospectus.publish.site import RELEASES, announce_nothing, open_publication
from prospectus.query.missing_words import MISSING_WORD, find_missing_words
from prospectus.query.recording import QueryFingerprints, Read
from prospectus.query.sample_pages import list_sample_pages
from prospectus.render.artifact import Artifact
from prospectus.render.html.blocks import CONTAINER, render_blocks
from prospectus.render.html.layout_cache import LayoutCache
from prospectus.render.html.pages import prepare_environment, render_page
from prospectus.render.html.worker import PageRenderer, RenderedPage, RenderJob, render_chunk
from prospectus.render.outputs import build_data_files
from prospectus.render.search.entries import SearchEntry, build_entries
from prospectus.render.sitemap import iter_sitemap_files
from prospectus.views.pages import PagePlan

PACKAGE = Path(prospectus.__file__).parent
CHUNK_SIZE = 24
"""Number of pages per chunk, the unit of work sent to a worker process."""
MAX_PENDING_CHUNKS = 16
"""Maximum number of chunks submitted to an executor at a time."""
FLUSH_THRESHOLD = 1000
"""Number of new cache values after which the rendered Markdown among them is flushed to the store."""

Progress = Callable[[Iterable[RenderedPage], int], Iterator[RenderedPage]]
"""Passes pages through and displays the progress; the second argument is their total number."""


class PageState(NamedTuple):
    """What the last build recorded about a page."""

    query_numbers: array[int]
    """The queries it made, as indexes into the recorded queries, because many pages make the same ones."""
    path: str
    sha256: str
    state: FileState
    sitemap_entry: str
    search_key: str
    """The key of its search entries in the cache; empty if it has none."""


class BuildState(NamedTuple):
    """What a build saves for the next one: the fingerprints of all query results, and the state of each page by address."""

    fingerprints: QueryFingerprints
    pages: dict[str, PageState]
    search: dict[str, SearchState]
    """By locale: the state of its search index."""


@dataclass(frozen=True)
class BuildResult:
    """The result of a build."""

    prepared: PreparedSite
    problems: tuple[Problem, ...]
    """The problems of the content, the theme and the rendered pages."""
    write_stats: WriteStats
    folder: Path
    rendered: int
    """Number of pages that were rendered; the others were reused."""
    cards_without_font: int = 0
    """Number of card pictures without a readable title, because this machine has no font for it."""


def build(
    config: MkDocsConfig,
    *,
    now: datetime,
    strict: bool = False,
    cache: BuildCache | None = None,
    jobs: int | None = None,
    executor: Executor | None = None,
    progress: Progress | None = None,
    private: bool = False,
    published_paths: frozenset[str] = frozenset(),
    with_drafts: bool = False,
    preview: bool = False,
    releases: int = RELEASES,
    announce: Callable[[Message], None] = announce_nothing,
) -> BuildResult:
    """Build the site and publish it.

    `cache` makes the build incremental; without one every page is rendered. `jobs` is the number of processes, by default one per core.
    `executor` renders the pages instead, for example on other machines. `private` states that nobody else writes to the site folder.
    With `published_paths`, the files of the last build, an address that would be lost is a problem. With `with_drafts`, drafts and
    withheld records are shown and marked. With `preview`, every page says that it is a preview, and no search engine lists it. Raises
    ContentError when the content has errors; the published site is unchanged then.

    The caller holds the lock of the site folder, unless it is `private`. The last `releases` of the site are kept; `announce` is told what
    cannot be promised of its folder.
    """
    build_cache, pool = cache or BuildCache(), ProcessPool(jobs or len(os.sched_getaffinity(0)))
    folders = adapter.install_theme(config)
    source = adapter.site_source(config, folders)
    source = replace(source, configuration=replace(source.configuration, preview=preview))
    folder = Path(config.site_dir)

    def render(prepared: PreparedSite) -> BuildResult:
        publication = (
            InPlacePublication(folder, known_digests=build_cache.get_local("published", str(folder)) or {})
            if private
            else open_publication(ReleaseStore(folder), releases=releases, announce=announce)
        )
        publication.precompress = adapter.is_precompressed(config) and not private
        build_run = _BuildRun(
            config, folders, source.templates, prepared, build_cache, pool, progress or _no_progress, publication, strict=strict
        )
        with _freeze_heap():
            return build_run.publish(source.url, executor)

    return run_pipeline(
        source,
        render,
        now=now,
        strict=strict,
        cache=build_cache,
        pool=pool,
        published_paths=published_paths,
        with_drafts=with_drafts,
    )


@contextmanager
def _freeze_heap() -> Iterator[None]:
    """Exclude the objects that exist now from garbage collection: they stay alive, and scanning them in every process takes time."""
    if not gc.isenabled():  # the caller disabled collection and manages it
        yield
        return
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()


@functools.cache
def _installed_code() -> tuple[object, ...]:
    """Return a fingerprint of the installed code, computed once per process: a process goes on with the code that it loaded."""
    return Path(material.__file__).stat().st_mtime_ns, fingerprint.fingerprint_folder(PACKAGE)


def _no_progress(pages: Iterable[RenderedPage], _: int) -> Iterator[RenderedPage]:
    return iter(pages)


class _BuildRun:
    """One build: decides which pages are up to date, renders the others, and publishes all files."""

    def __init__(
        self,
        config: MkDocsConfig,
        folders: tuple[Path, ...],
        templates: Mapping[str, str],
        prepared: PreparedSite,
        cache: BuildCache,
        pool: ProcessPool,
        progress: Progress,
        publication: Publication,
        *,
        strict: bool,
    ) -> None:
        self.strict = strict
        self.assets = theme.load_assets(folders)
        self.config, self.extra_files = adapter.hash_extra_files(config, self.assets)
        self.prepared, self.cache = prepared, cache
        self.pool, self.progress = pool, progress
        self.plans = prepared.views.plans
        self.plans_by_address = {plan.address: plan for plan in self.plans}
        self.templates = templates
        self.publication = publication
        self.publication.samples = list_sample_pages(prepared.views.library)
        self.query_numbers: dict[Read, int] = {}

        self.search = SearchPublication(self.publication, prepared.views, cache, self.pool)

    def publish(self, url: str, executor: Executor | None) -> BuildResult:
        """Render outdated pages, write changed files, and save the state for the next build."""
        cache_key, state_name = self._cache_key(url), f"pages {self.publication.folder.absolute()}"
        self.layouts = self.cache.get_local("frames", cache_key) or self._make_layout_cache()
        previous: BuildState = self.cache.get_last(state_name, cache_key) or BuildState(QueryFingerprints({}, {}), {}, {})
        changed = self.prepared.views.queries.changed_since(previous.fingerprints)
        self.query_numbers = {read: query_number for query_number, read in enumerate(previous.fingerprints.results)}
        page_states = ((plan.address, previous.pages.get(plan.address)) for plan in self.plans)
        up_to_date = {address: page for address, page in page_states if page is not None and self._is_up_to_date(page, changed)}
        outdated = [number for number, plan in enumerate(self.plans) if plan.address not in up_to_date]
        with self.publication:
            for book in self.prepared.books:
                self.publication.put(book.artifact)
            rendered = self._render_pages(outdated, executor)
            pages = {plan.address: rendered.get(plan.address) or up_to_date[plan.address] for plan in self.plans}
            for page in up_to_date.values():
                self.publication.keep(page.path, page.sha256)
            data_files = build_data_files(self.prepared.views, self.cache, self.pool)
            problems = self._add_missing_words(pages, data_files.missing_words)
            search_keys = {address: page.search_key for address, page in pages.items()}
            search_states = self.search.publish(search_keys, previous.search, self._render_search_entries)
            for artifact in self._iter_other_files(data_files.artifacts, pages.values(), url):
                self.publication.put(artifact)
            publish_media(self.prepared.files.files, self.publication, self.cache)
        self.cache.set_local("frames", cache_key, self.layouts)
        self.cache.set_local("published", str(self.publication.folder), self.publication.digests)
        self.cache.set_last(state_name, cache_key, self._build_state(pages, search_states, previous.fingerprints, changed))
        return BuildResult(
            self.prepared, problems, self.publication.write_stats, self.publication.folder, len(outdated), data_files.cards_without_font
        )

    def _add_missing_words(self, pages: dict[str, PageState], missing_in_files: Mapping[str, str]) -> tuple[Problem, ...]:
        """Return all problems, with those of missing interface words, on pages and in files rendered now or earlier."""
        missing = {number: read for read, number in self.query_numbers.items() if read[0] == MISSING_WORD}
        reads_by_address = (
            (plan.address, [missing[number] for number in pages[plan.address].query_numbers if number in missing])
            for plan in (self.plans if missing else ())
        )
        addresses_by_key = {**find_missing_in_books(self.prepared.books), **missing_in_files, **find_missing_words(reads_by_address)}
        return add_missing_words(self.prepared.problems, self.prepared.views.queries.site, addresses_by_key, strict=self.strict)

    def _make_layout_cache(self) -> LayoutCache:
        """Return an empty layout cache with a new Jinja environment, which keeps its compiled templates."""
        env = adapter.use_templates(self.config.theme.get_env(), self.templates)
        prepare_environment(env, frozenset(self.templates), self.cache)
        return LayoutCache(env, partial(adapter.template_context, self.config))

    def _cache_key(self, url: str) -> str:
        """Return a hash of the inputs that every page depends on."""
        views = self.prepared.views
        versions = (__version__, library_versions(), *_installed_code())
        site = views.queries.fingerprint_of(("record", "site", views.queries.site.id))
        config = Path(self.config.config_file_path or "").read_bytes()
        words = [(context.site.t.fingerprint, context.site.terms.fingerprint) for context in views.contexts]
        navigation = [(context.site.menu, context.site.sections, context.site.feeds) for context in views.contexts]
        settings = (self.config.extra, self.config.extra_css, self.config.extra_javascript, repr(self.prepared.configuration))
        theme_settings = repr({name: self.config.theme.get(name) for name in sorted(self.config.theme)})
        return digest(versions, site, config, words, navigation, url, theme_settings, sorted(self.templates.items()), settings)

    def _render_search_entries(self, address: str) -> tuple[SearchEntry, ...]:
        """Render a page again for its search entries, which the cache has lost."""
        page, _ = self.plans_by_address[address].build()
        return build_entries(page, render_blocks(self.layouts.env, page)[CONTAINER])

    def _build_state(
        self, pages: dict[str, PageState], search: dict[str, SearchState], previous: QueryFingerprints, changed: set[int]
    ) -> BuildState:
        """Return the state to save for the next build. Queries that no page makes any more are dropped whenever a new query appears."""
        queries = self.prepared.views.queries
        if len(self.query_numbers) == len(previous.results):
            fingerprints = queries.fingerprints(read for read, query_number in self.query_numbers.items() if query_number in changed)
            return BuildState(fingerprints._replace(results={**previous.results, **fingerprints.results}), pages, search)
        used_numbers = {query_number for page in pages.values() for query_number in page.query_numbers}
        reads = [read for read, query_number in self.query_numbers.items() if query_number in used_numbers]
        if len(reads) < len(self.query_numbers):
            renumbered = {self.query_numbers[read]: query_number for query_number, read in enumerate(reads)}
            pages = {
                address: page._replace(query_numbers=array("I", [renumbered[query_number] for query_number in page.query_numbers]))
                for address, page in pages.items()
            }
        return BuildState(queries.fingerprints(reads), pages, search)

    def _is_up_to_date(self, page: PageState, changed: set[int]) -> bool:
        return changed.isdisjoint(page.query_numbers) and self.publication.is_unmodified(page.path, page.state)

    def _render_pages(self, numbers: Sequence[int], executor: Executor | None) -> dict[str, PageState]:
        """Render pages and add them to the publication; return the state of each by address."""
        page_states: dict[str, PageState] = {}
        new_cache_entries: dict[tuple[str, str], Any] = self.cache.drain()
        for rendered in self.progress(self._iter_rendered(numbers, executor), len(numbers)):
            plan = self.plans[rendered.plan_index]
            if not self.layouts.is_verified(rendered.layout_key):
                self._add_layout(plan, rendered)
            page_states[plan.address] = self._publish_page(rendered, self.layouts.fill_layout(rendered.layout_key, rendered.blocks))
            new_cache_entries.update(rendered.new_cache_entries)
            if len(new_cache_entries) > FLUSH_THRESHOLD:
                self.cache.add(new_cache_entries)
                self.cache.flush("prose")
                new_cache_entries = {}
        self.cache.add(new_cache_entries)
        return (
            page_states
            if self.layouts.valid
            else {address: self._render_whole_page(address, page_state) for address, page_state in page_states.items()}
        )

    def _add_layout(self, plan: PagePlan, rendered: RenderedPage) -> None:
        page, _ = plan.build()
        with self.prepared.views.queries.recording() as reads:
            self.layouts.add(page, rendered.blocks)
        self.layouts.reads.setdefault(rendered.layout_key, frozenset(reads))

    def _number_reads(self, reads: Iterable[Read]) -> array[int]:
        return array("I", [self.query_numbers.setdefault(read, len(self.query_numbers)) for read in reads])

    def _publish_page(self, rendered: RenderedPage, body: bytes) -> PageState:
        query_numbers = self._number_reads(rendered.reads | self.layouts.reads[rendered.layout_key])
        state = self.publication.put(Artifact(rendered.path, body))
        search_key = self.search.add(rendered.search_entries)
        return PageState(query_numbers, rendered.path, self.publication.digests[rendered.path], state, rendered.sitemap_entry, search_key)

    def _render_whole_page(self, address: str, page_state: PageState) -> PageState:
        """Render a page without the layout cache, for a theme whose layout varies within a key."""
        with self.prepared.views.queries.recording() as reads:
            page, _ = self.plans_by_address[address].build()
            body = render_page(self.layouts.env, page, adapter.template_context(self.config, page))
        state = self.publication.put(Artifact(page_state.path, body))
        return page_state._replace(query_numbers=self._number_reads(reads), sha256=self.publication.digests[page_state.path], state=state)

    def _iter_rendered(self, numbers: Sequence[int], executor: Executor | None) -> Iterator[RenderedPage]:
        if executor is not None:
            yield from _render_with_executor(executor, self._pickle_job(), numbers)
            return
        renderer = PageRenderer(self.prepared.views, self.layouts.env, self.cache)
        for _, rendered in self.pool.map(renderer.render, numbers, CHUNK_SIZE):
            yield rendered

    def _pickle_job(self) -> bytes:
        views = self.prepared.views
        job = RenderJob(
            views.library,
            views.words,
            adapter.site_url(self.config),
            views.index.now,
            {book.path: book.size for book in self.prepared.books},
            dict(self.templates),
            self.prepared.configuration,
        )
        return pickle.dumps(job, pickle.HIGHEST_PROTOCOL)

    def _iter_other_files(self, data_files: Iterable[Artifact], page_states: Iterable[PageState], url: str) -> Iterator[Artifact]:
        """Yield every file that is not a page, except the manifest."""
        yield from self.assets.files
        yield from self.extra_files
        yield from adapter.iter_assets(self.config)
        yield from data_files
        yield from iter_sitemap_files((page_state.sitemap_entry for page_state in page_states), url)


def _render_with_executor(executor: Executor, job: bytes, numbers: Sequence[int]) -> Iterator[RenderedPage]:
    """Yield pages rendered by an executor, in order; at most `MAX_PENDING_CHUNKS` chunks are submitted at a time."""
    token, pending = hashlib.sha256(job).hexdigest(), deque[Future[list[RenderedPage]]]()
    for start in range(0, len(numbers), CHUNK_SIZE):
        pending.append(executor.submit(render_chunk, token, job, numbers[start : start + CHUNK_SIZE]))
        if len(pending) >= MAX_PENDING_CHUNKS:
            yield from pending.popleft().result()
    while pending:
        yield from pending.popleft().result()
