"""The exceptions of Prospectus. A mistake in the content is not an exception but a `Problem`.

ProspectusError
├── UsageError          the command line or the configuration is invalid
├── ContentError        the content cannot be published because of its problems
└── MissingViewField    a template reads a field that its view does not have
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from prospectus.problems.message import Message, in_language

if TYPE_CHECKING:
    from collections.abc import Sequence

    from prospectus.problems import Problem


class ProspectusError(Exception):
    """The base class of every exception that Prospectus raises intentionally. As a string it is English."""

    def __init__(self, message: str | Message = "") -> None:
        super().__init__(in_language(message, "en"))
        self.message = message

    def in_language(self, language: str) -> str:
        """Return the message in Chinese if `language` starts with `zh`, else in English."""
        return in_language(self.message, language)


class UsageError(ProspectusError):
    """The command line or `mkdocs.yml` is invalid; the message says what would be valid."""


class ContentError(ProspectusError):
    """The content cannot be published; `problems` lists the reasons, sorted."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__(Message(f"The content has {len(problems)} problem(s).", f"内容有 {len(problems)} 个问题。"))
        self.problems = tuple(problems)


class MissingViewField(ProspectusError, LookupError):
    """A template reads a field that its view does not have."""
