"""Renders the blocks of pages from a job, in this process, in a worker process or on another machine."""

from __future__ import annotations

import pickle
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from jinja2 import ChoiceLoader, DictLoader, Environment, PackageLoader, pass_context
from jinja2.runtime import Context

from prospectus.derive.pages import Views, derive
from prospectus.derive.reading import Read
from prospectus.load.words import Words
from prospectus.memo import Memo
from prospectus.model.library import Library
from prospectus.render.bindery import Bindery
from prospectus.render.frames import FrameKey, frame_key
from prospectus.render.pages import prepare
from prospectus.render.parts import parts
from prospectus.render.sitemap import listed


class Made(NamedTuple):
    """The rendered blocks of a page, without its layout."""

    number: int
    """The index of the page in `Views.plans`."""
    path: str
    key: FrameKey
    parts: tuple[str, ...]
    reads: frozenset[Read]
    listed: str
    fresh: dict[tuple[str, str], Any]
    """Values that were computed on the way, by name and key, for the build cache of the parent process."""


@dataclass(frozen=True)
class Job:
    """All inputs of the pages. It is pickled for other machines, and gives the same page plans everywhere."""

    library: Library
    words: Words
    url: str
    now: datetime
    templates: dict[str, str]
    """The source of our templates, by name. Those of Material come with its package."""


class Workshop:
    """Renders the pages of one job."""

    def __init__(self, views: Views, env: Environment, memo: Memo) -> None:
        self.views, self._env, self._memo = views, env, memo
        self._desk = views.desks[0]

    def make(self, number: int) -> Made:
        """Render the blocks of one page. Pages arrive ordered by locale; the caches of a locale are cleared when the next one begins."""
        desk = self.views.plans[number].desk
        if desk is not self._desk:
            self._desk.forget()
            self._desk = desk
        page, reads = self.views.plans[number].page()
        return Made(number, page.path, frame_key(page), parts(self._env, page), reads, listed(page), self._memo.taken())


_OPEN: dict[str, Workshop] = {}
"""The renderer of this process, by the hash of its job. There is at most one."""


def work(token: str, job: bytes, numbers: Sequence[int]) -> list[Made]:
    """Render some pages of a pickled job. `token` is the hash of the job; its renderer is created if necessary and reused afterwards."""
    if token not in _OPEN:
        _OPEN.clear()
        _OPEN[token] = workshop_of(pickle.loads(job))  # noqa: S301  (pickled by the build itself)
    return [_OPEN[token].make(number) for number in numbers]


def workshop_of(job: Job) -> Workshop:
    """Return a renderer for a job from another process or machine."""
    memo = Memo()
    views = derive(job.library, job.words, url=job.url, now=job.now, measure=Bindery(job.templates, memo).size, memo=memo)
    loader = ChoiceLoader([DictLoader(job.templates), PackageLoader("material", "templates")])
    env = Environment(loader=loader, auto_reload=False)  # noqa: S701  (prepare_environment enables escaping)
    env.filters |= {"url": _url, "script_tag": str}
    return Workshop(views, prepare(env, frozenset(job.templates)), memo)


@pass_context
def _url(given: Context, address: str) -> str:
    """Return a URL relative to the page. Replaces the filter of MkDocs, which does not run here."""
    return address if "://" in address or address.startswith(("/", "#")) else f"{given['base_url']}/{address}"
