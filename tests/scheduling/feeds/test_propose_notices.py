"""Tests of proposed notices: drafts hold what the feed states, and nothing else."""

from __future__ import annotations

import re
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prospectus.load.yaml import parse
from prospectus.model.kinds.feed import Feed
from prospectus.model.values.reference import ID_PATTERN
from prospectus.model.values.text import Text
from prospectus.scheduling.feeds.parse import FeedEntry, to_plain_text
from prospectus.scheduling.feeds.propose_notices import KnownNotice, parse_period, propose_notices

FEED = Feed(
    id="lakeside-news",
    title=Text({"zh": "公告"}),
    url="https://lakeside.example/feed.xml",
    gives="notices",
    institution="lakeside",
    language="zh",
)
PUBLISHED = datetime(2025, 5, 9, 16, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
ENTRY = FeedEntry("n1", "关于2025年4月自律监管信息的公告", "https://lakeside.example/n1", PUBLISHED)


def test_draft_has_what_the_feed_states() -> None:
    (proposal,) = propose_notices([(FEED, ENTRY)], [])
    assert proposal.path == "content/notices/lakeside-news-2025-04.yml"
    assert parse(proposal.text) == {
        "status": "draft",
        "title": {"zh": ENTRY.title},
        "official_title": {"zh": ENTRY.title},
        "exchanges": ("lakeside",),
        "period": "2025-04",
        "published": "2025-05-09",
        "url": "https://lakeside.example/n1",
    }


def test_draft_omits_what_the_feed_does_not_state() -> None:
    (proposal,) = propose_notices([(FEED.model_copy(update={"institution": None}), FeedEntry("n1", "通知", None, None))], [])
    assert parse(proposal.text).keys() == {"status", "title", "official_title"}
    assert re.fullmatch(r"lakeside-news-[0-9a-f]{8}", proposal.id)


@pytest.mark.parametrize(
    "known",
    [
        KnownNotice("other", url="https://lakeside.example/n1"),
        KnownNotice("other", period="2025-04", exchanges=("lakeside", "hillside")),
    ],
)
def test_existing_notice_is_not_proposed(known: KnownNotice) -> None:
    assert list(propose_notices([(FEED, ENTRY)], [known])) == []
    assert len(list(propose_notices([(FEED, ENTRY)], [KnownNotice("other", period="2025-04", exchanges=("hillside",))]))) == 1


def test_taken_id_gets_a_hash() -> None:
    (proposal,) = propose_notices([(FEED, ENTRY)], [KnownNotice("lakeside-news-2025-04")])
    assert re.fullmatch(r"lakeside-news-2025-04-[0-9a-f]{8}", proposal.id)


def test_entries_of_one_period_are_proposed_once() -> None:
    again = FeedEntry("n2", "2025年4月自律监管信息（更新）", "https://lakeside.example/n2", PUBLISHED)
    assert [proposal.entry.id for proposal in propose_notices([(FEED, ENTRY), (FEED, again)], [])] == ["n1"]


@pytest.mark.parametrize(
    ("title", "period"),
    [
        ("关于2026年1月自律监管信息的公告", "2026-01"),
        ("2025 年 12 月份查处违法违规行为情况", "2025-12"),
        ("２０２５年３月公告", "2025-03"),
        ("Notice on Self-Regulation Information in January 2026", "2026-01"),
        ("2025年第二季度自律监管信息", "2025-Q2"),
        ("2025年2季度", "2025-Q2"),
        ("Self-regulation in the second quarter of 2025", "2025-Q2"),
        ("Q3 2025 summary", "2025-Q3"),
        ("2025年度自律监管信息", "2025"),
        ("2026年1月9日休市的通知", None),
        ("2025年3月和4月公告", None),
        ("Notice for March and April 2025", None),
        ("2025年13月", None),
        ("通知", None),
    ],
)
def test_period_is_the_one_that_the_title_states(title: str, period: str | None) -> None:
    assert parse_period(title) == period


@given(st.text(max_size=100), st.text(max_size=100))
def test_draft_of_any_entry_is_yaml_with_a_safe_name(key: str, title: str) -> None:
    entry = FeedEntry(to_plain_text(key), to_plain_text(title), None, None)
    for proposal in propose_notices([(FEED, entry)], []):
        assert ID_PATTERN.fullmatch(proposal.id)
        assert len(proposal.id) <= 80
        assert parse(proposal.text)["title"] == {"zh": entry.title}
