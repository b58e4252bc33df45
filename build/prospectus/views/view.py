"""Views: immutable values in which links, dates and translations are already resolved."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
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


class FieldwiseView(View):
    """The view of a record that another page shows. A field is resolved when it is read, and is then a dependency of the page."""

    def __init__(self, read_field: Callable[[str], Any], names: Collection[str], **values: Any) -> None:
        """Take fields with the given `names` from `read_field`, which records that they are read; `values` are at hand."""
        object.__setattr__(self, "__dict__", values)
        object.__setattr__(self, "_read_field", read_field)
        object.__setattr__(self, "_names", names)

    __slots__ = ("_names", "_read_field")

    def __getattr__(self, name: str) -> Any:
        """Return a field, or raise MissingViewField."""
        return self._read_field(name) if name in self._names else super().__getattr__(name)

    def __contains__(self, name: str) -> bool:
        return name in self.__dict__ or name in self._names

    def __iter__(self) -> Iterator[str]:
        return iter(dict.fromkeys((*self.__dict__, *self._names)))

    def __eq__(self, other: object) -> bool:
        return self._read_all() == other

    def __hash__(self) -> int:
        return hash(self._read_all())

    def __repr__(self) -> str:
        return repr(self._read_all())

    def __reduce__(self) -> tuple[Any, ...]:
        return self._read_all().__reduce__()

    def with_values(self, **changes: Any) -> View:
        """Return a view with further values, or other values of the same names."""
        return FieldwiseView(self._read_field, self._names, **{**self.__dict__, **changes})

    def _read_all(self) -> View:
        return View(**{name: getattr(self, name) for name in self})


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
