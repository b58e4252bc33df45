"""The process that stays: it listens on a socket, makes the builds that are handed over, and ends when it is out of date or not needed."""

from __future__ import annotations

import contextlib
import fcntl
import io
import os
import select
import signal
import socket
import stat
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Lock, Thread
from typing import NamedTuple

from prospectus.errors import ProspectusError, UsageError
from prospectus.problems import Message
from prospectus.resident import address, frames
from prospectus.resident.builder import Declined, ResidentBuilder
from prospectus.resident.circumstances import describe_circumstances, find_differences
from prospectus.resident.loaded_code import LoadedCode

RunCommand = Callable[[Sequence[str]], int]
"""Runs a command with the builder; returns its exit code, and raises what a command raises."""
REQUEST_SECONDS = 5.0
"""How long a client may take to send a request, or to take a part of the answer."""
ALIVE_SECONDS = 0.5
"""The time between two messages that the builder is at work."""
IDLE_SECONDS = 3600.0
"""The builder ends after so many seconds without a build."""
SAVE_SECONDS = 1.0
"""How long after a build its state is saved, so that the next edit need not wait for that."""
INTERRUPT_CODE = 130
"""The exit code of a command that was interrupted."""
NO_SYSTEM = Message("build --resident needs Linux.", "`build --resident` 需要 Linux。")
NO_FOLDER = Message(
    "There is no folder for a socket that only this user can open: {folder} must belong to this user, with the mode 0700.",
    "没有只有当前用户能打开的套接字目录：{folder} 必须属于当前用户，权限为 0700。",
)
IS_RUNNING = Message(
    "A resident builder of this site is running already (process {process_id}); end it with: kill {process_id}",
    "本站已有驻留进程（进程号 {process_id}）；要结束它，请运行 `kill {process_id}`。",
)
CHANGED = Message("The resident builder ends: {file} was changed or added.", "驻留进程结束：{file} 有改动，或是新增的。")
MOVED = Message(
    "The resident builder ends: its folder or its socket was moved or removed.", "驻留进程结束：它的目录或套接字已被移走或删除。"
)
INTERRUPTED = Message("The resident builder ends: the build was interrupted.", "驻留进程结束：生成被中断。")
FAILED = Message("The resident builder ends: the build failed with {error}.", "驻留进程结束：生成失败（{error}）。")
IDLE = Message("The resident builder ends: there was no build for {minutes} minutes.", "驻留进程结束：{minutes} 分钟内没有生成任务。")
NOT_TAKEN = Message("A build was left to its own process: {reason}.", "有一次生成留给它自己的进程：{reason}。")
DIFFERENT = Message("other circumstances ({names})", "运行条件不同（{names}）")
NOT_ENDED = Message("it ended with {code}", "以 {code} 结束")
NO_BUILD = Message("it is no build", "不是生成任务")
TAKEN = Message("A build was made in {milliseconds} ms.", "完成一次生成，用时 {milliseconds} 毫秒。")


_OPEN: set[socket.socket] = set()
"""The connections of this process."""


class Request(NamedTuple):
    """What a client asks for."""

    arguments: list[str]
    circumstances: list[str]
    environment: dict[str, str]
    streams: list[str]
    """The encoding of standard output and of standard error, and whether each is a terminal: `utf-8 1`."""


class Ended(Exception):
    """The builder has to end; `reason` says why."""

    def __init__(self, reason: Message) -> None:
        super().__init__(reason.en)
        self.reason = reason


