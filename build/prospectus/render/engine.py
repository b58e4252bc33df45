"""Jinja without what no template of ours needs: it asks of every function what to hand it, and wraps everything it escapes.

Both are felt, since a page calls and prints a thousand times; what comes out is the same (`tests/render/test_engine.py`).
"""

from __future__ import annotations

from typing import Any

from jinja2 import Environment
from jinja2.compiler import CodeGenerator
from jinja2.nodes import Template
from jinja2.runtime import Context, Macro
from jinja2.utils import internalcode
from markupsafe import Markup, escape

from prospectus.derive.view import Interface


class _Calls(Context):
    """Calls macros and interface words straight away: what they are handed is known."""

    @internalcode
    def call(self, function: Any, /, *args: Any, _loop_vars: Any = None, _block_vars: Any = None, **given: Any) -> Any:
        """Call a function of a template; Jinja hands over the variables around it for those functions that ask for its context."""
        kind = type(function)
        if kind is Macro:
            return function(self.eval_ctx, *args, **given)
        if kind is Interface:
            return function(*args, **given)
        return Context.call(self, function, *args, _loop_vars=_loop_vars, _block_vars=_block_vars, **given)


class _Code(CodeGenerator):
    """Writes templates that print with `escaped`."""

    def visit_Template(self, node: Template, frame: Any = None) -> None:  # noqa: N802  (named by Jinja)
        """Write a template as a module of Python; what it imports last counts."""
        super().visit_Template(node, frame)
        self.writeline(f"from {__name__} import escaped as escape")


def escaped(value: Any) -> str:
    """Return what `markupsafe.escape` returns, as a string that does not know it: what is printed is only joined."""
    kind = type(value)
    if kind is str:
        text: str = value.replace("&", "&amp;").replace(">", "&gt;").replace("<", "&lt;").replace("'", "&#39;").replace('"', "&#34;")
        return text
    return value if kind is Markup else escape(value)


def quicken(env: Environment) -> None:
    """Make an environment leave out what our templates do not need."""
    env.context_class = _Calls
    env.code_generator_class = _Code
