"""Bare addresses become links, and end where a reader would end them."""

from __future__ import annotations

import re

import pytest

from prospectus.text.markdown import MarkdownRenderer

RENDERER = MarkdownRenderer()


def link_texts(markdown: str) -> list[str]:
    """Return the texts of all links; each bare address leads to itself."""
    html = str(RENDERER.render(markdown, str).text)
    links = re.findall(r'<a href="([^"]*)" rel="noopener"( data-plain="")?>(.*?)</a>', html)
    assert [address for address, bare, text in links if bare and address != text] == []
    return [text for _, _, text in links]


@pytest.mark.parametrize(
    ("markdown", "links"),
    [
        ("网址 https://a.example/保证金/1 里", ["https://a.example/保证金/1"]),
        ("见https://a.example/x查看", ["https://a.example/x"]),
        ("见https://a.example。另见", ["https://a.example"]),
        ("（https://a.example/x）", ["https://a.example/x"]),
        ("“http://a.example/x?b=1&c=2”，", ["http://a.example/x?b=1&amp;c=2"]),
        ("See https://a.example/x.", ["https://a.example/x"]),
        ("(see https://a.example/x_(y))", ["https://a.example/x_(y)"]),
        ("https://a.example:8080/#z!", ["https://a.example:8080/#z"]),
        ("**https://a.example/x**", ["https://a.example/x"]),
        ("[w](https://a.example/x)", ["w"]),
        ("[https://a.example/x](https://a.example/x)", ["https://a.example/x"]),
        ("<https://a.example/x>", ["https://a.example/x"]),
        ("`https://a.example/x`", []),
        ("    https://a.example/x", []),
        ('<a href="https://a.example">https://b.example</a>', ["https://b.example"]),
        ('<q title="https://a.example > https://b.example">x</q> https://c.example', ["https://c.example"]),
        ("xhttps://a.example ftp://a.example http:// a", []),
    ],
)
def test_bare_addresses_are_links(markdown: str, links: list[str]) -> None:
    assert link_texts(markdown) == links
