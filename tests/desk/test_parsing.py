"""Tests of feed parsing: any bytes give plain entries, or a reason why they are not a feed."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from prospectus.desk.parsing import Entry, NotAFeed, decoded, plain, read_feed, safe_link

ZONE = ZoneInfo("Asia/Shanghai")
NOW = datetime(2025, 3, 20, 4, 0, tzinfo=UTC)
ITEM = "<item><guid isPermaLink='false'>one</guid><title>Spring outlook</title><link>https://hall.example/1</link></item>"


def rss(items: str = ITEM) -> str:
    return f'<rss version="2.0"><channel><title>Hall</title>{items}</channel></rss>'


def read(body: str | bytes, content_type: str = "") -> tuple[Entry, ...]:
    return read_feed(body.encode() if isinstance(body, str) else body, content_type, "https://hall.example/feed.xml", zone=ZONE, now=NOW)


def titled(title: str) -> str:
    return rss(f"<item><guid>one</guid><title>{title}</title></item>")


def reason(body: str | bytes) -> str:
    with pytest.raises(NotAFeed) as failure:
        read(body)
    return str(failure.value)


ONE = Entry("one", "Spring outlook", "https://hall.example/1", None)
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
    assert read(rss()) == (ONE,)
    assert read(ATOM) == (
        Entry("https://hall.example/one", "Spring outlook", "https://hall.example/1", datetime(2025, 3, 13, 0, 0, tzinfo=ZONE)),
    )
    assert [(each.title, each.published and f"{each.published:%Y-%m-%d}") for each in read(RDF)] == [("Spring outlook", "2025-03-12")]


def test_json_feed_is_read() -> None:
    items = [*JSON["items"], "nonsense", {"id": None, "title": ["x"], "external_url": "https://b.example/"}, {}]  # type: ignore[misc]
    found = read(json.dumps({**JSON, "items": items}))
    assert found == (Entry("1", "Outlook", "https://hall.example/1", None), Entry("https://b.example/", "", "https://b.example/", None))


@pytest.mark.parametrize(
    ("body", "said"),
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
def test_what_is_no_feed_is_refused_with_a_reason(body: str | bytes, said: str) -> None:
    assert reason(body) == said


LAUGHS = "".join(f'<!ENTITY l{n + 1} "{f"&l{n};" * 10}">' for n in range(9))
BOMBS = {
    "laughs": f'<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY l0 "ha">{LAUGHS}]>{titled("&l9;")}',
    "quadratic": f'<!DOCTYPE rss [<!ENTITY a "{"a" * 50_000}">]>{titled("&a;" * 20_000)}',
    "file": f'<!DOCTYPE rss [<!ENTITY a SYSTEM "file:///etc/passwd">]>{titled("&a;")}',
    "parameter": f'<!DOCTYPE rss [<!ENTITY % a SYSTEM "http://127.0.0.1/a.dtd"> %a;]>{titled("x")}',
    "behind a comment": f'<!-- <rss> --><!-- --><!DOCTYPE rss [<!ENTITY a "b">]>{titled("&a;")}',
    "behind an instruction": f'<?x <rss> ?>\n<!doctype rss [<!ENTITY a "b">]>{titled("&a;")}',
    "without a doctype": f'<!ENTITY a "b">{titled("&a;")}',
}


@pytest.mark.parametrize("name", BOMBS)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-be", "utf-32"])
def test_entities_are_refused_before_any_parser_sees_them(name: str, encoding: str) -> None:
    assert reason(BOMBS[name].encode(encoding)) == "it declares entities"


def test_entities_declared_in_the_midst_or_in_comments_mean_nothing() -> None:
    assert reason(rss('<!ENTITY a "b">' + ITEM)) == "it declares something in its midst"
    (entry,) = read(f'<!-- <!ENTITY a "bomb"> -->{titled("Spring &a; outlook")}')
    assert "bomb" not in entry.title


def test_doctype_of_old_rss_is_left_out() -> None:
    old = '<!DOCTYPE rss PUBLIC "-//Netscape Communications//DTD RSS 0.91//EN" "http://127.0.0.1:1/rss-0.91.dtd">'
    assert read(f'<?xml version="1.0"?>\n{old}\n{rss()}') == (ONE,)


def test_parser_that_does_not_end_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("prospectus.desk.apart.SECONDS", 0.05)
    assert reason(rss(f"<item><author>{'a' * 3_000_000}</author></item>")) == "its parser gave up"


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
def test_chinese_is_read_in_whatever_encoding_it_came(encoding: str, declared: str, content_type: str) -> None:
    title = CHINESE if encoding != "big5" else "春季市場展望"
    head = f'<?xml version="1.0" encoding="{declared}"?>' if declared else ""
    if declared == "gb2312" and encoding == "utf-8":
        head = '<?xml version="1.0" encoding="iso-8859-1"?>'
    assert [each.title for each in read((head + titled(title)).encode(encoding), content_type)] == [title]


@pytest.mark.parametrize("declared", ["hex", "rot13", "zip", "unicode_escape", "utf-7", "idna", "nonsense", "../../x", "é"])
def test_encoding_that_nobody_believes_is_passed_over(declared: str) -> None:
    assert read(f'<?xml version="1.0" encoding="{declared}"?>{rss()}', f"text/xml; charset={declared}") == (ONE,)


def test_bytes_that_are_of_no_encoding_cost_a_character_and_not_the_feed() -> None:
    (entry,) = read(titled("春季X展望").encode().replace(b"X", b"\xff"), "text/xml; charset=utf-8")
    assert (entry.title[:2], entry.title[-2:]) == ("春季", "展望")


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=400), st.text(max_size=60))
def test_any_bytes_become_text(body: bytes, content_type: str) -> None:
    assert isinstance(decoded(body, content_type), str)


@settings(max_examples=30, deadline=None)
@given(st.text(st.sampled_from("<>/&;[]!-?abit \"'=%#展\x00"), max_size=300))
def test_anything_is_a_feed_or_is_refused(text: str) -> None:
    for body in (text, rss(text), json.dumps({**JSON, "items": [{"title": text, "url": text, "id": text}]})):
        try:
            entries = read(body)
        except NotAFeed:
            continue
        for entry in entries:
            assert entry.title == plain(entry.title)
            assert entry.link is None or entry.link.startswith(("http://", "https://"))


# Texts


@pytest.mark.parametrize(
    ("title", "said"),
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
def test_title_becomes_plain_text(title: str, said: str) -> None:
    assert [each.title for each in read(titled(title))] == [said]


def test_texts_and_entries_are_bounded() -> None:
    (entry,) = read(titled("展" * 100_000))
    assert entry.title == "展" * 400
    many = read(rss("".join(f"<item><guid isPermaLink='false'>{n}</guid><title>{n}</title></item>" for n in range(1200))))
    assert (len(many), many[-1].id) == (500, "499")


@pytest.mark.parametrize(
    ("link", "kept"),
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
def test_link_is_one_that_may_be_shown_and_followed(link: str, kept: str | None) -> None:
    assert safe_link(link) == kept


def test_script_as_a_link_is_no_link() -> None:
    (entry,) = read(
        rss("<item><guid isPermaLink='false'>../../etc/passwd</guid><title>Outlook</title><link>javascript:alert(1)</link></item>")
    )
    assert (entry.id, entry.link) == ("../../etc/passwd", None)


def test_entry_comes_once_by_id_then_link_then_title_and_day() -> None:
    items = [
        "<item><guid>a</guid><title>One</title><link>https://hall.example/1</link></item>",
        "<item><guid>a</guid><title>One again</title><link>https://hall.example/2</link></item>",
        "<item><guid>b</guid><title>Two</title><link>https://hall.example/1</link></item>",
        "<item><title>Three</title><link>https://hall.example/3</link></item>",
        "<item><title>Three again</title><link>https://hall.example/3</link></item>",
        "<item><title>Four</title><pubDate>Thu, 13 Mar 2025 08:00:00 GMT</pubDate></item>",
        "<item><title>Four</title><pubDate>Thu, 13 Mar 2025 09:00:00 GMT</pubDate></item>",
        "<item><title>Four</title><pubDate>Fri, 14 Mar 2025 09:00:00 GMT</pubDate></item>",
    ]
    assert [each.title for each in read(rss("".join(items)))] == ["One", "Two", "Three", "Four", "Four"]
