"""Builds EPUB books. Books are cached with their dependencies, and rebuilt only when one of these changes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any, NamedTuple

from jinja2 import DictLoader, Environment

from prospectus.crew import ALONE, Crew
from prospectus.derive.books import BookPlan
from prospectus.derive.reading import Read
from prospectus.memo import Memo, digest
from prospectus.render.artifact import Artifact
from prospectus.render.epub import epub
from prospectus.render.pages import prepare


class Bound(NamedTuple):
    """A book that was built in this run. It is returned by worker processes, so it must pickle."""

    body: bytes
    answers: dict[Read, str]
    """The dependencies of the book: each recorded query with the fingerprint of its result."""
    fresh: dict[tuple[str, str], Any]
    """Values that were computed on the way, by name and key, for the build cache of the parent process."""


class Bindery:
    """Builds the books of one build, each of them once."""

    def __init__(self, templates: Mapping[str, str], memo: Memo) -> None:
        self._templates, self._memo = templates, memo
        self._bodies: dict[str, bytes] = {}

    def size(self, plan: BookPlan) -> int:
        """Return the size of a book in bytes; build the book if necessary."""
        if plan.path not in self._bodies:
            self.bind([plan])
        return len(self._bodies[plan.path])

    def bind(self, plans: Sequence[BookPlan], crew: Crew = ALONE) -> tuple[Artifact, ...]:
        """Return the published files of books, in the order of `plans`. Books with unchanged dependencies are not rebuilt."""
        kept = {plan.path: self._kept(plan) for plan in plans}
        missing = [plan for plan in plans if not kept[plan.path]]
        for plan, bound in crew.each(self._bound, missing, portion=1):
            kept[plan.path] = bound.body
            self._memo.add(bound.fresh)
            self._memo.set_last(_name(plan), self._ground(plan), (bound.answers, bound.body))
        self._bodies |= kept
        return tuple(Artifact(plan.path, kept[plan.path]) for plan in plans)

    def _kept(self, plan: BookPlan) -> bytes:
        """Return the bytes of a book from an earlier build if all its dependencies are unchanged; otherwise return `b""`."""
        answers, body = self._memo.last(_name(plan), self._ground(plan)) or ({}, b"")
        print_of = plan.desk.reading.print_of
        return body if all(print_of(read) == answer for read, answer in answers.items()) else b""

    def _bound(self, plan: BookPlan) -> Bound:
        view, reads = plan.view()
        body = epub(self._env, view, self._templates)
        return Bound(body, {read: plan.desk.reading.print_of(read) for read in sorted(reads)}, self._memo.taken())

    def _ground(self, plan: BookPlan) -> str:
        """Return a hash of the inputs shared by all books of a locale."""
        site, reading = plan.desk.site, plan.desk.reading
        return digest(site.url, site.tag, site.t.print, reading.print_of(("record", "site", reading.site.id)), self._theme)

    @cached_property
    def _theme(self) -> str:
        return digest(sorted(self._templates.items()))

    @cached_property
    def _env(self) -> Environment:
        env = Environment(loader=DictLoader(self._templates), auto_reload=False)  # noqa: S701  (prepare_environment enables escaping)
        return prepare(env, frozenset(self._templates), self._memo)


def _name(plan: BookPlan) -> str:
    return f"book {plan.path}"
