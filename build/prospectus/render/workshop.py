"""Makes pages and draws their parts, here or in another process or on another machine, from one and the same job."""

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
    """A page without its frame."""

    number: int
    """Its place among the plans."""
    path: str
    key: FrameKey
    parts: tuple[str, ...]
    reads: frozenset[Read]
    listed: str
    fresh: dict[tuple[str, str], Any]
    """What was worked out on the way and is worth keeping."""


@dataclass(frozen=True)
class Job:
    """All that pages are made from; travels as bytes, and gives the same plans everywhere."""

    library: Library
    words: Words
    url: str
    now: datetime
    templates: dict[str, str]
    """Our templates by name; Material's come with Material."""


class Workshop:
    """Makes the pages of one job."""

    def __init__(self, views: Views, env: Environment, memo: Memo) -> None:
        self.views, self._env, self._memo = views, env, memo
        self._desk = views.desks[0]

    def make(self, number: int) -> Made:
        """Make one page. Pages come locale by locale; what one locale needed is let go of when the next begins."""
        desk = self.views.plans[number].desk
        if desk is not self._desk:
            self._desk.forget()
            self._desk = desk
        page, reads = self.views.plans[number].page()
        return Made(number, page.path, frame_key(page), parts(self._env, page), reads, listed(page), self._memo.taken())


_OPEN: dict[str, Workshop] = {}
"""The workshop of this process, by the hash of its job."""


def work(token: str, job: bytes, numbers: Sequence[int]) -> list[Made]:
    """Make some pages of a job, with the workshop of `token`; where it is not yet open, it is set up."""
    if token not in _OPEN:
        _OPEN.clear()
        _OPEN[token] = workshop_of(pickle.loads(job))  # noqa: S301  (sent by the build itself)
    return [_OPEN[token].make(number) for number in numbers]


def workshop_of(job: Job) -> Workshop:
    """Return a workshop for a job that came from elsewhere."""
    memo = Memo()
    views = derive(job.library, job.words, url=job.url, now=job.now, measure=Bindery(job.templates, memo).size, memo=memo)
    loader = ChoiceLoader([DictLoader(job.templates), PackageLoader("material", "templates")])
    env = Environment(loader=loader, auto_reload=False)  # noqa: S701  (prepare switches escaping on)
    env.filters |= {"url": _url, "script_tag": str}
    return Workshop(views, prepare(env, frozenset(job.templates)), memo)


@pass_context
def _url(given: Context, address: str) -> str:
    """Stand for the filter of MkDocs where MkDocs is not running."""
    return address if "://" in address or address.startswith(("/", "#")) else f"{given['base_url']}/{address}"
