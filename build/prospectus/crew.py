"""Work that is shared among processes: this one and some forked from it, which know all that it knows and are sent nothing.

The process that asks takes its part, from the other end, so that one process fewer holds the whole site.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_all_start_methods, get_context
from typing import Any, TypeVar

Item = TypeVar("Item")
Value = TypeVar("Value")

AHEAD = 3
"""How many portions are asked of each other process at a time: it must not run out, and what is finished must not pile up."""
WORTH = 4
"""Fewer portions than this are made faster here than by starting processes."""


class Crew:
    """Some processes, this one among them."""

    def __init__(self, processes: int = 1) -> None:
        self.processes = processes if "fork" in get_all_start_methods() else 1

    def each(self, make: Callable[[Item], Value], items: Sequence[Item], portion: int) -> Iterator[tuple[Item, Value]]:
        """Yield every item with what `make` makes of it, in whatever order they are done; `portion` of them go together.

        What `make` returns must pickle, and nothing else that it does is known here when another process did it.
        """
        portions = [items[at : at + portion] for at in range(0, len(items), portion)]
        if self.processes < 2 or len(portions) < WORTH:
            yield from ((item, make(item)) for item in items)
            return
        waiting, under_way = deque(range(len(portions))), deque[Any]()
        with ProcessPoolExecutor(self.processes - 1, get_context("fork"), _learn, (make, portions)) as pool:
            while waiting or under_way:
                while waiting and len(under_way) < AHEAD * (self.processes - 1):
                    under_way.append((waiting[0], pool.submit(_made, waiting.popleft())))
                if waiting and not under_way[0][1].done():
                    number = waiting.pop()
                    values = map(make, portions[number])
                else:
                    number, future = under_way.popleft()
                    values = future.result()
                yield from zip(portions[number], values, strict=True)


ALONE = Crew()
_TASK: list[tuple[Callable[[Any], Any], Sequence[Sequence[Any]]]] = []
"""What a forked process is to do: how to make something, and the portions."""


def _learn(make: Callable[[Any], Any], portions: Sequence[Sequence[Any]]) -> None:
    _TASK[:] = [(make, portions)]


def _made(number: int) -> list[Any]:
    make, portions = _TASK[0]
    return [make(each) for each in portions[number]]
