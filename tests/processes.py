"""Starts processes for tests: each is bounded in time, and ends with the test together with the processes that it started.

Tests use this module instead of `subprocess`, so that the suite ends even if a process hangs.
"""

from __future__ import annotations

import contextlib
import os
import pty
import select
import signal
import socket
import subprocess
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import pytest

DEVNULL, PIPE = subprocess.DEVNULL, subprocess.PIPE
Process = subprocess.Popen[str]
Result = subprocess.CompletedProcess[str]
"""Exit code and output of a process that has ended."""
RUN_SECONDS = 180
STOP_SECONDS = 20
FAILED = 70
"""The exit code of a forked process whose function raised an exception."""


def run_process(command: Sequence[object], *, seconds: float = RUN_SECONDS, check: bool = False, **options: Any) -> Result:
    """Run a command to its end, and return exit code and output. Fails the test after `seconds`, or with `check` if the command fails."""
    with start_process(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, **options) as process:
        out, err = _communicate(process, seconds)
    if check and process.returncode != 0:
        pytest.fail(f"{_describe(process)} exited with {process.returncode}:\n{out[-2000:]}{err[-2000:]}")
    return subprocess.CompletedProcess(process.args, process.returncode, out, err)


@contextlib.contextmanager
def start_process(command: Sequence[object], **options: Any) -> Iterator[Process]:
    """Start a command in a process group of its own, which is killed in the end; standard error is a pipe.

    SIGINT stops the command even when the tests themselves ignore it, as they do in the background of a script.
    """
    options = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL, "stderr": subprocess.PIPE, "text": True, **options}
    with _default_sigint():
        process = subprocess.Popen([str(part) for part in command], start_new_session=True, **options)
    with process:
        try:
            yield process
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)


def fork(action: Callable[[], int]) -> int:
    """Run a function in a copy of this process, and return its id. The function returns the exit code; nothing after it is run there."""
    child = os.fork()
    if child:
        return child
    code = FAILED
    try:
        signal.alarm(RUN_SECONDS)
        code = action()
    finally:
        os._exit(code)


def wait_for_fork(child: int) -> int:
    """Return how a forked process ended: its exit code, or the negative number of its signal."""
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def run_on_terminal(command: Sequence[object], typed: str = "", **options: Any) -> str:
    """Run a command with a terminal as its output to its end, and return what it prints. Fails the test after `RUN_SECONDS`.

    With `typed`, the terminal is its input as well, at which somebody types this.
    """
    reader, writer = pty.openpty()
    with start_process(command, stdout=writer, stderr=writer, **({"stdin": writer} if typed else {}), **options) as process:
        os.close(writer)
        os.write(reader, typed.encode())
        output = b"".join(iter(lambda: _read_terminal(reader), b""))
        process.wait(RUN_SECONDS)
    os.close(reader)
    return output.decode()


def _read_terminal(reader: int) -> bytes:
    """Return the next bytes that a terminal shows, or none at its end. Fails the test after `RUN_SECONDS` without any."""
    if not select.select([reader], [], [], RUN_SECONDS)[0]:
        pytest.fail(f"the terminal has shown nothing for {RUN_SECONDS} seconds")
    try:
        return os.read(reader, 65536)
    except OSError:  # Linux reports the end of a terminal as an error
        return b""


def stop_process(process: Process, signal_number: signal.Signals) -> str:
    """Send a signal to a process, wait for its end, and return its standard error. Fails the test if it does not end."""
    process.send_signal(signal_number)
    return _communicate(process, STOP_SECONDS)[1]


def find_free_port() -> int:
    """Return a port of the loopback interface that nobody listens on."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@contextlib.contextmanager
def _default_sigint() -> Iterator[None]:
    """Do not ignore SIGINT for a moment. New processes inherit that it is ignored, but not its handlers."""
    previous = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, previous)


def _communicate(process: Process, seconds: float) -> tuple[str, str]:
    try:
        out, err = process.communicate(timeout=seconds)
    except subprocess.TimeoutExpired:
        pytest.fail(f"{_describe(process)} has not ended after {seconds} seconds")
    return out or "", err or ""


def _describe(process: Process) -> str:
    return " ".join(map(str, process.args if isinstance(process.args, list) else [process.args]))
