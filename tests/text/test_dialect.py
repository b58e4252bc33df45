"""The Markdown of Material, one syntax per case: `cases/markdown/NAME.md` and its HTML in `NAME.html`."""

from __future__ import annotations

from pathlib import Path

import pytest

from prospectus.text.glossary import Glossary
from prospectus.text.language_tags import tag_han_runs
from prospectus.text.markdown import MarkdownRenderer
from prospectus.text.word_breaks import mark_word_breaks

CASES = sorted((Path(__file__).parents[1] / "cases" / "markdown").glob("*.md"))


def render_case(case: Path) -> str:
    """Return the HTML of a case. A link leads to its target, and the words of the interface are their keys."""
    html = MarkdownRenderer().render(case.read_text(encoding="utf-8"), lambda target: f"/{target.replace(':', '/')}/").text
    return f"{html}\n"


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.stem)
def test_syntax_has_its_html(case: Path) -> None:
    assert render_case(case) == case.with_suffix(".html").read_text(encoding="utf-8")


def test_every_case_has_its_html() -> None:
    assert {path.stem for path in CASES[0].parent.glob("*.html")} == {case.stem for case in CASES}


def test_formulas_stay_whole_where_the_text_around_them_is_tagged_or_broken() -> None:
    html = MarkdownRenderer().render("价格$\\text{结算价}$以及", str).text
    formula = html[html.index("<math") : html.index("</math>")]
    assert formula in tag_han_runs(html, "zh-Hans")
    assert formula in mark_word_breaks(html, Glossary(()))
