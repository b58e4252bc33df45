"""The process pool: results are the same whichever process computes them, and no worker is started for little work."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from processes import fork, wait_for_fork
from prospectus.parallel import MIN_CHUNKS, ProcessPool


def double(number: int) -> tuple[int, int]:
    """Return twice a number, and the id of the process that computed it."""
    return 2 * number, os.getpid()


@pytest.mark.parametrize("processes", [1, 2, 3])
@pytest.mark.parametrize("chunk_size", [1, 3, 7])
@pytest.mark.parametrize("count", [0, 1, 12, 50])
def test_every_item_comes_back_once_with_its_value(processes: int, chunk_size: int, count: int) -> None:
    results = dict(ProcessPool(processes).map(double, range(count), chunk_size))
    assert sorted(results) == list(range(count))
    assert all(value == 2 * number for number, (value, _) in results.items())


def test_worker_processes_are_used() -> None:
    processes = {process for _, (_, process) in ProcessPool(3).map(double, range(200), 1)}
    assert len(processes - {os.getpid()}) > 0


def test_single_process_or_little_work_starts_no_worker() -> None:
    for pool, count in ((ProcessPool(), 50), (ProcessPool(3), MIN_CHUNKS - 1)):
        assert {process for _, (_, process) in pool.map(double, range(count), 1)} <= {os.getpid()}


@pytest.mark.parametrize("processes", [1, 3])
def test_exception_in_any_process_is_raised_in_the_parent(processes: int) -> None:
    def divide(number: int) -> float:
        return 1 / (number - 5)

    with pytest.raises(ZeroDivisionError):
        list(ProcessPool(processes).map(divide, range(20), 1))


def test_function_and_items_need_not_be_picklable() -> None:
    functions = {number: (lambda number=number: number * number) for number in range(30)}
    results = dict(ProcessPool(2).map(lambda number: functions[number](), range(30), 2))
    assert results == {number: number * number for number in range(30)}


def test_workers_begin_before_they_are_asked_for_results(tmp_path: Path) -> None:
    def work(number: int) -> int:
        (tmp_path / f"{number} {os.getpid()}").touch()
        return number

    pool = ProcessPool(2)
    with pool.started(work, range(MIN_CHUNKS), 1) as results:
        wait_until(lambda: len(list(tmp_path.iterdir())) == MIN_CHUNKS)
        assert not list(tmp_path.glob(f"* {os.getpid()}"))
        assert dict(results) == {number: number for number in range(MIN_CHUNKS)}


def test_no_more_workers_are_started_than_there_are_processes(tmp_path: Path) -> None:
    def work(number: int) -> int:
        wait_until((tmp_path / "go").exists)
        return number

    pool, numbers = ProcessPool(3), range(50)
    with pool.started(work, range(MIN_CHUNKS), 1):
        assert {process for _, (_, process) in pool.map(double, numbers, 1)} == {os.getpid()}
        (tmp_path / "go").touch()
        wait_until(lambda: pool.is_parallel(numbers, 1))
        assert len({process for _, (_, process) in pool.map(double, numbers, 1)} - {os.getpid()}) > 0
    assert pool.is_parallel(numbers, 1)


def test_what_no_worker_has_begun_is_not_done_after_an_error(tmp_path: Path) -> None:
    def work(number: int) -> None:
        (tmp_path / str(number)).touch()
        time.sleep(0.01)

    with pytest.raises(KeyError), ProcessPool(2).started(work, range(1000), 1):
        raise KeyError
    assert len(list(tmp_path.iterdir())) < 1000


def wait_until(happened: Callable[[], bool]) -> None:
    """Wait until something has happened."""
    for _ in range(1500):
        if happened():
            return
        time.sleep(0.02)
    pytest.fail("it has not happened")


def test_workers_end_with_a_parent_that_is_killed(tmp_path: Path) -> None:
    def work(number: int) -> int:
        (tmp_path / str(os.getpid())).touch()
        if number == 0:
            os.kill(parent, signal.SIGKILL)
        time.sleep(0.01)
        return number

    def run() -> int:
        nonlocal parent
        parent = os.getpid()
        return len(list(ProcessPool(2).map(work, range(1000), 1)))

    parent = 0
    child = fork(run)
    assert wait_for_fork(child) == -signal.SIGKILL
    workers = [int(path.name) for path in tmp_path.iterdir() if path.name != str(child)]
    assert workers
    for _ in range(500):
        if not any(_is_running(worker) for worker in workers):
            return
        time.sleep(0.02)
    pytest.fail("a worker still runs")


def _is_running(process: int) -> bool:
    """Return whether a process runs; one that nobody has asked for its exit code does not."""
    try:
        return " Z " not in Path(f"/proc/{process}/stat").read_text()
    except OSError:
        return False
