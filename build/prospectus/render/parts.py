"""What is a page's own: the blocks of its template that depend on more than locale, section and depth."""

from __future__ import annotations

from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any

from jinja2 import Environment
from jinja2.runtime import Context

from prospectus.derive.view import PageView
from prospectus.render.pages import context

SLOTS = ("site_meta", "htmltitle", "extrahead", "switch", "container")
"""The blocks of `theme/main.html` that are drawn for every page; all else is its frame."""
_CONFIG: dict[str, Any] = {"extra": {}, "extra_css": (), "extra_javascript": (), "plugins": {}, "theme": {"font": False, "icon": {}}}


def parts(env: Environment, page: PageView) -> tuple[str, ...]:
    """Return what stands in each of `SLOTS`.

    A template runs up to its first output: then its imports, its macros and the blocks it overrides are known. Only the slots are drawn.
    """
    drawn, text = _begun(env, page, _blank(page))
    next(iter(text), None)
    return tuple("".join(drawn.blocks[slot][0](drawn)) for slot in SLOTS)


def with_marks(env: Environment, page: PageView, host: Mapping[str, Any]) -> str:
    """Return a page with a mark in place of each slot."""
    drawn, text = _begun(env, page, host)
    for slot in SLOTS:
        drawn.blocks.setdefault(slot, []).insert(0, _marked(slot))
    return "".join(text)


def mark(slot: str) -> str:
    """Return what stands in place of a slot; no template can print it."""
    return f"\0{slot}\0"


def _blank(page: PageView) -> dict[str, Any]:
    """Return what stands for the host while parts are drawn: they know where the page is, and nothing of the configuration."""
    return {"config": _CONFIG, "page": SimpleNamespace(meta={}, toc=(), url=page.address or "./"), "base_url": page.base}


def _marked(slot: str) -> Any:
    return lambda _: [mark(slot)]


def _begun(env: Environment, page: PageView, host: Mapping[str, Any]) -> tuple[Context, Any]:
    template = env.get_template(page.template)
    drawn = template.new_context({**host, **context(page)})
    return drawn, template.root_render_func(drawn)
