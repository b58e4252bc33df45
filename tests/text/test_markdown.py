"""Rendering of editors' Markdown: what is allowed, what is removed, and how links are resolved."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from markupsafe import escape

from prospectus.cache.cache import BuildCache
from prospectus.text.markdown import ALLOWED_ATTRIBUTES, ALLOWED_TAGS, Heading, MarkdownRenderer, fingerprint_rules

RENDERER = MarkdownRenderer()
UNSAFE = [
    "<script>alert(1)</script>",
    "<SCRIPT SRC=//elsewhere.example></SCRIPT>",
    "<p onclick=alert(1)>x</p>",
    "<img src=x onerror=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "<svg onload=alert(1)>",
    '<math><mi xlink:href="javascript:alert(1)">x</mi></math>',
    '<p style="position:fixed">x</p>',
    "<style>body { display: none }</style>",
    '<a href="javascript:alert(1)">x</a>',
    '<a href="java&Tab;script:alert(1)">x</a>',
    '<a href="java&#10;script:alert(1)">x</a>',
    '<a href=" &#106;avascript:alert(1)">x</a>',
    '<a href="JaVaScRiPt:void">x</a>',
    '<a href="data:text/html,<script>alert(1)</script>">x</a>',
    '<a href="vbscript:x">x</a>',
    '<a href="file:///etc/passwd">x</a>',
    '<img src="data:image/svg+xml,<svg/>">',
    "[x](javascript:alert(1))",
    "[x](data:text/html;base64,xxxx)",
    "[x][1]\n\n[1]: javascript:alert(1)",
    "![x](javascript:alert(1))",
    "<iframe src=https://elsewhere.example></iframe>",
    "<object data=x></object><embed src=x>",
    '<form action="https://elsewhere.example"><input name=x><button>x</button></form>',
    '<base href="https://elsewhere.example/">',
    '<meta http-equiv="refresh" content="0;url=https://elsewhere.example">',
    '<link rel="stylesheet" href="https://elsewhere.example/x.css">',
    "<template><script>alert(1)</script></template>",
    '<noscript><p title="</noscript><img src=x onerror=alert(1)>"></noscript>',
    "<!-- <script>alert(1)</script> -->",
    "<![CDATA[<script>alert(1)</script>]]>",
    "x{: onclick=alert(1) style=color:red }",
    "# x {: onmouseover=alert(1) }",
    "<blink>x</blink><marquee>x</marquee>",
]


class TagRecorder(HTMLParser):
    """Records every tag with its attributes, and every tag that is not closed."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in ("br", "hr", "img"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_comment(self, data: str) -> None:
        raise AssertionError(data)


def scheme_of(address: str) -> str | None:
    """Return the URL scheme as a browser reads it: leading blanks, and tabs and line breaks within it, are ignored."""
    match = re.match(r"[\x00-\x20]*([a-z][a-z0-9+.-]*):", re.sub(r"[\t\r\n]", "", address), re.IGNORECASE)
    return match[1].lower() if match else None


def render_html(markdown: str) -> str:
    return str(RENDERER.render(markdown, lambda target: f"../{target.replace(':', '/')}/").text)


@pytest.mark.parametrize("markdown", UNSAFE)
def test_unsafe_markdown_leaves_only_allowed_tags_and_attributes(markdown: str) -> None:
    recorder = TagRecorder(render_html(f"before\n\n{markdown}\n\nafter"))
    assert recorder.open == []
    for tag, attributes in recorder.tags:
        assert tag in ALLOWED_TAGS
        assert {*attributes} <= ALLOWED_ATTRIBUTES["*"] | ALLOWED_ATTRIBUTES.get(tag, set()) | {"rel"}
        for name in ("href", "src"):
            assert scheme_of(attributes.get(name) or "") in (None, "http", "https", "mailto", "tel")


@pytest.mark.parametrize("markdown", UNSAFE)
def test_text_around_unsafe_markdown_stays(markdown: str) -> None:
    rendered = render_html(f"before\n\n{markdown}\n\nafter")
    assert (rendered[:13], rendered.strip()[-12:]) == ("<p>before</p>", "<p>after</p>")


