"""Tells mistakes in templates from mistakes of ours: what a template of a site's own theme raises becomes a message with its line."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from traceback import walk_tb

from jinja2 import TemplateError, TemplateNotFound, TemplateSyntaxError

from prospectus.errors import ProspectusError, UsageError
from prospectus.problems import Message

CANNOT_RENDER = Message("The template {name} cannot be used, line {line}: {reason}", "模板 {name} 无法使用，第 {line} 行：{reason}")
NOT_FOUND = Message("there is no template {name} in the theme", "主题中没有模板 {name}")


@contextmanager
def report_template_errors() -> Iterator[None]:
    """Raise UsageError, with the name and the line of the template, for what Jinja or an expression of a template raises."""
    try:
        yield
    except ProspectusError:
        raise
    except Exception as error:
        place = _find_place(error)
        if place is None:
            raise
        reason = NOT_FOUND.fill(name=error.name) if isinstance(error, TemplateNotFound) else f"{type(error).__name__}: {error}"
        if isinstance(error, TemplateError) and not isinstance(error, TemplateNotFound):
            reason = str(error.message)
        raise UsageError(CANNOT_RENDER.fill(name=place[0], line=place[1], reason=reason)) from error


def _find_place(error: Exception) -> tuple[str, int] | None:
    """Return the template and the line in which an exception was raised; None for one that was raised in the code of a program."""
    if isinstance(error, TemplateSyntaxError):
        return error.name or error.filename or "?", error.lineno
    places = [_place_of(frame.f_globals, line) for frame, line in walk_tb(error.__traceback__)]
    if isinstance(error, TemplateError):
        return next((place for place in reversed(places) if place is not None), ("?", 1))
    return places[-1] if places else None


def _place_of(variables: dict[str, object], line: int) -> tuple[str, int] | None:
    """Return the template and the line of a frame, from the variables that Jinja puts into compiled templates; None for other code."""
    template = variables.get("__jinja_template__")
    if template is not None:
        return str(getattr(template, "name", None)), int(getattr(template, "get_corresponding_lineno")(line))  # noqa: B009
    return (str(variables["__file__"]), line) if "__jinja_exception__" in variables else None
