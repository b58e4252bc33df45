"""The exceptions of Prospectus; a mistake in the content is never one of them, it is a `Problem`.

ProspectusError
├── WrongUse          the command line or the configuration asks for what cannot be done
├── ContentRefused    the content has problems; carries them
└── MissingInView     a template asks for something its view does not carry
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from prospectus.problems import Problem


class ProspectusError(Exception):
    """The base of every exception that Prospectus raises on purpose."""


class WrongUse(ProspectusError):
    """The command line or `mkdocs.yml` asks for what cannot be done; the message says what would work."""


class ContentRefused(ProspectusError):
    """The content cannot be published; `problems` says why, sorted."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__(f"The content has {len(problems)} problem(s).")
        self.problems = tuple(problems)


class MissingInView(ProspectusError, LookupError):
    """A template reads a field that its view does not have."""
