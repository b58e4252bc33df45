"""The process pool: results are the same whichever process computes them, and no worker is started for little work."""

from __future__ import annotations

import os

import pytest

from prospectus.crew import WORTH, Crew


def doubled(number: int) -> tuple[int, int]:
    """Return twice a number, and the id of the process that computed it."""
    return 2 * number, os.getpid()


@pytest.mark.parametrize("processes", [1, 2, 3])
@pytest.mark.parametrize("portion", [1, 3, 7])
@pytest.mark.parametrize("count", [0, 1, 12, 50])
def test_every_item_comes_back_once_with_its_value(processes: int, portion: int, count: int) -> None:
    made = dict(Crew(processes).each(doubled, range(count), portion))
    assert sorted(made) == list(range(count))
    assert all(value == 2 * number for number, (value, _) in made.items())


def test_other_processes_take_part() -> None:
    who = {process for _, (_, process) in Crew(3).each(doubled, range(200), 1)}
    assert len(who - {os.getpid()}) > 0


def test_one_alone_or_little_to_do_starts_no_process() -> None:
    for crew, count in ((Crew(), 50), (Crew(3), WORTH - 1)):
        assert {process for _, (_, process) in crew.each(doubled, range(count), 1)} <= {os.getpid()}


@pytest.mark.parametrize("processes", [1, 3])
def test_what_goes_wrong_anywhere_is_raised_here(processes: int) -> None:
    def halved(number: int) -> float:
        return 1 / (number - 5)

    with pytest.raises(ZeroDivisionError):
        list(Crew(processes).each(halved, range(20), 1))


def test_others_need_be_sent_nothing_that_cannot_travel() -> None:
    known = {number: (lambda number=number: number * number) for number in range(30)}
    found = dict(Crew(2).each(lambda number: known[number](), range(30), 2))
    assert found == {number: number * number for number in range(30)}
