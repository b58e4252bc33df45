"""`prospectus build`: an incremental build with the same configuration, theme and views as `mkdocs build`.

A page consists of a layout, rendered once for many pages, and of blocks, rendered per page by worker processes. Each page records its
dependencies; while none of them changes, its file is kept.
"""

from __future__ import annotations

import gc
import hashlib
import logging
import os
import pickle
from array import array
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Executor, Future
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import cache, partial
from pathlib import Path
from typing import Any, NamedTuple

import jinja2
import material
import mkdocs
from mkdocs.config import load_config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import Abort, ConfigurationError

from prospectus import __version__
from prospectus.crew import Crew
from prospectus.derive.reading import Answers, Read
from prospectus.errors import WrongUse
from prospectus.load.words import load_words
from prospectus.memo import Memo, digest
from prospectus.pipeline import Prepared
from prospectus.pipeline import prepare as prepare_content
from prospectus.publish import host, stamp, theme
from prospectus.publish.disk import Publication, State, Written
from prospectus.render.artifact import Artifact
from prospectus.render.frames import Frames
from prospectus.render.machine import machine_files
from prospectus.render.manifest import manifest
from prospectus.render.pages import prepare, render
from prospectus.render.sitemap import sitemap
from prospectus.render.workshop import Job, Made, Workshop, work

PACKAGE = Path(__file__).parent
PORTION = 24
"""Number of pages per chunk, the unit of work sent to a worker process."""
UNDER_WAY = 16
"""Maximum number of chunks submitted to an executor at a time."""
SETTLE = 1000
"""Number of new cache values after which the rendered Markdown among them is flushed to the store."""

Progress = Callable[[Iterable[Made], int], Iterator[Made]]
"""Passes pages through and displays the progress; the second argument is their total number."""


class Kept(NamedTuple):
    """What the last build recorded about a page."""

    reads: array[int]
    """The queries it made, as indexes into the recorded queries, because many pages make the same ones."""
    path: str
    sha256: str
    state: State
    listed: str


class Left(NamedTuple):
    """What a build saves for the next one: the fingerprints of all query results, and the state of each page by address."""

    answers: Answers
    pages: dict[str, Kept]


@dataclass(frozen=True)
class Built:
    """The result of a build."""

    prepared: Prepared
    written: Written
    folder: Path
    made: int
    """Number of pages that were rendered; the others were reused."""


def configured(config_file: Path, site_dir: Path | None = None) -> MkDocsConfig:
    """Return the MkDocs configuration; raises WrongUse when the file is missing or not valid."""
    if not config_file.is_file():
        raise WrongUse(f"There must be a mkdocs.yml in {config_file.parent}; prospectus init makes a new site.")
    logging.getLogger("mkdocs.config").setLevel(logging.ERROR)
    try:
        given = {"site_dir": str(site_dir.resolve())} if site_dir else {}
        return load_config(config_file=str(config_file), **given)
    except (ConfigurationError, Abort) as error:
        raise WrongUse(f"mkdocs.yml cannot be used: {error}") from None


def build(
    config: MkDocsConfig,
    *,
    now: datetime,
    strict: bool = False,
    memo: Memo | None = None,
    jobs: int | None = None,
    executor: Executor | None = None,
    progress: Progress | None = None,
    private: bool = False,
) -> Built:
    """Build the site and publish it.

    `cache` makes the build incremental; without one every page is rendered. `jobs` is the number of processes, by default one per core.
    `executor` renders the pages instead, for example on other machines. `private` states that nobody else writes to the site folder. Raises
    ContentRefused when the content has errors; the published site is unchanged then.
    """
    kept, crew = memo or Memo(), Crew(jobs or len(os.sched_getaffinity(0)))
    folders = host.prepare(config)
    words, templates, url = theme.words(folders), theme.templates(folders), host.url_of(config)
    prepared = prepare_content(host.root_of(config), words=words, templates=templates, url=url, now=now, strict=strict, memo=kept)
    run = _Run(config, folders, templates, prepared, kept, crew, progress or _silent, private=private)
    with _settled():
        return run.publish(url, executor)


