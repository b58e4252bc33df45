"""Makes changes of events: reads the site, plans the changes, and writes all of them or none. Commands and the planning board use it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from prospectus.cache.cache import BuildCache
from prospectus.problems import Problem
from prospectus.scheduling.calendar_files import Requirement, SourceCalendar, read_site
from prospectus.scheduling.changes.event_change import ChangePlan, EventChange, plan_changes
from prospectus.scheduling.edits.session import EditSession

Planner = Callable[[SourceCalendar], Sequence[EventChange]]
"""Returns the changes that a command makes to the events of a site."""


@dataclass(frozen=True, slots=True)
class ChangeResult:
    """What a command changed or, in a preview, would change."""

    plan: ChangePlan
    paths: tuple[str, ...]
    """The files that were or would be written."""
    is_written: bool

    def find_problems(self) -> tuple[Problem, ...]:
        """Return the problems that the changes bring; with their lines, if they are written."""
        return self.plan.find_written_problems() if self.is_written else self.plan.new_problems


def apply_changes(edit: EditSession, plan: Planner, cache: BuildCache | None = None) -> ChangeResult:
    """Write the changes that `plan` makes to the site of an edit. `cache` is that of `read_site`.

    Raises ContentError, and writes nothing, when a record cannot be read, when the content would become invalid, or when a file has
    changed meanwhile; UsageError when an event cannot be changed so.
    """
    source = read_site(edit.root, Requirement.READABLE, cache=cache)
    change_plan = plan_changes(source, plan(source))
    return ChangeResult(change_plan, change_plan.save(edit), is_written=True)


def preview_changes(root: Path, plan: Planner) -> ChangeResult:
    """Return what `apply_changes` would write to the site at `root`. Raises ContentError and UsageError like it."""
    source = read_site(root, Requirement.READABLE)
    change_plan = plan_changes(source, plan(source))
    return ChangeResult(change_plan, tuple(change_plan.texts), is_written=False)
