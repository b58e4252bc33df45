"""Builds all data files of a site, format by format. The sitemap and the manifest are built later, when the pages are known."""

from __future__ import annotations

from prospectus.cache.cache import BuildCache
from prospectus.parallel import SERIAL, ProcessPool
from prospectus.render.artifact import Artifact
from prospectus.render.data import iter_json_files
from prospectus.render.feeds import iter_feeds
from prospectus.render.forms_docx import iter_form_documents
from prospectus.render.ics.calendars import iter_calendars
from prospectus.views.pages import Views


def build_data_files(views: Views, cache: BuildCache | None = None, pool: ProcessPool = SERIAL) -> tuple[Artifact, ...]:
    """Return the calendars, feeds, JSON files and Word forms."""
    build_cache = cache or BuildCache()
    return (
        *iter_calendars(views, build_cache, pool),
        *iter_feeds(views, build_cache),
        *iter_json_files(views, build_cache),
        *iter_form_documents(views, build_cache),
    )
