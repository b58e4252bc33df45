"""Views: frozen values in which links, dates and translations are already resolved."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from markupsafe import escape

from prospectus.errors import MissingInView, WrongUse
from prospectus.memo import digest
from prospectus.model.lexicon import Lexicon


class View:
    """Named values that cannot change; a template that asks for a name that is not there is in error."""

    def __init__(self, **named: Any) -> None:
        object.__setattr__(self, "__dict__", named)

    def __getattr__(self, name: str) -> Any:
        """Say that there is no such name: those that there are, Python finds without asking."""
        if name.startswith("__"):
            raise AttributeError(name)
        raise MissingInView(f"The view has no {name!r}; it has {', '.join(self)}")

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
        return _view, (self.__dict__,)

    def having(self, **more: Any) -> View:
        """Return a view with further names."""
        return View(**{**self.__dict__, **more})


def _view(named: dict[str, Any]) -> View:
    return View(**named)


@dataclass(frozen=True, slots=True)
class Date:
    """A date in words, as precise as its source."""

    text: str
    iso: str
    """As in an HTML `datetime` attribute."""
    day: str = ""
    """The day of the month, when it is that precise."""
    month: str = ""
    """The month in short words, when it is that precise."""
    weekday: str = ""
    """The weekday in short words, when it is that precise."""
    year: str = ""
    """The year in figures."""


@dataclass(frozen=True, slots=True)
class Link:
    """Words and where they lead."""

    title: str
    href: str
    """Below the root of the site, without a leading slash; or a whole address."""
    current: bool = False
    """Whether it leads to where the reader is."""
    tag: str = ""
    """The language of what it leads to."""


class Interface:
    """The interface words of one language; a missing one is taken from the default language."""

    __slots__ = ("_words", "print")

    def __init__(self, *words: Mapping[str, str]) -> None:
        merged: dict[str, str] = {}
        for each in reversed(words):
            merged.update(each)
        self._words = merged
        self.print = digest(sorted(merged.items()))
        """A hash of all words."""

    def __call__(self, key: str, **given: object) -> str:
        """Return the words for `key`, filled in; a key without words is returned as it is. Raises WrongUse for gaps nothing fills."""
        words = self._words.get(key, key)
        try:
            return words.format(**given) if given else words
        except (AttributeError, LookupError, ValueError):
            gaps = ", ".join(f"{{{name}}}" for name in given)
            raise WrongUse(f"The words for {key!r} may have no gaps but {gaps}; they are {words!r}") from None

    def has(self, key: str) -> bool:
        """Return whether there are words for `key`."""
        return key in self._words


@dataclass(frozen=True, slots=True)
class Terms:
    """The terms of one language, for the links to their pages."""

    lexicon: Lexicon
    addresses: Mapping[str, str]
    """By term: where its page is, below the root of the site."""
    print: str
    """A hash of all words and addresses."""


@dataclass(frozen=True, slots=True)
class SiteView:
    """What every page of one locale shows."""

    name: str
    tagline: str
    description: str
    disclaimer: str
    tag: str
    """The BCP 47 tag of the locale."""
    language: str
    home: str
    """The address of its home page."""
    url: str
    """The whole address of the site's root, with a slash at the end."""
    t: Interface
    menu: tuple[Link, ...]
    feeds: tuple[Link, ...]
    terms: Terms


@dataclass(frozen=True, slots=True)
class PageView:
    """One page: all that its template may show."""

    address: str
    """Below the root of the site: `en/notices/ID/`, or `404.html`."""
    template: str
    title: str
    description: str
    site: SiteView
    base: str
    """The way from the page to the root of the site, without a slash at the end."""
    section: str
    """The address of the menu entry it belongs to."""
    crumbs: tuple[Link, ...]
    switch: tuple[Link, ...]
    """The same page in the other languages."""
    alternates: tuple[tuple[str, str], ...]
    """Language tag and whole address of every real translation, itself included."""
    body: View
    sources: tuple[View, ...] = ()
    as_of: Date | None = None
    """The date for which its facts hold, the earliest where they differ."""
    as_of_last: Date | None = None
    """The latest, where they differ."""
    reviewed: Date | None = None
    bars: tuple[str, ...] = ()
    """The notices above the content: `missing`, `stale`, `sample`, `withdrawn`."""
    jsonld: str = ""
    indexed: bool = True
    """Whether search engines and the sitemap should know it."""
    updated: str = ""
    """The day its content was last reviewed, for the sitemap."""
    leads_to: str = ""
    """For a page that has moved: the address it moved to."""
    about: str | None = None
    """The term that it defines, and so does not link; empty when it defines none. None when it links no terms."""

    @property
    def canonical(self) -> str:
        """Its whole address."""
        return self.site.url + self.address

    @property
    def path(self) -> str:
        """The file it is published as."""
        return self.address if self.address.endswith(".html") else f"{self.address}index.html"


def attribute(words: str) -> str:
    """Return words for use in an HTML attribute, where their language cannot be marked."""
    return str(escape(str.__str__(words)))
