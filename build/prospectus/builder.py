"""`prospectus build`: the same configuration, theme and views as `mkdocs build`, but only what changed is made again.

A page is made of its frame, drawn once for many pages, and of parts, made by a workshop in one process or several. What each
page read is kept; when all of that is as it was, its file stays.
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
"""How many pages go together to another process."""
UNDER_WAY = 16
"""How many such portions are asked of an executor at a time."""
SETTLE = 1000
"""How much rendered prose waits until it is handed to the cache."""

Progress = Callable[[Iterable[Made], int], Iterator[Made]]
"""Passes pages through and shows how far it got; the second argument is how many there will be."""


class Kept(NamedTuple):
    """What is known of a page from the last build."""

    reads: array[int]
    """What it read, by place in the answers: many pages read the same."""
    path: str
    sha256: str
    state: State
    listed: str


class Left(NamedTuple):
    """What a build leaves for the next: the answers that its pages were made from, and the pages by address."""

    answers: Answers
    pages: dict[str, Kept]


@dataclass(frozen=True)
class Built:
    """What a build made and what it changed."""

    prepared: Prepared
    written: Written
    folder: Path
    made: int
    """How many pages were made; the others stayed."""


def configured(config_file: Path, site_dir: Path | None = None) -> MkDocsConfig:
    """Return the configuration of MkDocs; raises WrongUse when there is none or it is not sound."""
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

    `memo` keeps what was made for the next build; without one everything is made. `jobs` is the number of processes, by default
    one a core; `executor` does the work instead, wherever it runs. To a folder that is `private`, nobody else
    writes. Raises ContentRefused and then has changed nothing.
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
    """Count what is there now as staying: to look through it for garbage again and again, in every process, is in vain."""
    if not gc.isenabled():  # whoever switched that off minds it
        yield
        return
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()


@cache
def _installed() -> tuple[object, ...]:
    """Return the state of the code that builds, as it was when this process began with it."""
    return Path(material.__file__).stat().st_mtime_ns, stamp.outputs(PACKAGE)


def _silent(pages: Iterable[Made], _: int) -> Iterator[Made]:
    return iter(pages)


class _Run:
    """One build: which pages are still good, which are made, and what is written."""

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
        """Make what has to be made and write what has changed."""
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
        """Return frames yet to be drawn; with them, an environment and its templates are kept."""
        env = prepare(self.config.theme.get_env(), frozenset(self.templates), self.memo)
        return Frames(env, partial(host.host_context, self.config))

    def _ground(self, url: str) -> str:
        """Return a hash of all that every page depends on."""
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
        """Return what the next build is to know; what no page reads any more is left out once something is read for the first time."""
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
        """Make pages and put them to the publication; return what is to be kept of each, by its address."""
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
        """Make a page in one piece, where the theme's frames depend on more than they should."""
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
        """Yield every file that is not a page, but for the manifest."""
        yield from theme.assets(self.folders)
        yield from host.assets(self.config)
        yield from machine_files(self.prepared.views, self.memo, self.crew)
        yield from sitemap((each.listed for each in entries), url)


def _gathered(executor: Executor, job: bytes, numbers: Sequence[int]) -> Iterator[Made]:
    """Yield the pages that an executor makes, wherever it works; only some portions are under way at a time."""
    token, under_way = hashlib.sha256(job).hexdigest(), deque[Future[list[Made]]]()
    for at in range(0, len(numbers), PORTION):
        under_way.append(executor.submit(work, token, job, numbers[at : at + PORTION]))
        if len(under_way) >= UNDER_WAY:
            yield from under_way.popleft().result()
    while under_way:
        yield from under_way.popleft().result()
