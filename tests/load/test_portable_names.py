"""Names of files that some system cannot hold, or takes for another's."""

from __future__ import annotations

import pytest

from prospectus.load.portable_names import check_portable_names
from prospectus.pipeline import check
from prospectus.text.portable_names import suggest_portable_name
from tiny import SiteFactory

DECOMPOSED, COMPOSED = "content/downloads/cafe\u0301.pdf", "content/downloads/caf\u00e9.pdf"


@pytest.mark.parametrize(
    ("name", "reason", "form"),
    [
        ("con.yml", "Windows has a device con", "con-1.yml"),
        ("AUX.zh.md", "Windows has a device AUX", "AUX-1.zh.md"),
        ("lpt9", "Windows has a device lpt9", "lpt9-1"),
        ("fees.", "Windows drops a full stop", "fees"),
        ("fees .", "Windows drops a full stop", "fees"),
        ('a"b.pdf', 'does not allow "', "a-b.pdf"),
        ("a:b", "does not allow :", "a-b"),
    ],
)
@pytest.mark.parametrize("place", ["content/guides/{}", "content/{}/a.yml"])
def test_name_that_windows_cannot_hold_is_a_problem(name: str, reason: str, form: str, place: str) -> None:
    (problem,) = check_portable_names([place.format(name)])
    assert (problem.code, problem.came, problem.form) == ("PR025", name, form)
    assert reason in problem.sentence()


@pytest.mark.parametrize("name", ["contango.yml", "a.con.yml", "com10.md", "auxiliary", ".orig", "指南.zh.md", "a-b_c.d"])
def test_other_name_is_none(name: str) -> None:
    assert list(check_portable_names([f"content/guides/{name}"])) == []
    assert suggest_portable_name(name) == name


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("content/guides/A.yml", "content/guides/a.yml"),
        ("content/Guides/a.yml", "content/guides/b.yml"),
        (DECOMPOSED, COMPOSED),
        ("content/downloads/STRASSE.pdf", "content/downloads/straße.pdf"),
    ],
)
def test_names_that_some_systems_take_for_one_are_a_problem(first: str, second: str) -> None:
    (problem,) = check_portable_names([first, "content/other/x.yml", second])
    assert problem.path == second
    assert "Windows and macOS take it for the same as" in problem.sentence()


def test_files_of_a_site_are_checked_wherever_they_are(tiny: SiteFactory) -> None:
    root = tiny(
        "minimal", {"content/guides/con.yml": "a: 1", "content/downloads/A.txt": "a", "content/downloads/a.txt": "b", "nul.yml": "x"}
    )
    found = [(problem.path, problem.code) for problem in check(root).problems if problem.code == "PR025"]
    assert found == [("content/downloads/a.txt", "PR025"), ("content/guides/con.yml", "PR025")]
