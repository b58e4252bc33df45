"""Feeds as feed readers see them."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from xml.etree import ElementTree

import feedparser
import pytest

from prospectus.render.feeds import SECTION_LIMIT
from tiny import FULL, HERE, URL, SiteFactory, collect_data_files, without_digest

ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture
def repository_files(repository_data_files: dict[str, bytes]) -> dict[str, bytes]:
    return {path: body for path, body in repository_data_files.items() if path.endswith((".atom", ".xml")) or "feeds/" in path}


FULL_FEEDS = ("news", "publications", "notices", "changes", "learn", "market", "events")
"""The feeds of the full test site: of kinds, then of sections."""
REPOSITORY_FEEDS = ("notices", "learn", "market", "rules", "take-part", "activities")


def test_kinds_and_sections_have_a_feed_in_each_format_and_language(full_data_files: dict[str, bytes]) -> None:
    paths = sorted(path for path in full_data_files if "feeds/" in path)
    assert paths == sorted(
        f"{language}feeds/{name}"
        for language in ("", "en/")
        for name in (*(f"{feed}{suffix}" for feed in FULL_FEEDS for suffix in (".atom", ".json")), "opml.xml")
    )


@pytest.mark.parametrize("language", ["", "en/"])
def test_each_section_has_a_feed_of_its_latest_records_in_its_language(repository_files: dict[str, bytes], language: str) -> None:
    feed = feedparser.parse(repository_files[f"{language}feeds/learn.atom"])
    assert (feed.bozo, feed.version) == (False, "atom10")
    assert 20 < len(feed.entries) <= SECTION_LIMIT
    assert feed.feed.link == f"{URL}{language}learn/"
    dates = [entry.updated_parsed for entry in feed.entries]
    assert dates == sorted(dates, reverse=True)
    kinds = {entry.link.removeprefix(f"{URL}{language}").partition("/")[0] for entry in feed.entries}
    assert kinds <= {"lessons", "paths", "glossary", "faq", "library"}
    assert json.loads(repository_files[f"{language}feeds/learn.json"])["language"] == feed.feed.title_detail.language


def test_every_xml_file_is_well_formed(repository_files: dict[str, bytes]) -> None:
    roots = {
        path: ElementTree.fromstring(body).tag.rpartition("}")[2] for path, body in repository_files.items() if not path.endswith(".json")
    }
    assert roots == {
        **{f"{language}feeds/{feed}.atom": "feed" for language in ("", "en/") for feed in REPOSITORY_FEEDS},
        **{f"{language}feeds/opml.xml": "opml" for language in ("", "en/")},
        "sitemap.xml": "urlset",
    }


@pytest.mark.parametrize("language", ["", "en/"])
def test_atom_feed_is_read_without_complaint_and_has_every_notice_once(repository_files: dict[str, bytes], language: str) -> None:
    feed = feedparser.parse(repository_files[f"{language}feeds/notices.atom"])
    assert (feed.bozo, feed.version, len(feed.entries)) == (False, "atom10", 24)
    assert len({entry.id for entry in feed.entries}) == 24
    assert {bool(entry.title and entry.link and entry.summary and entry.updated_parsed) for entry in feed.entries} == {True}


@pytest.mark.parametrize("language", ["", "en/"])
def test_each_feed_names_its_own_address_and_its_page(full_data_files: dict[str, bytes], language: str) -> None:
    root = ElementTree.fromstring(full_data_files[f"{language}feeds/notices.atom"])
    links = {link.get("rel"): link.get("href") for link in root.findall(f"{ATOM}link")}
    assert links == {"self": f"{URL}{language}feeds/notices.atom", "alternate": f"{URL}{language}notices/"}
    feed = json.loads(full_data_files[f"{language}feeds/notices.json"])
    assert (feed["feed_url"], feed["home_page_url"]) == (f"{URL}{language}feeds/notices.json", f"{URL}{language}notices/")


def test_both_formats_have_the_same_items_newest_first(full_data_files: dict[str, bytes]) -> None:
    atom = feedparser.parse(full_data_files["en/feeds/notices.atom"])
    items = json.loads(full_data_files["en/feeds/notices.json"])["items"]
    assert [(entry.id, entry.title, entry.summary) for entry in atom.entries] == [
        (item["id"], item["title"], item["content_text"]) for item in items
    ]
    assert [item["id"].split("/")[-2] for item in items] == ["lx-2025-03", "lx-2025-01", "lx-2025-q1"]


def test_item_is_dated_only_as_precisely_as_its_notice(full_data_files: dict[str, bytes]) -> None:
    items = {item["id"].split("/")[-2]: item for item in json.loads(full_data_files["en/feeds/notices.json"])["items"]}
    assert items["lx-2025-03"]["date_published"] == "2025-03-28T00:00:00+08:00"
    assert items["lx-2025-03"]["date_modified"] == "2025-04-01T00:00:00+08:00"
    assert "date_published" not in items["lx-2025-q1"]


def test_feed_is_in_the_language_of_its_place(full_data_files: dict[str, bytes]) -> None:
    languages = [json.loads(full_data_files[f"{language}feeds/notices.json"])["language"] for language in ("", "en/")]
    assert languages == ["zh-CN", "en"]
    root = ElementTree.fromstring(full_data_files["en/feeds/notices.atom"])
    assert root.get("{http://www.w3.org/XML/1998/namespace}lang") == "en"


def test_opml_lists_the_feeds_of_its_language(full_data_files: dict[str, bytes]) -> None:
    outlines = ElementTree.fromstring(full_data_files["en/feeds/opml.xml"]).iter("outline")
    assert [(outline.get("xmlUrl"), outline.get("htmlUrl"), outline.get("text")) for outline in outlines] == [
        (f"{URL}en/feeds/notices.atom", f"{URL}en/notices/", "Notices"),
        (f"{URL}en/feeds/news.atom", f"{URL}en/news/", "News"),
        (f"{URL}en/feeds/publications.atom", f"{URL}en/publications/", "Publications"),
        (f"{URL}en/feeds/changes.atom", f"{URL}en/changes/", "Timetable changes"),
        (f"{URL}en/feeds/learn.atom", f"{URL}en/learn/", "Learn"),
        (f"{URL}en/feeds/market.atom", f"{URL}en/market/", "Market"),
        (f"{URL}en/feeds/events.atom", f"{URL}en/events/", "Events"),
    ]


def test_feed_of_changes_says_what_each_release_changed(full_data_files: dict[str, bytes], tiny: SiteFactory) -> None:
    items = json.loads(full_data_files["en/feeds/changes.json"])["items"]
    assert [(item["id"], item["date_published"], item["content_text"]) for item in items] == [
        (
            f"{URL}en/changes/2025-06-2/",
            "2025-03-05T09:00:00+08:00",
            "1 moved, 1 cancelled, 1 retitled, 1 with new speakers: Lecture in the field; Growers' meeting; Summer outlook for barley",
        ),
        (
            f"{URL}en/changes/2025-06-1/",
            "2025-02-20T10:00:00+08:00",
            "3 new: Lecture in the field; Growers' meeting; Summer outlook",
        ),
    ]
    # The Chinese title of the talk is unchanged.
    chinese = feedparser.parse(full_data_files["feeds/changes.atom"])
    assert chinese.entries[0].summary == "改期或换地点1项，取消1项，换人1项：田间讲座；种植户座谈；夏季展望"
    without = collect_data_files(tiny("full", {f"calendar/releases/2025-06-{number}.yml": None for number in (1, 2)}))
    assert [path for path in without if "feeds/changes" in path] == []


@pytest.mark.parametrize("language", ["", "en/"])
def test_item_keeps_its_id_when_its_record_is_renamed(full_data_files: dict[str, bytes], tiny: SiteFactory, language: str) -> None:
    notice = (FULL / "content/notices/lx-2025-01.yml").read_text(encoding="utf-8")
    twice_renamed = {"content/notices/january.yml": f"formerly: [lx-2025-01, lx-january]\n{notice}", "content/notices/lx-2025-01.yml": None}
    files = collect_data_files(tiny("full", twice_renamed))

    def ids_and_links(files: dict[str, bytes]) -> dict[str, str]:
        items = json.loads(files[f"{language}feeds/notices.json"])["items"]
        entries = feedparser.parse(files[f"{language}feeds/notices.atom"]).entries
        assert {item["id"]: item["url"] for item in items} == {entry.id: entry.link for entry in entries}
        return {item["id"]: item["url"] for item in items}

    first_url = f"{URL}{language}notices/lx-2025-01/"
    before = ids_and_links(full_data_files)
    assert before[first_url] == first_url
    assert ids_and_links(files) == {**before, first_url: f"{URL}{language}notices/january/"}


def test_feed_of_changes_calls_a_translation_a_translation(tiny: SiteFactory) -> None:
    release = without_digest((FULL / "calendar/releases/2025-06-2.yml").read_text(encoding="utf-8"))
    untranslated = re.sub(r"\n    en: (Lakeside Hall, Lake Town|Lecture in the field)", "", release)
    overlay = {"calendar/releases/2025-06-2.yml": untranslated}
    overlay["calendar/releases/2025-06-3.yml"] = release.replace("number: 2", "number: 3").replace("2025-03-05", "2025-03-06")
    files = collect_data_files(tiny("full", overlay))
    summaries = [json.loads(files[f"{language}feeds/changes.json"])["items"][0]["content_text"] for language in ("", "en/")]
    assert summaries == ["本语言的内容没有变化", "2 with a changed translation: Lecture in the field; Growers' meeting"]


def test_samples_and_withdrawn_notices_are_in_no_feed(tiny: SiteFactory) -> None:
    notice = (FULL / "content/notices/lx-2025-01.yml").read_text(encoding="utf-8")
    sample = (
        notice.replace("{zh: 2025", "{zh: 【示例】2025")
        .replace("en: Supervision", "en: '[Sample] Supervision'")
        .replace("' in", " in")
        .replace("2025}", "2025'}")
    )
    changed = {"content/notices/lx-2025-01.yml": f"status: sample\n{sample}", "content/notices/lx-2025-q1.yml": None}
    files = collect_data_files(tiny("full", changed))
    assert [item["id"] for item in json.loads(files["feeds/notices.json"])["items"]] == [f"{URL}notices/lx-2025-03/"]


def test_feed_does_not_change_with_the_time_of_the_build(full_data_files: dict[str, bytes]) -> None:
    later = collect_data_files(FULL, now=datetime(2031, 1, 1, tzinfo=UTC))
    assert {path: body for path, body in later.items() if "feeds/" in path} == {
        path: body for path, body in full_data_files.items() if "feeds/" in path
    }


@pytest.mark.usefixtures("any_characters")
def test_markup_and_control_characters_in_titles_are_escaped(tiny: SiteFactory) -> None:
    notice = (FULL / "content/notices/lx-2025-03.yml").read_text(encoding="utf-8")
    title = 'title: {zh: "<b>三月</b> & \\x08", en: "<b>March</b> & ]]>\\x08"}'
    overlay = {"content/notices/lx-2025-03.yml": "\n".join([title, *notice.splitlines()[1:]])}
    files = collect_data_files(tiny("full", overlay))
    feed = feedparser.parse(files["en/feeds/notices.atom"], sanitize_html=False)
    assert (feed.bozo, feed.entries[0].title) == (False, "<b>March</b> & ]]>")


def test_site_without_notices_has_no_feed_and_an_empty_list_of_feeds() -> None:
    files = collect_data_files(HERE / "sites" / "minimal")
    assert [path for path in files if "feeds/" in path] == ["feeds/opml.xml", "en/feeds/opml.xml"]
    assert list(ElementTree.fromstring(files["feeds/opml.xml"]).iter("outline")) == []
