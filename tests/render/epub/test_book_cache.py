"""Books are built once, before the pages that state their sizes."""

from __future__ import annotations

import pickle
from operator import attrgetter
from pathlib import Path
from typing import Any

import pytest

from prospectus.cache.cache import BuildCache
from prospectus.load.theme import load_theme
from prospectus.pipeline import run_pipeline
from prospectus.render.epub import book_cache
from prospectus.render.html.worker import RenderJob, create_renderer
from prospectus.scheduling.export_formats import EXPORT_FORMATS, SiteFormat
from prospectus.scheduling.month import Month
from prospectus.scheduling.month_files import render_month
from tiny import NOW, REPOSITORY, URL, SiteFactory, prepare_site, site_source

PATH = "library/barley-reader.epub"
BODY = (f"book file {PATH}", "last")


class RecordingStore:
    """A store in memory that records what is read."""

    def __init__(self) -> None:
        self.values: dict[tuple[str, str], Any] = {}
        self.reads: list[tuple[str, str]] = []

    def read(self, name: str, key: str) -> Any | None:
        """Return the stored value, or None."""
        self.reads.append((name, key))
        return pickle.loads(self.values[name, key]) if (name, key) in self.values else None

    def write(self, values: dict[tuple[str, str], Any]) -> None:
        """Store values."""
        self.values |= {key: pickle.dumps(value) for key, value in values.items()}


def build_bodies(root: Path, store: RecordingStore) -> dict[str, tuple[int, bytes]]:
    """Return size and bytes of each book, by path."""
    cache = BuildCache(store)
    books = prepare_site(root, cache).books
    bodies = {book.path: (book.size, book.artifact.body) for book in books}
    cache.save()
    return bodies


def refuse(*_: object) -> bytes:
    """Fail: no book may be built."""
    raise AssertionError("a book is built")


@pytest.fixture
def no_building(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make every attempt to build a book fail."""
    monkeypatch.setattr(book_cache, "build_epub", refuse)


def test_size_of_a_cached_book_is_known_before_its_bytes_are_read(tiny: SiteFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    root, store = tiny("full"), RecordingStore()
    first = build_bodies(root, store)
    monkeypatch.setattr(book_cache, "build_epub", refuse)
    store.reads.clear()
    books = prepare_site(root, BuildCache(store)).books
    assert {book.path: book.size for book in books} == {path: len(body) for path, (_, body) in first.items()}
    assert BODY not in store.reads
    assert {book.path: book.artifact.body for book in books} == {path: body for path, (_, body) in first.items()}


def test_cached_book_whose_bytes_are_lost_is_built_again(tiny: SiteFactory) -> None:
    root, store = tiny("full"), RecordingStore()
    first = build_bodies(root, store)
    del store.values[BODY]
    assert build_bodies(root, store) == first


@pytest.mark.usefixtures("no_building")
def test_worker_states_the_sizes_it_is_given_and_builds_no_book(tiny: SiteFactory) -> None:
    source = site_source(tiny("full"))
    views = run_pipeline(source, attrgetter("views"), now=NOW, with_books=False)
    job = RenderJob(views.library, load_theme(source.root, source.theme_folders).words, URL, NOW, {PATH: 123_000}, dict(source.templates))
    renderer = create_renderer(job)
    number = next(number for number, plan in enumerate(renderer.views.plans) if plan.address == "library/")
    rendered, _ = renderer.render(number)
    assert any("123" in block for block in rendered.blocks)


@pytest.mark.usefixtures("no_building")
def test_export_of_a_month_builds_no_book(tiny: SiteFactory) -> None:
    theme_folders, text_format = (REPOSITORY / "theme",), EXPORT_FORMATS["text"]
    assert isinstance(text_format, SiteFormat)
    exported = render_month(tiny("full"), Month(2025, 6), text_format.render, site_url=URL, theme_folders=theme_folders, now=NOW)
    assert exported.body
