"""Helpers to copy, change, build and compare test sites."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from prospectus.cache.cache import BuildCache
from prospectus.pipeline import PreparedSite, SiteSource, run_pipeline
from prospectus.publish.theme import load_templates
from prospectus.render.cards import build_cards
from prospectus.render.data import iter_json_files
from prospectus.render.outputs import build_data_files

if TYPE_CHECKING:
    from prospectus.builder.incremental import BuildResult
    from prospectus.views.month_export import MonthExport
    from prospectus.views.page import PageView
    from prospectus.views.page_plans import PagePlan

HERE = Path(__file__).parent
REPOSITORY = HERE.parent
REPOSITORY_URL = "http://127.0.0.1:8000/"
"""The public address with which the tests build the site of this repository."""
NOW = datetime(2025, 3, 10, 1, 0, tzinfo=UTC)
"""09:00 on 10 March 2025 in Shanghai: the time of every test build."""
URL = "https://lakeside.example/learn/"
FULL = HERE / "sites" / "full"

Overlay = Mapping[str, str | bytes | None]
"""Files to write over a site, by path; None removes the file."""
SiteFactory = Callable[..., Path]


class CommandResult(NamedTuple):
    """The exit code and output of a command."""

    code: int
    out: str
    err: str


RunCommand = Callable[..., CommandResult]


def write_files(root: Path, overlay: Overlay) -> Path:
    """Write `overlay` below `root`, and return `root`."""
    for name, content in overlay.items():
        target = root / name
        target.parent.mkdir(parents=True, exist_ok=True)
        if content is None:
            target.unlink()
        else:
            target.write_bytes(content.encode() if isinstance(content, str) else content)
    return root


def build_to(root: Path, site_dir: Path, **options: object) -> BuildResult:
    """Build the site at `root` into `site_dir` at `NOW`, in one process, since each would compile all templates.

    `options` are passed to `build` and override time and number of processes.
    """
    from prospectus.builder.config import load_mkdocs_config
    from prospectus.builder.incremental import build  # imports MkDocs, which most tests do without

    return build(load_mkdocs_config(root / "mkdocs.yml", site_dir), **{"now": NOW, "jobs": 1, **options})


def site_source(root: Path, url: str = URL) -> SiteSource:
    """Return the source of the site at `root`, with the theme of the repository."""
    theme = REPOSITORY / "theme"
    return SiteSource(root, (theme,), load_templates((theme,)), url)


def prepare_site(root: Path, cache: BuildCache | None = None, *, now: datetime = NOW, url: str = URL) -> PreparedSite:
    """Return the site at `root` after all stages except rendering."""
    return run_pipeline(site_source(root, url), lambda prepared: prepared, now=now, cache=cache)


def collect_data_files(root: Path, *, now: datetime = NOW, url: str = URL) -> dict[str, bytes]:
    """Return every file of the site at `root` that is made without its pages, by path: all but the pages, the sitemap and robots.txt."""
    prepared = prepare_site(root, now=now, url=url)
    artifacts = (
        *build_data_files(prepared.views).artifacts,
        *build_cards(prepared.views).artifacts,
        *(book.artifact for book in prepared.books),
    )
    return {artifact.path: artifact.body for artifact in artifacts}


def collect_json_files(root: Path) -> dict[str, bytes]:
    """Return the JSON files with the records of the site at `root`, by path."""
    views = run_pipeline(site_source(root), lambda prepared: prepared.views, now=NOW, with_books=False)
    return {artifact.path: artifact.body for artifact in iter_json_files(views, BuildCache())}


class PageViews(Mapping[str, "PageView"]):
    """The views of all pages by address. Each is built when it is asked for, because most tests look at one page of many."""

    def __init__(self, plans: Iterable[PagePlan]) -> None:
        self._plans = {plan.address: plan for plan in plans}
        self._views: Mapping[str, PageView] = {}

    def __getitem__(self, address: str) -> PageView:
        if address not in self._views:
            self._views[address] = self._plans[address].build()[0]
        return self._views[address]

    def __iter__(self) -> Iterator[str]:
        return iter(self._plans)

    def __len__(self) -> int:
        return len(self._plans)


def build_page_views(root: Path, *, now: datetime = NOW, url: str = URL) -> PageViews:
    """Return the view of every page of the site at `root`, by address. Books are not built, so the pages state a size of 0 for them."""
    return PageViews(run_pipeline(site_source(root, url), lambda prepared: prepared.views.plans, now=now, with_books=False))


def prepare_month_export(root: Path, month: str = "2025-06", language: str = "en", *, now: datetime = NOW, url: str = URL) -> MonthExport:
    """Return a month of the site at `root`, prepared for export."""
    from prospectus.views.month_export import build_month_export

    context = next(context for context in prepare_site(root, now=now, url=url).views.contexts if context.locale.language == language)
    return build_month_export(context, *map(int, month.split("-")))


def repeat_items(month: MonthExport, count: int) -> MonthExport:
    """Return a month with the items of another repeated until there are `count`."""
    return replace(month, items=tuple(month.items[index % len(month.items)] for index in range(count)))


def read_files(folder: Path) -> dict[str, bytes]:
    """Return the content of every file below `folder`, by relative path with slashes, without the lock and the journal of edits."""
    files = {path.relative_to(folder).as_posix(): path for path in sorted(folder.rglob("*")) if path.is_file()}
    return {name: path.read_bytes() for name, path in files.items() if not name.startswith(".prospectus/")}


def without_digest(release: str) -> str:
    """Return the text of a release without its digest, as earlier versions wrote it; only such a text can be changed by a test."""
    return re.sub(r"^digest: .*\n", "", release, flags=re.MULTILINE)


def differing_paths(first: dict[str, bytes], second: dict[str, bytes]) -> list[str]:
    """Return the paths of files that differ, sorted. This keeps the message of a failed test readable."""
    return sorted(path for path in first.keys() | second.keys() if first.get(path) != second.get(path))
