"""Ends a server cleanly, whichever signal stops it. Nothing heavy is imported, so that signals are handled from the start."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

STOPPING_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class ServerStopped(KeyboardInterrupt):
    """A signal has stopped the server.

    Python ends with SIGINT if a KeyboardInterrupt came through the `exec` of a text, as in `dataclasses`, even if it was caught. It
    does not for a subclass.
    """


@contextmanager
def stopping_by_signals() -> Iterator[None]:
    """Make each of `STOPPING_SIGNALS` raise ServerStopped once, so that the server ends cleanly and leaves no files.

    A shell starts a program in the background with SIGINT ignored, and the system lets the first process of a container ignore signals
    without a handler; both get one. SIGHUP stays ignored if the caller wants that, as `nohup` does. After the first signal all of them
    are blocked until the process has ended: a second one must interrupt neither the clean-up nor the end of the interpreter, which resets
    handlers. What is raised after a signal comes from it: Python makes a RuntimeError of what is raised while a class is made.
    """
    has_stopped = False

    def stop(_: int, __: FrameType | None) -> None:
        nonlocal has_stopped
        has_stopped = True
        signal.pthread_sigmask(signal.SIG_BLOCK, handled)
        for signal_number in handled:
            signal.signal(signal_number, _do_nothing)  # not SIG_IGN, of which Python complains if a signal has just come
        raise ServerStopped

    handled = [each for each in STOPPING_SIGNALS if each != signal.SIGHUP or signal.getsignal(each) != signal.SIG_IGN]
    previous = {signal_number: signal.signal(signal_number, stop) for signal_number in handled}
    try:
        yield
    except BaseException:
        if has_stopped:
            raise ServerStopped from None
        raise
    finally:
        for signal_number, handler in previous.items() if not has_stopped else ():
            signal.signal(signal_number, handler)


def _do_nothing(_: int, __: FrameType | None) -> None:
    pass
