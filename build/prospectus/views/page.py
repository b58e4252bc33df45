"""The views of a page and of the site around it: everything that the template of the page can show."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from markupsafe import Markup

from prospectus.text.dates import Date
from prospectus.text.glossary import Glossary
from prospectus.views.interface_words import InterfaceWords
from prospectus.views.view import Link, View

LIST, PAGE = "list", "page"
"""What search calls the list of a kind, and any other page that is not a record's."""


@dataclass(frozen=True, slots=True)
class SearchCard:
    """What search knows of a page or of a record at an anchor."""

    kind: str
    """The kind of the record; `LIST` or `PAGE`."""
    title: str = ""
    """The title of a record at an anchor. A page has its own."""
    anchor: str = ""
    names: tuple[str, ...] = ()
    """Other names in the language of the page: aliases, and the forms of terms."""
    foreign_names: tuple[str, ...] = ()
    """Titles and other names in the other languages."""
    readings: tuple[str, ...] = ()
    """How the title is read, where software would read it wrong."""
    code: str = ""
    """The code of a contract, which readers write before a month of delivery."""
    answer: str = ""
    """The answer that the record gives, to be shown in full."""


@dataclass(frozen=True, slots=True)
class GlossaryLinks:
    """The glossary terms of one language, for links to their pages."""

    glossary: Glossary
    addresses: Mapping[str, str]
    """By id of a term: the address of its page, relative to the site root."""
    explained: frozenset[str]
    """The ids of the terms whose short meaning opens in place."""
    fingerprint: str
    """A hash of all forms, addresses and explained terms."""


@dataclass(frozen=True, slots=True)
class SectionView:
    """A section of the site in one locale."""

    id: str
    title: str
    href: str
    """The address of its own page."""
    links: tuple[Link, ...]
    """Its entries, in order."""
    feed: str = ""
    """The address of its feed, without the suffix of the format; empty if it has none."""


@dataclass(frozen=True, slots=True)
class SiteView:
    """The values that every page of one locale shows."""

    fingerprint: str
    """A hash of everything that it takes from records: of what the layout of every page shows."""
    name: str
    tagline: str
    read_description: Callable[[], str]
    """Returns the description, and records that it was read."""
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
    """The entries of the header: the sections, or the main menu of a site without sections."""
    sections: tuple[SectionView, ...]
    source_list: Link | None
    """The link to the list of sources; None if the site has none."""
    feeds: tuple[Link, ...]
    terms: GlossaryLinks
    offline: bool
    """Whether browsers keep pages for reading without a network."""
    report_to: str
    """The address for reports of mistakes, with `{url}` and `{title}` of the page; empty if there is none."""
    edit_base: str = ""
    """The address below which each file can be edited, ending in a slash; empty if there is none."""
    folder_base: str = ""
    """The address below which each folder of the repository is shown, ending in a slash; empty if there is none."""
    repository: Link | None = None
    copyright: str = ""
    """A notice for the footer, as HTML; empty if there is none."""
    social: tuple[View, ...] = ()
    """Links to accounts elsewhere: title, address, and icon as SVG."""
    logo: str = ""
    """The address of the picture before the name, relative to the site root; empty for the mark of the theme."""
    logo_dark: str = ""
    """The same for the dark scheme; empty if it is the same picture."""
    brand_css: str = ""
    """The stylesheet with the colours of the site; empty if it has none of its own."""
    colour: str = ""
    """The colour of its brand, for what has no stylesheet; empty for that of the theme."""
    footer_links: tuple[Link, ...] = ()
    """Further links in the footer."""
    filings: tuple[Link, ...] = ()
    """The filing numbers, each with its official link."""
    favicon: str = ""
    """The address of the icon of the browser tab, relative to the site root; empty for the mark of the theme."""
    other_hosts: tuple[str, ...] = ()
    """The origins that pages may call besides the site itself."""
    security_contacts: tuple[str, ...] = ()
    """Where a weakness of the site is reported, as URIs."""
    preview: bool = False
    """Whether every page says that it is a preview."""

    @property
    def description(self) -> str:
        """What the site is, in two sentences. It is a dependency of the pages that show it: few do."""
        return self.read_description()


@dataclass(frozen=True, slots=True)
class Figure:
    """A picture with what is said of it."""

    picture: Markup
    caption: str
    """Empty if there is none."""
    rights: str
    """Its source and its licence in words; empty if neither is stated."""


@dataclass(frozen=True, slots=True)
class Download:
    """A file for readers to keep."""

    title: str
    href: str
    """Its address, relative to the page, or absolute."""
    about: str
    """Its type and its size in words."""
    saved: bool
    """Whether browsers save it instead of showing it."""


@dataclass(frozen=True, slots=True)
class CardPicture:
    """A picture of a record, in place of the card that is drawn for a page."""

    address: str
    """Relative to the site root, percent-encoded."""
    width: int
    height: int
    alt: str


@dataclass(frozen=True, slots=True)
class ConversionNote:
    """That the texts of a page were converted from the other script of Chinese."""

    text: str
    source: Link
    """The same page in the script in which it was written."""


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
    """The relative URL from the page to the site root, without a trailing slash; absolute in books and on pages shown for others."""
    section: str
    """The address of the entry of the header that the page belongs to; empty if it belongs to none."""
    section_links: tuple[Link, ...]
    """The entries of the section of the page; the one that the page is, or belongs to, is the current one."""
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
    """The banners above the content: `missing`, `stale`, `sample`, `withdrawn`; in a preview `draft`, `withheld`."""
    jsonld: str = ""
    indexed: bool = True
    """Whether the page is in the sitemap and may be indexed by search engines."""
    updated: str = ""
    """The date of the latest review of its content, in ISO 8601, for the sitemap; empty if unknown."""
    redirect_to: str = ""
    """For a redirect: the address that it leads to."""
    search_cards: tuple[SearchCard, ...] = ()
    """What search knows of the page, and then of each record at an anchor on it; empty if search does not find the page."""
    about: str | None = None
    """The id of the term that the page defines, and so does not link; empty if none. None if terms are not linked on the page."""
    card: str = ""
    """The address of its card picture, relative to the site root; empty if the site has none."""
    card_picture: CardPicture | None = None
    """The picture that takes the place of the card."""
    figure: Figure | None = None
    """The picture at the head of the page."""
    downloads: tuple[Download, ...] = ()
    """The files listed at its end."""
    report_url: str = ""
    """Where readers report a mistake on the page, with its address and title filled in; empty if the site has no such place."""
    conversion: ConversionNote | None = None
    """That its texts were converted; None if they are written in its own language."""
    edit_links: tuple[Link, ...] = ()
    """Where the files of the page are edited: its text in the language of the page, then its record; empty if there is no such place."""

    @property
    def canonical(self) -> str:
        """The absolute URL of the page."""
        return self.site.url + self.address

    @property
    def path(self) -> str:
        """The path of the published file, relative to the site root."""
        return self.address if self.address.endswith(".html") else f"{self.address}index.html"
