"""A release that is edited by hand is found by its digest; the form of its file does not matter."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from prospectus.model.kinds.release import Release
from prospectus.model.values.text import Text
from prospectus.pipeline import check
from tiny import FULL, SiteFactory, without_digest

PATH = "calendar/releases/2025-06-2.yml"
RELEASE = (FULL / PATH).read_text(encoding="utf-8")
EDITS: dict[str, Callable[[str], str]] = {
    "day": lambda text: text.replace("starts: 2025-06-12 14:00", "starts: 2025-06-13 14:00"),
    "title": lambda text: text.replace("zh: 夏季展望", "zh: 夏季前瞻"),
    "translation": lambda text: text.replace("\n      en: Awn Sower", ""),
    "person": lambda text: text.replace("Awn Sower", "Grain Rain"),
    "removed event": lambda text: text[: text.index("- kind: talk")],
    "added event": lambda text: text + "- {kind: event, id: late, type: meeting, title: {zh: 会}, starts: 2025-06-30, state: planned}\n",
    "state": lambda text: text.replace("state: cancelled", "state: done"),
    "note": lambda text: text.replace("One event moves", "Two events move"),
    "removed note": lambda text: text.replace("note:\n  zh: 一场改期，一场取消。\n  en: One event moves, one is cancelled.\n", ""),
    "time of publication": lambda text: text.replace("2025-03-05 09:00", "2025-03-05 10:00"),
    "status": lambda text: text.replace("month:", "status: draft\nmonth:"),
    "counts": lambda text: f"{text}counts: {{warning: 1}}\n",
}
FORMS: dict[str, Callable[[str], str]] = {
    "comments": lambda text: f"# as published\n{text}".replace("month:", "# June\nmonth:"),
    "order of fields": lambda text: text.replace("month: 2025-06\n", "").replace("note:", "month: 2025-06\nnote:"),
    "order of languages": lambda text: text.replace(
        "    zh: 夏季展望\n    en: Summer outlook for barley\n", "    en: Summer outlook for barley\n    zh: 夏季展望\n"
    ),
    "flow style": lambda text: text.replace("subtitles:\n  - en\n", "subtitles: [en]\n"),
    "quotes": lambda text: text.replace("starts: 2025-06-12 14:00", "starts: '2025-06-12 14:00'"),
    "line ends": lambda text: text.replace("\n", "\r\n"),
    "default that is written down": lambda text: text.replace("month:", "position: 0\nmonth:"),
    "withdrawal": lambda text: text.replace("month:", "status: withdrawn\nmonth:"),
}


def codes_after(tiny: SiteFactory, edit: Callable[[str], str]) -> list[str]:
    text = edit(RELEASE)
    assert text != RELEASE
    return [f"{problem.path} {problem.code} {problem.severity}" for problem in check(tiny("full", {PATH: text})).problems]


@pytest.mark.parametrize("name", EDITS)
def test_edited_content_of_a_release_is_an_error(tiny: SiteFactory, name: str) -> None:
    assert codes_after(tiny, EDITS[name]) == [f"{PATH} PR242 error"]


@pytest.mark.parametrize("name", FORMS)
def test_other_form_of_the_same_content_is_no_problem(tiny: SiteFactory, name: str) -> None:
    assert codes_after(tiny, FORMS[name]) == []


def test_release_without_a_digest_is_a_hint_that_gives_it(tiny: SiteFactory) -> None:
    (problem,) = check(tiny("full", {PATH: without_digest(RELEASE)})).problems
    assert (problem.code, problem.severity) == ("PR243", "info")
    assert f"\n{problem.form}\n" in RELEASE


def test_new_optional_field_of_the_model_changes_no_digest() -> None:
    class LaterRelease(Release):
        """The model of a later version."""

        approved_by: Text | None = None
        tags: tuple[str, ...] = ()

    fields = {"id": "2025-06-1", "title": {"zh": "日程"}, "month": "2025-06", "number": 1, "published": "2025-02-20 10:00"}
    release, later = Release.model_validate(fields), LaterRelease.model_validate(fields)
    assert release.compute_digest() == later.compute_digest()
    assert LaterRelease.model_validate({**fields, "tags": ("a",)}).compute_digest() != release.compute_digest()