@contextmanager
def _settled() -> Iterator[None]:
    """Exclude the objects that exist now from garbage collection: they stay alive, and scanning them in every process takes time."""
    if not gc.isenabled():  # the caller disabled collection and manages it
        yield
        return
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()


@cache
def _installed() -> tuple[object, ...]:
    """Return a fingerprint of the installed code, computed once per process: a process goes on with the code that it loaded."""
    return Path(material.__file__).stat().st_mtime_ns, stamp.outputs(PACKAGE)


def _silent(pages: Iterable[Made], _: int) -> Iterator[Made]:
    return iter(pages)


class _Run:
    """One build: decides which pages are up to date, renders the others, and publishes all files."""

    def __init__(
        self,
        config: MkDocsConfig,
        folders: tuple[Path, ...],
        templates: dict[str, str],
        prepared: Prepared,
        memo: Memo,
        crew: Crew,
        progress: Progress,
        *,
        private: bool,
    ) -> None:
        self.config, self.folders, self.prepared, self.memo = config, folders, prepared, memo
        self.crew, self.progress = crew, progress
        self.plans = prepared.views.plans
        self.by_address = {plan.address: plan for plan in self.plans}
        self.templates = templates
        folder = Path(config.site_dir)
        self.publication = Publication(folder, private=private, known=memo.known("published", str(folder)) if private else None)
        self.places: dict[Read, int] = {}

    def publish(self, url: str, executor: Executor | None) -> Built:
        """Render outdated pages, write changed files, and save the state for the next build."""
        ground, name = self._ground(url), f"pages {self.publication.folder.resolve()}"
        self.frames = self.memo.known("frames", ground) or self._frames()
        before: Left = self.memo.last(name, ground) or Left(Answers({}, {}), {})
        changed = self.prepared.views.reading.changed(before.answers)
        self.places = {read: place for place, read in enumerate(before.answers.prints)}
        kept = ((plan.address, before.pages.get(plan.address)) for plan in self.plans)
        good = {address: page for address, page in kept if page is not None and self._still_good(page, changed)}
        missing = [number for number, plan in enumerate(self.plans) if plan.address not in good]
        with self.publication:
            for book in self.prepared.bindery.bind(self.prepared.views.books, self.crew):
                self.publication.put(book)
            made = self._made(missing, executor)
            pages = {plan.address: made.get(plan.address) or good[plan.address] for plan in self.plans}
            for page in good.values():
                self.publication.stays(page.path, page.sha256)
            for artifact in self._others(pages.values(), url):
                self.publication.put(artifact)
            self.publication.put(manifest(self.publication.digests))
        self.memo.keep("frames", ground, self.frames)
        self.memo.keep("published", str(self.publication.folder), self.publication.digests)
        self.memo.set_last(name, ground, self._left(pages, before.answers, changed))
        return Built(self.prepared, self.publication.written, self.publication.folder, len(missing))

    def _frames(self) -> Frames:
        """Return an empty layout cache with a new Jinja environment, which keeps its compiled templates."""
        env = prepare(self.config.theme.get_env(), frozenset(self.templates), self.memo)
        return Frames(env, partial(host.host_context, self.config))

    def _ground(self, url: str) -> str:
        """Return a hash of the inputs that every page depends on."""
        views = self.prepared.views
        versions = (__version__, mkdocs.__version__, jinja2.__version__, *_installed())
        site = views.reading.print_of(("record", "site", views.reading.site.id))
        config = Path(self.config.config_file_path or "").read_bytes()
        words = [(desk.site.t.print, desk.site.terms.print) for desk in views.desks]
        frame = [(desk.site.menu, desk.site.feeds) for desk in views.desks]
        settings = (self.config.extra, self.config.extra_css, self.config.extra_javascript)
        theme_settings = repr({name: self.config.theme.get(name) for name in sorted(self.config.theme)})
        return digest(versions, site, config, words, frame, url, theme_settings, sorted(self.templates.items()), settings)

    def _left(self, pages: dict[str, Kept], before: Answers, changed: set[int]) -> Left:
        """Return the state to save for the next build. Queries that no page makes any more are dropped whenever a new query appears."""
        reading = self.prepared.views.reading
        if len(self.places) == len(before.prints):
            answers = reading.answers(read for read, place in self.places.items() if place in changed)
            return Left(answers._replace(prints={**before.prints, **answers.prints}), pages)
        used = {place for page in pages.values() for place in page.reads}
        reads = [read for read, place in self.places.items() if place in used]
        if len(reads) < len(self.places):
            moved = {self.places[read]: place for place, read in enumerate(reads)}
            pages = {at: page._replace(reads=array("I", [moved[place] for place in page.reads])) for at, page in pages.items()}
        return Left(reading.answers(reads), pages)

    def _still_good(self, page: Kept, changed: set[int]) -> bool:
        return changed.isdisjoint(page.reads) and self.publication.holds(page.path, page.state)

    def _made(self, numbers: Sequence[int], executor: Executor | None) -> dict[str, Kept]:
        """Render pages and add them to the publication; return the state of each by address."""
        found: dict[str, Kept] = {}
        fresh: dict[tuple[str, str], Any] = self.memo.taken()
        for made in self.progress(self._drawn(numbers, executor), len(numbers)):
            plan = self.plans[made.number]
            if not self.frames.has(made.key):
                self.frames.learn(plan.page()[0], made.parts)
            found[plan.address] = self._put(made, self.frames.framed(made.key, made.parts))
            fresh.update(made.fresh)
            if len(fresh) > SETTLE:
                self.memo.add(fresh)
                self.memo.settle("prose")
                fresh = {}
        self.memo.add(fresh)
        return found if self.frames.sound else {address: self._whole(address, kept) for address, kept in found.items()}

    def _put(self, made: Made, body: bytes) -> Kept:
        reads = array("I", [self.places.setdefault(read, len(self.places)) for read in made.reads])
        state = self.publication.put(Artifact(made.path, body))
        return Kept(reads, made.path, self.publication.digests[made.path], state, made.listed)

    def _whole(self, address: str, kept: Kept) -> Kept:
        """Render a page without the layout cache, for a theme whose layout varies within a key."""
        page, _ = self.by_address[address].page()
        state = self.publication.put(Artifact(kept.path, render(self.frames.env, page, host.host_context(self.config, page))))
        return kept._replace(sha256=self.publication.digests[kept.path], state=state)

    def _drawn(self, numbers: Sequence[int], executor: Executor | None) -> Iterator[Made]:
        if executor is not None:
            yield from _gathered(executor, self._job(), numbers)
            return
        workshop = Workshop(self.prepared.views, self.frames.env, self.memo)
        for _, made in self.crew.each(workshop.make, numbers, PORTION):
            yield made

    def _job(self) -> bytes:
        views, folders = self.prepared.views, self.folders
        job = Job(
            views.reading.library, load_words(theme.words(folders)), host.url_of(self.config), views.reading.almanac.now, self.templates
        )
        return pickle.dumps(job, pickle.HIGHEST_PROTOCOL)

    def _others(self, entries: Iterable[Kept], url: str) -> Iterator[Artifact]:
        """Yield every file that is not a page, except the manifest."""
        yield from theme.assets(self.folders)
        yield from host.assets(self.config)
        yield from machine_files(self.prepared.views, self.memo, self.crew)
        yield from sitemap((each.listed for each in entries), url)


def _gathered(executor: Executor, job: bytes, numbers: Sequence[int]) -> Iterator[Made]:
    """Yield pages rendered by an executor, in order; at most `MAX_PENDING_CHUNKS` chunks are submitted at a time."""
    token, under_way = hashlib.sha256(job).hexdigest(), deque[Future[list[Made]]]()
    for at in range(0, len(numbers), PORTION):
        under_way.append(executor.submit(work, token, job, numbers[at : at + PORTION]))
        if len(under_way) >= UNDER_WAY:
            yield from under_way.popleft().result()
    while under_way:
        yield from under_way.popleft().result()
