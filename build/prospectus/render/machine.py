"""Builds all data files of a site, format by format. The sitemap and the manifest are built later, when the pages are known."""

from __future__ import annotations

from prospectus.crew import ALONE, Crew
from prospectus.derive.pages import Views
from prospectus.memo import Memo
from prospectus.render.artifact import Artifact
from prospectus.render.data import data
from prospectus.render.feeds import feeds
from prospectus.render.icalendar import calendars
from prospectus.render.word import documents


def machine_files(views: Views, memo: Memo | None = None, crew: Crew = ALONE) -> tuple[Artifact, ...]:
    """Return the calendars, feeds, JSON files and Word forms."""
    kept = memo or Memo()
    return (*calendars(views, kept, crew), *feeds(views, kept), *data(views, kept), *documents(views, kept))