class Resident:
    """A builder with what it was started in, for the requests of clients."""

    def __init__(self, root: Path) -> None:
        self.circumstances = describe_circumstances()
        self.code = LoadedCode()
        self.builder = ResidentBuilder(root)
        self._folder = os.getcwd()  # noqa: PTH109

    def need_unchanged(self) -> None:
        """Raise Ended if the code on the disk is not the code of this process, or if its folder was moved."""
        change = self.code.find_change()
        if change is not None:
            raise Ended(CHANGED.fill(file=change))
        try:
            is_same = os.getcwd() == self._folder and os.path.samefile(".", self._folder)  # noqa: PTH109, PTH121
        except OSError:
            is_same = False
        if not is_same:
            raise Ended(MOVED)

    def check(self, request: Request) -> None:
        """Raise Declined if a build with this request could differ from one in the process of the client, and Ended if every one could."""
        self.need_unchanged()
        differences = find_differences(self.circumstances, request.circumstances)
        if differences:
            raise Declined(DIFFERENT.fill(names=", ".join(differences)))

    def answer(self, request: Request, run_command: RunCommand, send: Callable[[bytes, bytes], None]) -> int:
        """Run a command, send what it prints, and return its exit code. The request was checked.

        Raises Declined if the client has to build by itself, and Ended if this process must not go on.
        """
        out, err = (_make_stream(kind, stream, send) for kind, stream in zip((frames.OUT, frames.ERR), request.streams, strict=True))
        builds_before = self.builder.builds
        try:
            with _taking_over(request.environment, out, err):
                code = run_command(request.arguments)
        except (Declined, KeyboardInterrupt):
            raise
        except (ProspectusError, OSError) as error:
            raise Declined(NOT_ENDED.fill(code=type(error).__name__)) from None
        except BaseException as error:
            raise Ended(FAILED.fill(error=type(error).__name__)) from error
        if code == INTERRUPT_CODE:  # what Typer makes of KeyboardInterrupt
            raise KeyboardInterrupt
        if self.builder.builds == builds_before:
            raise Declined(NO_BUILD)
        if code not in (0, 1):
            raise Declined(NOT_ENDED.fill(code=code))
        return code


def stay(resident: Resident, listener: socket.socket, run_command: RunCommand, report: Callable[[Message], None]) -> None:
    """Make the builds that are handed over until KeyboardInterrupt, a change of the code, or an hour without one; report why it ends."""
    path, last_request = listener.getsockname(), time.monotonic()
    try:
        resident.need_unchanged()
        own = _find_socket(path)
        while True:
            if select.select([listener], [], [], SAVE_SECONDS)[0]:
                connection, _ = listener.accept()
                with _open(connection):
                    _serve(resident, connection, run_command, report)
                last_request = time.monotonic()
                continue
            resident.builder.save()
            _need_reason_to_stay(last_request, is_reachable=own is not None and _is_at(path, own))
    except Ended as ended:
        report(ended.reason)
    finally:
        resident.builder.close()


def _need_reason_to_stay(last_request: float, *, is_reachable: bool) -> None:
    if time.monotonic() - last_request > IDLE_SECONDS:
        raise Ended(IDLE.fill(minutes=round(IDLE_SECONDS / 60)))
    if not is_reachable:
        raise Ended(MOVED)


def _serve(resident: Resident, connection: socket.socket, run_command: RunCommand, report: Callable[[Message], None]) -> None:
    """Make the build of one client, or decline it. A client that goes away ends the process, since its build was interrupted."""
    connection.settimeout(REQUEST_SECONDS)
    client = _Client(connection)
    started = time.perf_counter()
    try:
        if address.read_peer(connection)[1] != os.getuid():
            return
        request = receive_request(connection)
        resident.check(request)
        client.send(frames.ALIVE)
        if client.is_gone:  # it has waited too long while this process was at work
            return
        with client.kept_informed():
            code = resident.answer(request, run_command, client.send)
        client.send(frames.END, str(code).encode())
        report(TAKEN.fill(milliseconds=round((time.perf_counter() - started) * 1000)))
    except Declined as declined:
        resident.builder.save()  # the other process goes on from there
        client.send(frames.DECLINED)
        report(NOT_TAKEN.fill(reason=declined.reason))
    except Ended:
        client.send(frames.DECLINED)
        raise
    except KeyboardInterrupt:
        if client.is_gone:
            raise Ended(INTERRUPTED) from None
        raise
    except (OSError, ValueError, LookupError):
        return  # the client has ended, or sends nonsense


def receive_request(connection: socket.socket) -> Request:
    """Return the request of a client. Raises OSError or ValueError if it sends none."""
    parts = []
    for _ in range(frames.PARTS):
        kind, content = frames.receive(connection)
        if kind != frames.REQUEST:
            raise ValueError(kind)
        parts.append(frames.unpack(content))
    arguments, circumstances, variables, streams = parts
    return Request(arguments, circumstances, dict(each.split("=", 1) for each in variables if "=" in each), streams)


class _Client:
    """The client of a build, which is told at intervals that the builder is at work."""

    def __init__(self, connection: socket.socket) -> None:
        self._connection, self._lock = connection, Lock()
        self.is_gone = False

    def send(self, kind: bytes, content: bytes = b"") -> None:
        """Send a message; a client that takes none is gone."""
        with self._lock:
            if not self.is_gone:
                try:
                    frames.send(self._connection, kind, content)
                except OSError:
                    self.is_gone = True

    @contextmanager
    def kept_informed(self) -> Iterator[None]:
        """Tell the client that the builder is at work. If it goes away, as with Ctrl-C, interrupt the build."""
        is_done = Event()

        def inform() -> None:
            while not is_done.wait(ALIVE_SECONDS):
                self.send(frames.ALIVE)
                if self.is_gone and not is_done.is_set():
                    os.kill(os.getpid(), signal.SIGINT)
                    return

        thread = Thread(target=inform, daemon=True)
        thread.start()
        try:
            yield
        finally:
            is_done.set()
            thread.join()


