"""All machine files of a site, format by format."""

from __future__ import annotations

from prospectus.derive.pages import Views
from prospectus.render.artifact import Artifact
from prospectus.render.data import data
from prospectus.render.feeds import feeds
from prospectus.render.icalendar import calendars
from prospectus.render.sitemap import sitemap


def machine_files(views: Views) -> tuple[Artifact, ...]:
    """Return every file that is not a page, except the manifest."""
    return (*calendars(views), *feeds(views), *data(views), *sitemap(views))
