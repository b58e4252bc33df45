"""A month as an article for WeChat: only tags and styles that its editor keeps."""

from __future__ import annotations

import re
from collections.abc import Mapping
from html.parser import HTMLParser

import pytest

from prospectus.render.month.wechat import TAGS, render_article
from prospectus.views.month_export import MonthExport

STYLES = {
    "border-bottom", "color", "font-size", "line-height", "margin", "max-width", "padding", "text-align", "text-decoration", "unicode-bidi",
    "word-break",
}  # fmt: skip


class ArticleParser(HTMLParser):
    """Parses an article as a browser does, and collects its tags, attributes, styles and text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attribute_names: set[str] = set()
        self.styles: set[str] = set()
        self.open_tags: list[str] = []
        self.text = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.open_tags.append(tag)
        self.attribute_names |= {name for name, _ in attrs}
        for name, value in attrs:
            if name == "style":
                self.styles |= {declaration.partition(":")[0] for declaration in str(value).split(";") if declaration}

    def handle_endtag(self, tag: str) -> None:
        assert self.open_tags.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


@pytest.mark.parametrize("language", ["zh", "en"])
def test_article_has_only_tags_and_styles_that_the_editor_keeps(
    june: Mapping[str, MonthExport], july: Mapping[str, MonthExport], language: str
) -> None:
    for export in (june[language], july[language]):
        parser = ArticleParser(render_article(export).decode())
        assert parser.open_tags == []
        assert set(parser.tags) <= TAGS
        assert parser.tags[0] == "section"
        assert parser.attribute_names == {"style"}
        assert parser.styles <= STYLES
        assert re.search(r"url\(|expression|@import|position", render_article(export).decode()) is None


def test_hostile_text_is_escaped(july: Mapping[str, MonthExport]) -> None:
    text = ArticleParser(render_article(july["en"]).decode()).text
    assert "<script>alert('x')</script> & \"quotes\" ]]> &amp;" in text
    assert "<b>Hall</b>" in text
    assert "<i>Ear</i> (A & B)" in text
    assert "مقدمة في عقود الشعير الآجلة" in text
    assert "[Sample] Rehearsal" in text


def test_article_states_moved_and_cancelled_events(june: Mapping[str, MonthExport]) -> None:
    text = ArticleParser(render_article(june["zh"]).decode()).text
    assert "已取消：种植户座谈" in text
    assert "改期：田间讲座" in text
    assert "原定：2025年6月11日 周三 14:00" in text
    assert "原因：大麦厅当天另有安排。" in text
    assert "已改期" not in text
    assert text.count("已取消") == 1


def test_url_is_plain_text_and_not_a_link(june: Mapping[str, MonthExport]) -> None:
    html = render_article(june["zh"]).decode()
    assert "全文与更新：https://lakeside.example/learn/calendar/2025/06/" in html
    assert "href" not in html
