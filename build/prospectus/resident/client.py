"""Hand a build over to a resident builder, if one is running that would make it exactly as this process would.

It decides with the standard library alone. What the options mean is decided by the builder, which reads them as this process would: here is
no second list of options. Whenever anything is unclear, nothing is handed over, and this process builds.
"""

from __future__ import annotations

import os
import sys

from prospectus.resident import address, frames
from prospectus.resident.circumstances import describe_circumstances

TYPE_CHECKING = False
"""As in `typing`, which takes longer to import than all else here."""
if TYPE_CHECKING:
    from _socket import socket
    from collections.abc import Mapping, Sequence

ANSWER_SECONDS = 1.0
"""How long a builder may take to accept a build. One that is at work for somebody else does not answer in time."""
SILENT_SECONDS = 30.0
"""How long a builder at work may be silent. Then it is stopped or hangs, and is killed, since it may hold the lock of the site."""
SIGKILL = 9
"""As in `signal`, which takes long to import (POSIX, kill)."""
INTERRUPTED = 130
"""The exit code after Ctrl-C, as without a resident builder."""


class BuilderLost(Exception):
    """A resident builder has printed something for a build, but did not finish it."""


def hand_over(arguments: Sequence[str]) -> int | None:
    """Let a resident builder make a build, print what it prints, and return its exit code; None if this process must run the command.

    Raises BuilderLost if this process must run it although something was printed.
    """
    if not _may_hand_over(arguments, os.environ):
        return None
    try:
        return _try_to_hand_over(arguments)
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:  # nobody reads what is printed
        return 1


def _may_hand_over(arguments: Sequence[str], environment: Mapping[str, str]) -> bool:
    """Return whether a command may be handed over at all: a build of the site in this folder, and never in CI."""
    return (
        sys.platform == "linux"  # others do not tell the user of the other side
        and [*arguments[:1]] == ["build"]
        and not {"--resident", "--no-resident"}.intersection(arguments)
        and not environment.get("CI")
        and sys.stdout is not None
        and sys.stderr is not None
        and os.path.isfile("mkdocs.yml")  # noqa: PTH113
    )


def _try_to_hand_over(arguments: Sequence[str]) -> int | None:
    path = address.find_socket()
    if path is None:
        return None
    connection = address.open_connection()
    try:
        process_id = _ask(connection, path, arguments)
        return _follow(connection, process_id) if process_id is not None else None
    finally:
        connection.close()


def _ask(connection: socket, path: str, arguments: Sequence[str]) -> int | None:
    """Send a request, and return the process id of the builder that has accepted it; None if none does."""
    try:
        connection.settimeout(ANSWER_SECONDS)
        connection.connect(path)
        process_id, user_id = address.read_peer(connection)
        if user_id != os.getuid():
            return None
        for part in _build_request(arguments):
            frames.send(connection, frames.REQUEST, part)
        kind, _ = frames.receive(connection)
    except OSError:
        return None
    return process_id if kind == frames.ALIVE else None


def _build_request(arguments: Sequence[str]) -> list[bytes]:
    environment = dict(os.environ)
    if sys.stderr.isatty():
        size = os.get_terminal_size(sys.stderr.fileno())
        environment = {"COLUMNS": str(size.columns), "LINES": str(size.lines), **environment}
    variables = [f"{name}={value}" for name, value in environment.items()]
    streams = [f"{stream.encoding} {int(stream.isatty())}" for stream in (sys.stdout, sys.stderr)]
    return [frames.pack(part) for part in (arguments, describe_circumstances(), variables, streams)]


def _follow(connection: socket, process_id: int) -> int | None:
    """Print what the builder prints, and return its exit code; None if it declines or is lost.

    Output is printed when the builder was still at work after it, or has ended, so that most of what is printed again was never shown.
    """
    connection.settimeout(SILENT_SECONDS)
    held: list[tuple[bytes, bytes]] = []
    has_printed = False
    while True:
        try:
            kind, content = frames.receive(connection)
        except TimeoutError:
            os.kill(process_id, SIGKILL)
            kind = frames.DECLINED
        except OSError:
            kind = frames.DECLINED
        if kind in (frames.OUT, frames.ERR):
            held.append((kind, content))
            continue
        if kind == frames.DECLINED:
            break
        has_printed = _print(held) or has_printed
        held.clear()
        if kind == frames.END:
            return int(content)
    if has_printed:
        raise BuilderLost
    return None


def _print(held: Sequence[tuple[bytes, bytes]]) -> bool:
    """Print bytes to standard output and standard error; return whether there are any."""
    for kind, content in held:
        stream = (sys.stdout if kind == frames.OUT else sys.stderr).buffer
        stream.write(content)
        stream.flush()
    return bool(held)
