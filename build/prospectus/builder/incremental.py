"""`prospectus build`: an incremental build with the same configuration, theme and views as `mkdocs build`.

Pages, the search index and media are published in steps of their own; see page_publication, search_publication and media_publication.
"""

from __future__ import annotations

import functools
import gc
import os
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Executor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from itertools import chain
from pathlib import Path

import material
from mkdocs.config.defaults import MkDocsConfig

import prospectus
from prospectus import __version__
from prospectus.builder.build_state import NO_STATE, BuildState, PagesByQuery, PageState, QueryNumbers
from prospectus.builder.media_publication import publish_media
from prospectus.builder.page_publication import PagePublication, Progress
from prospectus.builder.page_writer import WrittenPage
from prospectus.builder.search_publication import SearchPublication
from prospectus.cache import fingerprint
from prospectus.cache.cache import BuildCache, digest
from prospectus.cache.library_versions import library_versions
from prospectus.mkdocs_host import adapter
from prospectus.parallel import ProcessPool
from prospectus.pipeline import PreparedSite, add_missing_words, find_missing_in_books, run_pipeline
from prospectus.problems import Message, Problem
from prospectus.publish import theme
from prospectus.publish.in_place_publication import InPlacePublication
from prospectus.publish.publication import Publication, WriteStats
from prospectus.publish.release_store import ReleaseStore
from prospectus.publish.site import RELEASES, announce_nothing, open_publication
from prospectus.query.missing_words import MISSING_WORD, find_missing_words
from prospectus.query.recording import ResultIndex
from prospectus.query.sample_pages import list_sample_pages
from prospectus.render.artifact import Artifact
from prospectus.render.brand_css import iter_brand_css
from prospectus.render.cards import started_cards
from prospectus.render.html.layout_cache import LayoutCache
from prospectus.render.html.pages import hash_templates, prepare_environment
from prospectus.render.outputs import build_data_files
from prospectus.render.server_files.hosting import state_caching
from prospectus.render.sitemap import iter_sitemap_files