class _SentStream(io.RawIOBase):
    """Sends what is written to it."""

    def __init__(self, kind: bytes, send: Callable[[bytes, bytes], None], *, is_terminal: bool) -> None:
        self._kind, self._send, self._is_terminal = kind, send, is_terminal

    def writable(self) -> bool:
        """Return True."""
        return True

    def isatty(self) -> bool:
        """Return whether the stream of the client is a terminal."""
        return self._is_terminal

    def write(self, data: object) -> int:
        """Send bytes, and return their number."""
        content = bytes(data)  # type: ignore[call-overload]
        self._send(self._kind, content)
        return len(content)


def _make_stream(kind: bytes, properties: str, send: Callable[[bytes, bytes], None]) -> io.TextIOWrapper:
    encoding, is_terminal = properties.split()
    raw = _SentStream(kind, send, is_terminal=is_terminal == "1")
    return io.TextIOWrapper(io.BufferedWriter(raw), encoding, "backslashreplace", write_through=True)


@contextmanager
def _taking_over(environment: dict[str, str], out: io.TextIOWrapper, err: io.TextIOWrapper) -> Iterator[None]:
    """Have the environment variables and the streams of a client."""
    own_environment, own_streams = dict(os.environ), (sys.stdout, sys.stderr)
    _set_environment(environment)
    sys.stdout, sys.stderr = out, err
    try:
        yield
    finally:
        for stream in (out, err):
            stream.flush()
        sys.stdout, sys.stderr = own_streams
        _set_environment(own_environment)


def _set_environment(environment: dict[str, str]) -> None:
    os.environ.clear()
    os.environ.update(environment)


@contextmanager
def listening() -> Iterator[socket.socket]:
    """Yield the socket of the builder for the current folder, and remove it afterwards.

    What a killed builder has left is replaced. Raises UsageError if another one is running, or if there is no place for a socket.
    """
    if sys.platform != "linux":
        raise UsageError(NO_SYSTEM)
    folder = address.make_folder()
    if folder is None:
        raise UsageError(NO_FOLDER.fill(folder=f"{os.environ.get('TMPDIR') or '/tmp'}/prospectus-{os.getuid()}"))  # noqa: S108
    path = address.socket_path(folder)
    with _open(socket.socket(socket.AF_UNIX)) as listener:
        with _locked(folder):
            _replace_leftover(path)
            listener.bind(path)
            listener.listen()
            own = os.lstat(path)
        try:
            yield listener
        finally:
            with _locked(folder), contextlib.suppress(OSError):
                if _is_at(path, own):
                    os.unlink(path)  # noqa: PTH108


def _replace_leftover(path: str) -> None:
    """Remove the socket of a builder that was killed. Raises UsageError if its builder is running."""
    with socket.socket(socket.AF_UNIX) as connection:
        try:
            connection.connect(path)
        except ConnectionRefusedError:
            os.unlink(path)  # noqa: PTH108
        except FileNotFoundError:
            return
        else:
            raise UsageError(IS_RUNNING.fill(process_id=address.read_peer(connection)[0]))


def _find_socket(path: str) -> os.stat_result | None:
    """Return the status of the socket at a path; None if there is none."""
    try:
        status = os.lstat(path)
    except OSError:
        return None
    return status if stat.S_ISSOCK(status.st_mode) else None


def _is_at(path: str, own: os.stat_result) -> bool:
    found = _find_socket(path)
    return found is not None and os.path.samestat(found, own)


@contextmanager
def _open(connection: socket.socket) -> Iterator[socket.socket]:
    """Close a connection afterwards, and in forked processes at once: a client must notice the end of this process alone."""
    _OPEN.add(connection)
    try:
        with connection:
            yield connection
    finally:
        _OPEN.discard(connection)


def _close_inherited() -> None:
    for connection in _OPEN:
        connection.close()


os.register_at_fork(after_in_child=_close_inherited)


@contextmanager
def _locked(folder: str) -> Iterator[None]:
    """Hold the lock of the folder of sockets, for a moment: two builders that start at once must not replace each other's socket."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_CLOEXEC | os.O_DIRECTORY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)
