"""A cache of page layouts. A layout is rendered once per locale, section and depth; the blocks of each page are inserted into it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from jinja2 import Environment

from prospectus.derive.view import PageView
from prospectus.render.pages import finished, render
from prospectus.render.parts import SLOTS, mark, with_marks

Host = Callable[[PageView], Mapping[str, Any]]
"""A function that returns the variables which MkDocs passes to the template of a page."""
FrameKey = tuple[str, str, str, bool, bool]
_MARK = re.compile(mark(f"({'|'.join(SLOTS)})"))


def frame_key(page: PageView) -> FrameKey:
    """Return everything that the layout of a page may depend on."""
    return (page.site.tag, page.base, page.section, page.address == page.section, page.address == page.site.home)


class Frames:
    """Caches layouts by key. A theme whose layout varies within a key is detected; its pages must then be rendered one by one."""

    def __init__(self, env: Environment, host: Host) -> None:
        self.env, self._host = env, host
        self._frames: dict[FrameKey, list[str]] = {}
        self._proved: set[FrameKey] = set()
        self.sound = True
        """Whether every layout so far gave the right bytes for a second page as well."""

    def has(self, key: FrameKey) -> bool:
        """Return whether the layout of a key is cached and was compared on a second page."""
        return key in self._proved

    def learn(self, page: PageView, parts: tuple[str, ...]) -> None:
        """Render the layout of a page; if its key has one already, compare the page made from it with the page rendered as a whole."""
        key = frame_key(page)
        if key not in self._frames:
            self._frames[key] = _MARK.split(finished(with_marks(self.env, page, self._host(page))))
        else:
            self._proved.add(key)
            self.sound = self.sound and self.framed(key, parts) == render(self.env, page, self._host(page))

    def framed(self, key: FrameKey, parts: tuple[str, ...]) -> bytes:
        """Return the bytes of a page: the layout of its key with the blocks of the page inserted."""
        inside = dict(zip(SLOTS, parts, strict=True))
        pieces = self._frames[key]
        return "".join(piece if place % 2 == 0 else inside[piece] for place, piece in enumerate(pieces)).encode()
