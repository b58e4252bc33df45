"""Views: immutable values in which links, dates and translations are already resolved."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from markupsafe import escape

from prospectus.errors import MissingViewField
from prospectus.text.dates import Date
from prospectus.text.glossary import Glossary
from prospectus.views.interface_words import InterfaceWords


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


@dataclass(frozen=True, slots=True)
class GlossaryLinks:
    """The glossary terms of one language, for links to their pages."""

    glossary: Glossary
    addresses: Mapping[str, str]
    """By id of a term: the address of its page, relative to the site root."""
    fingerprint: str
    """A hash of all forms and addresses."""


@dataclass(frozen=True, slots=True)
class SiteView:
    """The values that every page of one locale shows."""

    name: str
    tagline: str
    description: str
    disclaimer: str
    tag: str
    """The BCP 47 tag of the locale."""
    language: str
    home: str
    """The address of the home page of the locale."""
    url: str
    """The absolute URL of the site root, with a trailing slash."""
    t: InterfaceWords
    menu: tuple[Link, ...]
    feeds: tuple[Link, ...]
    terms: GlossaryLinks


@dataclass(frozen=True, slots=True)
class PageView:
    """One page, with everything that its template can show."""

    address: str
    """Relative to the site root: `en/notices/ID/`, or `404.html`."""
    template: str
    title: str
    description: str
    site: SiteView
    base: str
    """The relative URL from the page to the site root, without a trailing slash; absolute on the 404 page and in books."""
    section: str
    """The address of the menu entry that the page belongs to."""
    crumbs: tuple[Link, ...]
    switch: tuple[Link, ...]
    """Links to the same page in the other languages."""
    alternates: tuple[tuple[str, str], ...]
    """The language tag and absolute URL of every real translation, the page itself included."""
    body: View
    sources: tuple[View, ...] = ()
    as_of: Date | None = None
    """The date as of which the facts hold; the earliest date if they differ."""
    as_of_last: Date | None = None
    """The latest date if they differ, else None."""
    reviewed: Date | None = None
    bars: tuple[str, ...] = ()
    """The banners above the content: `missing`, `stale`, `sample`, `withdrawn`."""
    jsonld: str = ""
    indexed: bool = True
    """Whether the page is in the sitemap and may be indexed by search engines."""
    updated: str = ""
    """The date of the latest review of its content, in ISO 8601, for the sitemap; empty if unknown."""
    leads_to: str = ""
    """For a redirect: the address that it leads to."""
    about: str | None = None
    """The id of the term that the page defines, and so does not link; empty if none. None if terms are not linked on the page."""

    @property
    def canonical(self) -> str:
        """The absolute URL of the page."""
        return self.site.url + self.address

    @property
    def path(self) -> str:
        """The path of the published file, relative to the site root."""
        return self.address if self.address.endswith(".html") else f"{self.address}index.html"


def to_attribute(text: str) -> str:
    """Return text escaped for an HTML attribute, where its language cannot be marked up."""
    return str(escape(str.__str__(text)))
