"""Views: immutable values in which links, dates and translations are already resolved."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from markupsafe import escape

from prospectus.errors import MissingViewField


class View:
    """Immutable named values. Reading a name that the view does not have raises MissingViewField."""

    def __init__(self, **values: Any) -> None:
        object.__setattr__(self, "__dict__", values)

    def __getattr__(self, name: str) -> Any:
        """Raise MissingViewField: Python calls this method only for names that the view does not have."""
        if name.startswith("__"):
            raise AttributeError(name)
        raise MissingViewField(f"The view has no {name!r}; it has {', '.join(self)}")

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError("a view cannot be changed")

    def __contains__(self, name: str) -> bool:
        return name in self.__dict__

    def __iter__(self) -> Iterator[str]:
        return iter(self.__dict__)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, View) and self.__dict__ == other.__dict__

    def __hash__(self) -> int:
        return hash(repr(self))

    def __repr__(self) -> str:
        return f"View({self.__dict__!r})"

    def __reduce__(self) -> tuple[Any, ...]:
        return _restore_view, (self.__dict__,)

    def with_values(self, **changes: Any) -> View:
        """Return a view with further values, or other values of the same names."""
        return View(**{**self.__dict__, **changes})


def _restore_view(values: dict[str, Any]) -> View:
    return View(**values)


@dataclass(frozen=True, slots=True)
class Link:
    """A link: its title and its address."""

    title: str
    href: str
    """Relative to the site root, without a leading slash; or an absolute URL."""
    current: bool = False
    """Whether it leads to the page that it is on."""
    tag: str = ""
    """The language tag of the linked page; empty if it is that of the page with the link."""


def to_attribute(text: str) -> str:
    """Return text escaped for an HTML attribute, where its language cannot be marked up."""
    return str(escape(str.__str__(text)))
