"""A link or a picture in a Markdown text, as it is written."""

from __future__ import annotations

from typing import NamedTuple

from prospectus.problems import Message


class Link(NamedTuple):
    """A link or a picture."""

    offset: int
    """The offset of its target."""
    target: str
    """The target as written."""
    words: str = ""
    """Its words, or the alternative text of a picture; empty if they are unknown."""
    is_picture: bool = False
    in_html: bool = False

    def with_target(self, target: str) -> Message:
        """Return a link or a picture with the same words and another target."""
        mark = "!" if self.is_picture else ""
        return Message(f"{mark}[{self.words or 'words'}]({target})", f"{mark}[{self.words or '文字'}]({target})")
