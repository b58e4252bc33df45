"""The markup of fields in every output: as HTML on pages and in books, as plain words elsewhere; nothing raw, escaped twice or lost."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from html.parser import HTMLParser
from io import BytesIO
from zipfile import ZipFile, is_zipfile

import pytest
from jinja2 import ChoiceLoader, DictLoader, Environment, PackageLoader

from marked_site import WORDS, MarkedSite, prepare_marked_site
from prospectus.render.html.blocks import render_blocks
from prospectus.render.html.pages import prepare_environment
from prospectus.render.outputs import build_data_files
from prospectus.scheduling.export_formats import EXPORT_FORMATS, SiteFormat
from prospectus.scheduling.month_files import RenderContext
from prospectus.text.rich_text import SITE_ROOT
from prospectus.views.month_export import build_month_export
from tiny import FULL, REPOSITORY, site_source

BLOCKS = frozenset("p div ul ol li dl dt dd table blockquote section h1 h2 h3 h4 figure pre details".split())
PHRASING = frozenset("p span strong em b a label legend small".split())
"""Elements that may not hold blocks."""
VOID = frozenset("area base br col embed hr img input link meta source track wbr".split())
RAW = ("**", "](", "&lt;b&gt;", "&amp;lt;", "&amp;amp;", SITE_ROOT)
"""What would show that markup was not converted, or converted twice."""
EXPORTS = ("text", "wechat", "changes", "reminder", "speakers", "svg", "ics", "schedule")
UNSEEN = frozenset("audience behaviour category channel feed institution measure milestone site year".split())
"""The kinds of whose records no page shows the summary, or another field."""


@pytest.fixture(scope="module")
def marked() -> tuple[Mapping[str, str], Mapping[str, str]]:
    """The text of every output by name, and the places of the texts by number."""
    site = prepare_marked_site(site_source(FULL))
    files: dict[str, bytes] = dict(_render_pages(site))
    files |= {artifact.path: artifact.body for artifact in build_data_files(site.views).artifacts}
    files |= {book.artifact.path: book.artifact.body for book in site.books}
    for context in site.views.contexts:
        inputs = RenderContext(build_month_export(context, 2025, 6), context, (REPOSITORY / "theme",))
        for name in EXPORTS:
            row = EXPORT_FORMATS[name]
            assert isinstance(row, SiteFormat)
            files[f"{context.locale.language} export {name}"] = row.render(inputs)
    return dict(_iter_texts(files)), site.places


def _render_pages(site: MarkedSite) -> Iterator[tuple[str, bytes]]:
    templates = dict(site_source(FULL).templates)
    env = Environment(loader=ChoiceLoader([DictLoader(templates), PackageLoader("material", "templates")]), auto_reload=False)
    env.filters |= {"url": str, "script_tag": str}
    prepare_environment(env, frozenset(templates))
    for page in site.views.pages:
        yield page.path, "\n".join(render_blocks(env, page)).encode()


def _iter_texts(files: Mapping[str, bytes]) -> Iterator[tuple[str, str]]:
    """Yield every text, also those in archives; the lines of calendars unfolded."""
    for name, body in files.items():
        if is_zipfile(BytesIO(body)):
            with ZipFile(BytesIO(body)) as archive:
                yield from ((f"{name}/{member}", archive.read(member).decode(errors="replace")) for member in archive.namelist())
        elif not name.endswith(".png"):
            yield name, body.decode(errors="replace").replace("\r\n ", "")


def test_no_output_has_raw_markup(marked: tuple[Mapping[str, str], Mapping[str, str]]) -> None:
    texts, _ = marked
    found = {
        (name, raw): text[max(0, text.index(raw) - 80) :][:160]
        for name, text in texts.items()
        for raw in RAW
        if raw in text and not name.startswith("data/") and not (name.endswith(".atom") and raw.startswith("&"))
    }
    assert found == {}


def test_records_as_json_have_the_markdown_as_it_is_written(marked: tuple[Mapping[str, str], Mapping[str, str]]) -> None:
    texts, places = marked
    number = next(number for number, place in places.items() if place == "term.short zh")
    assert f"F{number}F **bold{number}** *soft{number}* [link{number}](guide:margin) <b>tag{number}</b>" in texts["data/term.json"]


def test_no_output_loses_a_word(marked: tuple[Mapping[str, str], Mapping[str, str]]) -> None:
    texts, places = marked
    lost = {
        (name, word, places[number])
        for name, text in texts.items()
        for number in set(re.findall(r"F([0-9]{4})F", text))
        for word in WORDS
        if text.count(f"{word}{number}") < text.count(f"F{number}F")
    }
    assert lost == set()


def test_pages_and_outputs_show_the_texts(marked: tuple[Mapping[str, str], Mapping[str, str]]) -> None:
    texts, places = marked
    shown = {places[number] for name, text in texts.items() if not name.startswith("data/") for number in re.findall(r"F([0-9]{4})F", text)}
    unseen = {place for place in places.values() if place not in shown and place.partition(".")[0] not in UNSEEN}
    # programmes without publications, talks that take place, and pictures, whose files the site has not
    assert unseen <= {
        f"{field} {language}" for field in ("programme.timing", "talk.reason", "guide.image.caption") for language in ("zh", "en")
    }


def test_html_nests_no_links_and_no_blocks_in_paragraphs(marked: tuple[Mapping[str, str], Mapping[str, str]]) -> None:
    texts, _ = marked
    errors = {(name, error) for name, text in texts.items() if name.endswith((".html", ".xhtml")) for error in NestingParser(text).errors}
    assert errors == set()


def test_links_lead_to_pages_of_the_site_from_every_depth(marked: tuple[Mapping[str, str], Mapping[str, str]]) -> None:
    texts, _ = marked
    for name, text in texts.items():
        depth = name.count("/")
        folder = "en/" if name.startswith("en/") else ""
        for href in re.findall(r'<a href="([^"]*guides/margin/)"[^>]*>link', text) if name.endswith("index.html") else ():
            assert href == f"{'../' * depth or './'}{folder}guides/margin/"


def test_calendars_name_the_addresses_of_links(marked: tuple[Mapping[str, str], Mapping[str, str]]) -> None:
    texts, _ = marked
    described = [line for line in texts["en/calendar/all.ics"].split("\r\n") if line.startswith("DESCRIPTION") and "link" in line]
    assert described
    assert all(re.search(r"link[0-9]{4} \(https://lakeside\.example/learn/en/guides/margin/\)", line) for line in described)


def test_feeds_have_html_with_absolute_links(marked: tuple[Mapping[str, str], Mapping[str, str]]) -> None:
    texts, _ = marked
    assert '<a href=\\"https://lakeside.example/learn/en/guides/margin/\\"' in texts["en/feeds/notices.json"]
    assert '&lt;a href="https://lakeside.example/learn/en/guides/margin/"' in texts["en/feeds/notices.atom"]


class NestingParser(HTMLParser):
    """Finds links in links, and blocks where HTML allows only text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.errors: set[str] = set()
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "a" and "a" in self.open:
            self.errors.add("a link in a link")
        if tag in BLOCKS and self.open and PHRASING & set(self.open[-1:]):
            self.errors.add(f"{tag} in {self.open[-3:]}")
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in self.open:
            while self.open.pop() != tag:
                pass
