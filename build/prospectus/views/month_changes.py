"""What changed in a month since the release before, in one locale, for export. All texts are plain strings."""

from __future__ import annotations

from dataclasses import dataclass

from prospectus.model.kinds.release import Release
from prospectus.text.rich_text import to_single_line
from prospectus.views.locale_views import LocaleContext
from prospectus.views.view import View


@dataclass(frozen=True, slots=True)
class ExportedChange:
    """One change of one event."""

    title: str
    when: str
    """Start and end in words, after the change."""
    where: str
    people: str
    pairs: tuple[tuple[str, str], ...]
    """Old and new values, such as the day, the place or the title."""
    fields: tuple[str, ...]
    """The names of other fields that differ."""
    reason: str
    """Why the event was moved or cancelled."""
    replay: str
    """The URL of a new replay; else empty."""


@dataclass(frozen=True, slots=True)
class ChangeGroup:
    """The changes of one type."""

    change_type: str
    """A `ChangeType` of `schedule/changes.py`."""
    heading: str
    changes: tuple[ExportedChange, ...]


@dataclass(frozen=True, slots=True)
class ChangesExport:
    """The changes of the latest release of a month against the release before."""

    number: int
    """The number of the latest release."""
    previous: str
    """The title of the release before; empty if there is only one release."""
    summary: str
    """The changes in one line."""
    note: str
    """The schedulers' note on the release."""
    groups: tuple[ChangeGroup, ...]
    url: str
    """The absolute URL of the page of the release."""


def build_changes_export(context: LocaleContext, year: int, month: int) -> ChangesExport | None:
    """Return the changes of the latest release of a month, as readers of the locale see them; None if it has no release."""
    latest = context.queries.latest_release(year, month, context.resolver.languages)
    release = context.queries.record("release", latest[0]) if latest is not None else None
    if not isinstance(release, Release):
        return None
    view = context.record_view("release", release)
    return ChangesExport(
        number=release.number,
        previous=to_single_line(view.before.title) if view.before is not None else "",
        summary=to_single_line(view.change_summary),
        note=to_single_line(context.resolver.localise(release.note)) if release.note is not None else "",
        groups=tuple(_build_group(group, context) for group in view.groups),
        url=context.site.url + (context.resolver.href_of("release", release.id) or ""),
    )


def _build_group(group: View, context: LocaleContext) -> ChangeGroup:
    heading = to_single_line(context.t(f"changes.what.{group.change_type}"))
    return ChangeGroup(group.change_type, heading, tuple(_build_change(change) for change in group.changes))


def _build_change(change: View) -> ExportedChange:
    return ExportedChange(
        title=to_single_line(change.title),
        when=to_single_line(change.when),
        where=to_single_line(change.where),
        people=to_single_line(change.people),
        pairs=tuple((to_single_line(old), to_single_line(new)) for old, new in change.pairs),
        fields=tuple(map(to_single_line, change.fields)),
        reason=to_single_line(change.why) if change.why is not None else "",
        replay=change.link or "",
    )
