"""Renders the blocks of a page: the template blocks that depend on more than locale, section and depth."""

from __future__ import annotations

from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any

from jinja2 import Environment
from jinja2.runtime import Context

from prospectus.derive.view import PageView
from prospectus.render.pages import context

SLOTS = ("site_meta", "htmltitle", "extrahead", "switch", "container")
"""The blocks of `theme/main.html` that are rendered for every page. Everything else is the layout."""
_CONFIG: dict[str, Any] = {"extra": {}, "extra_css": (), "extra_javascript": (), "plugins": {}, "theme": {"font": False, "icon": {}}}


def parts(env: Environment, page: PageView) -> tuple[str, ...]:
    """Return the HTML of each of `BLOCKS`, in their order.

    The template runs only up to its first output. By then its imports, macros and block overrides are known, and the blocks can be rendered
    alone.
    """
    drawn, text = _begun(env, page, _blank(page))
    next(iter(text), None)
    return tuple("".join(drawn.blocks[slot][0](drawn)) for slot in SLOTS)


def with_marks(env: Environment, page: PageView, host: Mapping[str, Any]) -> str:
    """Return the HTML of a page with a placeholder instead of each block."""
    drawn, text = _begun(env, page, host)
    for slot in SLOTS:
        drawn.blocks.setdefault(slot, []).insert(0, _marked(slot))
    return "".join(text)


def mark(slot: str) -> str:
    """Return the placeholder of a block. It contains NUL, which no template can output."""
    return f"\0{slot}\0"


def _blank(page: PageView) -> dict[str, Any]:
    """Return a substitute for the host variables while blocks are rendered: the address of the page, and an empty configuration."""
    return {"config": _CONFIG, "page": SimpleNamespace(meta={}, toc=(), url=page.address or "./"), "base_url": page.base}


def _marked(slot: str) -> Any:
    return lambda _: [mark(slot)]


def _begun(env: Environment, page: PageView, host: Mapping[str, Any]) -> tuple[Context, Any]:
    template = env.get_template(page.template)
    drawn = template.new_context({**host, **context(page)})
    return drawn, template.root_render_func(drawn)
