"""Commands that edit the content of a site say what they wait for, and what they finished for a killed one."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, TypeVar

from prospectus.cli.options import refuse
from prospectus.cli.output import print_message
from prospectus.errors import ContentError

if TYPE_CHECKING:
    from prospectus.scheduling.calendar_files import SourceCalendar
    from prospectus.scheduling.edits.session import EditSession


class PlannedEdit(Protocol):
    """What a command is going to write."""

    @property
    def texts(self) -> Mapping[str, str | None]:
        """The new text of each file, by path; None for a file that goes."""


Planned = TypeVar("Planned", bound=PlannedEdit)


@contextmanager
def start_editing(root: Path, command: str, language: str) -> Iterator[EditSession]:
    """Hold the lock of the site at `root` from reading to writing. Raises ContentError when another command holds it."""
    from prospectus.scheduling.edits.session import editing  # noqa: PLC0415  (only for commands that edit)

    with editing(root, command, partial(print_message, language=language)) as edit:
        yield edit


def edit_site(root: Path, command: str, plan: Callable[[SourceCalendar], Planned], language: str, *, dry_run: bool) -> Planned:
    """Return what a command plans for the content of the site at `root`; write it, unless it is only to be shown.

    Ends the command with the problems of content that cannot be read.
    """
    from prospectus.scheduling.calendar_files import Requirement, read_site  # noqa: PLC0415

    try:
        if dry_run:
            return plan(read_site(root, Requirement.READABLE))
        with start_editing(root, command, language) as edit:
            source = read_site(edit.root, Requirement.READABLE)
            planned = plan(source)
            edit.save(planned.texts, source.loaded.contents)
            return planned
    except ContentError as refused:
        refuse(refused.problems, language, root)
