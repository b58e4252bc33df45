"""Runs work in forked worker processes.

Workers inherit the memory of the parent, so nothing is pickled to them. The parent works too, from the other end of the queue, so that one
process fewer holds the whole site in memory.
"""

from __future__ import annotations

import os
import signal
from collections import deque
from collections.abc import Callable, Generator, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import get_all_start_methods, get_context, parent_process
from multiprocessing.connection import wait
from threading import Thread
from typing import Any, Generic, TypeVar

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
        self._work: _Work[Any, Any] | None = None
        """What other processes may still work on."""

    def is_parallel(self, items: Sequence[Any], chunk_size: int) -> bool:
        """Return whether `map` starts processes for so many items. While others work, it starts none: there are no cores for more."""
        return self.processes > 1 and -(-len(items) // chunk_size) >= MIN_CHUNKS and (self._work is None or self._work.is_done())

    def map(self, function: Callable[[Item], Value], items: Sequence[Item], chunk_size: int) -> Generator[tuple[Item, Value], None, None]:
        """Yield every item with its result of `function`, in any order; `chunk_size` items are processed together.

        Results must be picklable. Other side effects of `function` are lost when it runs in a worker.
        """
        with self.started(function, items, chunk_size, CHUNKS_AHEAD) as results:
            yield from results

    @contextmanager
    def started(
        self, function: Callable[[Item], Value], items: Sequence[Item], chunk_size: int, chunks_ahead: int | None = None
    ) -> Iterator[Iterator[tuple[Item, Value]]]:
        """Yield what `map` returns, and let other processes begin while this one does something else.

        This process joins in when it asks for the first result. Until then, `chunks_ahead` are done per worker; all of them if it is None.
        """
        if not self.is_parallel(items, chunk_size):
            yield ((item, function(item)) for item in items)
            return
        chunks = [items[start : start + chunk_size] for start in range(0, len(items), chunk_size)]
        other, work = self._work, _Work(self.processes - 1, function, chunks, chunks_ahead)
        self._work = work
        try:
            yield work.iter_results()
        finally:
            work.end()
            self._work = other


class _Work(Generic[Item, Value]):
    """Chunks of items, on which a number of workers work from one end, and this process from the other."""

    def __init__(
        self, workers: int, function: Callable[[Item], Value], chunks: Sequence[Sequence[Item]], chunks_ahead: int | None = None
    ) -> None:
        self._function, self._chunks = function, chunks
        self._limit = len(chunks) if chunks_ahead is None else chunks_ahead * workers
        self._executor = ProcessPoolExecutor(workers, get_context("fork"), _init_worker, (function, chunks))
        self._pending = deque(range(len(chunks)))
        self._submitted = deque[tuple[int, Future[list[Value]]]]()
        self._submit()

    def iter_results(self) -> Iterator[tuple[Item, Value]]:
        """Yield every item with its result."""
        while self._pending or self._submitted:
            self._submit()
            if not self._submitted[0][1].done() and (index := self._take_last()) is not None:
                yield from ((item, self._function(item)) for item in self._chunks[index])
            else:
                index, future = self._submitted.popleft()
                yield from zip(self._chunks[index], future.result(), strict=True)

    def is_done(self) -> bool:
        """Return whether the workers have nothing left to do, and end them in this case."""
        if self._pending or not all(future.done() for _, future in self._submitted):
            return False
        self.end()
        return True

    def end(self) -> None:
        """End the workers; what they have not begun is not done."""
        self._executor.shutdown(cancel_futures=True)

    def _submit(self) -> None:
        while self._pending and len(self._submitted) < self._limit:
            self._submitted.append((self._pending[0], self._executor.submit(_run_chunk, self._pending.popleft())))

    def _take_last(self) -> int | None:
        """Return the last chunk that no worker has begun; None if there is none."""
        if self._pending:
            return self._pending.pop()
        return self._submitted.pop()[0] if self._submitted[-1][1].cancel() else None


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
