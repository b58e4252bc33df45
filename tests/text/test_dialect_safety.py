"""Hostile input in the syntax of Material: nothing that runs, hides, calls another host or passes for a part of the site is published."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest

from prospectus.text.dialect.icons import find_emoji, find_icon
from prospectus.text.dialect.mathematics import ATTRIBUTES as MATHML_ATTRIBUTES
from prospectus.text.dialect.mathematics import ELEMENTS as MATHML_ELEMENTS
from prospectus.text.dialect.mathematics import LatexError, convert_latex
from prospectus.text.markdown import ALLOWED_ATTRIBUTES, ALLOWED_TAGS, MarkdownRenderer
from site_classes import FILE, list_site_classes

OUR_TAGS = {"svg", "path", "label", "input", *MATHML_ELEMENTS}
OUR_ATTRIBUTES = {
    "svg": {"aria-hidden", "xmlns", "viewbox"},
    "path": {"d", "fill-rule", "clip-rule"},
    "input": {"type", "name", "checked"},
    "math": {"display", "alttext"},
}
EVERYWHERE = {"rel", "role", "aria-label", "tabindex", "data-plain"}
HOSTILE = [
    "$\\href{javascript:alert(1)}{x}$",
    "$\\style{position:fixed}{x}$ $\\class{md-header}{x}$ $\\cssId{main}{x}$",
    "$\\text{<script>alert(1)</script>}$ $<img src=x onerror=alert(1)>$",
    "$\\text{</math><img src=x onerror=alert(1)>}$",
    "$\\def\\x{\\x\\x}\\x$",
    "$$\n\\unicode{x}\\includegraphics{https://other.example/x.png}\n$$",
    "$\\begin{array}{c}" + "{" * 200 + "x" + "}" * 200 + "\\end{array}$",
    '<math><mtext><img src=x onerror="alert(1)"></mtext></math>',
    '<svg onload="alert(1)"><path d="M0 0"/></svg>',
    ':material-check:{ onclick="alert(1)" style="position:fixed" title="&quot;><script>alert(1)</script>" }',
    ":material-../../../../etc/passwd: :fontawesome-..%2fx:",
    '=== "<script>alert(1)</script>"\n\n    x\n\n=== "B" onclick="x"\n\n    y',
    '=== "A"\n\n    <input type="radio" name="x"><label for="y">x</label>',
    '??? note "<img src=x onerror=alert(1)>"\n    x',
    "> [!NOTE] <img src=x onerror=alert(1)>\n> x",
    "> [!visually-hidden]\n> x",
    "!!! visually-hidden print-only\n    x",
    "??? md-header\n    x",
    "- [x] <input type=checkbox onclick=alert(1)>",
    "++\"<script>alert(1)</script>\"++ ++'<b onclick=x>'++",
    "==<script>alert(1)</script>== ~~<img src=x onerror=x>~~ H~<b>~O",
    '<div class="grid cards visually-hidden" style="display:none" onclick="x" markdown>\n\n<script>alert(1)</script>\n\n</div>',
    '<div markdown id="main" class="site-header">x</div>',
    "[x](javascript:alert(1)){ .md-button onclick=alert(1) href=javascript:alert(1) }",
    '``` { .python onclick="alert(1)" style="x" data-x="</code><script>alert(1)</script>" }\nx\n```',
    '```python title="<script>alert(1)</script>"\n<script>alert(1)</script>\n```',
    "`#!html <script>alert(1)</script>`",
    "`#!../../x <b>`",
    "x{ #main .visually-hidden .md-header .search }",
    '*[LX]: "><script>alert(1)</script>\n\nLX',
    '![$x$](a.png) ![:material-check:](a.png) [a](b ":material-check:")',
    "\ufdda0\ufddb \ufddcprose.tabs \ufddd \ufdde $x$ :material-check:",
]


class Recorder(HTMLParser):
    """Records the tags with their attributes."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))


def render(text: str) -> str:
    return str(MarkdownRenderer().render(f"before\n\n{text}\n\nafter", str).text)


@pytest.mark.parametrize("text", HOSTILE)
def test_only_harmless_elements_and_attributes_are_published(text: str) -> None:
    for tag, attributes in Recorder(render(text)).tags:
        assert tag in ALLOWED_TAGS | OUR_TAGS
        allowed = ALLOWED_ATTRIBUTES["*"] | ALLOWED_ATTRIBUTES.get(tag, set()) | OUR_ATTRIBUTES.get(tag, set()) | EVERYWHERE
        assert {*attributes} <= allowed | (MATHML_ATTRIBUTES if tag in MATHML_ELEMENTS else set())
        for name in ("href", "src"):
            assert not re.match(r"\s*(?:javascript|data|vbscript|//|https?:)", attributes.get(name) or "", re.IGNORECASE)
        assert attributes.get("id") != "main"
        assert {"visually-hidden", "print-only", "md-header", "site-header", "search"}.isdisjoint((attributes.get("class") or "").split())


@pytest.mark.parametrize("text", HOSTILE)
def test_text_around_it_stays_and_no_mark_is_left(text: str) -> None:
    html = render(text)
    assert html.startswith("<p>before</p>")
    assert html.rstrip().endswith("<p>after</p>") or 'class="footnote"' in html
    assert re.search("[\ufdd0-\ufddf]", html) is None


@pytest.mark.parametrize(
    "latex",
    ["\\href{x}{y}", "\\def\\x{y}", "\\style{x}{y}", "\\foo", "{", "}", "a & b", "\\left( x", "\\begin{matrix} a", "", "x" * 3000],
)
def test_formula_that_cannot_be_shown_is_an_error(latex: str) -> None:
    with pytest.raises(LatexError):
        convert_latex(latex)


def test_icons_are_found_by_safe_names_only() -> None:
    assert find_icon("material-check")
    for name in ("material-../check", "material-", "material", "../material-check", "fontawesome-brands", "simple-\0", "logo"):
        assert find_icon(name) is None
    assert find_emoji("smile") == "😄"
    assert find_emoji("no-such-name") is None


def test_list_of_the_classes_of_the_site_is_up_to_date() -> None:
    assert FILE.read_text(encoding="utf-8") == list_site_classes()  # `scripts/docs` writes it
