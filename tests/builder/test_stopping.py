"""A signal ends `serve` with 0 from its first moment on, and a second one does not interrupt its end."""

from __future__ import annotations

import importlib.abc
import os
import signal
import sys
from collections.abc import Callable

import pytest

import prospectus.builder
from processes import fork, run_process, wait_for_fork
from prospectus.builder.stopping import STOPPING_SIGNALS, ServerStopped, stopping_by_signals
from prospectus.cli.main import main
from tiny import SiteFactory


def end_of(action: Callable[[], int]) -> int:
    return wait_for_fork(fork(action))


@pytest.mark.parametrize("first", STOPPING_SIGNALS)
def test_second_signal_is_ignored_until_the_process_has_ended(first: signal.Signals) -> None:
    def serve() -> int:
        for number in STOPPING_SIGNALS:
            signal.signal(number, signal.SIG_DFL)
        try:
            with stopping_by_signals():
                os.kill(os.getpid(), first)
                return 1
        except ServerStopped:
            for number in STOPPING_SIGNALS:
                os.kill(os.getpid(), number)
            return 0

    assert end_of(serve) == 0


def test_second_signal_is_ignored_at_the_end_of_the_interpreter() -> None:
    """The interpreter resets handlers at its end, when the last objects go."""
    program = """
import os, signal
from prospectus.builder.stopping import STOPPING_SIGNALS, ServerStopped, stopping_by_signals
signal.signal(signal.SIGHUP, signal.SIG_DFL)  # also under nohup
try:
    with stopping_by_signals():
        os.kill(os.getpid(), signal.SIGTERM)
except ServerStopped:
    for number in STOPPING_SIGNALS:
        signal.signal(number, signal.SIG_DFL)
        os.kill(os.getpid(), number)
"""
    result = run_process([sys.executable, "-c", program])
    assert (result.returncode, result.stderr) == (0, "")


def test_signal_in_the_execution_of_a_text_ends_with_0() -> None:
    program = """
import os, signal
from prospectus.builder.stopping import ServerStopped, stopping_by_signals
try:
    with stopping_by_signals():
        exec("os.kill(os.getpid(), signal.SIGINT)")
except ServerStopped:
    pass
"""
    result = run_process([sys.executable, "-c", program])
    assert (result.returncode, result.stderr) == (0, "")


def test_what_python_makes_of_a_stop_is_a_stop() -> None:
    class Signalling:
        def __set_name__(self, *_: object) -> None:
            os.kill(os.getpid(), signal.SIGTERM)

    def serve() -> int:
        try:
            with stopping_by_signals():
                type("Class", (), {"field": Signalling()})
        except ServerStopped:
            return 0
        return 1

    assert end_of(serve) == 0


def test_handlers_are_as_before_when_no_signal_came() -> None:
    before = [signal.getsignal(number) for number in STOPPING_SIGNALS]
    with stopping_by_signals():
        assert [signal.getsignal(number) for number in STOPPING_SIGNALS] != before
    assert [signal.getsignal(number) for number in STOPPING_SIGNALS] == before


@pytest.mark.parametrize("stop", STOPPING_SIGNALS)
def test_signal_while_the_server_is_being_imported_ends_it_with_0(tiny: SiteFactory, stop: signal.Signals) -> None:
    root = tiny("minimal")

    class Signalling(importlib.abc.MetaPathFinder):
        def find_spec(self, name: str, *_: object) -> None:
            if name == "prospectus.builder.serve":
                os.kill(os.getpid(), stop)

    def serve() -> int:
        sys.modules.pop("prospectus.builder.serve", None)
        vars(prospectus.builder).pop("serve", None)
        sys.meta_path.insert(0, Signalling())
        sys.argv = ["prospectus", "serve", "--config", str(root / "mkdocs.yml")]
        try:
            main()
        except SystemExit as end:
            return int(end.code or 0)
        return 1

    assert end_of(serve) == 0
