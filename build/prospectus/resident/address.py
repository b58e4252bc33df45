"""Where the socket of a resident builder is: in a folder that only its user can open, under a name for site, package and Python.

A client imports this module, so it imports little.
"""

from __future__ import annotations

import _socket as socket  # what the module `socket` wraps in enumerations, which take longer to import than all else here
import os
import stat
import sys
import zlib

from prospectus.resident.circumstances import PACKAGE

PRIVATE = 0o700


def find_socket() -> str | None:
    """Return the path of the socket for the current folder; None if there is none."""
    folder = find_folder()
    path = socket_path(folder) if folder is not None else ""
    return path if os.path.lexists(path) else None


def find_folder() -> str | None:
    """Return the folder of the sockets of this user, which need not exist; None if somebody else could read or write there.

    It is in the runtime folder of the user (XDG Base Directory Specification), or else in the temporary folder.
    """
    runtime = os.environ.get("XDG_RUNTIME_DIR", "")
    temporary = os.environ.get("TMPDIR") or "/tmp"  # noqa: S108  (what is in it is checked below)
    folder = f"{runtime}/prospectus" if runtime.startswith("/") and is_private(runtime) else f"{temporary}/prospectus-{os.getuid()}"
    return folder if is_private(folder) or not os.path.lexists(folder) else None


def make_folder() -> str | None:
    """Return the folder of the sockets of this user, and make it if necessary; None if it cannot be made, or is not of this user alone."""
    folder = find_folder()
    if folder is None:
        return None
    try:
        os.mkdir(folder, PRIVATE)  # noqa: PTH102
    except FileExistsError:
        pass
    except OSError:
        return None
    return folder if is_private(folder) else None  # somebody else may have made it meanwhile


def is_private(folder: str) -> bool:
    """Return whether a path is a folder, no link, that belongs to this user, and that nobody else may open."""
    try:
        status = os.lstat(folder)
    except OSError:
        return False
    return stat.S_ISDIR(status.st_mode) and status.st_uid == os.getuid() and stat.S_IMODE(status.st_mode) == PRIVATE


def socket_path(folder: str) -> str:
    """Return the path of the socket for the current folder.

    Its name is a checksum, since a hash takes longer to import than all else here. Two sites with the same one would refuse each other's
    builds, because their circumstances differ.
    """
    names = os.fsencode("\0".join((os.getcwd(), PACKAGE, sys.prefix)))  # noqa: PTH109
    return f"{folder}/{zlib.crc32(names):08x}{zlib.adler32(names):08x}.socket"


def open_connection() -> socket.socket:
    """Return a socket that is not connected yet, and that the caller closes."""
    return socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)


def read_peer(connection: socket.socket) -> tuple[int, int]:
    """Return the process id and the user id of the other side, as the system knows them. Raises OSError."""
    credentials = connection.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, 12)  # struct ucred: unix(7)
    return int.from_bytes(credentials[:4], sys.byteorder), int.from_bytes(credentials[4:8], sys.byteorder)
