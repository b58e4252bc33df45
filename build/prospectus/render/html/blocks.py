"""Renders the blocks of a page: the template blocks that depend on more than locale, section and depth."""

from __future__ import annotations

from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any

from jinja2 import Environment
from jinja2.runtime import Context

from prospectus.render.html.pages import build_template_context
from prospectus.render.html.template_errors import report_template_errors
from prospectus.text.rich_text import resolve_root
from prospectus.views.page import PageView

BLOCKS = ("site_meta", "htmltitle", "extrahead", "switch", "container")
"""The blocks of `theme/main.html` that are rendered for every page. Everything else is the layout."""
CONTAINER = BLOCKS.index("container")
"""The place of the block with the content."""
_EMPTY_CONFIG: dict[str, Any] = {"extra": {}, "extra_css": (), "extra_javascript": (), "plugins": {}, "theme": {"font": False, "icon": {}}}


@report_template_errors()
def render_blocks(env: Environment, page: PageView) -> tuple[str, ...]:
    """Return the HTML of each of `BLOCKS`, in their order.

    The template runs only up to its first output. By then its imports, macros and block overrides are known, and the blocks can be rendered
    alone.
    """
    template_context, output = _start_template(env, page, _substitute_host_context(page))
    next(iter(output), None)
    return tuple(resolve_root("".join(template_context.blocks[block][0](template_context)), page.base) for block in BLOCKS)


@report_template_errors()
def render_with_placeholders(env: Environment, page: PageView, host_context: Mapping[str, Any]) -> str:
    """Return the HTML of a page with a placeholder instead of each block."""
    template_context, output = _start_template(env, page, host_context)
    for block in BLOCKS:
        template_context.blocks.setdefault(block, []).insert(0, _create_placeholder_block(block))
    return "".join(output)


def placeholder_for(block: str) -> str:
    """Return the placeholder of a block. It contains NUL, which no template can output."""
    return f"\0{block}\0"


def _substitute_host_context(page: PageView) -> dict[str, Any]:
    """Return a substitute for the host variables while blocks are rendered: the address of the page, and an empty configuration."""
    return {"config": _EMPTY_CONFIG, "page": SimpleNamespace(meta={}, toc=(), url=page.address or "./"), "base_url": page.base}


def _create_placeholder_block(block: str) -> Any:
    return lambda _: [placeholder_for(block)]


def _start_template(env: Environment, page: PageView, host_context: Mapping[str, Any]) -> tuple[Context, Any]:
    template = env.get_template(page.template)
    template_context = template.new_context({**host_context, **build_template_context(page)})
    return template_context, template.root_render_func(template_context)
