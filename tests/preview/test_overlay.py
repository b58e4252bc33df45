"""The overlay with the problems of the last build."""

from __future__ import annotations

import pytest

from prospectus.preview.overlay import BuildProblems, insert_overlay, render_overlay
from prospectus.problems import Problem, make_problem
from prospectus.problems.problem import Severity

HOSTILE = "</template></prospectus-problems><script>alert(1)</script>"


def _problem(severity: Severity = "error", came: str = "grop") -> Problem:
    return make_problem("content/guides/a.yml", 2, 1, "PR101", kind="guide", came=came, form="group").at_severity(severity)


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", ["1 error", "The site was not built. This page is as it was.", "error PR101", "Right form: ", "prospectus explain PR101"]),
        ("zh", ["1 个错误", "站点未能生成，本页仍是上一次的内容。", "错误 PR101", "正确写法：", "prospectus explain PR101"]),
    ],
)
def test_overlay_says_what_is_wrong_where_and_what_is_right(language: str, words: list[str]) -> None:
    html = render_overlay(BuildProblems((_problem(),), outcome="blocked"), language, lambda _: ["title: a", "grop: b"]).decode()
    for part in (*words, "content/guides/a.yml:2:1", "2 | grop: b", "<code>group</code>", '<details class="is-blocked" open>'):
        assert part in html


def test_warnings_are_folded_and_hints_are_not_shown() -> None:
    html = render_overlay(BuildProblems((_problem("warning"),)), "en", None).decode()
    assert '<details class="is-built">' in html
    assert "<summary>1 warning</summary>" in html
    assert render_overlay(BuildProblems((_problem("info"),)), "en", None) == b""
    assert render_overlay(BuildProblems(), "en", None) == b""


def test_error_of_a_setting_is_shown() -> None:
    assert b"site_url must be" in render_overlay(BuildProblems(outcome="blocked", error="site_url must be"), "en", None, has_pages=False)


def test_text_of_files_is_escaped() -> None:
    html = render_overlay(BuildProblems((_problem(came=HOSTILE),), outcome="blocked"), "en", lambda _: ["", HOSTILE]).decode()
    assert "<script>" not in html
    assert html.count("</template>") == 1


def test_overlay_stands_at_the_end_of_the_body() -> None:
    assert insert_overlay(b"<body><p>a</p></body></html>", b"<x>") == b"<body><p>a</p><x></body></html>"
    assert insert_overlay(b"404 Not Found", b"<x>") == b"404 Not Found<x>"
