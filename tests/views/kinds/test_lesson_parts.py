"""Where questions stand within the text of a lesson, and the minutes that are left at each part."""

from __future__ import annotations

import pytest

from prospectus.model.values.quiz import Choice, Question
from prospectus.model.values.text import Text
from prospectus.views.kinds.lesson_parts import count_minutes_left, place_checkpoints

WORDS = Text({"en": "x"})


def ask(after: int | None = None) -> Question:
    return Question(id="q", prompt=WORDS, choices=(Choice(text=WORDS), Choice(text=WORDS, right=True)), explanation=WORDS, after=after)


@pytest.mark.parametrize(
    ("stated", "sections", "places"),
    [
        ([None] * 5, 7, {0: 2, 1: 5}),
        ([None] * 5, 6, {0: 2, 1: 4}),
        ([None] * 5, 3, {0: 1, 1: 2}),
        ([None] * 5, 2, {0: 1}),
        ([None] * 5, 1, {}),
        ([None] * 5, 0, {}),
        ([None, None], 7, {0: 4}),
        ([None], 7, {}),
        ([None, 3, None, 5], 7, {1: 3, 3: 5}),
        ([None, 3, None], 0, {}),
        ([9], 7, {0: 7}),
    ],
)
def test_checkpoints_stand_where_they_say_or_evenly_between_the_sections(
    stated: list[int | None], sections: int, places: dict[int, int]
) -> None:
    assert place_checkpoints([ask(after) for after in stated], sections) == places


@pytest.mark.parametrize(
    ("minutes", "weights", "left"),
    [(10, (100, 100, 200), (10, 8, 5)), (10, (1, 1, 998), (10, 10, 10)), (1, (5, 5, 5), (1, 1, 1)), (6, (300, 0), (6, 1)), (5, (0,), (1,))],
)
def test_minutes_left_follow_the_length_of_the_parts(minutes: int, weights: tuple[int, ...], left: tuple[int, ...]) -> None:
    assert count_minutes_left(minutes, weights) == left
