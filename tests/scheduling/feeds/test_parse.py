"""Tests of feed parsing: any bytes give plain entries, or a reason why they are not a feed."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from prospectus.scheduling.feeds.parse import FeedEntry, NotAFeed, decode, parse_feed, read_feed, sanitise_link, to_plain_text

ZONE = ZoneInfo("Asia/Shanghai")
NOW = datetime(2025, 3, 20, 4, 0, tzinfo=UTC)
ITEM = "<item><guid isPermaLink='false'>one</guid><title>Spring outlook</title><link>https://hall.example/1</link></item>"


def rss(items: str = ITEM) -> str:
    return f'<rss version="2.0"><channel><title>Hall</title>{items}</channel></rss>'


def parse_body(body: str | bytes, content_type: str = "") -> tuple[FeedEntry, ...]:
    return parse_feed(body.encode() if isinstance(body, str) else body, content_type, "https://hall.example/feed.xml", zone=ZONE, now=NOW)


def rss_with_title(title: str) -> str:
    return rss(f"<item><guid>one</guid><title>{title}</title></item>")


def failure_reason(body: str | bytes) -> str:
    with pytest.raises(NotAFeed) as failure:
        parse_body(body)
    return str(failure.value)


ONE = FeedEntry("one", "Spring outlook", "https://hall.example/1", None)
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><id>f</id><title>Hall</title><updated>2025-03-13T00:00:00Z</updated>
<entry><id>one</id><title type="html">Spring &lt;b&gt;outlook&lt;/b&gt;</title>
<link href="/1"/><published>2025-03-12T16:00:00Z</published></entry></feed>"""
RDF = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel rdf:about="x"><title>Hall</title></channel>
<item rdf:about="one"><title>Spring outlook</title><link>https://hall.example/1</link><dc:date>2025-03-12</dc:date></item></rdf:RDF>"""
JSON = {
    "version": "https://jsonfeed.org/version/1.1",
    "title": "Hall",
    "items": [{"id": 1, "url": "https://hall.example/1", "title": "Outlook"}],
}


def test_rss_atom_and_rdf_are_read() -> None:
    assert parse_body(rss()) == (ONE,)
    assert parse_body(ATOM) == (
        FeedEntry("https://hall.example/one", "Spring outlook", "https://hall.example/1", datetime(2025, 3, 13, 0, 0, tzinfo=ZONE)),
    )
    assert [(entry.title, entry.published and f"{entry.published:%Y-%m-%d}") for entry in parse_body(RDF)] == [
        ("Spring outlook", "2025-03-12")
    ]


def test_json_feed_is_read() -> None:
    items = [*JSON["items"], "nonsense", {"id": None, "title": ["x"], "external_url": "https://b.example/"}, {}]  # type: ignore[misc]
    entries = parse_body(json.dumps({**JSON, "items": items}))
    assert entries == (
        FeedEntry("1", "Outlook", "https://hall.example/1", None),
        FeedEntry("https://b.example/", "", "https://b.example/", None),
    )


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("", "it is neither XML nor JSON"),
        ("Not found", "it is neither XML nor JSON"),
        ("<!DOCTYPE html><html><body>Not found</body></html>", "it starts with <html>"),
        ("<html><rss></rss></html>", "it starts with <html>"),
        ("<opml></opml>", "it starts with <opml>"),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "it is neither XML nor JSON"),
        (rss()[:80], "it is cut off"),
        (rss()[:-6], "it is cut off"),
        (rss("<item><title><![CDATA[Spring</title></item>"), "it is cut off"),
        ('{"items": [', "it is broken JSON"),
        ('{"error": "x"}', "it is JSON, but no JSON Feed"),
        ('{"version": ' + "[" * 100_000, "it is broken JSON"),
        ('{"version": "https://jsonfeed.org/version/1", "items": [' + "1" * 10_000 + "]}", "it is broken JSON"),
        (rss("<a>" * 300 + "</a>" * 300), "its elements stand more than 200 deep"),
        (rss("<a/>" * 100_001), "it has more than 100,000 elements"),
        (rss(f"<item {' '.join(f'a{n}=' + repr('') for n in range(2000))}/>"), "one of its tags is longer than 5,000 characters"),
        ("<?x?>" * 10_000 + rss(), "it is neither XML nor JSON"),
    ],
)
def test_body_that_is_not_a_feed_is_refused_with_a_reason(body: str | bytes, message: str) -> None:
    assert failure_reason(body) == message


