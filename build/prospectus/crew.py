"""Runs work in forked worker processes.

Workers inherit the memory of the parent, so nothing is pickled to them. The parent works too, from the other end of the queue, so that one
process fewer holds the whole site in memory.
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
"""Chunks submitted per worker at a time: enough that workers never wait, and few enough that results do not pile up."""
WORTH = 4
"""With fewer chunks than this, working in this process is faster than starting workers."""


class Crew:
    """A number of processes, including this one. Without `fork`, it works in this process alone."""

    def __init__(self, processes: int = 1) -> None:
        self.processes = processes if "fork" in get_all_start_methods() else 1

    def each(self, make: Callable[[Item], Value], items: Sequence[Item], portion: int) -> Iterator[tuple[Item, Value]]:
        """Yield every item with its result of `function`, in any order; `chunk_size` items are processed together.

        Results must be picklable. Other side effects of `function` are lost when it runs in a worker.
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
"""The task of a worker process: the function and the chunks of items."""


def _learn(make: Callable[[Any], Any], portions: Sequence[Sequence[Any]]) -> None:
    _TASK[:] = [(make, portions)]


def _made(number: int) -> list[Any]:
    make, portions = _TASK[0]
    return [make(each) for each in portions[number]]
