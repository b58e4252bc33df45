"""Tests of relative links between files of the content."""

from __future__ import annotations

import pytest

from prospectus.text.relative_links import FileLink, resolve_links, resolve_path


@pytest.mark.parametrize(
    ("link", "path"),
    [
        ("apply.docx", "content/guides/apply.docx"),
        ("./apply.docx", "content/guides/apply.docx"),
        ("../assets/curve.png", "content/assets/curve.png"),
        ("../assets/%E6%9B%B2%E7%BA%BF%201.png", "content/assets/曲线 1.png"),
        ("../assets/曲线.png?raw=1#only-dark", "content/assets/曲线.png"),
        ("../../courses/lessons/a.md", "courses/lessons/a.md"),
        ("../../../secret", None),
        ("../..", None),
        ("/assets/curve.png", None),
        ("#here", None),
        ("", None),
        ("a\\b.png", None),
        ("%00.png", None),
        ("%2e%2e/%2e%2e/%2e%2e/secret", None),
    ],
)
def test_links_are_relative_to_the_folder_of_the_text(link: str, path: str | None) -> None:
    assert resolve_path("content/guides", link) == path


def test_relative_links_lead_where_their_file_is_published() -> None:
    html = '<p><a href="b.md#x" title="t">B</a> <a href="https://a.example/b">A</a> <a href="#y">Y</a> <a href="c.zip">C</a></p>'
    links = {("content/b.md", "x"): FileLink("../b/#x", " download", "<i>2</i>")}
    assert resolve_links(html, "content", lambda *target: links.get(target)) == (
        '<p><a href="../b/#x" title="t" download>B</a><i>2</i> <a href="https://a.example/b">A</a> <a href="#y">Y</a>'
        ' <a href="c.zip">C</a></p>'
    )
