"""The first use of a term on a page is linked, only in running text, and nothing else on the page changes."""

from __future__ import annotations

import re
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prospectus.render.html.term_links import link_terms
from prospectus.text.glossary import Glossary, TermForm
from prospectus.text.markdown import sanitise
from prospectus.views.page import GlossaryLinks

FORMS = [
    TermForm("会员", "member"),
    TermForm("期货公司会员", "firm"),
    TermForm("会员部", None),
    TermForm("保证金", "margin"),
    TermForm("押金", "margin", "保证金"),
    TermForm("R&D", "research"),
    TermForm("草案", "draft"),
]
TERMS = GlossaryLinks(Glossary(FORMS), {key: f"glossary/{key}/" for key in ("member", "firm", "margin", "research")}, frozenset(), "")


def make_page(about: str | None = "") -> Any:
    """Return a page with the attributes that `link_terms` reads."""
    return SimpleNamespace(about=about, base="..", site=SimpleNamespace(terms=TERMS))


def link_and_abbreviate(html: str, about: str | None = "") -> str:
    """Return the HTML with its new links abbreviated as `[text]`."""
    return re.sub(r'<a class="term" href="\.\./glossary/([a-z]+)/">([^<]*)</a>', r"[\2]", str(link_terms(html, make_page(about))))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("见https://a.example/保证金/1，交保证金。", "见https://a.example/保证金/1，交[保证金]。"),
        ("见https://a.example/?q=会员。", "见https://a.example/?q=会员。"),
        ("见https://a.example。会员要交。", "见https://a.example。[会员]要交。"),
    ],
)
def test_term_within_a_bare_address_is_not_linked(text: str, expected: str) -> None:
    assert link_and_abbreviate(f"<p>{text}</p>") == f"<p>{expected}</p>"


@pytest.mark.parametrize(
    ("html", "gives"),
    [
        ("<p>会员要交保证金。会员要交保证金。</p>", "<p>[会员]要交[保证金]。会员要交保证金。</p>"),
        ("<p>期货公司会员，会员。</p>", "<p>[期货公司会员]，[会员]。</p>"),
        ("<p>会员部。</p>", "<p>会员部。</p>"),
        ("<p>押金、草案。</p>", "<p>押金、草案。</p>"),
        ("<p>交<b>保证金</b>，<em>会</em>员。</p>", "<p>交<b>[保证金]</b>，<em>会</em>员。</p>"),
        ("<p>会<br>员，R&amp;D。</p>", "<p>会<br>员，[R&amp;D]。</p>"),
        ("<ul><li>会员，<ul><li>保证金；</li></ul></li></ul>", "<ul><li>[会员]，<ul><li>[保证金]；</li></ul></li></ul>"),
        ("<dl><dt>会员。</dt><dd>会员。</dd></dl>", "<dl><dt>会员。</dt><dd>[会员]。</dd></dl>"),
        ("<p>会员 <a href='x'>期货公司会员，</a>保证金</p>", "<p>[会员] <a href='x'>期货公司会员，</a>[保证金]</p>"),
        ("<p>a hidden print-only 会员。</p><p hidden>保证金。</p>", "<p>a hidden print-only [会员]。</p><p hidden>保证金。</p>"),
        ("<p>会员、保证金，<b>会员</b></p><ul><li>R&amp;D</ul>", "<p>[会员]、[保证金]，<b>会员</b></p><ul><li>R&amp;D</ul>"),
        ('<p><a href="x">会员</a>，会员。</p>', '<p><a href="x">会员</a>，[会员]。</p>'),
        ('<p>会员。</p><p><a href="../glossary/member/">会员</a>。</p>', '<p>会员。</p><p><a href="../glossary/member/">会员</a>。</p>'),
        (
            '<p><span class="chip">会员。</span><span lang="zh-CN">保证金。</span></p>',
            '<p><span class="chip">会员。</span><span lang="zh-CN">[保证金]。</span></p>',
        ),
    ],
)
def test_first_use_in_a_sentence_is_linked(html: str, gives: str) -> None:
    assert link_and_abbreviate(html) == gives


