"""Builds EPUB books. Books are cached with their dependencies, and rebuilt only when one of these changes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any, NamedTuple

from jinja2 import DictLoader, Environment

from prospectus.cache.cache import BuildCache, digest
from prospectus.parallel import SERIAL, ProcessPool
from prospectus.query.queries import Read
from prospectus.render.artifact import Artifact
from prospectus.render.epub.epub import build_epub
from prospectus.render.html.pages import prepare_environment
from prospectus.views.books import BookPlan


class BuiltBook(NamedTuple):
    """A book that was built in this run. It is returned by worker processes, so it must pickle."""

    body: bytes
    fingerprints: dict[Read, str]
    """The dependencies of the book: each recorded query with the fingerprint of its result."""
    new_cache_entries: dict[tuple[str, str], Any]
    """Values that were computed on the way, by name and key, for the build cache of the parent process."""


class BookBuilder:
    """Builds the books of one build, each of them once."""

    def __init__(self, templates: Mapping[str, str], cache: BuildCache) -> None:
        self._templates, self._cache = templates, cache
        self._bodies: dict[str, bytes] = {}

    def measure(self, plan: BookPlan) -> int:
        """Return the size of a book in bytes; build the book if necessary."""
        if plan.path not in self._bodies:
            self.build([plan])
        return len(self._bodies[plan.path])

    def build(self, plans: Sequence[BookPlan], pool: ProcessPool = SERIAL) -> tuple[Artifact, ...]:
        """Return the published files of books, in the order of `plans`. Books with unchanged dependencies are not rebuilt."""
        bodies = {plan.path: self._load_unchanged(plan) for plan in plans}
        missing = [plan for plan in plans if not bodies[plan.path]]
        for plan, book in pool.map(self._build_book, missing, chunk_size=1):
            bodies[plan.path] = book.body
            self._cache.add(book.new_cache_entries)
            self._cache.set_last(_cache_name(plan), self._cache_key(plan), (book.fingerprints, book.body))
        self._bodies |= bodies
        return tuple(Artifact(plan.path, bodies[plan.path]) for plan in plans)

    def _load_unchanged(self, plan: BookPlan) -> bytes:
        """Return the bytes of a book from an earlier build if all its dependencies are unchanged; otherwise return `b""`."""
        fingerprints, body = self._cache.get_last(_cache_name(plan), self._cache_key(plan)) or ({}, b"")
        fingerprint_of = plan.context.queries.fingerprint_of
        return body if all(fingerprint_of(read) == fingerprint for read, fingerprint in fingerprints.items()) else b""

    def _build_book(self, plan: BookPlan) -> BuiltBook:
        view, reads = plan.build()
        body = build_epub(self._env, view, self._templates)
        return BuiltBook(body, {read: plan.context.queries.fingerprint_of(read) for read in sorted(reads)}, self._cache.drain())

    def _cache_key(self, plan: BookPlan) -> str:
        """Return a hash of the inputs shared by all books of a locale."""
        site, queries = plan.context.site, plan.context.queries
        return digest(site.url, site.tag, site.t.fingerprint, queries.fingerprint_of(("record", "site", queries.site.id)), self._theme_hash)

    @cached_property
    def _theme_hash(self) -> str:
        return digest(sorted(self._templates.items()))

    @cached_property
    def _env(self) -> Environment:
        env = Environment(loader=DictLoader(self._templates), auto_reload=False)  # noqa: S701  (prepare_environment enables escaping)
        return prepare_environment(env, frozenset(self._templates), self._cache)


def _cache_name(plan: BookPlan) -> str:
    return f"book {plan.path}"
