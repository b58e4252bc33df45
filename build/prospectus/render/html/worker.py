"""Renders the blocks of pages from a job, in this process, in a worker process or on another machine."""

from __future__ import annotations

import pickle
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from jinja2 import ChoiceLoader, DictLoader, Environment, PackageLoader, pass_context
from jinja2.runtime import Context

from prospectus.cache.cache import BuildCache
from prospectus.load.interface_words import WordsByLanguage
from prospectus.model.configuration import NOTHING_STATED, Configuration
from prospectus.model.library import Library
from prospectus.query.recording import Read
from prospectus.render.html.blocks import CONTAINER, render_blocks
from prospectus.render.html.layout_cache import LayoutKey, layout_key_of
from prospectus.render.html.pages import prepare_environment
from prospectus.render.search.entries import PackedEntries, build_entries, pack_entries
from prospectus.render.sitemap import render_sitemap_entry
from prospectus.views.locale_views import build_contexts, prepare_view_inputs
from prospectus.views.page import PageView
from prospectus.views.pages import Views, build_views


class RenderedPage(NamedTuple):
    """The rendered blocks of a page, without its layout."""

    plan_index: int
    """The index of the page in `Views.plans`."""
    path: str
    layout_key: LayoutKey
    blocks: tuple[str, ...]
    reads: frozenset[Read]
    sitemap_entry: str
    search_entries: PackedEntries | None
    """None if they were not asked for."""
    new_cache_entries: dict[tuple[str, str], Any]
    """Values that were computed on the way, by name and key, for the build cache of the parent process."""


@dataclass(frozen=True)
class RenderJob:
    """All inputs of the pages. It is pickled for other machines, and gives the same page plans everywhere."""

    library: Library
    words: WordsByLanguage
    url: str
    now: datetime
    book_sizes: dict[str, int]
    """The sizes of the books in bytes, by path: a worker builds no books."""
    templates: dict[str, str]
    """The source of our templates, by name. Those of Material come with its package."""
    configuration: Configuration = NOTHING_STATED


class PageRenderer:
    """Renders the pages of one job."""

    def __init__(self, views: Views, env: Environment, cache: BuildCache) -> None:
        self.views, self._env, self._cache = views, env, cache
        self._context = views.contexts[0]

    def render(self, plan_index: int, *, with_entries: bool = True) -> tuple[RenderedPage, PageView]:
        """Render the blocks of one page; return them and its view. `with_entries` asks for what search must know of it.

        Pages arrive ordered by locale; the caches of a locale are cleared when the next one begins.
        """
        context = self.views.plans[plan_index].context
        if context is not self._context:
            self._context.clear_cache()
            self._context = context
        with self.views.queries.recording() as reads:  # templates ask for interface words too
            page, _ = self.views.plans[plan_index].build()
            blocks = render_blocks(self._env, page)
        rendered = RenderedPage(
            plan_index,
            page.path,
            layout_key_of(page),
            blocks,
            frozenset(reads),
            render_sitemap_entry(page),
            pack_entries(build_entries(page, blocks[CONTAINER])) if with_entries else None,
            self._cache.drain(),
        )
        return rendered, page


_RENDERERS: dict[str, PageRenderer] = {}
"""The renderer of this process, by the hash of its job. There is at most one."""


def render_chunk(token: str, job: bytes, plan_indexes: Sequence[int]) -> list[RenderedPage]:
    """Render some pages of a pickled job. `token` is the hash of the job; its renderer is created if necessary and reused afterwards."""
    if token not in _RENDERERS:
        _RENDERERS.clear()
        _RENDERERS[token] = create_renderer(pickle.loads(job))  # noqa: S301  (pickled by the build itself)
    return [_RENDERERS[token].render(plan_index)[0] for plan_index in plan_indexes]


def create_renderer(job: RenderJob) -> PageRenderer:
    """Return a renderer for a job from another process or machine."""
    cache = BuildCache()
    inputs = prepare_view_inputs(job.library, job.words, url=job.url, now=job.now, configuration=job.configuration, cache=cache)
    views = build_views(inputs, build_contexts(inputs, cache), job.book_sizes, cache)
    loader = ChoiceLoader([DictLoader(job.templates), PackageLoader("material", "templates")])
    env = Environment(loader=loader, auto_reload=False)  # noqa: S701  (prepare_environment enables escaping)
    env.filters |= {"url": _relative_url, "script_tag": str}
    return PageRenderer(views, prepare_environment(env, frozenset(job.templates)), cache)


@pass_context
def _relative_url(context: Context, url: str) -> str:
    """Return a URL relative to the page. Replaces the filter of MkDocs, which does not run here."""
    return url if "://" in url or url.startswith(("/", "#")) else f"{context['base_url']}/{url}"