@pytest.mark.parametrize(
    ("markdown", "expected"),
    [
        ("**b** *i* `c`", "<p><strong>b</strong> <em>i</em> <code>c</code></p>"),
        ("[x](https://lakeside.example/a?b=1&c=2)", '<p><a href="https://lakeside.example/a?b=1&amp;c=2" rel="noopener">x</a></p>'),
        ("[x](mailto:a@lakeside.example)", '<p><a href="mailto:a@lakeside.example" rel="noopener">x</a></p>'),
        ("[x](tel:4000000000)", '<p><a href="tel:4000000000" rel="noopener">x</a></p>'),
        ("[x](#part)", '<p><a href="#part" rel="noopener">x</a></p>'),
        ("[x](guide:margin)", '<p><a href="../guide/margin/" rel="noopener">x</a></p>'),
        ("[x](guide:margin#why)", '<p><a href="../guide/margin/#why" rel="noopener">x</a></p>'),
        ("[x](list:term)", '<p><a href="../list/term/" rel="noopener">x</a></p>'),
        ("[x](page:calendar)", '<p><a href="../page/calendar/" rel="noopener">x</a></p>'),
        ("[x][1]\n\n[1]: guide:margin", '<p><a href="../guide/margin/" rel="noopener">x</a></p>'),
        ('<a href="guide:margin">x</a>', '<p><a href="../guide/margin/" rel="noopener">x</a></p>'),
        ("[x](javascript:alert) y", "<p><span>x</span> y</p>"),
        ('<a id="n" hreflang="en">**x**</a> [y](#n)', '<p><span id="n"><strong>x</strong></span> <a href="#n" rel="noopener">y</a></p>'),
        ("H~2~O 1 < 2 & 3", "<p>H<sub>2</sub>O 1 &lt; 2 &amp; 3</p>"),
        ("`[x](guide:margin)`", "<p><code>[x](guide:margin)</code></p>"),
        ("x\n{: .note #n lang=en }", '<p class="note" id="n" lang="en">x</p>'),
        ("<q>x</q>", "<p><q>x</q></p>"),
        ("\\&copy; &copy; `\\&copy;` \\~ \\$5", "<p>&amp;copy; © <code>\\&amp;copy;</code> ~ $5</p>"),
    ],
)
def test_safe_markdown_is_rendered(markdown: str, expected: str) -> None:
    assert render_html(markdown) == expected


def test_target_of_each_link_is_resolved_once() -> None:
    resolved: list[str] = []

    def resolve(target: str) -> str:
        resolved.append(target)
        return "."

    RENDERER.render("[a](contract:by) [b](term:lot#x) [c](https://lakeside.example) [d](tel:12) <a href='list:nothing'>e</a>", resolve)
    assert resolved == ["contract:by", "term:lot"]


def test_table_is_wrapped_and_alignment_becomes_classes() -> None:
    rendered = render_html("| a | b | c |\n|:--|:-:|--:|\n| 1 | 2 | 3 |\n")
    assert rendered.startswith('<div class="table-frame"')
    assert rendered.endswith("</table></div>")
    assert [attributes for tag, attributes in TagRecorder(rendered).tags if tag in ("th", "td")] == [
        {"class": f"align-{side}"} for side in ("left", "center", "right")
    ] * 2


@pytest.mark.parametrize("table", ["<table><tr><td>1</td></tr></table>", '<table class="wide"><tr><td>1</td></tr></table>'])
def test_html_table_is_wrapped_and_closed(table: str) -> None:
    recorder = TagRecorder(render_html(f"before\n\n{table}\n\nafter"))
    assert recorder.open == []
    assert [tag for tag, _ in recorder.tags] == ["p", "div", "table", "tbody", "tr", "td", "p"]


def test_headings_have_unique_ids_and_are_in_the_table_of_contents() -> None:
    rendered = RENDERER.render("## 为什么 要交?\n\n### Why *now*\n\n## Why now\n\n## ？！\n", str)
    assert rendered.headings == (Heading("为什么 要交?", "section-1"), Heading("Why now", "section-2"), Heading("？！", "section-3"))
    assert '<h3 id="section-1-1"><span id="why-now"></span>Why <em>now</em></h3>' in rendered.text


@pytest.mark.parametrize(
    ("number", "tag"), [("１", "<ol>"), ("1", "<ol>"), ("２", '<ol start="2">'), ("１２", '<ol start="12">'), ("٣", '<ol start="3">')]
)
def test_first_number_of_a_list_is_written_in_ascii_digits(number: str, tag: str) -> None:
    assert render_html(f"{number}. a\n").startswith(tag)


