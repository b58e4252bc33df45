"""The stages of a build, in order: load → validate → assemble → derive → render. Start reading here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from prospectus.assemble import assemble
from prospectus.cache.cache import BuildCache
from prospectus.errors import ContentError
from prospectus.load.interface_words import load_words
from prospectus.load.records import load
from prospectus.problems import Problem
from prospectus.render.artifact import Artifact
from prospectus.render.epub.book_cache import BookBuilder
from prospectus.render.outputs import build_data_files
from prospectus.render.sitemap import iter_sitemap_files, render_sitemap_entry
from prospectus.validate.run import ValidationResult, validate
from prospectus.views.pages import Views, build_views


@dataclass(frozen=True)
class PreparedSite:
    """Checked content, ready to be rendered."""

    views: Views
    book_builder: BookBuilder
    """Builds the EPUBs. Pages use it to get their sizes."""
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


def prepare(
    root: Path,
    *,
    word_folders: tuple[Path, ...],
    templates: Mapping[str, str],
    url: str,
    now: datetime,
    strict: bool = False,
    cache: BuildCache | None = None,
) -> PreparedSite:
    """Return the content below `root` as checked views, ready to be rendered.

    `word_folders` are the folders of interface words, `templates` the templates of the theme by name, and `url` the absolute URL of the
    site with a trailing slash. With `strict`, warnings are treated as errors.
    Raises ContentError when a problem keeps the content from being published.
    """
    result = check(root, cache)
    if result.site is None or result.has_errors or (strict and result.blocks_strict_build):
        raise ContentError(result.problems)
    library = assemble(result.records, result.site, cache)
    if cache is not None:
        cache.flush("yaml", "clean", "named", "terms")
    book_builder = BookBuilder(templates, cache or BuildCache())
    views = build_views(library, load_words(word_folders, cache), url=url, now=now, book_size=book_builder.measure, cache=cache)
    return PreparedSite(views, book_builder, result.problems)


def build_site(
    root: Path, *, word_folders: tuple[Path, ...], templates: Mapping[str, str], url: str, now: datetime, strict: bool = False
) -> BuildOutcome:
    """Return everything that is published from the content below `root`; arguments and exception are those of `prepare`."""
    prepared = prepare(root, word_folders=word_folders, templates=templates, url=url, now=now, strict=strict)
    views = prepared.views
    data_files = (
        *build_data_files(views),
        *prepared.book_builder.build(views.books),
        *iter_sitemap_files(map(render_sitemap_entry, views.pages), url),
    )
    return BuildOutcome(views, data_files, prepared.problems)
