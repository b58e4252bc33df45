"""Runs `prospectus` with one of its shortcuts switched off: `shortcuts.py NAME build OPTIONS`. With the name `all`, none is."""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable


def _compile_templates_anew() -> None:
    from prospectus.render.html.compiled_templates import CompiledTemplates

    CompiledTemplates.load_bytecode = CompiledTemplates.dump_bytecode = lambda *_: None  # type: ignore[method-assign]


def _use_plain_jinja() -> None:
    from prospectus.render.html import pages

    pages.is_tested = lambda _: False


def _use_plain_markdown() -> None:
    from prospectus.text import markdown

    markdown.is_tested = lambda _: False


def _collect_garbage_as_python_does() -> None:
    gc.freeze = lambda: None  # type: ignore[assignment]
    gc.set_threshold(700, 10, 10)


ALL = "all"
SHORTCUTS: dict[str, tuple[str, Callable[[], None]]] = {
    "compiled-templates": ("compiled templates beside the package (decision 81)", _compile_templates_anew),
    "jinja": ("faster calls and escaping in Jinja (`jinja_fast.py`)", _use_plain_jinja),
    "markdown": ("fewer steps of Python-Markdown (`markdown_fast.py`)", _use_plain_markdown),
    "garbage": ("fewer collections of garbage", _collect_garbage_as_python_does),
}
"""By name: what the shortcut is, and what switches it off."""


def _run(name: str) -> None:
    from prospectus.cli.main import main

    if name in SHORTCUTS:
        SHORTCUTS[name][1]()
    main()


if __name__ == "__main__":
    _run(sys.argv.pop(1))
