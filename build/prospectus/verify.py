"""Check the files of a built site: manifest, links, ids, XML, calendars, JSON and EPUBs. Never uses the network."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit
from xml.etree import ElementTree
from zipfile import BadZipFile, ZipFile

import icalendar

from prospectus.problems import Problem, make_problem
from prospectus.render.manifest import PATH as MANIFEST
from prospectus.render.manifest import sha256_hex

LINK_ATTRIBUTES = {"a": "href", "area": "href", "img": "src", "link": "href", "script": "src", "source": "src", "use": "href"}


@dataclass(slots=True)
class _BuiltPage:
    links: list[tuple[str, int, int]] = field(default_factory=list)
    ids: set[str] = field(default_factory=set)
    duplicate_ids: list[tuple[str, int, int]] = field(default_factory=list)


class _HtmlReader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.page = _BuiltPage()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = dict(attrs)
        line, column = self.getpos()
        element_id = attributes.get("id")
        if element_id:
            (
                self.page.duplicate_ids.append((element_id, line, column + 1))
                if element_id in self.page.ids
                else self.page.ids.add(element_id)
            )
        link = attributes.get(LINK_ATTRIBUTES.get(tag, ""))
        if link is not None and tag in LINK_ATTRIBUTES:
            self.page.links.append((link, line, column + 1))


@dataclass(frozen=True)
class _BuiltSite:
    folder: Path

    @cached_property
    def files(self) -> frozenset[str]:
        return frozenset(path.relative_to(self.folder).as_posix() for path in self.folder.rglob("*") if path.is_file())

    @cached_property
    def url(self) -> str:
        """The base URL of the site, taken from the Sitemap line of its robots.txt."""
        robots = self.folder / "robots.txt"
        lines = robots.read_text(encoding="utf-8").splitlines() if robots.is_file() else []
        return next(
            (line.split(":", 1)[1].strip().removesuffix("sitemap.xml") for line in lines if line.startswith("Sitemap:")),
            "http://site.invalid/",
        )

    @cached_property
    def pages(self) -> Mapping[str, _BuiltPage]:
        pages = {}
        for name in sorted(self.files):
            if name.endswith(".html"):
                reader = _HtmlReader()
                reader.feed((self.folder / name).read_text(encoding="utf-8"))
                pages[name] = reader.page
        return pages

    def find_file(self, address: str) -> str | None:
        """Return the file that a server sends for a path relative to the base URL; None if there is none."""
        path = unquote(address)
        candidates = (f"{path}index.html",) if not path or path.endswith("/") else (path, f"{path}/index.html")
        return next((candidate for candidate in candidates if candidate in self.files), None)


def verify(folder: Path) -> list[Problem]:
    """Return all problems of the built site in `folder`, sorted."""
    site = _BuiltSite(folder)
    checks = (_check_manifest, _check_links, _check_ids, _check_xml, _check_calendars, _check_json, _check_books)
    return sorted(site_problem for check in checks for site_problem in check(site))


def _check_manifest(site: _BuiltSite) -> Iterator[Problem]:
    """Yield problems of the manifest: it must list exactly the published files, with their hashes."""
    try:
        listed = json.loads((site.folder / MANIFEST).read_bytes())["files"]
    except (OSError, ValueError, KeyError, TypeError):
        yield make_problem(MANIFEST, 0, 0, "PR402", came=MANIFEST, form="a manifest written by the build")
        return
    for name in sorted(site.files - {MANIFEST} | set(listed)):
        if name not in site.files:
            yield make_problem(name, 0, 0, "PR402", came="missing from the site", form=listed[name])
        elif name not in listed:
            yield make_problem(name, 0, 0, "PR402", came="not in the manifest", form=sha256_hex((site.folder / name).read_bytes()))
        elif sha256_hex((site.folder / name).read_bytes()) != listed[name]:
            yield make_problem(name, 0, 0, "PR402", came=sha256_hex((site.folder / name).read_bytes()), form=listed[name])


def _check_links(site: _BuiltSite) -> Iterator[Problem]:
    """Yield links, alternates and fragments within the site that have no target."""
    root = urlsplit(site.url)
    for name, page in site.pages.items():
        page_url = urljoin(site.url, name.removesuffix("index.html"))
        for link, line, column in page.links:
            target = urlsplit(urljoin(page_url, link))
            if target.scheme not in ("http", "https") or target.netloc != root.netloc or not target.path.startswith(root.path):
                continue
            file = site.find_file(target.path.removeprefix(root.path))
            fragment = unquote(target.fragment)
            if file is None or (fragment and file.endswith(".html") and fragment not in site.pages[file].ids):
                yield make_problem(name, line, column, "PR401", came=link, form="the address of a published file")


def _check_ids(site: _BuiltSite) -> Iterator[Problem]:
    """Yield ids that are not unique within their page."""
    for name, page in site.pages.items():
        for element_id, line, column in page.duplicate_ids:
            yield make_problem(
                name, line, column, "PR403", reason=f"the id {element_id} is given twice", came=element_id, form="an id of its own"
            )


def _check_xml(site: _BuiltSite) -> Iterator[Problem]:
    """Yield feeds, OPML files and sitemaps that are not well-formed XML, and URLs in them that do not exist within the site."""
    for name in sorted(site.files):
        if name.endswith((".xml", ".atom")):
            try:
                root = ElementTree.fromstring((site.folder / name).read_bytes())  # noqa: S314  (our own files)
            except ElementTree.ParseError as error:
                yield make_problem(name, error.position[0], error.position[1] + 1, "PR403", reason=str(error))
                continue
            for element in root.iter():
                for address in (element.get("href"), element.text if element.tag.endswith("}loc") else None):
                    if (
                        address
                        and address.startswith(site.url)
                        and site.find_file(urlsplit(address).path.removeprefix(urlsplit(site.url).path)) is None
                    ):
                        yield make_problem(name, 0, 0, "PR401", came=address, form="the address of a published file")


def _check_calendars(site: _BuiltSite) -> Iterator[Problem]:
    """Yield calendars that cannot be parsed, and lines without CRLF or of more than 75 octets (RFC 5545, 3.1)."""
    for name in sorted(site.files):
        if name.endswith(".ics"):
            body = (site.folder / name).read_bytes()
            for number, line in enumerate(body.split(b"\r\n"), 1):
                if len(line) > 75 or b"\n" in line:
                    yield make_problem(
                        name, number, 1, "PR403", reason="a line has more than 75 octets or no CRLF", form="folded lines with CRLF"
                    )
            try:
                icalendar.Calendar.from_ical(body)
            except ValueError as error:
                yield make_problem(name, 0, 0, "PR403", reason=str(error))


def _check_json(site: _BuiltSite) -> Iterator[Problem]:
    """Yield JSON files that cannot be parsed."""
    for name in sorted(site.files):
        if name.endswith(".json"):
            try:
                json.loads((site.folder / name).read_bytes())
            except ValueError as error:
                yield make_problem(name, 0, 0, "PR403", reason=str(error))


def _check_books(site: _BuiltSite) -> Iterator[Problem]:
    """Yield books that are not valid ZIP archives of well-formed XML documents with `mimetype` as the first entry."""
    for name in sorted(site.files):
        if name.endswith(".epub"):
            try:
                with ZipFile(site.folder / name) as book:
                    yield from _check_book(name, book)
            except BadZipFile as error:
                yield make_problem(name, 0, 0, "PR403", reason=str(error))


def _check_book(name: str, book: ZipFile) -> Iterator[Problem]:
    if book.namelist()[:1] != ["mimetype"]:
        yield make_problem(name, 0, 0, "PR403", reason="its media type does not stand first", form="mimetype, stored")
    for entry_name in book.namelist():
        if entry_name.endswith((".xhtml", ".opf", ".xml")):
            try:
                ElementTree.fromstring(book.read(entry_name))  # noqa: S314  (our own files)
            except ElementTree.ParseError as error:
                yield make_problem(name, 0, 0, "PR403", reason=f"{entry_name}: {error}")
