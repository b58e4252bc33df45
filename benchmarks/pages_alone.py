"""Runs `prospectus build` without books, pictures for sharing, calendars, data and search: `pages_alone.py build OPTIONS`.

Most builders make pages alone, so this can be compared with them page by page. It is no feature of Prospectus: links to what is left out
lead nowhere.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from prospectus import pipeline
from prospectus.builder import incremental, page_writer
from prospectus.builder.search_publication import SearchPublication
from prospectus.cli.main import main
from prospectus.render.cards import Cards
from prospectus.render.html import worker
from prospectus.render.outputs import DataFiles


def leave_out_all_but_pages() -> None:
    """Replace the functions that make anything but pages."""
    for module in (worker, page_writer):
        module.build_entries = lambda *_: ()
    pipeline.build_books = lambda *_: ()  # type: ignore[assignment]
    incremental.build_data_files = lambda *_: DataFiles((), {})
    incremental.started_cards = _start_no_cards
    SearchPublication.publish = lambda *_: {}  # type: ignore[method-assign]


@contextmanager
def _start_no_cards(*_: Any) -> Iterator[Callable[[], Cards]]:
    yield lambda: Cards((), 0)


if __name__ == "__main__":
    leave_out_all_but_pages()
    main()
