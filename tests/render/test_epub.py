"""EPUB books: valid according to EPUBCheck, readable by other libraries, reproducible, and without external resources."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import warnings
from collections.abc import Iterator
from datetime import UTC, datetime
from html.parser import HTMLParser
from pathlib import Path
from posixpath import join, normpath
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urldefrag
from xml.etree import ElementTree
from zipfile import ZIP_STORED, ZipFile

import pytest

from prospectus.model.path import Path as LearningPath
from prospectus.pipeline import check
from prospectus.render.xhtml import HEAD, Scribe
from tiny import FULL, HERE, REPOSITORY, URL, Tiny, differing, files_of, laid_over, machine_files

if TYPE_CHECKING:
    from prospectus.builder import Built

EPUBCHECK = Path("/usr/share/java/epubcheck.jar")
OPF = "{http://www.idpf.org/2007/opf}"
DC = "{http://purl.org/dc/elements/1.1/}"
XHTML = "{http://www.w3.org/1999/xhtml}"
LONG = "龙" * 300
"""Part of the title of the book in `data/hostile/`, which is copied over the full tiny site."""


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    root = tmp_path_factory.mktemp("hostile") / "full"
    shutil.copytree(FULL, root)
    return books_of(machine_files(laid_over(root, files_of(HERE / "data/hostile"))))


@pytest.fixture(scope="module")
def books(repository_machine: dict[str, bytes], full_machine: dict[str, bytes], hostile: dict[str, bytes]) -> dict[str, bytes]:
    """Every book of the three sites, by site and path."""
    sites = {"repository": repository_machine, "full": full_machine, "hostile": hostile}
    return {f"{site}/{path}": body for site, machine in sites.items() for path, body in books_of(machine).items()}


def books_of(machine: dict[str, bytes]) -> dict[str, bytes]:
    return {path: body for path, body in machine.items() if path.endswith(".epub")}


def opened(body: bytes) -> ZipFile:
    return ZipFile(io.BytesIO(body))


def documents(body: bytes) -> dict[str, ElementTree.Element]:
    """Return the XHTML documents of a book, by file name."""
    with opened(body) as book:
        return {name: ElementTree.fromstring(book.read(name)) for name in book.namelist() if name.endswith(".xhtml")}


def metadata(body: bytes) -> dict[str, list[str]]:
    """Return the metadata in the package document of a book, by element or property."""
    root = ElementTree.fromstring(opened(body).read("EPUB/package.opf"))
    found: dict[str, list[str]] = {}
    for each in root[0]:
        found.setdefault(each.get("property") or each.tag.rpartition("}")[2], []).append(each.text or "")
    return found


def text_of(element: ElementTree.Element | None) -> str:
    return " ".join("".join(element.itertext()).split()) if element is not None else ""


def title_of(document: ElementTree.Element) -> str:
    return text_of(document.find(f".//{XHTML}h1"))


def in_one_container(books: dict[str, bytes], path: Path) -> None:
    """Write all books as renditions of one publication, so that EPUBCheck has to start only once."""
    roots = []
    with ZipFile(path, "w") as whole:
        whole.writestr("mimetype", "application/epub+zip", ZIP_STORED)
        for number, body in enumerate(books.values()):
            with opened(body) as book:
                for name in book.namelist():
                    if name.startswith("EPUB/"):
                        whole.writestr(f"{number}/{name.removeprefix('EPUB/')}", book.read(name))
            roots.append(f'<rootfile full-path="{number}/package.opf" media-type="application/oebps-package+xml"/>')
        container = '<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>{}</rootfiles></container>'
        whole.writestr("META-INF/container.xml", container.format("".join(roots)))


def epubcheck(path: Path) -> list[str]:
    """Return the messages of EPUBCheck."""
    command = ["java", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-jar", str(EPUBCHECK), str(path)]
    ran = subprocess.run(command, capture_output=True, text=True)
    assert "Messages: " in ran.stdout + ran.stderr, ran.stderr[-2000:]
    return re.findall(r"^(?:FATAL|ERROR|WARNING|USAGE).*$", ran.stdout + ran.stderr, re.MULTILINE)


def test_every_book_passes_epubcheck(books: dict[str, bytes], tmp_path: Path) -> None:
    assert EPUBCHECK.is_file(), "sudo apt-get install epubcheck"
    in_one_container(books, tmp_path / "all.epub")
    of_the_container = re.compile(r"RSC-019.*Multiple Renditions|rendition selection attribute")
    assert [line for line in epubcheck(tmp_path / "all.epub") if not of_the_container.search(line)] == []


def test_epubcheck_would_find_a_fault_in_the_last_book(books: dict[str, bytes], tmp_path: Path) -> None:
    name, body = list(books.items())[-1]
    with opened(body) as book, ZipFile(tmp_path / "broken.epub", "w") as broken:
        for each in book.infolist():
            faulty = each.filename == "EPUB/about.xhtml"
            broken.writestr(each, book.read(each).replace(b"<h1", b'<a href="nowhere.xhtml">x</a><h1', 1) if faulty else book.read(each))
    assert [line.split("(")[0] for line in epubcheck(tmp_path / "broken.epub")] == ["ERROR"], name


def test_container_begins_as_the_standard_wants_it(books: dict[str, bytes]) -> None:
    for name, body in books.items():
        entries = opened(body).infolist()
        assert (entries[0].filename, entries[0].compress_type, entries[0].extra) == ("mimetype", ZIP_STORED, b""), name
        assert body[30:58] == b"mimetypeapplication/epub+zip", name
        assert {entry.date_time for entry in entries} == {(1980, 1, 1, 0, 0, 0)}, name


def test_every_path_of_the_repository_and_the_rule_guide_are_books_in_both_languages(repository_machine: dict[str, bytes]) -> None:
    paths = [each.record for each in check(REPOSITORY).checked if isinstance(each.record, LearningPath)]
    names = {*(path.id.removeprefix("path-") for path in paths), "rule-guide"}
    assert len(names) == 6
    assert set(books_of(repository_machine)) == {f"{folder}library/{name}.epub" for folder in ("", "en/") for name in names}


@pytest.mark.parametrize("language", ["zh", "en"])
def test_chapters_of_a_path_stand_in_its_order_with_titles_in_the_language(repository_machine: dict[str, bytes], language: str) -> None:
    records = {(each.draft.kind.name, each.record.id): each.record for each in check(REPOSITORY).checked}
    for path in [each for each in records.values() if isinstance(each, LearningPath)]:
        body = repository_machine[f"{'' if language == 'zh' else 'en/'}library/{path.id.removeprefix('path-')}.epub"]
        chapters = [title_of(root) for name, root in documents(body).items() if "chapter-" in name]
        assert chapters == [records["lesson", lesson].title[language] for lesson in path.lessons]


def test_another_library_reads_title_language_order_and_contents(books: dict[str, bytes], tmp_path: Path) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from ebooklib import epub
    from lxml import etree

    for name, body in books.items():
        (tmp_path / "book.epub").write_bytes(body)
        book: Any = epub.read_epub(str(tmp_path / "book.epub"), {"ignore_ncx": True})
        assert (book.get_metadata("DC", "language")[0][0], book.title) == ("en" if "/en/" in name else "zh-CN", metadata(body)["title"][0])
        order = [book.get_item_with_id(key).get_name() for key, _ in book.spine]
        assert order == [each.removeprefix("EPUB/") for each in documents(body)]
        assert [entry.href for entry in (each[0] if isinstance(each, tuple) else each for each in book.toc)] == order[2:]
        for each in opened(body).namelist():
            if each.endswith((".xhtml", ".opf", ".xml")):
                etree.fromstring(opened(body).read(each), etree.XMLParser(resolve_entities=False, no_network=True))


def test_every_link_inside_a_book_resolves_and_every_other_is_whole(books: dict[str, bytes]) -> None:
    inside = 0
    for name, body in books.items():
        ids = {path: {each.get("id") for each in root.iter()} for path, root in documents(body).items()}
        for path, root in documents(body).items():
            for link in root.iter(f"{XHTML}a"):
                href, fragment = urldefrag(link.get("href", ""))
                if href.startswith(("https:", "http:", "mailto:", "tel:")):
                    continue
                target = normpath(join("EPUB", href)) if href else path
                assert target in ids, (name, path, link.get("href"))
                assert not fragment or unquote(fragment) in ids[target], (name, path, link.get("href"))
                inside += 1
    assert inside > 500


def test_chapter_leads_to_another_chapter_inside_the_book_and_to_the_site_otherwise(hostile: dict[str, bytes]) -> None:
    chapter = documents(hostile["en/library/hostile.epub"])["EPUB/chapter-03.xhtml"]
    links = [link.get("href") for link in chapter.iter(f"{XHTML}a")]
    assert f"{URL}en/guides/margin/#points" in links
    assert "chapter-02.xhtml" in links


def test_book_calls_nothing_from_elsewhere(books: dict[str, bytes]) -> None:
    for name, body in books.items():
        for path, root in documents(body).items():
            tags = {each.tag.rpartition("}")[2] for each in root.iter()}
            assert tags.isdisjoint({"img", "script", "iframe", "style", "form", "input", "object", "audio", "video"}), (name, path)
            assert [each.get("href") for each in root.iter(f"{XHTML}link")] == ["book.css"], (name, path)
            assert [each.attrib for each in root.iter() if each.get("style") or each.get("src")] == [], (name, path)
        assert not re.search(rb"url\(|@import", opened(body).read("EPUB/book.css")), name


def test_picture_becomes_a_link_in_its_own_words(hostile: dict[str, bytes]) -> None:
    chapter = documents(hostile["library/hostile.epub"])["EPUB/chapter-03.xhtml"]
    links = {text_of(link): link.get("href") for link in chapter.iter(f"{XHTML}a")}
    assert (links["远处的图"], links["近处"]) == ("https://elsewhere.example/x.png", f"{URL}files/barley.svg")


def test_titles_are_shown_as_they_are_written(hostile: dict[str, bytes]) -> None:
    chinese, english = hostile["library/hostile.epub"], hostile["en/library/hostile.epub"]
    assert (metadata(chinese)["title"], metadata(english)["title"]) == ([f'"{LONG}" & <b>'], ['<script>alert(1)</script> & "quoted" 👩‍🌾'])
    assert title_of(documents(english)["EPUB/chapter-01.xhtml"]) == "A & B <i>c</i>"
    assert title_of(documents(chinese)["EPUB/chapter-03.xhtml"]) == "]]> & <!-- 大"


def test_answers_stand_at_the_end_and_not_with_the_questions(full_machine: dict[str, bytes]) -> None:
    book = documents(full_machine["en/library/barley-reader.epub"])
    assert list(book)[-2:] == ["EPUB/answers.xhtml", "EPUB/about.xhtml"]
    assert "A lot is ten tonnes." in text_of(book["EPUB/answers.xhtml"])
    assert "A lot is ten tonnes." not in text_of(book["EPUB/chapter-01.xhtml"])


def test_lesson_has_its_objectives_text_plots_examples_sources_and_date(full_machine: dict[str, bytes]) -> None:
    chapter = documents(full_machine["en/library/barley-reader.epub"])["EPUB/chapter-02.xhtml"]
    words = text_of(chapter)
    for each in (
        "Work out the margin on a lot of barley.",
        "Buyer and seller both pay it",
        "The account rises from 30,000 to 31,500 yuan",
        "4,000 × 10 × 2 × 0.1 = 8,000 yuan",
        "the margin lost nearly 4%",
        "p. 3",
        "January 2025",
    ):
        assert each in words, each
    assert len(list(chapter.iter("{http://www.w3.org/2000/svg}path"))) == 2
    assert [each.get("role") for each in chapter.iter("{http://www.w3.org/2000/svg}svg") if each.get("role")] == ["img", "img"]


def test_chapter_without_a_translation_is_shown_in_its_own_language_and_says_so(full_machine: dict[str, bytes]) -> None:
    chapter = documents(full_machine["en/library/barley-reader.epub"])["EPUB/chapter-04.xhtml"]
    assert "Not yet translated" in text_of(chapter)
    assert {each.get("lang") for each in chapter.iter(f"{XHTML}div") if each.get("lang")} == {"zh-CN"}


def test_book_without_reviewed_chapters_or_quizzes_has_neither_answers_nor_an_invented_date(tiny: Tiny) -> None:
    bare = {"content/library/bare.yml": "title: {zh: 白, en: Bare}\nof: [guide:only-chinese]\n"}
    body = machine_files(tiny("full", bare))["library/bare.epub"]
    assert [name for name in documents(body) if "chapter" not in name] == ["EPUB/cover.xhtml", "EPUB/nav.xhtml", "EPUB/about.xhtml"]
    assert metadata(body)["dcterms:modified"] == ["2000-01-01T00:00:00Z"]


def test_metadata_names_book_language_dates_and_what_helps_to_read_it(full_machine: dict[str, bytes]) -> None:
    one, other = (metadata(full_machine[f"{folder}library/barley-reader.epub"]) for folder in ("", "en/"))
    assert (one["language"], other["language"]) == (["zh-CN"], ["en"])
    assert one["identifier"] != other["identifier"]
    assert one["identifier"] == metadata(machine_files(FULL)["library/barley-reader.epub"])["identifier"]
    assert one["dcterms:modified"] == ["2025-02-01T00:00:00Z"]
    assert one["schema:accessMode"] == ["textual", "visual"]
    assert (one["schema:accessModeSufficient"], one["schema:accessibilityHazard"]) == (["textual"], ["none"])


def test_bytes_do_not_depend_on_the_clock(full_machine: dict[str, bytes]) -> None:
    later = machine_files(FULL, now=datetime(2031, 1, 1, tzinfo=UTC))
    assert differing(books_of(full_machine), books_of(later)) == []


def test_site_without_books_has_no_shelf(tiny: Tiny) -> None:
    root = tiny("minimal", {"content/site.yml": (FULL.parent / "minimal/content/site.yml").read_text(encoding="utf-8")})
    assert books_of(machine_files(root)) == {}
    site = (root / "content/site.yml").read_text(encoding="utf-8")
    (root / "content/site.yml").write_text(f"{site}\nmenu: [{{title: {{zh: 书架, en: Shelf}}, to: list:book}}]\n", encoding="utf-8")
    assert [each.code for each in check(root).problems] == ["PR203"]


class Shelf(HTMLParser):
    """Parses a page of the library, and collects the linked books with the sizes stated there."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.sizes: dict[str, str] = {}
        self._inside = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        href = dict(attrs).get("href") or ""
        if tag == "a":
            self._inside = href if href.endswith(".epub") else ""

    def handle_endtag(self, tag: str) -> None:
        self._inside = "" if tag == "a" else self._inside

    def handle_data(self, data: str) -> None:
        if self._inside:
            self.sizes[self._inside] = f"{self.sizes.get(self._inside, '')} {data.strip()}"


