"""Tests of matching recordings to talks: by id, by date and title, and never by guess."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from prospectus.desk.matching import Held, Recording, likeness, match
from prospectus.desk.parsing import Entry

ZONE = ZoneInfo("Asia/Shanghai")
NOW = datetime(2025, 3, 20, 4, 0, tzinfo=UTC)
DAY = date(2025, 3, 12)
SPRING = Held("talk:spring-outlook", ("大麦市场春季展望", "Spring outlook for barley"), DAY)
AUTUMN = Held("talk:autumn-outlook", ("大麦市场秋季回顾", "Autumn in review: barley"), date(2024, 10, 16))


def recorded(title: str, day: date | None = DAY, *, number: int = 1, link: str | None = None, **more: Any) -> Recording:
    published = datetime(day.year, day.month, day.day, 20, 0, tzinfo=ZONE) if day else None
    return Recording("hall", Entry(str(number), title, link or f"https://hall.example/{number}", published), **more)


def found(recordings: list[Recording], *talks: Held) -> list[tuple[str, str, str, str | None]]:
    return [(each.talk, each.recording.entry.id, each.why, each.doubt) for each in match(recordings, talks or (SPRING, AUTUMN), NOW)]


def test_recording_that_names_the_id_is_of_that_talk_whatever_its_title_and_date() -> None:
    sure = [("talk:spring-outlook", "1", "id", None)]
    assert found([recorded("录像", None, link="https://hall.example/r/spring-outlook?x=1")]) == sure
    assert found([recorded("Replay: spring-outlook", date(2025, 3, 19))]) == sure


@pytest.mark.parametrize("link", ["spring-outlook-2", "my-spring-outlook", "spring-outlooks", "spring"])
def test_id_within_a_longer_word_names_nothing(link: str) -> None:
    assert found([recorded("录像", None, link=f"https://hall.example/{link}")]) == []


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
@pytest.mark.parametrize("off", [-1, 0, 1])
def test_recording_of_about_the_day_with_about_the_title_is_of_that_talk(title: str, off: int) -> None:
    assert found([recorded(title, DAY + timedelta(days=off))]) == [("talk:spring-outlook", "1", "date-and-title", None)]


def test_day_in_the_title_counts_more_than_the_day_of_upload() -> None:
    assert found([recorded("大麦市场春季展望 2025年3月12日", date(2025, 3, 19))]) == [("talk:spring-outlook", "1", "date-and-title", None)]
    late = found([recorded("大麦市场春季展望 2025年3月18日", DAY)])
    assert [doubt for *_, doubt in late] != [None]


def test_same_title_on_another_day_is_for_a_person_to_decide() -> None:
    doubted = [("talk:spring-outlook", "1", "title", "title-alone")]
    assert found([recorded("大麦市场春季展望", date(2025, 3, 19))]) == doubted
    assert found([recorded("大麦市场春季展望", None)]) == doubted


def test_recording_older_than_the_talk_is_not_of_it() -> None:
    assert found([recorded("大麦市场春季展望", date(2025, 3, 1))]) == []


def test_other_title_on_the_day_is_for_a_person_to_decide() -> None:
    assert found([recorded("铜市场圆桌", DAY)]) == [("talk:spring-outlook", "1", "date", "date-alone")]
    assert found([recorded("铜市场圆桌", date(2025, 2, 12))]) == []


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("大麦月月谈第三期", "大麦月月谈第四期"),
        ("大麦月月谈第3期", "大麦月月谈第十三期"),
        ("Barley outlook 2024", "Barley outlook 2025"),
        ("铜市场展望", "铝市场展望"),
        ("", "x"),
        ("！！", "？？"),
    ],
)
def test_titles_that_differ_where_it_counts_are_not_alike(one: str, other: str) -> None:
    assert likeness(one, other) < 85


def test_ordinals_are_the_same_in_figures_and_in_words() -> None:
    assert likeness("大麦月月谈第十二期：春季展望", "大麦月月谈第12期：春季展望") >= 85


def test_two_talks_that_fit_equally_well_get_nothing() -> None:
    twin = Held("talk:spring-outlook-again", SPRING.titles, DAY)
    assert [doubt for *_, doubt in found([recorded("大麦市场春季展望")], SPRING, twin)] == ["several-talks"]
    both = recorded("录像", None, link="https://hall.example/spring-outlook/autumn-outlook")
    assert [doubt for *_, doubt in found([both])] == ["several-talks"]


def test_two_recordings_that_fit_equally_well_are_both_in_doubt() -> None:
    two = [recorded("大麦市场春季展望（上）"), recorded("大麦市场春季展望（下）", number=2)]
    assert [doubt for *_, doubt in found(two)] == ["several-recordings"] * 2


def test_better_recording_is_taken_and_the_other_is_told() -> None:
    two = [recorded("大麦市场春季展望"), recorded("录像", number=2, link="https://hall.example/spring-outlook")]
    assert found(two) == [("talk:spring-outlook", "2", "id", None), ("talk:spring-outlook", "1", "date-and-title", "several-recordings")]


def test_link_that_several_recordings_share_is_of_none() -> None:
    two = [recorded("大麦市场春季展望", link="https://hall.example/"), recorded("别的", number=2, link="https://hall.example/")]
    assert ("talk:spring-outlook", "1", "date-and-title", "one-link") in found(two)


def test_talk_that_has_its_replay_is_left_alone_and_keeps_its_recording_from_others() -> None:
    done = Held(SPRING.key, SPRING.titles, DAY, replay="https://hall.example/other")
    near = Held("talk:spring-outlook-two", ("大麦市场春季展望二",), DAY + timedelta(days=1))
    assert found([recorded("大麦市场春季展望")], done) == []
    assert [talk for talk, *_, doubt in found([recorded("大麦市场春季展望")], done, near) if doubt is None] == []
    assert found([recorded("大麦市场春季展望", link="https://hall.example/other")], done, near) == []


@pytest.mark.parametrize("state", ["not-held-yet", "cancelled"])
def test_talk_that_was_not_held_has_no_recording(state: Any) -> None:
    talk = Held(SPRING.key, SPRING.titles, DAY, state=state)
    assert found([recorded("大麦市场春季展望")], talk) == [(SPRING.key, "1", "date-and-title", state)]
    assert found([recorded("x", link="https://hall.example/spring-outlook")], talk) == [(SPRING.key, "1", "id", state)]


def test_feed_of_a_series_is_matched_to_its_talks_alone() -> None:
    talk = Held(SPRING.key, SPRING.titles, DAY, series="barley-talks")
    assert found([recorded("大麦市场春季展望", series="barley-talks")], talk)[0][3] is None
    assert found([recorded("大麦市场春季展望", series="rye-talks")], talk) == []


def test_feed_says_how_many_days_and_how_much_likeness() -> None:
    assert found([recorded("大麦市场春季展望", DAY + timedelta(days=5), days=5)])[0][2:] == ("date-and-title", None)
    assert found([recorded("大麦春季市场的展望", likeness=60)])[0][2:] == ("date-and-title", None)
    assert found([recorded("大麦春季市场的展望", likeness=100)])[0][2:] == ("date", "date-alone")


def test_recording_without_a_link_gives_nothing_to_write() -> None:
    assert match([Recording("hall", Entry("spring-outlook", "大麦市场春季展望", None, None))], [SPRING], NOW) == []


titles = st.one_of(st.sampled_from([*SPRING.titles, *AUTUMN.titles, "大麦市场春季展望（二）", "回放", "第三期"]), st.text(max_size=30))
days = st.dates(date(2025, 3, 1), date(2025, 3, 19))
talks = st.lists(
    st.builds(Held, st.integers(0, 5).map("talk:spring-talk-{}".format), st.tuples(titles), st.none() | days),
    max_size=5,
    unique_by=lambda talk: talk.key,
)
links = st.integers(0, 9).map("https://hall.example/spring-talk-{}".format) | st.integers(0, 9).map("https://hall.example/{}".format)
recordings = st.lists(st.tuples(titles, st.none() | days, links), max_size=6).map(
    lambda rows: [recorded(title, day, number=number, link=link) for number, (title, day, link) in enumerate(rows)]
)


@settings(max_examples=300, deadline=None)
@given(recordings, talks)
def test_no_talk_and_no_recording_is_matched_twice_and_order_makes_no_difference(given_: list[Recording], held: list[Held]) -> None:
    matches = match(given_, held, NOW)
    sure = [each for each in matches if each.doubt is None]
    assert len({each.talk for each in sure}) == len({each.recording.entry.link for each in sure}) == len(sure)
    assert len({each.recording.entry.id for each in matches}) == len(matches)
    other = match(given_[::-1], held[::-1], NOW)
    assert {(each.talk, each.recording.entry.link) for each in other if each.doubt is None} == {
        (each.talk, each.recording.entry.link) for each in sure
    }


@settings(max_examples=200, deadline=None)
@given(titles, titles)
def test_likeness_is_a_percentage_and_every_title_is_like_itself(one: str, other: str) -> None:
    assert 0 <= likeness(one, other) <= 100
    assert likeness(one, one) in (0, 100)


@settings(max_examples=100, deadline=None)
@given(recordings, talks)
def test_what_is_written_once_is_not_proposed_again(given_: list[Recording], held: list[Held]) -> None:
    sure = {each.talk: each.recording.entry.link for each in match(given_, held, NOW) if each.doubt is None}
    written = [Held(each.key, each.titles, each.day, replay=sure.get(each.key)) for each in held]
    again = {each.talk for each in match(given_, written, NOW) if each.doubt is None}
    assert again & sure.keys() == set()
