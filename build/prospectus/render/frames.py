"""The frames of pages, drawn once for all pages of a locale, a section and a depth, and the parts put into them."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from jinja2 import Environment

from prospectus.derive.view import PageView
from prospectus.render.pages import finished, render
from prospectus.render.parts import SLOTS, mark, with_marks

Host = Callable[[PageView], Mapping[str, Any]]
"""Gives what MkDocs gives a template."""
FrameKey = tuple[str, str, str, bool, bool]
_MARK = re.compile(mark(f"({'|'.join(SLOTS)})"))


def frame_key(page: PageView) -> FrameKey:
    """Return all of a page that its frame may depend on."""
    return (page.site.tag, page.base, page.section, page.address == page.section, page.address == page.site.home)


class Frames:
    """Keeps the frames; a theme whose frames depend on more than their key is found out and rendered page by page."""

    def __init__(self, env: Environment, host: Host) -> None:
        self.env, self._host = env, host
        self._frames: dict[FrameKey, list[str]] = {}
        self._proved: set[FrameKey] = set()
        self.sound = True
        """Whether every frame so far fitted a second page as well."""

    def has(self, key: FrameKey) -> bool:
        """Return whether a frame is known, and has been tried on a second page."""
        return key in self._proved

    def learn(self, page: PageView, parts: tuple[str, ...]) -> None:
        """Draw the frame of a page, or try the one that its key already has on it."""
        key = frame_key(page)
        if key not in self._frames:
            self._frames[key] = _MARK.split(finished(with_marks(self.env, page, self._host(page))))
        else:
            self._proved.add(key)
            self.sound = self.sound and self.framed(key, parts) == render(self.env, page, self._host(page))

    def framed(self, key: FrameKey, parts: tuple[str, ...]) -> bytes:
        """Return the bytes of a page from its parts."""
        inside = dict(zip(SLOTS, parts, strict=True))
        pieces = self._frames[key]
        return "".join(piece if place % 2 == 0 else inside[piece] for place, piece in enumerate(pieces)).encode()
