"""Two institutions that are no exchange: a bond association in three languages and a fund house in English, as `init` makes them."""

from __future__ import annotations

import json
import re
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from prospectus.pipeline import check
from prospectus.text.chinese_script import script_table
from prospectus.verify import verify
from tiny import HERE, build_to, read_files

NOW = datetime(2025, 4, 20, 9, tzinfo=ZoneInfo("Asia/Shanghai"))
FUTURES = re.compile(r"\b(futures|expir\w+|night session)\b|期货|期貨|合约|合約|夜盘", re.IGNORECASE)


@pytest.fixture(scope="module", params=["association", "fund"])
def built(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[str, dict[str, bytes]]:
    """The name of a site, and its built files, after they were verified."""
    folder = tmp_path_factory.mktemp("built") / "site"
    build_to(HERE / "sites" / request.param, folder, now=NOW, strict=True)
    assert verify(folder) == []
    return request.param, read_files(folder)


def test_site_has_no_problem(built: tuple[str, dict[str, bytes]]) -> None:
    assert check(HERE / "sites" / built[0]).problems == ()


def test_pages_do_not_speak_of_futures(built: tuple[str, dict[str, bytes]]) -> None:
    pages = {name: re.sub(r"<[^>]*>", " ", body.decode()) for name, body in built[1].items() if name.endswith(".html")}
    assert {name: FUTURES.findall(text) for name, text in pages.items() if FUTURES.search(text)} == {}
    assert [name for name in pages if name.startswith("contracts/")] == []


def test_site_is_in_its_languages(built: tuple[str, dict[str, bytes]]) -> None:
    name, files = built
    tags = {re.search(rb'<html lang="([^"]+)"', body)[1].decode() for path, body in files.items() if path.endswith("/index.html")}  # type: ignore[index]
    assert tags == ({"zh-Hans", "zh-Hant", "en"} if name == "association" else {"en"})
    if name == "association":
        news = files["zh-hant/news/new-members/index.html"].decode()
        assert ("協會新增兩家會員" in news, "發布日期" in news, "2025年3月4日" in news.replace(" ", "")) == (True, True, True)


def test_traditional_chinese_is_converted_where_nobody_has_written_it(built: tuple[str, dict[str, bytes]]) -> None:
    name, files = built
    if name != "association":
        return
    converted, written = (files[f"zh-hant/guides/{guide}/index.html"].decode() for guide in ("basics", "fees"))
    assert (NOTE in converted, NOTE in written, NOTE in files["guides/basics/index.html"].decode()) == (True, False, False)
    assert '<a href="../../../guides/basics/" hreflang="zh-Hans">閱讀原文</a>' in converted
    assert re.findall(r'hreflang="(zh-Hans|zh-Hant|en)" href', converted)[:3] == ["zh-Hans", "zh-Hant", "en"]
    assert "zh-hant/guides/basics/" in files["sitemap.xml"].decode()
    assert "投資者教育網站" in files["zh-hant/index.html"].decode()  # content/conversion.yml


NOTE = "本頁文字由簡體中文自動轉換"


def test_no_simplified_character_is_left_in_traditional_files(built: tuple[str, dict[str, bytes]]) -> None:
    found = {
        path: sorted(set("".join(script_table("hant").foreign.findall(text))))
        for path, body in built[1].items()
        if path.startswith("zh-hant/") and path.endswith((".html", ".atom", ".ics", ".opml"))
        if (text := SIMPLIFIED_NAMES.sub("", body.decode())) and script_table("hant").foreign.search(text)
    }
    assert found == {}


SIMPLIFIED_NAMES = re.compile(
    r'<(\w+)[^>]*lang="zh-(?:Hans|CN)"[^>]*>.*?</\1>|"alternateName":\[[^]]*]|data-(?:other-language|language|titles)="[^"]*"'
)
"""What is in simplified Chinese on purpose: the name of that language, filing numbers, and titles that a script looks up."""


def test_converted_texts_are_in_search_and_data(built: tuple[str, dict[str, bytes]]) -> None:
    name, files = built
    if name != "association":
        return
    terms = {record["id"]: record["title"] for record in json.loads(files["data/term.json"])["records"]}
    assert terms["risk"] == {"zh": "风险", "en": "Risk", "zh-hant": "風險"}
    assert "風險" in b"".join(body for path, body in files.items() if path.startswith("zh-hant/search/data/")).decode()


def test_news_and_publications_are_in_lists_feeds_and_data(built: tuple[str, dict[str, bytes]]) -> None:
    name, files = built
    kind, key, schema_type = ("news", "new-members", "NewsArticle") if name == "association" else ("publication", "annual-report", "Report")
    listing = "news" if kind == "news" else "publications"
    page = files[f"{listing}/{key}/index.html"].decode()
    graph = json.loads(re.search(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)[1])["@graph"]  # type: ignore[index]
    assert schema_type in [node["@type"] for node in graph]
    assert f"{listing}/{key}/".encode() in files[f"feeds/{listing}.atom"]
    assert [record["id"] for record in json.loads(files[f"data/{kind}.json"])["records"]] == [key]
    assert f"{listing}/{key}/".encode() in files[f"{listing}/index.html"]
    if kind == "news":
        assert b"news/new-members/" in files["index.html"]


def test_brand_is_that_of_the_institution(built: tuple[str, dict[str, bytes]]) -> None:
    name, files = built
    assert (b"#0057b8" if name == "association" else b"#7a1f3d") in files["assets/brand.css"]
    assert ("京ICP备12345678号-1".encode() in files["index.html"]) == (name == "association")


def test_notice_without_cases_shows_its_figures(built: tuple[str, dict[str, bytes]]) -> None:
    name, files = built
    if name != "association":
        return
    page = files["en/notices/first-quarter/index.html"].decode()
    assert ("Firms inspected" in page, "<td>12</td>" in page, "What the words mean" in page) == (True, True, False)


def test_levels_and_event_types_of_the_institution_are_shown_everywhere(built: tuple[str, dict[str, bytes]]) -> None:
    name, files = built
    if name != "association":
        return
    event = files["en/calendar/events/members-roundtable/index.html"].decode()
    assert "Round table" in re.sub(r"<[^>]*>", " ", event)
    assert "圓桌會" in files["zh-hant/calendar/events/members-roundtable/index.html"].decode()
    calendar = files["calendar/all.ics"].decode()
    assert ("CATEGORIES:圆桌会" in calendar, "TRANSP:OPAQUE" in calendar) == (True, True)
    course = files["en/courses/two-evenings/index.html"].decode()
    assert ("For practitioners" in course, '"educationalLevel":"For practitioners"' in course.replace(": ", ":")) == (True, True)
    assert ("Round table" in files["en/calendar/index.html"].decode(), "Introductory" in course) == (True, False)
    level = json.loads(files["data/course.schema.json"])["properties"]["records"]["items"]["properties"]["level"]
    assert level["anyOf"][0]["enum"] == ["first-steps", "practitioner"]
