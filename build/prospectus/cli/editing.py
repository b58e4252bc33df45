"""Commands that edit the content of a site say what they wait for, and what they finished for a killed one."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from prospectus.cli.output import print_message

if TYPE_CHECKING:
    from prospectus.scheduling.edits.session import EditSession


@contextmanager
def start_editing(root: Path, command: str, language: str) -> Iterator[EditSession]:
    """Hold the lock of the site at `root` from reading to writing. Raises ContentError when another command holds it."""
    from prospectus.scheduling.edits.session import editing  # noqa: PLC0415  (only for commands that edit)

    with editing(root, command, partial(print_message, language=language)) as edit:
        yield edit