@pytest.mark.parametrize("start", ["１", "x", "-1", "1.5", ""])
def test_first_number_in_html_is_a_number(start: str) -> None:
    assert render_html(f'<ol start="{start}"><li>a</li></ol>').startswith("<ol>")


def test_link_back_from_a_footnote_is_described_in_the_words_of_the_page() -> None:
    rendered = RENDERER.render("a[^x] b[^y]\n\n[^x]: A\n\n[^y]: B", str, lambda number: f'zum Text "{number}"').text
    assert re.findall('title="([^"]*)"', rendered) == ["zum Text &#34;1&#34;", "zum Text &#34;2&#34;"]


@pytest.mark.parametrize(
    ("markdown", "title"),
    [
        ("!!! note\n    a", "<Hinweis>"),
        ("!!! Warning inline\n    a", "<Achtung>"),
        ("- b\n\n    !!! note\n        a", "<Hinweis>"),
        ('!!! note "Note"\n    a', "Note"),
        ('!!! note ""\n    a', None),
    ],
)
def test_admonition_without_a_title_has_one_in_the_words_of_the_page(markdown: str, title: str | None) -> None:
    words = {"note": "<Hinweis>", "warning": "<Achtung>"}
    rendered = str(RENDERER.render(markdown, str, describe_admonition=words.__getitem__).text)
    assert re.findall('<p class="admonition-title">([^<]*)</p>', rendered) == ([] if title is None else [str(escape(title))])


def test_title_of_an_admonition_is_its_type_where_there_are_no_words() -> None:
    assert '<p class="admonition-title">Note</p>' in render_html("!!! note\n    a")


@pytest.mark.parametrize(
    ("markdown", "expected"),
    [
        ("![图](https://other.example/t.gif)", '<p><a href="https://other.example/t.gif" rel="noopener">图</a></p>'),
        ('<img src="//other.example/t.gif" alt="x">', '<p><a href="//other.example/t.gif" rel="noopener">x</a></p>'),
        ("![](https://other.example/t.gif)", "<p></p>"),
        ("![图][r]\n\n[r]: HTTPS://other.example/t.gif", '<p><a href="HTTPS://other.example/t.gif" rel="noopener">图</a></p>'),
        ('<img src="../../assets/p.png" alt="x">', '<p><img src="../../assets/p.png" alt="x"></p>'),
    ],
)
def test_picture_of_another_host_is_a_link(markdown: str, expected: str) -> None:
    assert render_html(markdown) == expected


def test_fenced_code_is_one_block() -> None:
    assert render_html("a\n\n```yaml\na: <b>\n\nc: {d}\n```\n") == (
        '<p>a</p>\n<div class="highlight"><pre tabindex="0"><code><span class="nt">a</span><span class="p">:</span><span class="w"> </span>'
        '<span class="l l-Scalar l-Scalar-Plain">&lt;b&gt;</span>\n\n<span class="nt">c</span><span class="p">:</span>'
        '<span class="w"> </span>'
        '<span class="p p-Indicator">{</span><span class="nv">d</span><span class="p p-Indicator">}</span>\n</code></pre></div>'
    )


def test_html_is_cached_by_the_versions_of_the_libraries_and_our_rules(monkeypatch: pytest.MonkeyPatch) -> None:
    keys: list[str] = []
    monkeypatch.setattr(BuildCache, "get_or_compute", lambda _self, _name, key, compute: (keys.append(key), compute())[1])
    for upgraded in ("", "markdown", "nh3"):
        fingerprint_rules.cache_clear()
        monkeypatch.setattr("prospectus.text.markdown.version", lambda name, upgraded=upgraded: "2.0" if name == upgraded else "1.0")
        MarkdownRenderer().render("a", str)
    fingerprint_rules.cache_clear()
    assert len(set(keys)) == 3


def test_rendering_keeps_no_state_between_texts() -> None:
    first = render_html("## A\n\n[^1]\n\n[^1]: Note.\n\n*[LX]: Lakeside\n")
    render_html("## A\n\nLX\n")
    assert render_html("## A\n\n[^1]\n\n[^1]: Note.\n\n*[LX]: Lakeside\n") == first
    assert render_html("LX [^1]") == "<p>LX [^1]</p>"
