"""A cache of page layouts. A layout is rendered once per locale, section and depth; the blocks of each page are inserted into it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Set
from contextlib import AbstractContextManager
from typing import Any, NamedTuple

from jinja2 import Environment

from prospectus.query.recording import Read
from prospectus.render.html.blocks import BLOCKS, placeholder_for, render_with_placeholders
from prospectus.render.html.pages import finish_page, render_page
from prospectus.views.page import PageView

HostContext = Callable[[PageView], Mapping[str, Any]]
"""A function that returns the variables which MkDocs passes to the template of a page."""
LayoutKey = tuple[str, str, str, bool, bool]
_PLACEHOLDER = re.compile(placeholder_for(f"({'|'.join(BLOCKS)})"))


class Layout(NamedTuple):
    """A page without its blocks."""

    pieces: tuple[str, ...]
    """HTML and the names of blocks by turns."""
    reads: frozenset[Read]
    """The queries that were made while it was rendered. They are dependencies of all of its pages."""
    is_verified: bool = False
    """Whether a second page that was made from it had the right bytes."""


class LayoutUpdates(NamedTuple):
    """What a process has learnt of layouts, for the layout cache of another."""

    layouts: dict[LayoutKey, Layout]
    valid: bool


def layout_key_of(page: PageView) -> LayoutKey:
    """Return everything that the layout of a page may depend on."""
    return (page.site.fingerprint, page.base, page.section, page.address == page.section, page.address == page.site.home)


class LayoutCache:
    """Caches layouts by key. A theme whose layout varies within a key is detected; its pages must then be rendered one by one."""

    def __init__(self, env: Environment, host_context: HostContext) -> None:
        self.env, self._host_context = env, host_context
        self._layouts: dict[LayoutKey, Layout] = {}
        self._updates: dict[LayoutKey, Layout] = {}
        self.valid = True
        """Whether every layout so far gave the right bytes for a second page as well, and every process the same layouts."""

    def add(self, page: PageView, blocks: tuple[str, ...], recording: Callable[[], AbstractContextManager[set[Read]]]) -> None:
        """Render the layout of a page; if its key has one already, compare the page made from it with the page rendered as a whole.

        Nothing is done when that was done for the key before. `recording` collects the queries that the layout makes.
        """
        key = layout_key_of(page)
        layout = self._layouts.get(key)
        if layout is None:
            with recording() as reads:
                html = finish_page(render_with_placeholders(self.env, page, self._host_context(page)), page)
            layout = Layout(tuple(_PLACEHOLDER.split(html)), frozenset(reads))
        elif not layout.is_verified:
            with recording():
                whole = render_page(self.env, page, self._host_context(page))
            self.valid = self.valid and self.fill_layout(key, blocks) == whole
            layout = layout._replace(is_verified=True)
        else:
            return
        self._layouts[key] = self._updates[key] = layout

    def is_verified(self, key: LayoutKey) -> bool:
        """Return whether the layout of a key is cached and was compared on a second page."""
        layout = self._layouts.get(key)
        return layout is not None and layout.is_verified

    def reads_of(self, key: LayoutKey) -> frozenset[Read]:
        """Return the queries that the layout of a key made."""
        return self._layouts[key].reads

    def remove_outdated(self, changed: Set[Read]) -> None:
        """Remove the layouts of an earlier build that made a query whose result has changed since."""
        self._layouts = {key: layout for key, layout in self._layouts.items() if layout.reads.isdisjoint(changed)}

    def fill_layout(self, key: LayoutKey, blocks: tuple[str, ...]) -> bytes:
        """Return the bytes of a page: the layout of its key with the blocks of the page inserted."""
        blocks_by_name = dict(zip(BLOCKS, blocks, strict=True))
        pieces = self._layouts[key].pieces
        return "".join([piece if index % 2 == 0 else blocks_by_name[piece] for index, piece in enumerate(pieces)]).encode()

    def take_updates(self) -> LayoutUpdates:
        """Return what was learnt since the last call."""
        updates, self._updates = self._updates, {}
        return LayoutUpdates(updates, self.valid)

    def merge(self, updates: LayoutUpdates) -> None:
        """Add what another process has learnt. Another layout for the same key means that layouts vary within keys."""
        self.valid = self.valid and updates.valid
        for key, layout in updates.layouts.items():
            known = self._layouts.setdefault(key, layout)
            if known.pieces != layout.pieces:
                self.valid = False
            elif layout.is_verified:
                self._layouts[key] = known._replace(is_verified=True)
