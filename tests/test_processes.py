"""Processes that tests start end in time, with all their children, and only `processes.py` starts any."""

from __future__ import annotations

import contextlib
import os
import re
import select
import signal
import sys

import pytest

from processes import Process, run_process, start_process, stop_process
from tiny import HERE

SLEEPER = "import sys, time; print('ready', file=sys.stderr, flush=True); time.sleep(600)"
PARENT = f"import subprocess; subprocess.Popen(['sleep', '600'], close_fds=False); {SLEEPER}"
"""A process with a child that inherits its open files."""


def wait_for_line(process: Process) -> None:
    assert process.stderr is not None
    assert process.stderr.readline() == "ready\n"


def test_process_ends_with_its_children_when_the_test_fails() -> None:
    reader, writer = os.pipe()
    with contextlib.suppress(KeyError), start_process([sys.executable, "-c", PARENT], pass_fds=[writer]) as process:
        os.close(writer)
        wait_for_line(process)
        assert select.select([reader], [], [], 0)[0] == []
        raise KeyError
    assert process.poll() == -signal.SIGKILL
    assert select.select([reader], [], [], 20)[0] == [reader]  # the end of the pipe: no process has it open any longer
    assert os.read(reader, 1) == b""
    os.close(reader)


def test_process_that_takes_too_long_fails_the_test_with_its_command() -> None:
    with pytest.raises(pytest.fail.Exception, match=r"sleep 600 has not ended after 0.1 seconds"):
        run_process(["sleep", 600], seconds=0.1)


def test_process_whose_child_keeps_the_output_open_is_bounded_in_time() -> None:
    with pytest.raises(pytest.fail.Exception, match="has not ended"):
        run_process(["sh", "-c", "sleep 600 &"], seconds=0.2)


def test_sigint_stops_a_process_although_the_tests_ignore_it() -> None:
    previous = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        with start_process([sys.executable, "-c", SLEEPER]) as process:
            wait_for_line(process)
            assert "KeyboardInterrupt" in stop_process(process, signal.SIGINT)
        assert signal.getsignal(signal.SIGINT) is signal.SIG_IGN
    finally:
        signal.signal(signal.SIGINT, previous)


def test_no_other_module_starts_processes() -> None:
    starts = re.compile(r"^\s*(?:import|from) (?:subprocess|pty)\b|\bos\.(?:system|popen|fork|spawn\w*|posix_spawn\w*)\(", re.MULTILINE)
    modules = {path.relative_to(HERE).as_posix() for path in HERE.rglob("*.py") if starts.search(path.read_text(encoding="utf-8"))}
    assert modules == {"processes.py"}
