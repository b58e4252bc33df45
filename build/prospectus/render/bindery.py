"""Where books are bound: one whose chapters and theme are as they were is taken from the cache."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

from jinja2 import DictLoader, Environment

from prospectus.derive.books import BookPlan
from prospectus.memo import Memo, digest
from prospectus.render.artifact import Artifact
from prospectus.render.epub import epub
from prospectus.render.pages import prepare


class Bindery:
    """Binds the books of one build, each once."""

    def __init__(self, templates: Mapping[str, str], memo: Memo) -> None:
        self._templates, self._memo = templates, memo
        self._bound: dict[str, Artifact] = {}

    def size(self, plan: BookPlan) -> int:
        """Return how many bytes a book has."""
        return len(self.bound(plan).body)

    def bound(self, plan: BookPlan) -> Artifact:
        """Return a book as it is published."""
        if plan.path not in self._bound:
            self._bound[plan.path] = Artifact(plan.path, self._body(plan))
        return self._bound[plan.path]

    def _body(self, plan: BookPlan) -> bytes:
        """Take the book of the last build when all that was read for it would be answered alike; else bind it."""
        name, ground, print_of = f"book {plan.path}", self._ground(plan), plan.desk.reading.print_of
        answers, body = self._memo.last(name, ground) or ({}, b"")
        if not body or any(print_of(read) != answer for read, answer in answers.items()):
            view, reads = plan.view()
            body = epub(self._env, view, self._templates)
            self._memo.set_last(name, ground, ({read: print_of(read) for read in sorted(reads)}, body))
        return body

    def _ground(self, plan: BookPlan) -> str:
        """Return a hash of what every book of a locale depends on."""
        site, reading = plan.desk.site, plan.desk.reading
        return digest(site.url, site.tag, site.t.print, reading.print_of(("record", "site", reading.site.id)), self._theme)

    @cached_property
    def _theme(self) -> str:
        return digest(sorted(self._templates.items()))

    @cached_property
    def _env(self) -> Environment:
        env = Environment(loader=DictLoader(self._templates), auto_reload=False)  # noqa: S701  (prepare switches escaping on)
        return prepare(env, frozenset(self._templates), self._memo)
