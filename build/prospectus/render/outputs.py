"""Builds all data files of a site, format by format, besides its cards. Sitemap and manifest are built when the pages are known."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple

from prospectus.cache.cache import BuildCache
from prospectus.parallel import SERIAL, ProcessPool
from prospectus.query.missing_words import find_missing_words, iter_with_missing_words
from prospectus.query.recording import Read
from prospectus.render.artifact import Artifact
from prospectus.render.brand_css import iter_brand_css
from prospectus.render.data import iter_json_files
from prospectus.render.feeds import iter_feeds
from prospectus.render.forms_docx import iter_form_documents
from prospectus.render.ics.calendars import iter_calendars
from prospectus.render.server_files.files import iter_server_files
from prospectus.render.service_worker import build_service_worker
from prospectus.views.pages import Views


class DataFiles(NamedTuple):
    """The data files of a site."""

    artifacts: tuple[Artifact, ...]
    missing_words: Mapping[str, str]
    """The interface words that they need and no language has: the path of the first such file, by key."""


def build_data_files(
    views: Views, cache: BuildCache | None = None, pool: ProcessPool = SERIAL, put: Callable[[Artifact], object] | None = None
) -> DataFiles:
    """Return the calendars, feeds, JSON files and Word forms, and what servers read.

    With `put`, calendars are given to it one by one and are not returned: a site has thousands.
    """
    build_cache = cache or BuildCache()
    recorded = list[tuple[Artifact, frozenset[Read]]]()
    calendars_missing = list[tuple[str, frozenset[Read]]]()
    for calendar, reads in iter_with_missing_words(views.queries, iter_calendars(views, build_cache, pool)):
        if put is None:
            recorded.append((calendar, reads))
        else:
            put(calendar)
            calendars_missing += [(calendar.path, reads)] if reads else []
    recorded += iter_with_missing_words(views.queries, _iter_other_artifacts(views, build_cache))
    missing = find_missing_words((*calendars_missing, *((artifact.path, reads) for artifact, reads in recorded if reads)))
    return DataFiles(tuple(artifact for artifact, _ in recorded), missing)


def _iter_other_artifacts(views: Views, cache: BuildCache) -> Iterator[Artifact]:
    yield from iter_feeds(views, cache)
    yield from iter_json_files(views, cache)
    yield from iter_form_documents(views, cache)
    yield from iter_brand_css(views.library.site)
    yield build_service_worker(views.library.site)
    yield from iter_server_files(views)
