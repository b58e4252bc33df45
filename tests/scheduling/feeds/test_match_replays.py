"""Tests of matching recordings to talks: by id, by date and title, and never by guess."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from prospectus.scheduling.feeds.match_replays import Recording, TalkCandidate, match_recordings, title_similarity
from prospectus.scheduling.feeds.parse import FeedEntry

ZONE = ZoneInfo("Asia/Shanghai")
NOW = datetime(2025, 3, 20, 4, 0, tzinfo=UTC)
DAY = date(2025, 3, 12)
SPRING = TalkCandidate("talk:spring-outlook", ("大麦市场春季展望", "Spring outlook for barley"), DAY)
AUTUMN = TalkCandidate("talk:autumn-outlook", ("大麦市场秋季回顾", "Autumn in review: barley"), date(2024, 10, 16))


def make_recording(title: str, day: date | None = DAY, *, number: int = 1, link: str | None = None, **settings: Any) -> Recording:
    published = datetime(day.year, day.month, day.day, 20, 0, tzinfo=ZONE) if day else None
    return Recording("hall", FeedEntry(str(number), title, link or f"https://hall.example/{number}", published), **settings)


def match_summary(recordings: list[Recording], *talks: TalkCandidate) -> list[tuple[str, str, str, str | None]]:
    return [
        (candidate.talk_key, candidate.recording.entry.id, candidate.reason, candidate.doubt)
        for candidate in match_recordings(recordings, talks or (SPRING, AUTUMN), NOW)
    ]


def test_id_in_the_recording_decides_whatever_its_title_and_date() -> None:
    expected = [("talk:spring-outlook", "1", "id", None)]
    assert match_summary([make_recording("录像", None, link="https://hall.example/r/spring-outlook?x=1")]) == expected
    assert match_summary([make_recording("Replay: spring-outlook", date(2025, 3, 19))]) == expected


@pytest.mark.parametrize("link", ["spring-outlook-2", "my-spring-outlook", "spring-outlooks", "spring"])
def test_id_within_a_longer_word_does_not_match(link: str) -> None:
    assert match_summary([make_recording("录像", None, link=f"https://hall.example/{link}")]) == []


@pytest.mark.parametrize(
    "title",
    [
        "大麦市场春季展望",
        "【回放】大麦市场春季展望",
        "大宗商品月月谈：大麦市场春季展望（完整版）",
        "大麥市场春季展望 录播",
        "Spring Outlook for Barley – full video",
        "SPRING OUTLOOK FOR BARLEY",
        "Spring outlook on barley (replay)",
        "Ｓｐｒｉｎｇ　outlook for barley",
    ],
)
@pytest.mark.parametrize("offset", [-1, 0, 1])
def test_near_date_with_similar_title_matches(title: str, offset: int) -> None:
    assert match_summary([make_recording(title, DAY + timedelta(days=offset))]) == [("talk:spring-outlook", "1", "date-and-title", None)]


def test_date_in_the_title_takes_precedence_over_the_upload_date() -> None:
    assert match_summary([make_recording("大麦市场春季展望 2025年3月12日", date(2025, 3, 19))]) == [
        ("talk:spring-outlook", "1", "date-and-title", None)
    ]
    late = match_summary([make_recording("大麦市场春季展望 2025年3月18日", DAY)])
    assert [doubt for *_, doubt in late] != [None]


def test_same_title_on_another_day_is_in_doubt() -> None:
    expected = [("talk:spring-outlook", "1", "title", "title-alone")]
    assert match_summary([make_recording("大麦市场春季展望", date(2025, 3, 19))]) == expected
    assert match_summary([make_recording("大麦市场春季展望", None)]) == expected


def test_recording_older_than_the_talk_does_not_match() -> None:
    assert match_summary([make_recording("大麦市场春季展望", date(2025, 3, 1))]) == []


def test_other_title_on_the_same_day_is_in_doubt() -> None:
    assert match_summary([make_recording("铜市场圆桌", DAY)]) == [("talk:spring-outlook", "1", "date", "date-alone")]
    assert match_summary([make_recording("铜市场圆桌", date(2025, 2, 12))]) == []


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("大麦月月谈第三期", "大麦月月谈第四期"),
        ("大麦月月谈第3期", "大麦月月谈第十三期"),
        ("Barley outlook 2024", "Barley outlook 2025"),
        ("铜市场展望", "铝市场展望"),
        ("", "x"),
        ("！！", "？？"),
    ],
)
def test_titles_with_different_numbers_are_not_similar(first: str, second: str) -> None:
    assert title_similarity(first, second) < 85


def test_ordinals_are_equal_in_digits_and_in_chinese_numerals() -> None:
    assert title_similarity("大麦月月谈第十二期：春季展望", "大麦月月谈第12期：春季展望") >= 85


def test_recording_that_fits_two_talks_is_in_doubt() -> None:
    twin = TalkCandidate("talk:spring-outlook-again", SPRING.titles, DAY)
    assert [doubt for *_, doubt in match_summary([make_recording("大麦市场春季展望")], SPRING, twin)] == ["several-talks"]
    both = make_recording("录像", None, link="https://hall.example/spring-outlook/autumn-outlook")
    assert [doubt for *_, doubt in match_summary([both])] == ["several-talks"]


def test_two_recordings_that_fit_one_talk_are_both_in_doubt() -> None:
    two = [make_recording("大麦市场春季展望（上）"), make_recording("大麦市场春季展望（下）", number=2)]
    assert [doubt for *_, doubt in match_summary(two)] == ["several-recordings"] * 2


def test_better_recording_is_certain_and_the_other_is_in_doubt() -> None:
    two = [make_recording("大麦市场春季展望"), make_recording("录像", number=2, link="https://hall.example/spring-outlook")]
    assert match_summary(two) == [
        ("talk:spring-outlook", "2", "id", None),
        ("talk:spring-outlook", "1", "date-and-title", "several-recordings"),
    ]


def test_link_shared_by_several_recordings_is_in_doubt() -> None:
    two = [make_recording("大麦市场春季展望", link="https://hall.example/"), make_recording("别的", number=2, link="https://hall.example/")]
    assert ("talk:spring-outlook", "1", "date-and-title", "one-link") in match_summary(two)


def test_talk_with_a_replay_is_not_matched_and_keeps_its_recording_from_others() -> None:
    replayed = TalkCandidate(SPRING.key, SPRING.titles, DAY, replay_url="https://hall.example/other")
    next_talk = TalkCandidate("talk:spring-outlook-two", ("大麦市场春季展望二",), DAY + timedelta(days=1))
    assert match_summary([make_recording("大麦市场春季展望")], replayed) == []
    assert [talk for talk, *_, doubt in match_summary([make_recording("大麦市场春季展望")], replayed, next_talk) if doubt is None] == []
    assert match_summary([make_recording("大麦市场春季展望", link="https://hall.example/other")], replayed, next_talk) == []


@pytest.mark.parametrize("state", ["not-held-yet", "cancelled"])
def test_talk_that_was_not_held_is_in_doubt(state: Any) -> None:
    talk = TalkCandidate(SPRING.key, SPRING.titles, DAY, state=state)
    assert match_summary([make_recording("大麦市场春季展望")], talk) == [(SPRING.key, "1", "date-and-title", state)]
    assert match_summary([make_recording("x", link="https://hall.example/spring-outlook")], talk) == [(SPRING.key, "1", "id", state)]


def test_feed_of_a_series_is_matched_only_to_its_talks() -> None:
    talk = TalkCandidate(SPRING.key, SPRING.titles, DAY, series="barley-talks")
    assert match_summary([make_recording("大麦市场春季展望", series="barley-talks")], talk)[0][3] is None
    assert match_summary([make_recording("大麦市场春季展望", series="rye-talks")], talk) == []


def test_feed_sets_the_distance_in_days_and_the_similarity() -> None:
    assert match_summary([make_recording("大麦市场春季展望", DAY + timedelta(days=5), days=5)])[0][2:] == ("date-and-title", None)
    assert match_summary([make_recording("大麦春季市场的展望", likeness=60)])[0][2:] == ("date-and-title", None)
    assert match_summary([make_recording("大麦春季市场的展望", likeness=100)])[0][2:] == ("date", "date-alone")


def test_recording_without_a_link_does_not_match() -> None:
    assert match_recordings([Recording("hall", FeedEntry("spring-outlook", "大麦市场春季展望", None, None))], [SPRING], NOW) == []


titles = st.one_of(st.sampled_from([*SPRING.titles, *AUTUMN.titles, "大麦市场春季展望（二）", "回放", "第三期"]), st.text(max_size=30))
days = st.dates(date(2025, 3, 1), date(2025, 3, 19))
talks = st.lists(
    st.builds(TalkCandidate, st.integers(0, 5).map("talk:spring-talk-{}".format), st.tuples(titles), st.none() | days),
    max_size=5,
    unique_by=lambda talk: talk.key,
)
links = st.integers(0, 9).map("https://hall.example/spring-talk-{}".format) | st.integers(0, 9).map("https://hall.example/{}".format)
recordings = st.lists(st.tuples(titles, st.none() | days, links), max_size=6).map(
    lambda rows: [make_recording(title, day, number=number, link=link) for number, (title, day, link) in enumerate(rows)]
)


@settings(max_examples=300, deadline=None)
@given(recordings, talks)
def test_no_talk_and_no_recording_is_matched_twice_and_order_makes_no_difference(
    feed_recordings: list[Recording], talk_candidates: list[TalkCandidate]
) -> None:
    matches = match_recordings(feed_recordings, talk_candidates, NOW)
    certain = [candidate for candidate in matches if candidate.doubt is None]
    assert (
        len({candidate.talk_key for candidate in certain}) == len({candidate.recording.entry.link for candidate in certain}) == len(certain)
    )
    assert len({candidate.recording.entry.id for candidate in matches}) == len(matches)
    reversed_matches = match_recordings(feed_recordings[::-1], talk_candidates[::-1], NOW)
    assert {(candidate.talk_key, candidate.recording.entry.link) for candidate in reversed_matches if candidate.doubt is None} == {
        (candidate.talk_key, candidate.recording.entry.link) for candidate in certain
    }


@settings(max_examples=200, deadline=None)
@given(titles, titles)
def test_similarity_is_a_percentage_and_every_title_is_similar_to_itself(first: str, second: str) -> None:
    assert 0 <= title_similarity(first, second) <= 100
    assert title_similarity(first, first) in (0, 100)


@settings(max_examples=100, deadline=None)
@given(recordings, talks)
def test_written_match_is_not_proposed_again(feed_recordings: list[Recording], talk_candidates: list[TalkCandidate]) -> None:
    certain = {
        candidate.talk_key: candidate.recording.entry.link
        for candidate in match_recordings(feed_recordings, talk_candidates, NOW)
        if candidate.doubt is None
    }
    replayed_talks = [TalkCandidate(talk.key, talk.titles, talk.day, replay_url=certain.get(talk.key)) for talk in talk_candidates]
    again = {candidate.talk_key for candidate in match_recordings(feed_recordings, replayed_talks, NOW) if candidate.doubt is None}
    assert again & certain.keys() == set()