NESTED_ENTITIES = "".join(f'<!ENTITY l{n + 1} "{f"&l{n};" * 10}">' for n in range(9))
BOMBS = {
    "laughs": f'<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY l0 "ha">{NESTED_ENTITIES}]>{rss_with_title("&l9;")}',
    "quadratic": f'<!DOCTYPE rss [<!ENTITY a "{"a" * 50_000}">]>{rss_with_title("&a;" * 20_000)}',
    "file": f'<!DOCTYPE rss [<!ENTITY a SYSTEM "file:///etc/passwd">]>{rss_with_title("&a;")}',
    "parameter": f'<!DOCTYPE rss [<!ENTITY % a SYSTEM "http://127.0.0.1/a.dtd"> %a;]>{rss_with_title("x")}',
    "behind a comment": f'<!-- <rss> --><!-- --><!DOCTYPE rss [<!ENTITY a "b">]>{rss_with_title("&a;")}',
    "behind an instruction": f'<?x <rss> ?>\n<!doctype rss [<!ENTITY a "b">]>{rss_with_title("&a;")}',
    "without a doctype": f'<!ENTITY a "b">{rss_with_title("&a;")}',
}


@pytest.mark.parametrize("name", BOMBS)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-be", "utf-32"])
def test_entities_are_refused_before_any_parser_sees_them(name: str, encoding: str) -> None:
    assert failure_reason(BOMBS[name].encode(encoding)) == "it declares entities"


def test_entities_declared_later_or_in_comments_have_no_effect() -> None:
    assert failure_reason(rss('<!ENTITY a "b">' + ITEM)) == "it declares something in its midst"
    (entry,) = parse_body(f'<!-- <!ENTITY a "bomb"> -->{rss_with_title("Spring &a; outlook")}')
    assert "bomb" not in entry.title


def test_doctype_of_old_rss_is_dropped() -> None:
    old = '<!DOCTYPE rss PUBLIC "-//Netscape Communications//DTD RSS 0.91//EN" "http://127.0.0.1:1/rss-0.91.dtd">'
    assert parse_body(f'<?xml version="1.0"?>\n{old}\n{rss()}') == (ONE,)


def test_parser_that_does_not_terminate_is_killed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("prospectus.scheduling.feeds.parser_process.MAX_CPU_SECONDS", 0.05)
    assert failure_reason(rss(f"<item><author>{'a' * 3_000_000}</author></item>")) == "its parser gave up"


# Encodings

CHINESE = "春季大麦市场展望，邓小平"


@pytest.mark.parametrize(
    ("encoding", "declared", "content_type"),
    [
        ("utf-8", "", ""),
        ("utf-8", "gb2312", "text/xml; charset=iso-8859-1"),
        ("utf-8-sig", "", "text/xml; charset=gbk"),
        ("gb18030", "gb2312", ""),
        ("gb18030", "GBK", "application/xml"),
        ("gb18030", "", "text/xml; charset=GB18030"),
        ("gb18030", "utf-8", ""),
        ("gb18030", "", ""),
        ("big5", "big5", ""),
        ("utf-16", "", ""),
        ("utf-16-le", "utf-16", ""),
        ("utf-16-be", "utf-8", "text/xml; charset=utf-8"),
        ("utf-32", "utf-8", ""),
    ],
)
def test_chinese_is_decoded_from_any_encoding(encoding: str, declared: str, content_type: str) -> None:
    title = CHINESE if encoding != "big5" else "春季市場展望"
    head = f'<?xml version="1.0" encoding="{declared}"?>' if declared else ""
    if declared == "gb2312" and encoding == "utf-8":
        head = '<?xml version="1.0" encoding="iso-8859-1"?>'
    assert [entry.title for entry in parse_body((head + rss_with_title(title)).encode(encoding), content_type)] == [title]


@pytest.mark.parametrize("declared", ["hex", "rot13", "zip", "unicode_escape", "utf-7", "idna", "nonsense", "../../x", "é"])
def test_unknown_encoding_is_ignored(declared: str) -> None:
    assert parse_body(f'<?xml version="1.0" encoding="{declared}"?>{rss()}', f"text/xml; charset={declared}") == (ONE,)


def test_undecodable_bytes_lose_a_character_and_not_the_feed() -> None:
    (entry,) = parse_body(rss_with_title("春季X展望").encode().replace(b"X", b"\xff"), "text/xml; charset=utf-8")
    assert (entry.title[:2], entry.title[-2:]) == ("春季", "展望")


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=400), st.text(max_size=60))
def test_any_bytes_become_text(body: bytes, content_type: str) -> None:
    assert isinstance(decode(body, content_type), str)


@settings(max_examples=30, deadline=None)
@given(st.text(st.sampled_from("<>/&;[]!-?abit \"'=%#展\x00"), max_size=300))
def test_any_text_is_a_feed_or_is_refused(text: str) -> None:
    for body in (text, rss(text), json.dumps({**JSON, "items": [{"title": text, "url": text, "id": text}]})):
        try:
            entries = parse_body(body)
        except NotAFeed:
            continue
        for entry in entries:
            assert entry.title == to_plain_text(entry.title)
            assert entry.link is None or entry.link.startswith(("http://", "https://"))


