"""What a source does not state stands once on the page of a programme or a course: what is empty, and what editors add."""

from __future__ import annotations

from pathlib import Path

from tiny import FULL, SiteFactory, build_to

UNSTATED = "unstated: [{zh: 场次, en: sessions}]\n"


def test_one_line_says_what_the_source_does_not_state(tiny: SiteFactory, tmp_path: Path) -> None:
    paths = ("courses/courses/first-steps.yml", "courses/programmes/barley-camp.yml")
    overlay = {path: (FULL / path).read_text(encoding="utf-8") + UNSTATED for path in paths}
    folder = build_to(tiny("full", overlay), tmp_path / "site").folder
    course, programme = (
        (folder / f"{address}/index.html").read_text(encoding="utf-8") for address in ("courses/first-steps", "en/programmes/barley-camp")
    )
    assert course.count("来源没有写") == 1
    assert "来源没有写：程度、授课语言、场次。" in course
    assert programme.count("The source does not state") == 1
    assert "The source does not state: classes, mechanism and flow, support, publication, documents, sessions." in programme
