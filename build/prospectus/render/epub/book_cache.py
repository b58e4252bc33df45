"""Builds EPUB books. Books are cached with their dependencies, and rebuilt only when one of these changes."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Any, NamedTuple

from jinja2 import DictLoader, Environment

from prospectus.cache.cache import BuildCache, digest
from prospectus.parallel import SERIAL, ProcessPool
from prospectus.query.missing_words import select_missing_words
from prospectus.query.recording import Read
from prospectus.render.artifact import Artifact
from prospectus.render.epub.documents import Documents
from prospectus.render.epub.epub import ReadFile, build_epub, read_nothing
from prospectus.render.html.pages import hash_templates, prepare_environment
from prospectus.views.books import BookPlan


@dataclass(frozen=True)
class BuiltBook:
    """A book whose size is known. Its bytes are read from the cache on demand."""

    path: str
    size: int
    """In bytes."""
    missing_words: frozenset[Read]
    """The interface words that it needs and no language has."""
    read_body: Callable[[], bytes]

    @property
    def artifact(self) -> Artifact:
        """The published file."""
        return Artifact(self.path, self.read_body())


class _NewBook(NamedTuple):
    """A book that was built in this run. It is returned by worker processes, so it must pickle."""

    body: bytes
    fingerprints: dict[Read, str]
    """The dependencies of the book: each recorded query with the fingerprint of its result."""
    new_cache_entries: dict[tuple[str, str], Any]
    """Values that were computed on the way, by name and key, for the build cache of the parent process."""
    documents: Mapping[str, bytes]
    """Its documents as `Documents.current`; none if this process builds once."""


def build_books(
    plans: Sequence[BookPlan],
    templates: Mapping[str, str],
    cache: BuildCache,
    pool: ProcessPool = SERIAL,
    read_file: ReadFile = read_nothing,
) -> tuple[BuiltBook, ...]:
    """Return the books, in the order of `plans`. Books with unchanged dependencies are not rebuilt.

    `templates` are those of the theme. `read_file` returns the bytes of a picture of the site, by its address.
    """
    return _BookBuilder(templates, cache, read_file).build(plans, pool)


class _BookBuilder:
    """Builds the books of one build."""

    def __init__(self, templates: Mapping[str, str], cache: BuildCache, read_file: ReadFile) -> None:
        self._templates, self._cache, self._read_file = templates, cache, read_file

    def build(self, plans: Sequence[BookPlan], pool: ProcessPool) -> tuple[BuiltBook, ...]:
        """Return the books, in the order of `plans`."""
        books = {plan.path: book for plan in plans if (book := self._find_unchanged(plan)) is not None}
        missing = [plan for plan in plans if plan.path not in books]
        for plan, new_book in pool.map(self._build_book, missing, chunk_size=1):
            books[plan.path] = BuiltBook(
                plan.path, len(new_book.body), select_missing_words(new_book.fingerprints), partial(bytes, new_book.body)
            )
            self._cache.merge(new_book.new_cache_entries)
            self._cache.set_local("book documents", plan.path, new_book.documents)
            sha256 = hashlib.sha256(new_book.body).hexdigest()
            self._cache.set_last(f"book {plan.path}", self._cache_key(plan), (new_book.fingerprints, len(new_book.body), sha256))
            self._cache.set_last(f"book file {plan.path}", sha256, new_book.body)
        return tuple(books[plan.path] for plan in plans)

    def _find_unchanged(self, plan: BookPlan) -> BuiltBook | None:
        """Return a book from an earlier build if all its dependencies are unchanged; otherwise None. Its bytes are not read yet."""
        fingerprints, size, sha256 = self._cache.get_last(f"book {plan.path}", self._cache_key(plan)) or ({}, 0, "")
        fingerprint_of = plan.context.queries.fingerprint_of
        if not sha256 or any(fingerprint_of(read) != fingerprint for read, fingerprint in fingerprints.items()):
            return None
        return BuiltBook(plan.path, size, select_missing_words(fingerprints), partial(self._read_body, plan, sha256))

    def _read_body(self, plan: BookPlan, sha256: str) -> bytes:
        body: bytes | None = self._cache.get_last(f"book file {plan.path}", sha256)
        if body is None:
            new_book = self._build_book(plan)
            self._cache.merge(new_book.new_cache_entries)
            body = new_book.body
        return body

    def _build_book(self, plan: BookPlan) -> _NewBook:
        documents = Documents(self._cache.get_local("book documents", plan.path))
        with plan.context.queries.recording() as reads:  # templates ask for interface words too
            view, _ = plan.build()
            body = build_epub(self._env, view, self._templates, self._read_file, documents)
        fingerprints = {read: plan.context.queries.fingerprint_of(read) for read in reads}
        return _NewBook(body, fingerprints, self._cache.drain(), documents.current if self._cache.is_for_many_runs else {})

    def _cache_key(self, plan: BookPlan) -> str:
        """Return a hash of the inputs shared by all books of a locale."""
        site, queries = plan.context.site, plan.context.queries
        settings = queries.fingerprint_of(("site_settings", plan.context.resolver.languages))
        return digest(site.url, site.tag, site.t.fingerprint, settings, self._theme_hash)

    @cached_property
    def _theme_hash(self) -> str:
        return hash_templates(self._templates, self._cache)

    @cached_property
    def _env(self) -> Environment:
        env = Environment(loader=DictLoader(self._templates), auto_reload=False)  # noqa: S701  (prepare_environment enables escaping)
        return prepare_environment(env, frozenset(self._templates))