def shelves(site: Built) -> Iterator[tuple[Path, dict[str, str]]]:
    for page in ("library/index.html", "en/library/index.html"):
        yield site.folder / page, Shelf((site.folder / page).read_text(encoding="utf-8")).sizes


def test_shelf_says_how_large_each_file_is(repository: Built) -> None:
    for page, sizes in shelves(repository):
        assert len(sizes) == 12
        for href, words in sizes.items():
            size = (page.parent / href).resolve().stat().st_size
            assert f" {max(1, round(size / 1000))} kB" in words, (page, href)


def test_shelf_tells_programs_of_its_books(full: Built) -> None:
    html = (full.folder / "en/library/index.html").read_text(encoding="utf-8")
    assert '<link rel="alternate" type="application/epub+zip" title="A barley reader" href="../../en/library/barley-reader.epub">' in html
    assert '"@type":"Book"' in html
    assert f'"contentUrl":"{URL}en/library/barley-reader.epub"' in html


def written(html: str, here: str = f"{URL}guides/margin/") -> str:
    return (
        Scribe({f"{URL}lessons/one/": "chapter-01.xhtml", f"{URL}guides/margin/": "chapter-02.xhtml"})
        .xhtml(f"<body>{html}</body>", here)
        .decode()
    )


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<p>a<br>b", "<p>a<br/>b</p>"),
        ("a &amp; b &lt; c &nbsp;&copy;", "a &amp; b &lt; c \xa0©"),
        ('<p hidden title="&quot;">x', '<p hidden="" title=\'"\'>x</p>'),
        ("<i lang=zh>x</i>", '<i lang="zh" xml:lang="zh">x</i>'),
        ("<!-- -- --><p>\x0bx</p>", "<p>x</p>"),
        (
            '<svg viewBox="0 0 1 1"><path d="M0 0"></svg>',
            '<svg viewBox="0 0 1 1" xmlns="http://www.w3.org/2000/svg"><path d="M0 0"></path></svg>',
        ),
        (f'<a href="{URL}lessons/one/">x</a>', '<a href="chapter-01.xhtml">x</a>'),
        (f'<a href="{URL}lessons/one/#there">x</a>', '<a href="chapter-01.xhtml">x</a>'),
        ('<a href="chapter-01.xhtml#quiz">x</a>', '<a href="chapter-01.xhtml#quiz">x</a>'),
        (f'<a href="{URL}guides/margin/">x</a>', f'<a href="{URL}guides/margin/">x</a>'),
        ('<a href="#here">x</a>', '<a href="#here">x</a>'),
        ('<a href="../rules/">x</a>', f'<a href="{URL}guides/rules/">x</a>'),
        ('<a href="tel:12">x</a>', '<a href="tel:12">x</a>'),
        ('<a rel="noopener">x</a>', "<span>x</span>"),
        ('<img src="x.png" alt="">', ""),
    ],
)
def test_html_becomes_xhtml(html: str, expected: str) -> None:
    body = written(html)
    ElementTree.fromstring(body)
    assert body == f"{HEAD}<html><head></head><body>{expected}</body></html>\n"
