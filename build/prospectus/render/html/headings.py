"""Marks where the lines of headings may end, in languages that are written without spaces."""

from __future__ import annotations

import re

from markupsafe import Markup

from prospectus.patterns import lazy_pattern
from prospectus.text.chinese_script import script_of
from prospectus.text.word_breaks import mark_word_breaks
from prospectus.views.page import PageView

_HEADING = lazy_pattern(r"(?s)(<h[123](?=[ >])[^>]*>)(.*?)(</h[123]>)")


def break_headings(html: str, page: PageView) -> Markup:
    """Return the HTML content of a page with `<wbr>` between the words of its Chinese headings of the first three levels."""
    if script_of(page.site.language) is None:
        return Markup(html)  # noqa: S704  (the output of a template)
    glossary = page.site.terms.glossary

    def mark(heading: re.Match[str]) -> str:
        return heading[1] + mark_word_breaks(heading[2], glossary) + heading[3]

    return Markup(_HEADING.sub(mark, html))  # noqa: S704  (only elements without content are added)
