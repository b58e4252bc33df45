"""What a source does not state stands once on the page of a programme or a course; of what is a site's own, no page speaks of a source."""

from __future__ import annotations

from pathlib import Path

import pytest

from tiny import FULL, build_to, write_files

SOURCES = "sources: [{source: handbook}]\n"
UNSTATED = "unstated: [{zh: 场次, en: sessions}]\n"
ADDED = {
    "courses/courses/first-steps.yml": SOURCES + UNSTATED,
    "courses/programmes/barley-camp.yml": UNSTATED,
    "courses/programmes/barley-camp-2.yml": SOURCES + UNSTATED,
    "calendar/series/monthly-letter.yml": SOURCES,
    "content/notices/lx-2025-03.yml": "origin: own\n",
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The full site, with programmes, courses, series and notices with and without sources."""
    root = tmp_path_factory.mktemp("unstated")
    files = {path.relative_to(FULL).as_posix(): path.read_bytes() for path in FULL.rglob("*") if path.is_file()}
    texts = {path: files[path.replace("-2.yml", ".yml")].decode() + added for path, added in ADDED.items()}
    return build_to(write_files(root / "root", files | texts), root / "site").folder


def read(folder: Path, address: str) -> str:
    return (folder / address / "index.html").read_text(encoding="utf-8")


def test_one_line_says_what_the_source_does_not_state(folder: Path) -> None:
    course, programme = read(folder, "courses/first-steps"), read(folder, "en/programmes/barley-camp-2")
    assert course.count("来源没有写") == 1
    assert "来源没有写：程度、授课语言、场次。" in course
    assert programme.count("The source does not state") == 1
    assert "The source does not state: classes, mechanism and flow, support, publication, documents, sessions." in programme


def test_pages_of_what_is_our_own_speak_of_no_source(folder: Path) -> None:
    programme, series = read(folder, "en/programmes/barley-camp"), read(folder, "en/calendar/series/harvest-day")
    assert "Not settled yet: sessions." in programme
    assert [words for words in ("The source", "not collected", "What the source says") if words in programme + series] == []
    assert "When and how" in series
    assert "What the source says" in read(folder, "en/calendar/series/monthly-letter")
    assert r"The source gives a period\, not a day." in (folder / "en/calendar/periods.ics").read_text(encoding="utf-8").replace("\n ", "")


def test_notice_says_where_its_figures_are_from_only_if_it_is_known(folder: Path) -> None:
    own, unknown = (read(folder, f"en/notices/lx-2025-{month}") for month in ("03", "01"))
    assert "This site publishes these figures itself." in own
    assert [words for words in ("figures are from", "publishes these figures") if words in unknown] == []
