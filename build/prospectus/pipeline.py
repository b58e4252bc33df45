"""The stages of a build, in order: load → validate → convert → assemble → books → views → render. Start reading here."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar
from zoneinfo import ZoneInfo

from prospectus.assemble import assemble
from prospectus.cache.cache import BuildCache
from prospectus.conversion.convert import convert_texts
from prospectus.conversion.interface_words import convert_interface_words
from prospectus.errors import ContentError
from prospectus.load.records import load
from prospectus.load.theme import load_theme
from prospectus.media.prepare import PreparedFiles, prepare_files
from prospectus.model.configuration import NOTHING_STATED, Configuration
from prospectus.model.kinds.site import Site
from prospectus.model.library import Library
from prospectus.parallel import SERIAL, ProcessPool
from prospectus.problems import Message, Problem
from prospectus.problems.codes import RENDERING_CODE
from prospectus.query.missing_words import find_missing_words
from prospectus.render.artifact import Artifact
from prospectus.render.cards import build_cards
from prospectus.render.epub.book_cache import BuiltBook, build_books
from prospectus.render.outputs import build_data_files
from prospectus.render.server_files.security_txt import add_months
from prospectus.render.sitemap import iter_sitemap_files, render_sitemap_entry
from prospectus.validate.calendar_rules import to_site_time
from prospectus.validate.check import check
from prospectus.validate.file_mentions import list_mentioned
from prospectus.validate.files import select_published
from prospectus.validate.lifecycle import find_next_date
from prospectus.validate.run import Present, ValidationResult, validate
from prospectus.validate.theme import report_missing_words
from prospectus.validate.waivers import apply_site_waivers
from prospectus.views.books import plan_books
from prospectus.views.locale_views import build_contexts, prepare_view_inputs
from prospectus.views.pages import Views, build_views

__all__ = ["BuildOutcome", "PreparedSite", "SiteSource", "build_site", "check", "run_pipeline"]
Result = TypeVar("Result")


@dataclass(frozen=True)
class SiteSource:
    """What a site is built from, besides the time."""

    root: Path
    """The folder with the content."""
    theme_folders: tuple[Path, ...]
    """The theme folders, the one with the highest priority first."""
    templates: Mapping[str, str]
    """The templates of the theme, by name."""
    url: str
    """The absolute URL of the site, with a trailing slash."""
    configuration: Configuration = NOTHING_STATED
    """What pages show of `mkdocs.yml`."""


@dataclass(frozen=True)
class PreparedSite:
    """Checked content, ready to be rendered."""

    views: Views
    books: tuple[BuiltBook, ...]
    problems: tuple[Problem, ...]
    files: PreparedFiles
    """The pictures and downloads that are published."""
    configuration: Configuration
    """What pages show of `mkdocs.yml`."""
    valid_until: datetime
    """The next instant at which the passing of time changes a page or publishes or withdraws a record; aware."""


@dataclass(frozen=True)
class BuildOutcome:
    """A whole site: its pages as views, its data files as bytes, and the problems to report."""

    views: Views
    data_files: tuple[Artifact, ...]
    missing_words: Mapping[str, str]
    """The interface words that data files and books need and no language has: the path of the first such file, by key."""
    problems: tuple[Problem, ...]
    files: PreparedFiles
    """The pictures and downloads that are published."""


def run_pipeline(
    source: SiteSource,
    render: Callable[[PreparedSite], Result],
    *,
    now: datetime,
    strict: bool = False,
    with_books: bool = True,
    cache: BuildCache | None = None,
    pool: ProcessPool = SERIAL,
    published_paths: frozenset[str] = frozenset(),
    with_drafts: bool = False,
    changed_files: Collection[str] | None = None,
) -> Result:
    """Run all stages at the time `now`, and return the result of the last one, `render`.

    With `strict`, warnings are treated as errors. Without `with_books`, no book is built and every book has the size 0. An address among
    `published_paths`, the files of the last build, must not be lost. With `with_drafts`, drafts and withheld records are shown and marked.
    Raises ContentError when a problem keeps the content from being published. `changed_files` are the absolute paths of what has changed
    since the last run in this process; None if that is not known.
    """
    build_cache, configuration = cache or BuildCache(), source.configuration
    theme = load_theme(source.root, source.theme_folders, build_cache)
    present = Present(None, published_paths, published_at=now, with_drafts=with_drafts)
    loaded = load(source.root, build_cache, changed_files=changed_files)
    result = validate(loaded, build_cache, theme=theme, present=present, pool=pool)
    site = result.site
    if site is None or result.has_errors or (strict and result.blocks_strict_build):
        raise ContentError(result.problems)
    words = convert_interface_words(theme, site, loaded.conversion_words, build_cache)
    result = convert_texts(result, loaded.conversion_words, build_cache)
    library = assemble(result, build_cache, now=now)
    files = prepare_files(source.root, _list_visible_files(source.root, result, library, build_cache), build_cache, pool)
    library = replace(library, media=files.media)
    next_date, problems = _find_next_date(result, site, now), result.problems
    del loaded, result  # what was written is not needed any more, and its memory is as large as that of the library
    build_cache.flush("yaml", "clean", "named", "terms")
    inputs = prepare_view_inputs(library, words, url=source.url, configuration=configuration, now=now, cache=build_cache)
    contexts = build_contexts(inputs, build_cache)
    books = build_books(plan_books(contexts), source.templates, build_cache, pool, files.read) if with_books else ()
    views = build_views(inputs, contexts, {book.path: book.size for book in books}, build_cache)
    valid_until = min(views.index.next_change(), next_date)
    if configuration.security_contacts:
        valid_until = min(valid_until, add_months(now, 1))  # security.txt states when it ends
    return render(PreparedSite(views, books, problems, files, configuration, valid_until))


def _find_next_date(result: ValidationResult, site: Site, now: datetime) -> datetime:
    """Return when a record is published or withdrawn next; the end of time if none is."""
    date = find_next_date(result.records, to_site_time(now, site))
    return datetime.max.replace(tzinfo=UTC) if date is None else date.replace(tzinfo=ZoneInfo(site.timezone))


def _list_visible_files(root: Path, result: ValidationResult, library: Library, cache: BuildCache) -> tuple[str, ...]:
    """Return the files that are published now: those that only a draft or a withheld record refers to are not."""
    if not result.published_files:
        return ()
    visible = [checked.raw for checked in result.records if library.get(*checked.key) is not None]
    return select_published(root, result.published_files, list_mentioned(visible, cache, "visible mentions"))


def build_site(source: SiteSource, *, now: datetime, strict: bool = False) -> BuildOutcome:
    """Return everything that is published from a source, without a cache; arguments and exception are those of `run_pipeline`."""
    return run_pipeline(source, _render_data_files, now=now, strict=strict)


def _render_data_files(prepared: PreparedSite) -> BuildOutcome:
    views = prepared.views
    data_files = build_data_files(views)
    artifacts = (
        *data_files.artifacts,
        *build_cards(views).artifacts,
        *(book.artifact for book in prepared.books),
        *iter_sitemap_files(map(render_sitemap_entry, views.pages), views.contexts[0].site.url),
    )
    missing_words = {**find_missing_in_books(prepared.books), **data_files.missing_words}
    return BuildOutcome(views, artifacts, missing_words, prepared.problems, prepared.files)


def find_missing_in_books(books: Iterable[BuiltBook]) -> dict[str, str]:
    """Return the keys of the interface words that books need and no language has, each with the path of the first such book."""
    return find_missing_words((book.path, book.missing_words) for book in books)


def add_missing_words(
    problems: Sequence[Problem], site: Site, addresses_by_key: Mapping[str, str] | Mapping[str, Message], *, strict: bool
) -> tuple[Problem, ...]:
    """Return the problems of a site and one for each interface word that was missing when its pages and files were rendered.

    `addresses_by_key` has the key of each missing word, with the address or name of what shows it. Raises ContentError as `run_pipeline`
    does.
    """
    reported_keys = {problem.came for problem in problems if problem.code == RENDERING_CODE}
    missing = [(key, address) for key, address in addresses_by_key.items() if key not in reported_keys]
    added = apply_site_waivers([*report_missing_words(missing)], site)
    all_problems = tuple(sorted((*problems, *added)))
    if any(problem.severity == "error" or (strict and problem.severity == "warning") for problem in added):
        raise ContentError(all_problems)
    return all_problems
