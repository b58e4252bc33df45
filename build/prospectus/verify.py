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

from prospectus.problems import Message, Problem, make_problem
from prospectus.render.manifest import PATH as MANIFEST
from prospectus.render.manifest import sha256_hex

BUILD_AGAIN = Message("build the site again", "重新生成站点")
DELETE_FILE = Message("delete the file, or build the site into an empty folder", "删去该文件，或在空目录中重新生成站点")
MISSING, UNLISTED = Message("the file is missing", "缺少该文件"), Message("the file is not in the manifest", "清单中没有该文件")
CHANGED = Message("the file was changed after the build", "该文件在生成之后有改动")
PUBLISHED_FILE = Message("the address of a published file", "已发布文件的地址")
ID_TWICE, OTHER_ID = Message("the id {id} is given twice", "标识 {id} 出现两次"), Message("an id of its own", "另取一个标识")
BAD_LINE = Message("a line has more than 75 octets or no CRLF", "有一行超过 75 个字节，或不以 CRLF 结尾")
FOLDED_LINES = Message("folded lines with CRLF", "折行，并以 CRLF 结尾")
NOT_XML, NOT_JSON = Message("it is not well-formed XML", "XML 格式不正确"), Message("it is not valid JSON", "JSON 格式不正确")
NOT_A_CALENDAR, NOT_A_ZIP = (
    Message("no calendar can be read from it", "读不出日历"),
    Message("it is not a ZIP archive", "不是 ZIP 压缩文件"),
)
NO_MIMETYPE = Message("its media type is not the first entry", "第一项不是媒体类型")
PART_NOT_XML = Message("{part}, line {line}, is not well-formed XML", "{part} 第 {line} 行的 XML 格式不正确")
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
        for candidate in (attributes.get("srcset") or "").split(","):  # our addresses have no commas: they are percent-encoded
            if candidate.strip():
                self.page.links.append((candidate.split()[0], line, column + 1))
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
        yield make_problem(MANIFEST, 0, 0, "PR402", came=MANIFEST, form=BUILD_AGAIN)
        return
    for name in sorted(site.files - {MANIFEST} | set(listed)):
        if name not in site.files:
            yield make_problem(name, 0, 0, "PR402", came=MISSING, form=BUILD_AGAIN)
        elif name not in listed:
            yield make_problem(name, 0, 0, "PR402", came=UNLISTED, form=DELETE_FILE)
        elif sha256_hex((site.folder / name).read_bytes()) != listed[name]:
            yield make_problem(name, 0, 0, "PR402", came=CHANGED, form=BUILD_AGAIN)


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
                yield make_problem(name, line, column, "PR401", came=link, form=PUBLISHED_FILE)


def _check_ids(site: _BuiltSite) -> Iterator[Problem]:
    """Yield ids that are not unique within their page."""
    for name, page in site.pages.items():
        for element_id, line, column in page.duplicate_ids:
            yield make_problem(name, line, column, "PR403", reason=ID_TWICE.fill(id=element_id), came=element_id, form=OTHER_ID)


def _check_xml(site: _BuiltSite) -> Iterator[Problem]:
    """Yield feeds, OPML files and sitemaps that are not well-formed XML, and URLs in them that do not exist within the site."""
    for name in sorted(site.files):
        if name.endswith((".xml", ".atom")):
            try:
                root = ElementTree.fromstring((site.folder / name).read_bytes())  # noqa: S314  (our own files)
            except ElementTree.ParseError as error:
                yield make_problem(name, error.position[0], error.position[1] + 1, "PR403", reason=NOT_XML)
                continue
            for element in root.iter():
                for address in (element.get("href"), element.text if element.tag.endswith("}loc") else None):
                    if (
                        address
                        and address.startswith(site.url)
                        and site.find_file(urlsplit(address).path.removeprefix(urlsplit(site.url).path)) is None
                    ):
                        yield make_problem(name, 0, 0, "PR401", came=address, form=PUBLISHED_FILE)


def _check_calendars(site: _BuiltSite) -> Iterator[Problem]:
    """Yield calendars that cannot be parsed, and lines without CRLF or of more than 75 octets (RFC 5545, 3.1)."""
    for name in sorted(site.files):
        if name.endswith(".ics"):
            body = (site.folder / name).read_bytes()
            for number, line in enumerate(body.split(b"\r\n"), 1):
                if len(line) > 75 or b"\n" in line:
                    yield make_problem(name, number, 1, "PR403", reason=BAD_LINE, form=FOLDED_LINES)
            try:
                icalendar.Calendar.from_ical(body)
            except ValueError:
                yield make_problem(name, 0, 0, "PR403", reason=NOT_A_CALENDAR, form=BUILD_AGAIN)


def _check_json(site: _BuiltSite) -> Iterator[Problem]:
    """Yield JSON files that cannot be parsed."""
    for name in sorted(site.files):
        if name.endswith(".json"):
            try:
                json.loads((site.folder / name).read_bytes())
            except json.JSONDecodeError as error:
                yield make_problem(name, error.lineno, error.colno, "PR403", reason=NOT_JSON, form=BUILD_AGAIN)
            except ValueError:
                yield make_problem(name, 0, 0, "PR403", reason=NOT_JSON, form=BUILD_AGAIN)


def _check_books(site: _BuiltSite) -> Iterator[Problem]:
    """Yield books that are not valid ZIP archives of well-formed XML documents with `mimetype` as the first entry."""
    for name in sorted(site.files):
        if name.endswith(".epub"):
            try:
                with ZipFile(site.folder / name) as book:
                    yield from _check_book(name, book)
            except BadZipFile:
                yield make_problem(name, 0, 0, "PR403", reason=NOT_A_ZIP, form=BUILD_AGAIN)


def _check_book(name: str, book: ZipFile) -> Iterator[Problem]:
    if book.namelist()[:1] != ["mimetype"]:
        yield make_problem(name, 0, 0, "PR403", reason=NO_MIMETYPE, form="mimetype")
    for entry_name in book.namelist():
        if entry_name.endswith((".xhtml", ".opf", ".xml")):
            try:
                ElementTree.fromstring(book.read(entry_name))  # noqa: S314  (our own files)
            except ElementTree.ParseError as error:
                yield make_problem(name, 0, 0, "PR403", reason=PART_NOT_XML.fill(part=entry_name, line=error.position[0]), form=BUILD_AGAIN)