@pytest.mark.parametrize(
    "html",
    [
        "<h2>会员。</h2>",
        "会员。",
        "<div>会员。</div>",
        "<ul><li>会员</li><li>保证金</li></ul>",
        "<p>会员、保证金</p>",
        "<table><tr><th>会员。</th><td>会员。<p>会员。</p></td></tr></table>",
        "<figure><p>会员。</p><figcaption>会员。</figcaption></figure>",
        "<nav><ul><li>会员。</li></ul></nav>",
        "<form><p>会员。</p></form>",
        "<p><button>会员。</button><code>会员。</code><kbd>会员。</kbd><label>会员。</label></p>",
        "<details><summary>会员。</summary></details>",
        '<div data-terms="none"><div><p>会员。</p></div><p>会员。</p></div>',
        '<div aria-hidden="true"><div></div><p>会员。</p></div>',
        "<section hidden><p>会员。</p></section>",
        '<ul><li class="card"><h3><a href="x">会员</a></h3><p>会员。</p></li></ul>',
        '<div class="print-only"><p>会员。</p></div>',
        '<p title="会员。" data-x="a > 会员。">。</p>',
        '<p>。<img alt="会员。" src="x"></p>',
        '<p>。<svg><text class="a">会员。</text><path d="M0 0"/></svg></p>',
    ],
)
def test_text_that_is_not_running_text_is_unchanged(html: str) -> None:
    assert link_and_abbreviate(html) == html


def test_text_continues_after_skipped_elements() -> None:
    assert link_and_abbreviate("<nav><p>。</p></nav><div hidden><div></div></div><p>会员<svg/><br>。</p>") == (
        "<nav><p>。</p></nav><div hidden><div></div></div><p>[会员]<svg/><br>。</p>"
    )


def test_term_on_its_own_page_is_not_linked_but_hides_shorter_terms() -> None:
    assert link_and_abbreviate("<p>期货公司会员和会员。</p>", "firm") == "<p>期货公司会员和[会员]。</p>"


def test_text_with_nul_is_unchanged() -> None:
    assert link_and_abbreviate("<p>\0会员。</p>") == "<p>\0会员。</p>"


def test_page_without_term_links_is_unchanged() -> None:
    assert link_and_abbreviate("<p>会员。</p>", None) == "<p>会员。</p>"


def test_hostile_text_stays_escaped() -> None:
    html = sanitise('<p title="<p>会员。</p>">x</p><p>&lt;a href="会员"&gt; 会员 &lt;/a&gt; <img src="x" alt="a>会员。<p>保证金。"></p>')
    linked_html = str(link_terms(html, make_page()))
    assert re.sub(r'<a class="term"[^>]*>([^<]*)</a>', r"\1", linked_html) == html
    assert sanitise(linked_html).count('href="../glossary/') == linked_html.count('href="../glossary/') > 0


PIECES = [
    "会员",
    "期货公司会员",
    "保证金",
    "。",
    " ",
    "<p>",
    "</p>",
    "<b>",
    "</b>",
    "<a href='x'>",
    "</a>",
    '<p title="会员">',
    "<li>",
    "<h2>",
    "</h2>",
    "<",
    ">",
    '"',
    "&amp;",
    "\U00020bb7",
    "<nav>",
]


@given(st.lists(st.sampled_from(PIECES), max_size=30).map("".join))
def test_only_links_are_added_and_each_target_occurs_once(html: str) -> None:
    sanitised_html = sanitise(html)
    linked_html = str(link_terms(sanitised_html, make_page()))
    links = re.findall(r'<a class="term" href="([^"]*)">[^<]*</a>', linked_html)
    assert re.sub(r'<a class="term" href="[^"]*">([^<]*)</a>', r"\1", linked_html) == sanitised_html
    assert len(links) == len(set(links))


def test_link_of_an_explained_term_says_so() -> None:
    page = make_page()
    page.site = SimpleNamespace(terms=replace(TERMS, explained=frozenset({"margin"})))
    assert link_terms("<p>会员交保证金。</p>", page) == (
        '<p><a class="term" href="../glossary/member/">会员</a>交<a class="term" href="../glossary/margin/" data-meaning>保证金</a>。</p>'
    )
