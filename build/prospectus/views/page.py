"""The views of a page and of the site around it: everything that the template of the page can show."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from prospectus.text.dates import Date
from prospectus.text.glossary import Glossary
from prospectus.views.interface_words import InterfaceWords
from prospectus.views.view import Link, View


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
    language_links: tuple[Link, ...]
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
    banners: tuple[str, ...] = ()
    """The banners above the content: `missing`, `stale`, `sample`, `withdrawn`."""
    jsonld: str = ""
    indexed: bool = True
    """Whether the page is in the sitemap and may be indexed by search engines."""
    updated: str = ""
    """The date of the latest review of its content, in ISO 8601, for the sitemap; empty if unknown."""
    redirect_to: str = ""
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
