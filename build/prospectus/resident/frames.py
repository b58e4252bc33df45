"""The messages between a build and a resident builder: a letter, the length of the content, and the content.

A client imports this module, so it imports nothing that Python has not loaded when it starts.
"""

from __future__ import annotations

import os

TYPE_CHECKING = False
"""As in `typing`, which takes longer to import than all else here."""
if TYPE_CHECKING:
    from _socket import socket
    from collections.abc import Iterable

REQUEST = b"r"
"""One part of a request; a client sends `PARTS` of them."""
PARTS = 4
"""Arguments, circumstances, environment variables, and the properties of standard output and standard error."""
ALIVE = b"."
"""The builder is at work: sent first, and then at intervals."""
OUT, ERR = b"o", b"e"
"""Bytes for standard output or standard error."""
END = b"x"
"""The build has ended; the content is its exit code."""
DECLINED = b"n"
"""The client has to build without the builder."""
MAX_BYTES = 16 * 1024 * 1024
"""The longest content of a message."""


def send(connection: socket, kind: bytes, content: bytes = b"") -> None:
    """Send a message. Raises OSError if the other side has ended, or takes nothing for the time limit of the connection."""
    connection.sendall(kind + len(content).to_bytes(4, "big") + content)


def receive(connection: socket) -> tuple[bytes, bytes]:
    """Return the next message: its kind and content. Raises OSError if the other side has ended, sends nothing, or sends nonsense."""
    head = _receive_bytes(connection, 5)
    length = int.from_bytes(head[1:], "big")
    if length > MAX_BYTES:
        raise ConnectionError(f"a message of {length} bytes")
    return head[:1], _receive_bytes(connection, length)


def pack(texts: Iterable[str]) -> bytes:
    """Return texts without NUL, such as arguments and environment variables, as the content of a message."""
    return b"\0".join(map(os.fsencode, texts))


def unpack(content: bytes) -> list[str]:
    """Return the texts in the content of a message."""
    return [os.fsdecode(text) for text in content.split(b"\0")]


def _receive_bytes(connection: socket, length: int) -> bytes:
    received = bytearray()
    while len(received) < length:
        part = connection.recv(length - len(received))
        if not part:
            raise ConnectionResetError("the other side has ended")
        received += part
    return bytes(received)
