"""Runs work in forked worker processes.

Workers inherit the memory of the parent, so nothing is pickled to them. The parent works too, from the other end of the queue, so that one
process fewer holds the whole site in memory.
"""

from __future__ import annotations

import os
import signal
from collections import deque
from collections.abc import Callable, Generator, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_all_start_methods, get_context, parent_process
from multiprocessing.connection import wait
from threading import Thread
from typing import Any, TypeVar

Item = TypeVar("Item")
Value = TypeVar("Value")

CHUNKS_AHEAD = 3
"""Chunks submitted per worker at a time: enough that workers never wait, and few enough that results do not pile up."""
MIN_CHUNKS = 4
"""With fewer chunks than this, working in this process is faster than starting workers."""


class ProcessPool:
    """A number of processes, including this one. Without `fork`, it works in this process alone."""

    def __init__(self, processes: int = 1) -> None:
        self.processes = processes if "fork" in get_all_start_methods() else 1

    def is_parallel(self, items: Sequence[Any], chunk_size: int) -> bool:
        """Return whether `map` starts processes for so many items."""
        return self.processes > 1 and -(-len(items) // chunk_size) >= MIN_CHUNKS

    def map(self, function: Callable[[Item], Value], items: Sequence[Item], chunk_size: int) -> Generator[tuple[Item, Value], None, None]:
        """Yield every item with its result of `function`, in any order; `chunk_size` items are processed together.

        Results must be picklable. Other side effects of `function` are lost when it runs in a worker.
        """
        if not self.is_parallel(items, chunk_size):
            yield from ((item, function(item)) for item in items)
            return
        chunks = [items[start : start + chunk_size] for start in range(0, len(items), chunk_size)]
        pending, submitted = deque(range(len(chunks))), deque[Any]()
        with ProcessPoolExecutor(self.processes - 1, get_context("fork"), _init_worker, (function, chunks)) as pool:
            while pending or submitted:
                while pending and len(submitted) < CHUNKS_AHEAD * (self.processes - 1):
                    submitted.append((pending[0], pool.submit(_run_chunk, pending.popleft())))
                if pending and not submitted[0][1].done():
                    index = pending.pop()
                    values = map(function, chunks[index])
                else:
                    index, future = submitted.popleft()
                    values = future.result()
                yield from zip(chunks[index], values, strict=True)


SERIAL = ProcessPool()
_TASK: list[tuple[Callable[[Any], Any], Sequence[Sequence[Any]]]] = []
"""The task of a worker process: the function and the chunks of items."""


def _init_worker(function: Callable[[Any], Any], chunks: Sequence[Sequence[Any]]) -> None:
    # A signal for the whole group, as from a terminal or a service manager, is handled by the parent alone.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    _TASK[:] = [(function, chunks)]
    Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    """End this worker when its parent has ended, however that was: it would wait for work for ever."""
    parent = parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)


def _run_chunk(index: int) -> list[Any]:
    function, chunks = _TASK[0]
    return [function(item) for item in chunks[index]]
