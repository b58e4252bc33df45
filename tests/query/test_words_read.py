"""The interface words that are read while something is built are recorded as the bits of one number."""

from __future__ import annotations

from prospectus.query.recording import QueryRecorder
from prospectus.query.words_read import split_words
from prospectus.views.interface_words import InterfaceWords


def test_words_are_recorded_in_each_enclosing_recording() -> None:
    recorder = QueryRecorder({})
    zh, en = (InterfaceWords({"b": "B", "a": "A"}, number_words=recorder.number_words) for _ in range(2))
    with recorder.recording() as outer:
        zh("a")
        with recorder.recording() as inner:
            zh("b")
            en("a")
        with recorder.recording() as empty:
            zh.has("a")
    assert (split_words(inner), split_words(outer), empty) == ((frozenset(), 0b110), (frozenset(), 0b111), set())


def test_words_are_kept_apart_from_other_queries() -> None:
    assert split_words([("record", "guide", "a"), ("words", 1), ("words", 4)]) == (frozenset({("record", "guide", "a")}), 5)
