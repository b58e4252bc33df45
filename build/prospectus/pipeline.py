"""The stages of a build, in order: load → validate → assemble → books → views → render. Start reading here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TypeVar

from prospectus.assemble import assemble
from prospectus.cache.cache import BuildCache
from prospectus.errors import ContentError
from prospectus.load.interface_words import load_words
from prospectus.load.records import load
from prospectus.parallel import SERIAL, ProcessPool
from prospectus.problems import Problem
from prospectus.render.artifact import Artifact
from prospectus.render.epub.book_cache import BuiltBook, build_books
from prospectus.render.outputs import build_data_files
from prospectus.render.sitemap import iter_sitemap_files, render_sitemap_entry
from prospectus.validate.run import ValidationResult, validate
from prospectus.views.books import plan_books
from prospectus.views.locale_views import prepare_view_inputs
from prospectus.views.pages import Views, build_views

Result = TypeVar("Result")


@dataclass(frozen=True)
class SiteSource:
    """What a site is built from, besides the time."""

    root: Path
    """The folder with the content."""
    word_folders: tuple[Path, ...]
    """The folders of interface words."""
    templates: Mapping[str, str]
    """The templates of the theme, by name."""
    url: str
    """The absolute URL of the site, with a trailing slash."""


@dataclass(frozen=True)
class PreparedSite:
    """Checked content, ready to be rendered."""

    views: Views
    books: tuple[BuiltBook, ...]
    problems: tuple[Problem, ...]


@dataclass(frozen=True)
class BuildOutcome:
    """A whole site: its pages as views, its data files as bytes, and the problems to report."""

    views: Views
    data_files: tuple[Artifact, ...]
    problems: tuple[Problem, ...]


def check(root: Path, cache: BuildCache | None = None, *, now: datetime | None = None) -> ValidationResult:
    """Read and check the content below `root`; with `now`, also check for obligations that are overdue at that time.

    Without `now`, the same files always have the same problems: a build never starts failing merely because time passes.
    """
    cache = cache or BuildCache()
    return validate(load(root, cache), cache, now)


def run_pipeline(
    source: SiteSource,
    render: Callable[[PreparedSite], Result],
    *,
    now: datetime,
    strict: bool = False,
    with_books: bool = True,
    cache: BuildCache | None = None,
    pool: ProcessPool = SERIAL,
) -> Result:
    """Run all stages at the time `now`, and return the result of the last one, `render`.

    With `strict`, warnings are treated as errors. Without `with_books`, no book is built and every book has the size 0. Raises ContentError
    when a problem keeps the content from being published.
    """
    build_cache = cache or BuildCache()
    result = check(source.root, build_cache)
    if result.site is None or result.has_errors or (strict and result.blocks_strict_build):
        raise ContentError(result.problems)
    library = assemble(result, build_cache)
    build_cache.flush("yaml", "clean", "named", "terms")
    words = load_words(source.word_folders, build_cache)
    inputs = prepare_view_inputs(library, words, url=source.url, now=now, cache=build_cache)
    books = build_books(plan_books(inputs, build_cache), source.templates, build_cache, pool) if with_books else ()
    views = build_views(inputs, {book.path: book.size for book in books}, build_cache)
    return render(PreparedSite(views, books, result.problems))


def build_site(source: SiteSource, *, now: datetime, strict: bool = False) -> BuildOutcome:
    """Return everything that is published from a source, without a cache; arguments and exception are those of `run_pipeline`."""
    return run_pipeline(source, _render_data_files, now=now, strict=strict)


def _render_data_files(prepared: PreparedSite) -> BuildOutcome:
    views = prepared.views
    data_files = (
        *build_data_files(views),
        *(book.artifact for book in prepared.books),
        *iter_sitemap_files(map(render_sitemap_entry, views.pages), views.contexts[0].site.url),
    )
    return BuildOutcome(views, data_files, prepared.problems)
