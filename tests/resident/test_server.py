"""A resident builder answers as a process of its own would: with the same files, output and exit code; or it declines."""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from typer.main import get_command

from edits import HARMFUL_EDITS, HARMLESS_EDITS, Edit, swap
from processes import fork, wait_for_fork
from prospectus.cli.build import run_handed_over
from prospectus.cli.main import app
from prospectus.errors import UsageError
from prospectus.problems import Message
from prospectus.publish.release_store import ReleaseStore
from prospectus.resident import address, builder, circumstances, frames, loaded_code, server
from prospectus.resident.builder import Declined
from prospectus.resident.circumstances import FREE_VARIABLES, describe_circumstances
from prospectus.resident.server import Ended, Request, Resident, listening, stay
from tiny import FULL, NOW, CommandResult, RunCommand, SiteFactory, read_files

ScratchBuild = Callable[..., dict[str, bytes]]
BUILD = ["build", "--now", NOW.isoformat()]


class Builds:
    """Builds of a site that are handed over to a resident builder in this process."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.resident = Resident(root)

    def ask(self, *arguments: str, **environment: str) -> CommandResult:
        """Have a command run by the builder; return its exit code and output."""
        sent: list[tuple[bytes, bytes]] = []
        request = Request([*arguments], describe_circumstances(), {**os.environ, **environment}, ["utf-8 0", "utf-8 0"])
        self.resident.check(request)
        run_command = partial(run_handed_over, get_command(app), self.resident.builder.run_build)
        code = self.resident.answer(request, run_command, lambda kind, content: sent.append((kind, content)))
        out, err = (b"".join(content for kind, content in sent if kind == stream).decode() for stream in (frames.OUT, frames.ERR))
        return CommandResult(code, out, err)


def ignore_tests(patch: pytest.MonkeyPatch) -> None:
    """Ignore what changes besides the code: modules that tests have just written, what is installed meanwhile, and a variable of pytest."""
    patch.setattr(loaded_code, "_iter_modules", lambda: iter(()))
    patch.setattr(loaded_code, "_iter_installed", lambda: iter(()))
    patch.setattr(circumstances, "FREE_VARIABLES", FREE_VARIABLES | {"PYTEST_CURRENT_TEST"})


@pytest.fixture(autouse=True)
def _ignore_tests(monkeypatch: pytest.MonkeyPatch) -> None:
    ignore_tests(monkeypatch)


@pytest.fixture
def asked(_ignore_tests: None, tiny: SiteFactory, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Builds:
    """The minimal site and a resident builder that has built nothing yet."""
    monkeypatch.setenv("PROSPECTUS_CACHE", str(tmp_path / "cache"))
    root = tiny("minimal")
    monkeypatch.chdir(root)
    return Builds(root)


@pytest.fixture(scope="session")
def _edited(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("resident") / "full"


@pytest.fixture(scope="session")
def _resident(_edited: Path) -> Builds:
    shutil.copytree(FULL, _edited)
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(_edited)
        patch.setenv("PROSPECTUS_CACHE", str(_edited.parent / "cache"))
        ignore_tests(patch)
        return Builds(_edited)


@pytest.fixture
def edited(_resident: Builds, monkeypatch: pytest.MonkeyPatch) -> Builds:
    """The full site, as it is before any edit, and a resident builder that has built it after each edit of the tests before."""
    for path in [path for path in _resident.root.iterdir() if path.name not in ("site", ".site.releases")]:
        shutil.rmtree(path) if path.is_dir() else path.unlink()
    shutil.copytree(FULL, _resident.root, dirs_exist_ok=True)
    monkeypatch.chdir(_resident.root)
    monkeypatch.setenv("PROSPECTUS_CACHE", str(_resident.root.parent / "cache"))
    return _resident


@pytest.mark.parametrize("edit", HARMLESS_EDITS.values(), ids=HARMLESS_EDITS)
def test_build_after_an_edit_equals_a_full_one(edited: Builds, edit: Edit, build_from_scratch: ScratchBuild) -> None:
    edit(edited.root)
    assert edited.ask(*BUILD).code == 0
    assert read_files(edited.root / "site") == build_from_scratch(edited.root)


@pytest.mark.parametrize("edit", HARMFUL_EDITS.values(), ids=HARMFUL_EDITS)
@pytest.mark.parametrize("options", [[], ["--strict", "--lang", "zh"]], ids=["", "strict"])
def test_output_and_exit_code_after_an_edit_are_those_of_a_process_of_its_own(
    edited: Builds, edit: Edit, options: list[str], run: RunCommand
) -> None:
    edited.ask(*BUILD)
    edit(edited.root)
    answer = edited.ask(*BUILD, *options)
    edited.resident.builder.save()
    alone = run(*BUILD, *options, folder=edited.root)
    assert (answer.code, answer.out) == (alone.code, alone.out)
    assert answer.err.splitlines()[:-1] == alone.err.splitlines()[:-1]
    last_lines = (result.err.splitlines()[-1] for result in (answer, alone))
    assert len({re.split("[:：]", line)[0] for line in last_lines}) == 1  # then come counts of changes


def test_build_with_nothing_to_do_and_one_as_time_passes_print_what_a_process_of_its_own_prints(asked: Builds, run: RunCommand) -> None:
    def strip(result: CommandResult) -> tuple[int, str, str]:
        return result.code, result.out, result.err

    asked.ask(*BUILD)
    asked.resident.builder.save()
    for arguments in (BUILD, ["build", "--now", "2025-03-12T09:00+08:00"], ["build", "--now", "2025-03-12T09:00+08:00"]):
        answer = asked.ask(*arguments)
        alone = run(*arguments, "--site-dir", "../alone", folder=asked.root)
        assert read_files(asked.root / "site") == read_files(asked.root.parent / "alone")
        assert strip(answer)[:2] == strip(alone)[:2]
    assert "0 made, 0 files changed" in answer.err


def test_build_after_one_of_another_process_keeps_what_that_published(asked: Builds, run: RunCommand, build_from_scratch: object) -> None:
    title = "content/site.yml"
    asked.ask(*BUILD)
    swap(title, "Learn to read", "Now read")(asked.root)
    assert run(*BUILD, folder=asked.root).code == 0
    assert asked.ask(*BUILD).err.endswith(" 0 made, 0 files changed, 0 removed.\n")
    assert read_files(asked.root / "site") == build_from_scratch(asked.root)  # type: ignore[operator]
    swap(title, "Now read", "Learn to read")(asked.root)
    assert asked.ask(*BUILD).code == 0
    asked.resident.builder.save()
    assert "0 made, 0 files changed" in run(*BUILD, folder=asked.root).err
    assert read_files(asked.root / "site") == build_from_scratch(asked.root)  # type: ignore[operator]


def test_build_without_the_builder_goes_on_from_what_it_saved(asked: Builds, run: RunCommand) -> None:
    asked.ask(*BUILD)
    asked.resident.builder.save()
    assert " 0 made, 0 files changed, 0 removed." in run(*BUILD, folder=asked.root).err


def test_language_and_time_are_those_of_the_environment_of_the_client(asked: Builds) -> None:
    answer = asked.ask("build", PROSPECTUS_LANG="zh", SOURCE_DATE_EPOCH=str(int(NOW.timestamp())))
    assert "共 34 个页面" in answer.err
    assert os.environ["PROSPECTUS_LANG"] == "en"
    assert "0 made, 0 files changed" in asked.ask(*BUILD).err


def test_output_has_the_encoding_of_the_client_and_is_on_a_terminal_only_if_it_has_one(asked: Builds) -> None:
    swap("content/site.yml", "title:", "unknown: 1\ntitle:")(asked.root)
    sent: list[bytes] = []
    request = Request(["build", "--lang", "zh"], describe_circumstances(), dict(os.environ), ["gbk 0", "gbk 1"])
    run_command = partial(run_handed_over, get_command(app), asked.resident.builder.run_build)
    assert asked.resident.answer(request, run_command, lambda _, content: sent.append(content)) == 1
    output = b"".join(sent).decode("gbk")
    assert ("未发布" in output, "\x1b[" in output) == (True, True)


DECLINED = {
    "--preview": "--preview, --no-cache",
    "--no-cache": "--preview, --no-cache",
    "--jobs 1": "--preview, --no-cache",
    "--executor dask://127.0.0.1:1": "--preview, --no-cache",
    "--config ../other/mkdocs.yml": "of another site",
    "--help": "no build",
    "--unknown": "no build",
    "--now never": "UsageError",
    "--lang xx": "UnsupportedLanguage",
    "--against main": "no build",
    "--site-dir mkdocs.yml": "CannotPublish",
}


@pytest.mark.parametrize(("options", "reason"), DECLINED.items(), ids=DECLINED)
def test_whatever_is_unusual_wrong_or_fails_is_declined(asked: Builds, options: str, reason: str) -> None:
    with pytest.raises(Declined, match=reason):
        asked.ask("build", *options.split())
    assert not (asked.root / "site").exists()


@pytest.mark.parametrize(
    ("setting", "reason"),
    [("INHERIT: base.yml", "INHERIT or hooks"), ("hooks: [hook.py]", "INHERIT or hooks"), ("extra: {where: !ENV PWD}", "reads PWD")],
)
def test_configuration_that_depends_on_more_is_declined(asked: Builds, setting: str, reason: str) -> None:
    with (asked.root / "mkdocs.yml").open("a") as file:
        file.write(f"{setting}\n")
    with pytest.raises(Declined, match=reason):
        asked.ask(*BUILD)


def test_other_circumstances_are_declined_by_name(asked: Builds, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/elsewhere/bin")
    monkeypatch.setenv("SECRET", "word")
    with pytest.raises(Declined, match=r"\(PATH, SECRET\)"):
        asked.ask(*BUILD)


def test_site_that_another_command_publishes_is_left_to_the_client(asked: Builds) -> None:
    with ReleaseStore(asked.root / "site").locked("build", print), pytest.raises(Declined, match="UsageError"):
        asked.ask(*BUILD)
    assert asked.ask(*BUILD).code == 0


def test_builder_ends_when_its_code_has_changed(asked: Builds, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "package").mkdir()
    monkeypatch.setattr(loaded_code, "PACKAGE", str(tmp_path / "package"))
    asked.ask(*BUILD)
    (tmp_path / "package/new.py").touch()
    with pytest.raises(Ended, match=r"package/new\.py was changed or added"):
        asked.ask(*BUILD)


def test_builder_ends_when_its_folder_was_moved(asked: Builds) -> None:
    moved = asked.root.rename(asked.root.parent / "moved")
    with pytest.raises(Ended, match="moved or removed"):
        asked.resident.need_unchanged()
    shutil.copytree(moved, asked.root)
    with pytest.raises(Ended, match="moved or removed"):
        asked.resident.need_unchanged()


def test_builder_ends_after_a_failure_that_nobody_expected(asked: Builds, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(builder, "publish_site", lambda *_: 1 / 0)
    with pytest.raises(Ended, match="ZeroDivisionError"):
        asked.ask(*BUILD)


def test_second_builder_of_a_site_is_refused_with_the_process_of_the_first(runtime: Path, asked: Builds) -> None:
    with listening(), pytest.raises(UsageError, match=f"kill {os.getpid()}"), listening():
        pass
    with listening():
        pass


def test_builders_of_two_checkouts_have_two_sockets(runtime: Path, asked: Builds, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(asked.root, asked.root.parent / "checkout")
    with listening() as one:
        monkeypatch.chdir(asked.root.parent / "checkout")
        with listening() as other:
            assert one.getsockname() != other.getsockname()
        assert Path(one.getsockname()).exists()


def lose_client(client: server._Client, other: socket.socket) -> None:
    with client.kept_informed():
        assert frames.receive(other) == (frames.ALIVE, b"")
        assert not client.is_gone
        other.close()
        signal.pause()


def test_client_that_goes_away_interrupts_its_build(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server, "ALIVE_SECONDS", 0.01)
    one, other = socket.socketpair()
    client = server._Client(one)
    previous = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        with one, pytest.raises(KeyboardInterrupt):
            lose_client(client, other)
    finally:
        signal.signal(signal.SIGINT, previous)
    assert client.is_gone


def test_interrupted_command_is_no_answer(asked: Builds) -> None:
    request = Request(BUILD, describe_circumstances(), dict(os.environ), ["utf-8 0", "utf-8 0"])
    with pytest.raises(KeyboardInterrupt):
        asked.resident.answer(request, lambda _: 130, lambda *_: None)  # what Typer makes of KeyboardInterrupt


def test_request_of_another_user_is_not_even_read(asked: Builds, monkeypatch: pytest.MonkeyPatch) -> None:
    one, other = socket.socketpair()
    with one, other:
        frames.send(other, frames.REQUEST, b"build")
        monkeypatch.setattr(address, "read_peer", lambda _: (1, os.getuid() + 1))
        server._serve(asked.resident, one, lambda _: pytest.fail("was run"), lambda message: pytest.fail(message.en))
        assert frames.receive(one) == (frames.REQUEST, b"build")


def test_client_that_did_not_wait_gets_no_build(asked: Builds) -> None:
    one, other = socket.socketpair()
    with one:
        for part in (BUILD, describe_circumstances(), [f"{name}={value}" for name, value in os.environ.items()], ["utf-8 0", "utf-8 0"]):
            frames.send(other, frames.REQUEST, frames.pack(part))
        other.close()
        server._serve(asked.resident, one, lambda _: pytest.fail("was run"), lambda message: pytest.fail(message.en))


@pytest.mark.parametrize("parts", [[], [b"build"], [b"build", b"", b"", b"no-such-encoding 0\0ascii 0"]], ids=len)
def test_client_that_sends_nonsense_changes_nothing(asked: Builds, parts: list[bytes]) -> None:
    one, other = socket.socketpair()
    with one:
        for part in parts:
            frames.send(other, frames.REQUEST, part)
        other.shutdown(socket.SHUT_WR)
        reports: list[Message] = []
        server._serve(asked.resident, one, lambda _: pytest.fail("was run"), reports.append)
    other.close()
    assert not (asked.root / "site").exists()


def test_forked_processes_hold_no_connection_of_the_builder(runtime: Path, asked: Builds) -> None:
    with listening() as listener:
        assert wait_for_fork(fork(lambda: 0 if listener.fileno() == -1 else 1)) == 0
        assert listener.fileno() >= 0


def test_builder_that_nobody_needs_or_reaches_ends(runtime: Path, asked: Builds, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server, "SAVE_SECONDS", 0.01)
    reports: list[str] = []

    def report(message: Message) -> None:
        reports.append(message.en)

    with listening() as listener:
        Path(listener.getsockname()).unlink()
        stay(asked.resident, listener, lambda _: 0, report)
    monkeypatch.setattr(server, "IDLE_SECONDS", 0.0)
    with listening() as listener:
        stay(Resident(asked.root), listener, lambda _: 0, report)
    assert [("moved or removed" in reports[0]), ("no build for 0 minutes" in reports[1])] == [True, True]
