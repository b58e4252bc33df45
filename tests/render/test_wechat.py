"""A month as an article for WeChat: only tags and styles that its editor keeps."""

from __future__ import annotations

import re
from collections.abc import Mapping
from html.parser import HTMLParser

import pytest

from prospectus.derive.timetable import Timetable
from prospectus.render.wechat import TAGS, article

STYLES = {
    "border-bottom", "color", "font-size", "line-height", "margin", "max-width", "padding", "text-align", "text-decoration", "unicode-bidi",
    "word-break",
}  # fmt: skip


class Article(HTMLParser):
    """Parses an article as a browser does, and collects its tags, attributes, styles and text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.names: set[str] = set()
        self.styles: set[str] = set()
        self.open: list[str] = []
        self.text = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.open.append(tag)
        self.names |= {name for name, _ in attrs}
        for name, value in attrs:
            if name == "style":
                self.styles |= {each.partition(":")[0] for each in str(value).split(";") if each}

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


@pytest.mark.parametrize("language", ["zh", "en"])
def test_article_has_only_tags_and_styles_that_the_editor_keeps(
    june: Mapping[str, Timetable], july: Mapping[str, Timetable], language: str
) -> None:
    for table in (june[language], july[language]):
        read = Article(article(table).decode())
        assert read.open == []
        assert set(read.tags) <= TAGS
        assert read.tags[0] == "section"
        assert read.names == {"style"}
        assert read.styles <= STYLES
        assert re.search(r"url\(|expression|@import|position", article(table).decode()) is None


def test_article_says_what_was_written_and_nothing_of_it_is_markup(july: Mapping[str, Timetable]) -> None:
    text = Article(article(july["en"]).decode()).text
    assert "<script>alert('x')</script> & \"quotes\" ]]> &amp;" in text
    assert "<b>Hall</b>" in text
    assert "<i>Ear</i> (A & B)" in text
    assert "مقدمة في عقود الشعير الآجلة" in text
    assert "[Sample] Rehearsal" in text


def test_article_tells_what_moved_and_what_is_cancelled(june: Mapping[str, Timetable]) -> None:
    text = Article(article(june["zh"]).decode()).text
    assert "已取消：种植户座谈" in text
    assert "已改期：原定2025年6月11日 14:00；大麦厅当天另有安排。" in text


def test_address_is_words_and_no_link(june: Mapping[str, Timetable]) -> None:
    html = article(june["zh"]).decode()
    assert "全文与更新：https://lakeside.example/learn/calendar/2025/06/" in html
    assert "href" not in html
