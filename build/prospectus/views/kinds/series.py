"""The view of a series: where its instances are published."""

from __future__ import annotations

from prospectus.model.kinds.series import Series
from prospectus.model.record import Record
from prospectus.views.resolver import Resolver
from prospectus.views.view import Link, View


def build_series_view(view: View, record: Record, resolver: Resolver) -> View:
    """Add where the instances of a series are published, and whether the site announces them itself."""
    if not isinstance(record, Series):
        return view.with_values(publishers=(), own=False)
    return view.with_values(publishers=build_publishers(record, resolver), own=record.is_own_of(resolver.queries.site))


def build_publishers(series: Series, resolver: Resolver) -> tuple[Link, ...]:
    """Return where the instances of a series are published: on the lists of its institutions, else in its channels.

    A channel that is not on the web has no address: its name says where to look.
    """
    institutions = resolver.find_views(tuple(("institution", key) for key in series.notices_of))
    links = [link for institution in institutions if (link := _link_institution(institution, resolver))]
    channels = tuple(("channel", key) for key in dict.fromkeys((*series.announced, *series.channels))) if not links else ()
    return tuple(links or map(_link_channel, resolver.find_views(channels)))


def _link_institution(institution: View, resolver: Resolver) -> Link | None:
    name = institution.abbreviation or institution.title
    if institution.publications is not None:
        return Link(resolver.t("coverage.list", name=name), institution.publications)
    return Link(resolver.t("coverage.site", name=name), institution.url) if institution.url is not None else None


def _link_channel(channel: View) -> Link:
    on_the_web = channel.url is not None and channel.url.startswith("http")
    return Link(channel.title, channel.url if on_the_web else "")
