"""A signal ends `serve` with 0 from its first moment on, and a second one does not interrupt its end."""

from __future__ import annotations

import importlib.abc
import os
import signal
import sys
from collections.abc import Callable

import pytest

import prospectus.builder
from processes import fork, wait_for_fork
from prospectus.builder.stopping import STOPPING_SIGNALS, stopping_by_signals
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
        except KeyboardInterrupt:
            for number in STOPPING_SIGNALS:
                os.kill(os.getpid(), number)
            return 0

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
