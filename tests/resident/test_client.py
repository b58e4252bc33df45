"""What a build does with the answer of a builder: of one that answers, declines, is lost, is silent, or is not its own."""

from __future__ import annotations

import os
import signal
import socket
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread

import pytest

from processes import fork, run_process, wait_for_fork
from prospectus.resident import address, client, frames
from prospectus.resident.client import BuilderLost, hand_over
from prospectus.resident.server import listening, receive_request

Answer = Callable[[socket.socket], None]


@pytest.fixture(autouse=True)
def _site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, runtime: Path) -> None:
    """A folder that looks like a site."""
    (tmp_path / "mkdocs.yml").touch()
    monkeypatch.chdir(tmp_path)


@contextmanager
def answering(*messages: tuple[bytes, bytes]) -> Iterator[list[list[str]]]:
    """Answer one request with messages, and close the connection; yield a list for its arguments."""
    requests: list[list[str]] = []

    def answer(listener: socket.socket) -> None:
        connection, _ = listener.accept()
        with connection:
            requests.append(receive_request(connection).arguments)
            for kind, content in messages:
                frames.send(connection, kind, content)

    with listening() as listener:
        thread = Thread(target=answer, args=[listener])
        thread.start()
        yield requests
        thread.join()


ACCEPTED = (frames.ALIVE, b"")


def test_answer_is_printed_and_its_exit_code_returned(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    messages = [ACCEPTED, (frames.ERR, "一个警告\n".encode()), (frames.OUT, b"\xff\n"), (frames.END, b"1")]
    with answering(*messages) as requests:
        assert hand_over(["build", "--strict", "--site-dir", "a b"]) == 1
    assert requests == [["build", "--strict", "--site-dir", "a b"]]
    assert (*capfdbinary.readouterr(),) == (b"\xff\n", "一个警告\n".encode())


@pytest.mark.parametrize(
    "messages",
    [
        [],
        [(frames.DECLINED, b"")],
        [ACCEPTED, (frames.DECLINED, b"")],
        [ACCEPTED, (frames.ERR, b"half")],
        [ACCEPTED, (frames.ERR, b"half"), (frames.DECLINED, b"")],
    ],
    ids=["ended at once", "declined", "declined later", "lost", "declined after output"],
)
def test_build_without_an_answer_is_made_here_and_nothing_is_printed_twice(
    messages: list[tuple[bytes, bytes]], capfd: pytest.CaptureFixture[str]
) -> None:
    with answering(*messages):
        assert hand_over(["build"]) is None
    assert (*capfd.readouterr(),) == ("", "")


def test_builder_that_is_lost_after_it_printed_something_is_told(capfd: pytest.CaptureFixture[str]) -> None:
    with answering(ACCEPTED, (frames.ERR, b"half"), ACCEPTED), pytest.raises(BuilderLost):
        hand_over(["build"])
    assert capfd.readouterr().err == "half"


def test_message_that_is_too_long_is_no_answer() -> None:
    with answering(ACCEPTED, (frames.ERR + b"\xff\xff\xff\xff", b"")):
        assert hand_over(["build"]) is None


def stay_silent(*, accepts: bool) -> int:
    """Start a process that holds a socket and never ends a build; return its process id."""
    reader, writer = os.pipe()

    def hang() -> int:
        with listening() as listener:
            os.write(writer, b".")
            connection, _ = listener.accept()
            if accepts:
                receive_request(connection)
                frames.send(connection, frames.ALIVE)
            signal.pause()
        return 0

    child = fork(hang)
    os.read(reader, 1)
    os.close(reader)
    os.close(writer)
    return child


def test_builder_that_hangs_during_a_build_is_killed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client, "SILENT_SECONDS", 0.2)
    child = stay_silent(accepts=True)
    assert hand_over(["build"]) is None
    assert wait_for_fork(child) == -signal.SIGKILL


def test_builder_that_does_not_answer_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client, "ANSWER_SECONDS", 0.2)
    child = stay_silent(accepts=False)
    assert hand_over(["build"]) is None
    os.kill(child, signal.SIGTERM)
    assert wait_for_fork(child) == -signal.SIGTERM


def test_builder_of_another_user_is_sent_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(address, "read_peer", lambda _: (1, os.getuid() + 1))
    with listening() as listener:
        assert hand_over(["build"]) is None
        connection, _ = listener.accept()
        with connection:
            assert connection.recv(1) == b""


def test_socket_that_a_killed_builder_left_is_not_used_and_is_replaced() -> None:
    reader, writer = os.pipe()

    def be_killed() -> int:
        with listening():
            os.write(writer, b".")
            os.kill(os.getpid(), signal.SIGKILL)
        return 0

    assert wait_for_fork(fork(be_killed)) == -signal.SIGKILL
    assert os.read(reader, 1) == b"."
    os.close(reader)
    os.close(writer)
    path = address.find_socket()
    assert path is not None
    assert hand_over(["build"]) is None
    with listening() as listener:
        assert listener.getsockname() == path
        assert [*Path(path).parent.iterdir()] == [Path(path)]
    assert [*Path(path).parent.iterdir()] == []


@pytest.mark.parametrize(
    "arguments",
    [[], ["check"], ["--version"], ["--lang", "zh", "build"], ["build", "--resident"], ["build", "--no-resident", "--strict"]],
    ids=" ".join,
)
def test_other_commands_are_never_handed_over(arguments: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(address, "find_socket", lambda: pytest.fail("looked for a socket"))
    assert hand_over(arguments) is None


def test_build_in_ci_is_never_handed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(address, "find_socket", lambda: pytest.fail("looked for a socket"))
    monkeypatch.setenv("CI", "true")
    assert hand_over(["build"]) is None


def test_build_in_a_folder_without_a_site_is_never_handed_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(address, "find_socket", lambda: pytest.fail("looked for a socket"))
    (tmp_path / "mkdocs.yml").unlink()
    assert hand_over(["build"]) is None


def test_client_imports_nothing_heavy() -> None:
    code = (
        "import sys\nbefore = set(sys.modules)\nfrom prospectus.__main__ import hand_over\nfrom prospectus.resident import address\n"
        "hand_over(['build'])\nprint(*sorted(set(sys.modules) - before))"
    )
    imported = run_process([sys.executable, "-I", "-c", f"import sys; sys.path[:0] = {sys.path!r}\n{code}"], check=True).stdout.split()
    ours = {name for name in imported if name.startswith("prospectus")}
    parts = ("", ".__main__", ".resident", ".resident.address", ".resident.circumstances", ".resident.client", ".resident.frames")
    assert ours == {f"prospectus{part}" for part in parts}
    assert {"re", "json", "pathlib", "typer", "click", "argparse", "hashlib", "logging", "subprocess"}.isdisjoint(imported)