# Texts


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("&lt;script&gt;alert(1)&lt;/script&gt;Outlook", "Outlook"),
        ("<![CDATA[<script>alert(1)</script>Outlook]]>", "Outlook"),
        ("<![CDATA[<img src=x onerror=alert(1)>Outlook <b>of</b> spring]]>", "Outlook of spring"),
        ("&amp;lt;script&amp;gt;alert(1)&amp;lt;/script&amp;gt;Outlook", "Outlook"),
        ("&lt;a href=&quot;javascript:alert(1)&quot;&gt;Outlook&lt;/a&gt;", "Outlook"),
        ("<![CDATA[<style>*{}</style><svg onload=alert(1)>Outlook</svg>]]>", "Outlook"),
        ("Rise &amp;amp; fall", "Rise & fall"),
        ("  Spring\n\t outlook  ", "Spring outlook"),
        ("Out\u202elook\u200b\x1b[31m", "Outlook[31m"),
        ("展望\ufeff\u2028二", "展望 二"),
    ],
)
def test_title_becomes_plain_text(title: str, expected: str) -> None:
    assert [entry.title for entry in parse_body(rss_with_title(title))] == [expected]


def test_texts_and_entries_are_bounded() -> None:
    (entry,) = parse_body(rss_with_title("展" * 100_000))
    assert entry.title == "展" * 400
    many = parse_body(rss("".join(f"<item><guid isPermaLink='false'>{n}</guid><title>{n}</title></item>" for n in range(1200))))
    assert (len(many), many[-1].id) == (500, "499")


@pytest.mark.parametrize(
    ("link", "expected"),
    [
        ("https://hall.example/回放?a=1&b=2#x", "https://hall.example/%E5%9B%9E%E6%94%BE?a=1&b=2#x"),
        ("https://hall.example/%E5%9B%9E", "https://hall.example/%E5%9B%9E"),
        ("https://hall.example/a b", "https://hall.example/a%20b"),
        ("javascript:alert(1)", None),
        ("data:text/html,x", None),
        ("file:///etc/passwd", None),
        ("//hall.example/1", None),
        ("https://me:secret@hall.example/", None),
        ("https://hall.example:99999/", None),
        ("http:///x", None),
        ("https://hall.example/" + "a" * 3000, None),
        ("", None),
    ],
)
def test_link_is_sanitised(link: str, expected: str | None) -> None:
    assert sanitise_link(link) == expected


def test_script_link_is_dropped() -> None:
    (entry,) = parse_body(
        rss("<item><guid isPermaLink='false'>../../etc/passwd</guid><title>Outlook</title><link>javascript:alert(1)</link></item>")
    )
    assert (entry.id, entry.link) == ("../../etc/passwd", None)


def test_duplicates_are_dropped_by_id_then_link_then_title_and_day() -> None:
    items = [
        "<item><guid isPermaLink='false'>a</guid><title>One</title><link>https://hall.example/1</link></item>",
        "<item><guid isPermaLink='false'>a</guid><title>One again</title><link>https://hall.example/1</link></item>",
        "<item><guid isPermaLink='false'>a</guid><title>One again</title></item>",
        "<item><guid>b</guid><title>Two</title><link>https://hall.example/1</link></item>",
        "<item><title>Three</title><link>https://hall.example/3</link></item>",
        "<item><title>Three again</title><link>https://hall.example/3</link></item>",
        "<item><title>Four</title><pubDate>Thu, 13 Mar 2025 08:00:00 GMT</pubDate></item>",
        "<item><title>Four</title><pubDate>Thu, 13 Mar 2025 09:00:00 GMT</pubDate></item>",
        "<item><title>Four</title><pubDate>Fri, 14 Mar 2025 09:00:00 GMT</pubDate></item>",
    ]
    assert [entry.title for entry in parse_body(rss("".join(items)))] == ["One", "Two", "Three", "Four", "Four"]


def test_id_that_stands_for_different_links_is_none() -> None:
    item = "<item><guid isPermaLink='false'>0</guid><title>{0}</title><link>https://hall.example/{0}</link></item>"
    parsed = read_feed(rss("".join(map(item.format, "aba"))).encode(), "", "https://hall.example/feed.xml", zone=ZONE, now=NOW)
    assert [(entry.title, entry.id) for entry in parsed.entries] == [("a", "0"), ("b", "0")]
    assert [(note.code, note.params["count"]) for note in parsed.notes] == [("PR650", "3"), ("PR647", "2"), ("PR655", "1")]