PACKAGE = Path(prospectus.__file__).parent
OnPages = Callable[[Sequence[Problem]], None]
"""Is called when all pages are in place, and other files are not; it is given the problems found so far."""


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
    on_pages: OnPages | None = None,
    changed_files: Collection[str] | None = None,
) -> BuildResult:
    """Build the site and publish it.

    `cache` makes the build incremental; without one every page is rendered. `jobs` is the number of processes, by default one per core.
    `executor` renders the pages instead, for example on other machines. `private` states that nobody else writes to the site folder.
    With `published_paths`, the files of the last build, an address that would be lost is a problem. With `with_drafts`, drafts and
    withheld records are shown and marked. With `preview`, every page says that it is a preview, and no search engine lists it. Raises
    ContentError when the content has errors; the published site is unchanged then.

    The caller holds the lock of the site folder, unless it is `private`. The last `releases` of the site are kept; `announce` is told what
    cannot be promised of its folder. In a private folder, the pages are published before calendars, data and search; `on_pages` is called
    in between, with the problems found by then, if there is a build before this one and all of its pages stay. `changed_files` are the
    content files that have changed since the last build of this process, as absolute paths; without them, all are compared.
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
            return build_run.publish(source.url, executor, on_pages)

    return run_pipeline(
        source,
        render,
        now=now,
        strict=strict,
        cache=build_cache,
        pool=pool,
        published_paths=published_paths,
        with_drafts=with_drafts,
        changed_files=changed_files,
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


def _no_progress(pages: Iterable[WrittenPage], _: int) -> Iterator[WrittenPage]:
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
        self.templates = templates
        self.publication = publication
        self.publication.samples = list_sample_pages(prepared.views.library)
        self.search = SearchPublication(self.publication, prepared.views, cache, self.pool)

    def publish(self, url: str, executor: Executor | None, on_pages: OnPages | None) -> BuildResult:
        """Render outdated pages, write changed files, and save the state for the next build."""
        cache_key, state_name = self._cache_key(url), f"pages {self.publication.folder.absolute()}"
        self.layouts = self.cache.get_local("frames", cache_key) or self._make_layout_cache()
        previous: BuildState = self.cache.get_last(state_name, cache_key) or NO_STATE
        queries = self.prepared.views.queries
        index = self._find_result_index(state_name, previous) or queries.index_results(previous.fingerprints.results)
        changed = queries.changed_since(previous.fingerprints, self.cache.get_local("query sources", state_name), index)
        self.layouts.remove_outdated({index.reads[number] for number in changed})
        numbers = QueryNumbers(previous, index)
        pages_by_query = self._index_pages(state_name, previous)
        pages = PagePublication(
            self.config, self.templates, self.prepared, self.publication, self.search, self.layouts, numbers, self.cache
        )
        try:
            with self.publication:
                page_states = pages.publish(previous, changed, self.pool, executor, self.progress, pages_by_query)
                page_files = self._publish_page_files()
                missing_on_pages = self._find_missing_on_pages(page_states, numbers)
                problems = self._add_missing_words(missing_on_pages, {})
                # a browser could load a removed page again
                pages_stay = bool(previous.pages) and previous.pages.keys() <= page_states.keys()
                if on_pages is not None and pages_stay and self.publication.show():
                    on_pages(problems)
                pages.read_deferred_entries(page_states)
                with started_cards(self.prepared.views, self.cache, self.pool) as finish_cards:  # much of what follows needs one process
                    data_files = build_data_files(self.prepared.views, self.cache, self.pool, self.publication.put)
                    problems = self._add_missing_words(missing_on_pages, data_files.missing_words)
                    search_keys = {address: page.search_key for address, page in page_states.items()}
                    search_states = self.search.publish(search_keys, previous.search, pages.render_search_entries)
                    cards = finish_cards()
                sitemap_files = iter_sitemap_files((page_state.sitemap_entry for page_state in page_states.values()), url)
                self._put_all(state_caching(chain(page_files, data_files.artifacts, cards.artifacts, sitemap_files), url))
        finally:
            self.cache.set_local("published", str(self.publication.folder), self.publication.previous.files)
        self.cache.set_local("frames", cache_key, self.layouts)
        self.cache.set_local("query sources", state_name, queries.list_sources())
        if self.cache.keeps_values:
            state = numbers.make_state(queries, page_states, search_states, changed)._replace(locales=pages.locales)
            self.cache.set_last(state_name, cache_key, state)
            self._save_index(state_name, state, pages_by_query if state.pages is page_states else None)
            self._save_result_index(state_name, state, index if state.pages is page_states else None)
        return BuildResult(
            self.prepared,
            problems,
            self.publication.write_stats,
            self.publication.folder,
            pages.rendered_count,
            cards.without_font,
        )

    def _publish_page_files(self) -> Sequence[Artifact]:
        """Publish what pages load or lead to besides data, and return the files that are no books or media."""
        page_files = list(self._iter_page_files())
        self._put_all(book.artifact for book in self.prepared.books)
        self._put_all(page_files)
        publish_media(self.prepared.files.files, self.publication, self.cache)
        return page_files

    def _index_pages(self, state_name: str, previous: BuildState) -> PagesByQuery | None:
        """Return which pages of the last build made which query; None in a process that builds once, and for its first build."""
        if not self.cache.is_for_many_runs or not previous.pages:
            return None
        known: tuple[object, PagesByQuery] | None = self.cache.get_local("pages by query", state_name)
        return known[1] if known is not None and known[0] is previous else PagesByQuery(previous.pages)

    def _save_index(self, state_name: str, state: BuildState, known: PagesByQuery | None) -> None:
        """Keep which pages made which query for the next build of this process; `known` has the numbers of `state`."""
        if self.cache.is_for_many_runs:
            self.cache.set_local("pages by query", state_name, (state, known or PagesByQuery(state.pages)))

    def _find_result_index(self, state_name: str, previous: BuildState) -> ResultIndex | None:
        """Return where the results of the last build are, if this process has made it."""
        known: tuple[object, ResultIndex] | None = self.cache.get_local("result index", state_name)
        return known[1] if known is not None and known[0] is previous else None

    def _save_result_index(self, state_name: str, state: BuildState, known: ResultIndex | None) -> None:
        """Keep where the results are for the next build of this process; `known` has the first of them, unless they are numbered anew."""
        if self.cache.is_for_many_runs:
            results = state.fingerprints.results
            index = known.extend(results) if known is not None else self.prepared.views.queries.index_results(results)
            self.cache.set_local("result index", state_name, (state, index))

    def _find_missing_on_pages(self, pages: Mapping[str, PageState], numbers: QueryNumbers) -> Mapping[str, str]:
        """Return the keys of the interface words that pages miss, rendered now or earlier, each with the address of the first page."""
        missing = numbers.select(MISSING_WORD)
        reads_by_address = (
            (address, [missing[number] for number in page.query_numbers if number in missing])
            for address, page in (pages if missing else {}).items()
        )
        return find_missing_words(reads_by_address)

    def _add_missing_words(self, missing_on_pages: Mapping[str, str], missing_in_files: Mapping[str, str]) -> tuple[Problem, ...]:
        """Return all problems, with those of missing interface words, on pages and in files rendered now or earlier."""
        addresses_by_key = {**find_missing_in_books(self.prepared.books), **missing_in_files, **missing_on_pages}
        return add_missing_words(self.prepared.problems, self.prepared.views.queries.site, addresses_by_key, strict=self.strict)

    def _make_layout_cache(self) -> LayoutCache:
        """Return an empty layout cache with a new Jinja environment, which keeps its compiled templates."""
        env = adapter.use_templates(self.config.theme.get_env(), self.templates)
        prepare_environment(env, frozenset(self.templates))
        return LayoutCache(env, partial(adapter.template_context, self.config))

    def _cache_key(self, url: str) -> str:
        """Return a hash of the inputs that every page depends on."""
        views = self.prepared.views
        versions = (__version__, library_versions(), *_installed_code())
        config = Path(self.config.config_file_path or "").read_bytes()
        words = [context.site.t.keys_fingerprint for context in views.contexts]
        settings = (self.config.extra, self.config.extra_css, self.config.extra_javascript, repr(self.prepared.configuration))
        theme_settings = repr({name: self.config.theme.get(name) for name in sorted(self.config.theme)})
        templates = hash_templates(self.templates, self.cache)
        return digest(versions, config, views.queries.site.locales, words, url, theme_settings, templates, settings)

    def _iter_page_files(self) -> Iterator[Artifact]:
        """Yield the files that pages load, besides media."""
        yield from self.assets.files
        yield from self.extra_files
        yield from adapter.iter_assets(self.config)
        yield from iter_brand_css(self.prepared.views.library.site)

    def _put_all(self, artifacts: Iterable[Artifact]) -> None:
        for artifact in artifacts:
            self.publication.put(artifact)
