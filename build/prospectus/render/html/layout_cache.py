"""A cache of page layouts. A layout is rendered once per locale, section and depth; the blocks of each page are inserted into it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from jinja2 import Environment

from prospectus.query.recording import Read
from prospectus.render.html.blocks import BLOCKS, placeholder_for, render_with_placeholders
from prospectus.render.html.pages import finish_page, render_page
from prospectus.views.page import PageView

HostContext = Callable[[PageView], Mapping[str, Any]]
"""A function that returns the variables which MkDocs passes to the template of a page."""
LayoutKey = tuple[str, str, str, bool, bool]
_PLACEHOLDER = re.compile(placeholder_for(f"({'|'.join(BLOCKS)})"))


def layout_key_of(page: PageView) -> LayoutKey:
    """Return everything that the layout of a page may depend on."""
    return (page.site.tag, page.base, page.section, page.address == page.section, page.address == page.site.home)


class LayoutCache:
    """Caches layouts by key. A theme whose layout varies within a key is detected; its pages must then be rendered one by one."""

    def __init__(self, env: Environment, host_context: HostContext) -> None:
        self.env, self._host_context = env, host_context
        self._layouts: dict[LayoutKey, list[str]] = {}
        self._verified: set[LayoutKey] = set()
        self.reads: dict[LayoutKey, frozenset[Read]] = {}
        """The reads that each layout was rendered with. They belong to all of its pages."""
        self.valid = True
        """Whether every layout so far gave the right bytes for a second page as well."""

    def is_verified(self, key: LayoutKey) -> bool:
        """Return whether the layout of a key is cached and was compared on a second page."""
        return key in self._verified

    def add(self, page: PageView, blocks: tuple[str, ...]) -> None:
        """Render the layout of a page; if its key has one already, compare the page made from it with the page rendered as a whole."""
        key = layout_key_of(page)
        if key not in self._layouts:
            self._layouts[key] = _PLACEHOLDER.split(finish_page(render_with_placeholders(self.env, page, self._host_context(page)), page))
        else:
            self._verified.add(key)
            self.valid = self.valid and self.fill_layout(key, blocks) == render_page(self.env, page, self._host_context(page))

    def fill_layout(self, key: LayoutKey, blocks: tuple[str, ...]) -> bytes:
        """Return the bytes of a page: the layout of its key with the blocks of the page inserted."""
        blocks_by_name = dict(zip(BLOCKS, blocks, strict=True))
        pieces = self._layouts[key]
        return "".join(piece if index % 2 == 0 else blocks_by_name[piece] for index, piece in enumerate(pieces)).encode()
