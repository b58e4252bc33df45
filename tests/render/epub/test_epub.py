"""EPUB books: valid according to EPUBCheck, readable by other libraries, reproducible, and without external resources."""

from __future__ import annotations

import re
import shutil
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

from epub_reader import open_book, read_documents, select_books, text_of, title_of
from processes import run_process
from prospectus.load import character_check
from prospectus.pipeline import check
from prospectus.render.epub.xhtml import HEAD, XhtmlWriter
from prospectus.text.markdown import MarkdownRenderer
from prospectus.validate import one_record
from tiny import FULL, HERE, URL, SiteFactory, collect_data_files, differing_paths, read_files, write_files

if TYPE_CHECKING:
    from prospectus.builder.incremental import BuildResult

EPUBCHECK = Path("/usr/share/java/epubcheck.jar")


OPF = "{http://www.idpf.org/2007/opf}"


DC = "{http://purl.org/dc/elements/1.1/}"


XHTML = "{http://www.w3.org/1999/xhtml}"


LONG = "龙" * 300


"""Part of the title of the book in `data/hostile/`, which is copied over the full tiny site."""


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The books of a site with text that checks refuse: what is rendered must stay well-formed even if a check misses it."""
    root = tmp_path_factory.mktemp("hostile") / "full"
    shutil.copytree(FULL, root)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(character_check, "find_violations", lambda *_: [])
        patch.setattr(one_record, "check_prose", lambda *_: iter(()))
        return select_books(collect_data_files(write_files(root, read_files(HERE / "data/hostile"))))


@pytest.fixture(scope="module")
def books(repository_data_files: dict[str, bytes], full_data_files: dict[str, bytes], hostile: dict[str, bytes]) -> dict[str, bytes]:
    """Every book of the three sites, by site and path."""
    sites = {"repository": repository_data_files, "full": full_data_files, "hostile": hostile}
    return {f"{site}/{path}": body for site, files in sites.items() for path, body in select_books(files).items()}


def read_metadata(body: bytes) -> dict[str, list[str]]:
    """Return the metadata in the package document of a book, by element or property."""
    root = ElementTree.fromstring(open_book(body).read("EPUB/package.opf"))
    values: dict[str, list[str]] = {}
    for node in root[0]:
        values.setdefault(node.get("property") or node.tag.rpartition("}")[2], []).append(node.text or "")
    return values


def write_container(books: dict[str, bytes], path: Path) -> None:
    """Write all books as renditions of one publication, so that EPUBCheck has to start only once."""
    roots = []
    with ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/epub+zip", ZIP_STORED)
        for number, body in enumerate(books.values()):
            with open_book(body) as book:
                for name in book.namelist():
                    if name.startswith("EPUB/"):
                        archive.writestr(f"{number}/{name.removeprefix('EPUB/')}", book.read(name))
            roots.append(f'<rootfile full-path="{number}/package.opf" media-type="application/oebps-package+xml"/>')
        container = '<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>{}</rootfiles></container>'
        archive.writestr("META-INF/container.xml", container.format("".join(roots)))


def run_epubcheck(path: Path) -> list[str]:
    """Return the messages of EPUBCheck."""
    command = ["java", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-jar", str(EPUBCHECK), str(path)]
    result = run_process(command)
    assert "Messages: " in result.stdout + result.stderr, result.stderr[-2000:]
    return re.findall(r"^(?:FATAL|ERROR|WARNING|USAGE).*$", result.stdout + result.stderr, re.MULTILINE)


def test_every_book_passes_epubcheck(books: dict[str, bytes], tmp_path: Path) -> None:
    assert EPUBCHECK.is_file(), "sudo apt-get install epubcheck"
    write_container(books, tmp_path / "all.epub")
    container_message = re.compile(r"RSC-019.*Multiple Renditions|rendition selection attribute")
    assert [line for line in run_epubcheck(tmp_path / "all.epub") if not container_message.search(line)] == []


def test_epubcheck_would_find_a_fault_in_the_last_book(books: dict[str, bytes], tmp_path: Path) -> None:
    name, body = list(books.items())[-1]
    with open_book(body) as book, ZipFile(tmp_path / "broken.epub", "w") as broken:
        for entry in book.infolist():
            faulty = entry.filename == "EPUB/about.xhtml"
            broken.writestr(entry, book.read(entry).replace(b"<h1", b'<a href="nowhere.xhtml">x</a><h1', 1) if faulty else book.read(entry))
    assert [line.split("(")[0] for line in run_epubcheck(tmp_path / "broken.epub")] == ["ERROR"], name


def test_container_begins_with_the_uncompressed_media_type(books: dict[str, bytes]) -> None:
    for name, body in books.items():
        entries = open_book(body).infolist()
        assert (entries[0].filename, entries[0].compress_type, entries[0].extra) == ("mimetype", ZIP_STORED, b""), name
        assert body[30:58] == b"mimetypeapplication/epub+zip", name
        assert {entry.date_time for entry in entries} == {(1980, 1, 1, 0, 0, 0)}, name


def test_another_library_reads_title_language_order_and_contents(books: dict[str, bytes], tmp_path: Path) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from ebooklib import epub
    from lxml import etree

    for name, body in books.items():
        (tmp_path / "book.epub").write_bytes(body)
        book: Any = epub.read_epub(str(tmp_path / "book.epub"), {"ignore_ncx": True})
        assert (book.get_metadata("DC", "language")[0][0], book.title) == (
            "en" if "/en/" in name else "zh-CN",
            read_metadata(body)["title"][0],
        )
        order = [book.get_item_with_id(key).get_name() for key, _ in book.spine]
        assert order == [file.removeprefix("EPUB/") for file in read_documents(body)]
        assert [
            entry.href
            for entry in (name_in_archive[0] if isinstance(name_in_archive, tuple) else name_in_archive for name_in_archive in book.toc)
        ] == order[2:]
        for toc_entry in open_book(body).namelist():
            if toc_entry.endswith((".xhtml", ".opf", ".xml")):
                etree.fromstring(open_book(body).read(toc_entry), etree.XMLParser(resolve_entities=False, no_network=True))


def test_internal_links_resolve_and_other_links_are_absolute(books: dict[str, bytes]) -> None:
    inside = 0
    for name, body in books.items():
        ids = {path: {node.get("id") for node in root.iter()} for path, root in read_documents(body).items()}
        for path, root in read_documents(body).items():
            for link in root.iter(f"{XHTML}a"):
                href, fragment = urldefrag(link.get("href", ""))
                if href.startswith(("https:", "http:", "mailto:", "tel:")):
                    continue
                target = normpath(join("EPUB", href)) if href else path
                assert target in ids, (name, path, link.get("href"))
                assert not fragment or unquote(fragment) in ids[target], (name, path, link.get("href"))
                inside += 1
    assert inside > 500


def test_links_lead_to_chapters_of_the_book_and_otherwise_to_the_site(hostile: dict[str, bytes]) -> None:
    chapter = read_documents(hostile["en/library/hostile.epub"])["EPUB/chapter-03.xhtml"]
    links = [link.get("href") for link in chapter.iter(f"{XHTML}a")]
    assert f"{URL}en/guides/margin/#points" in links
    assert "chapter-02.xhtml" in links


def test_book_has_no_external_resources(books: dict[str, bytes]) -> None:
    for name, body in books.items():
        for path, root in read_documents(body).items():
            tags = {node.tag.rpartition("}")[2] for node in root.iter()}
            assert tags.isdisjoint({"script", "iframe", "style", "form", "input", "object", "audio", "video"}), (name, path)
            assert [node.get("href") for node in root.iter(f"{XHTML}link")] == ["book.css"], (name, path)
            assert [node.attrib for node in root.iter() if node.get("style") or node.get("srcset")] == [], (name, path)
            sources = {node.get("src", "") for node in root.iter() if node.get("src")}
            assert sources <= {entry.removeprefix("EPUB/") for entry in open_book(body).namelist()}, (name, path)
        assert not re.search(rb"url\(|@import", open_book(body).read("EPUB/book.css")), name


def test_a_picture_of_the_site_is_in_the_book_and_any_other_is_a_link_or_its_words(hostile: dict[str, bytes]) -> None:
    chapter = read_documents(hostile["library/hostile.epub"])["EPUB/chapter-03.xhtml"]
    links = {text_of(link): link.get("href") for link in chapter.iter(f"{XHTML}a")}
    assert links["远处的图"] == "https://elsewhere.example/x.png"
    assert [(image.get("alt"), image.get("src")) for image in chapter.iter(f"{XHTML}img")] == [("近处", "images/01.svg")]
    assert "没有的图" in text_of(chapter)


def test_pictures_of_a_chapter_are_in_the_book_with_their_media_types(books: dict[str, bytes]) -> None:
    for name in ("full/library/barley-reader.epub", "full/en/library/barley-reader.epub"):
        book = open_book(books[name])
        chapter = read_documents(books[name])["EPUB/chapter-05.xhtml"]
        images = [image.attrib for image in chapter.iter(f"{XHTML}img")]
        sources = [image["src"] for image in images]
        assert sources == ["images/01.jpg", "images/02.svg", "images/03.svg", "images/01.jpg"]
        assert all(image.keys() <= {"src", "alt", "class", "width", "height"} and "alt" in image for image in images)
        items = {
            item.get("href"): item.get("media-type") for item in ElementTree.fromstring(book.read("EPUB/package.opf")).iter(f"{OPF}item")
        }
        assert {source: items[source] for source in sources} == {
            "images/01.jpg": "image/jpeg",
            "images/02.svg": "image/svg+xml",
            "images/03.svg": "image/svg+xml",
        }
        assert book.read("EPUB/images/01.jpg").startswith(b"\xff\xd8")
        forms = [link.get("href") for link in chapter.iter(f"{XHTML}a") if link.get("href", "").endswith(".pdf")]
        assert set(forms) == {f"{URL}guides/weighing-form.pdf"}


def test_hostile_titles_are_escaped(hostile: dict[str, bytes]) -> None:
    chinese, english = hostile["library/hostile.epub"], hostile["en/library/hostile.epub"]
    assert (read_metadata(chinese)["title"], read_metadata(english)["title"]) == (
        [f'"{LONG}" & <b>'],
        ['<script>alert(1)</script> & "quoted" 👩‍🌾'],
    )
    assert title_of(read_documents(english)["EPUB/chapter-01.xhtml"]) == "A & B <i>c</i>"
    assert title_of(read_documents(chinese)["EPUB/chapter-03.xhtml"]) == "]]> & <!-- 大"


def test_answers_are_at_the_end_and_not_with_the_questions(full_data_files: dict[str, bytes]) -> None:
    book = read_documents(full_data_files["en/library/barley-reader.epub"])
    assert list(book)[-2:] == ["EPUB/answers.xhtml", "EPUB/about.xhtml"]
    assert "A lot is ten tonnes." in text_of(book["EPUB/answers.xhtml"])
    assert "A lot is ten tonnes." not in text_of(book["EPUB/chapter-01.xhtml"])


def test_lesson_has_its_objectives_text_plots_examples_sources_and_date(full_data_files: dict[str, bytes]) -> None:
    chapter = read_documents(full_data_files["en/library/barley-reader.epub"])["EPUB/chapter-02.xhtml"]
    text = text_of(chapter)
    for phrase in (
        "Work out the margin on a lot of barley.",
        "Buyer and seller both pay it",
        "The account rises from 30,000 to 31,500 yuan",
        "4,000 × 10 × 2 × 0.1= 8,000 yuan",
        "the margin lost nearly 4%",
        "p. 3",
        "January 2025",
    ):
        assert phrase in text, phrase
    assert len(list(chapter.iter("{http://www.w3.org/2000/svg}path"))) == 4
    assert [svg.get("role") for svg in chapter.iter("{http://www.w3.org/2000/svg}svg") if svg.get("role")] == ["img", "img", "img"]


def test_chapter_without_a_translation_is_shown_in_its_own_language_with_a_notice(full_data_files: dict[str, bytes]) -> None:
    chapter = read_documents(full_data_files["en/library/barley-reader.epub"])["EPUB/chapter-04.xhtml"]
    assert "Not yet translated" in text_of(chapter)
    assert {node.get("lang") for node in chapter.iter(f"{XHTML}div") if node.get("lang")} == {"zh-CN"}


def test_book_without_reviewed_chapters_or_quizzes_has_neither_answers_nor_an_invented_date(tiny: SiteFactory) -> None:
    bare = {"content/library/bare.yml": "title: {zh: 白, en: Bare}\nof: [guide:only-chinese]\n"}
    body = collect_data_files(tiny("full", bare))["library/bare.epub"]
    assert [name for name in read_documents(body) if "chapter" not in name] == ["EPUB/cover.xhtml", "EPUB/nav.xhtml", "EPUB/about.xhtml"]
    assert read_metadata(body)["dcterms:modified"] == ["2000-01-01T00:00:00Z"]


def test_metadata_has_language_identifier_date_and_accessibility(full_data_files: dict[str, bytes]) -> None:
    chinese, english = (read_metadata(full_data_files[f"{folder}library/barley-reader.epub"]) for folder in ("", "en/"))
    assert (chinese["language"], english["language"]) == (["zh-CN"], ["en"])
    assert chinese["identifier"] != english["identifier"]
    assert chinese["identifier"] == read_metadata(collect_data_files(FULL)["library/barley-reader.epub"])["identifier"]
    assert chinese["dcterms:modified"] == ["2025-02-01T00:00:00Z"]
    assert chinese["schema:accessMode"] == ["textual", "visual"]
    assert (chinese["schema:accessModeSufficient"], chinese["schema:accessibilityHazard"]) == (["textual"], ["none"])


def test_bytes_do_not_depend_on_the_clock(full_data_files: dict[str, bytes]) -> None:
    later = collect_data_files(FULL, now=datetime(2031, 1, 1, tzinfo=UTC))
    assert differing_paths(select_books(full_data_files), select_books(later)) == []


def test_site_without_books_has_no_library_page(tiny: SiteFactory) -> None:
    root = tiny("minimal", {"content/site.yml": (FULL.parent / "minimal/content/site.yml").read_text(encoding="utf-8")})
    assert select_books(collect_data_files(root)) == {}
    site = (root / "content/site.yml").read_text(encoding="utf-8")
    (root / "content/site.yml").write_text(f"{site}\nmenu: [{{title: {{zh: 书架, en: Shelf}}, to: list:book}}]\n", encoding="utf-8")
    assert [problem.code for problem in check(root).problems] == ["PR203"]


class LibraryPageParser(HTMLParser):
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


def iter_library_pages(site: BuildResult) -> Iterator[tuple[Path, dict[str, str]]]:
    for page in ("library/index.html", "en/library/index.html"):
        yield site.folder / page, LibraryPageParser((site.folder / page).read_text(encoding="utf-8")).sizes


def test_library_page_states_the_size_of_each_file(repository: BuildResult) -> None:
    books = {path.resolve() for path in repository.folder.rglob("library/*.epub")}
    for page, sizes in iter_library_pages(repository):
        assert {(page.parent / href).resolve() for href in sizes} == books
        for href, label in sizes.items():
            size = (page.parent / href).resolve().stat().st_size
            assert f" {max(1, round(size / 1000))} kB" in label, (page, href)


def test_library_page_describes_its_books_to_programs(full: BuildResult) -> None:
    html = (full.folder / "en/library/index.html").read_text(encoding="utf-8")
    assert '<link rel="alternate" type="application/epub+zip" title="A barley reader" href="../../en/library/barley-reader.epub">' in html
    assert '"@type":"Book"' in html
    assert f'"contentUrl":"{URL}en/library/barley-reader.epub"' in html


def convert_html(html: str, page_url: str = f"{URL}guides/margin/") -> str:
    return (
        XhtmlWriter({f"{URL}lessons/one/": "chapter-01.xhtml", f"{URL}guides/margin/": "chapter-02.xhtml"})
        .to_xhtml(f"<body>{html}</body>", page_url)
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
    body = convert_html(html)
    ElementTree.fromstring(body)
    assert body == f"{HEAD}<html><head></head><body>{expected}</body></html>\n"


def test_tabs_folds_and_formulas_are_readable_without_controls() -> None:
    text = '=== "A"\n    a $x$\n\n=== "B"\n    b\n\n??? note "N"\n    c\n\n```py\nx\n```\n'
    html = MarkdownRenderer().render(text, str).text
    xhtml = XhtmlWriter({}).to_xhtml(f"<html><body>{html}</body></html>", URL).decode()
    assert re.findall(r"<(?:input|label)\b|tabindex|radiogroup", xhtml) == []
    assert re.findall(r'<div class="tab-title"><span>(\w)</span></div>', xhtml) == ["A", "B"]
    assert '<math display="inline" alttext="x" xmlns="http://www.w3.org/1998/Math/MathML"><mrow><mi>x</mi></mrow></math>' in xhtml
    assert '<details class="note" open="open">' in xhtml
    ElementTree.fromstring(xhtml.removeprefix(HEAD))
