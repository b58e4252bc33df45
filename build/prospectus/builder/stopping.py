"""Ends a server cleanly, whichever signal stops it. Nothing heavy is imported, so that signals are handled from the start."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

STOPPING_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


@contextmanager
def stopping_by_signals() -> Iterator[None]:
    """Make each of `STOPPING_SIGNALS` raise KeyboardInterrupt once, so that the server ends as with Ctrl-C and leaves no files.

    A shell starts a program in the background with SIGINT ignored, and the system lets the first process of a container ignore signals
    without a handler; both get one. SIGHUP stays ignored if the caller wants that, as `nohup` does. After the first signal all of them stay
    ignored until the process has ended: a second one must interrupt neither the clean-up nor the end of the interpreter.
    """
    has_stopped = False

    def stop(_: int, __: FrameType | None) -> None:
        nonlocal has_stopped
        has_stopped = True
        for signal_number in handled:
            signal.signal(signal_number, signal.SIG_IGN)
        raise KeyboardInterrupt

    handled = [each for each in STOPPING_SIGNALS if each != signal.SIGHUP or signal.getsignal(each) != signal.SIG_IGN]
    previous = {signal_number: signal.signal(signal_number, stop) for signal_number in handled}
    try:
        yield
    finally:
        for signal_number, handler in previous.items() if not has_stopped else ():
            signal.signal(signal_number, handler)
