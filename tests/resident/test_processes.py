"""Real processes: a builder that stays, builds that are handed over to it, and its end at any moment."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from edits import swap
from processes import Process, Result, run_process, start_process, stop_process
from tiny import NOW, SiteFactory, read_files

ScratchBuild = Callable[..., dict[str, bytes]]
PROSPECTUS = [sys.executable, "-m", "prospectus"]
BUILD = ["build", "--now", NOW.isoformat()]
STAYS = "This process stays"
LOSING = """\
import os, signal, sys
from prospectus.resident import builder
publish, builds = builder.publish_site, []
def publish_and_be_killed(*arguments):
    builds.append(1)
    if len(builds) == 2 and {before}:
        os.kill(os.getpid(), signal.SIGKILL)
    result = publish(*arguments)
    if len(builds) == 2:
        os.kill(os.getpid(), signal.SIGKILL)
    return result
builder.publish_site = publish_and_be_killed
sys.argv[0] = {argv0!r}
from prospectus.__main__ import main
main()
"""
"""A builder that is killed in its second build, before or after the site is published, with the lock of its folder held."""


@pytest.fixture
def site(tiny: SiteFactory, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, runtime: Path) -> Path:
    """The minimal site, with a cache and a place for sockets of its own."""
    monkeypatch.setenv("PROSPECTUS_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("PYTHONUTF8", "1")
    return tiny("minimal")


@contextmanager
def resident(root: Path, command: list[str] = PROSPECTUS) -> Iterator[Process]:
    """Start a builder that stays, and wait until it has built the site."""
    with start_process([*command, *BUILD, "--resident"], cwd=root) as process:
        wait_for(process, STAYS)
        yield process


def wait_for(process: Process, words: str) -> str:
    """Return the next line on standard error of a process that has some words. Fails at its end."""
    assert process.stderr is not None
    lines = []
    for line in process.stderr:
        lines.append(line)
        if words in line:
            return line
    return pytest.fail(f"{words!r} is not in {lines}")


def build(root: Path, *arguments: str, **environment: str) -> Result:
    return run_process([*PROSPECTUS, *BUILD, *arguments], cwd=root, env={**os.environ, **environment})


def test_builds_are_made_by_the_builder_that_stays_or_alone_if_anything_differs(
    site: Path, runtime: Path, build_from_scratch: ScratchBuild
) -> None:
    with resident(site) as process:
        swap("content/site.yml", "Learn to read", "Now read")(site)
        result = build(site)
        assert wait_for(process, "build").startswith("A build was made in ")
        assert (result.returncode, result.stdout, "Now read" in (site / "site/en/index.html").read_text()) == (0, "", True)
        assert read_files(site / "site") == build_from_scratch(site)
        changed = build(site, PATH=f"{os.environ['PATH']}:/elsewhere")
        assert (changed.returncode, wait_for(process, "build")) == (
            0, "A build was left to its own process: other circumstances (PATH).\n"
        )  # fmt: skip
        assert changed.stderr.splitlines()[-1].endswith(" 0 made, 0 files changed, 0 removed.")
        second = run_process([*PROSPECTUS, *BUILD, "--resident"], cwd=site)
        assert (second.returncode, f"kill {process.pid}" in second.stderr) == (2, True)
        in_ci = build(site, CI="true")
        assert in_ci.returncode == 0
        rest = stop_process(process, signal.SIGTERM)
    assert (process.returncode, rest) == (0, "Stopped.\n")
    assert [*(runtime / "prospectus").iterdir()] == []


@pytest.mark.parametrize("before", [True, False], ids=["before publication", "after publication"])
def test_build_whose_builder_is_killed_is_made_again_without_it(
    site: Path, runtime: Path, build_from_scratch: ScratchBuild, before: bool
) -> None:
    main = Path(sys.modules["prospectus"].__file__ or "").with_name("__main__.py")
    command = [sys.executable, "-c", LOSING.format(before=before, argv0=str(main))]
    # with -m, the first entry of the path is the current folder, and with -c it is empty
    command[2] = f"import os, sys\nsys.path[0] = os.getcwd()\n{command[2]}"
    with resident(site, command) as process:
        swap("content/site.yml", "Learn to read", "Now read")(site)
        result = build(site)
        process.wait()
    assert (process.returncode, result.returncode) == (-signal.SIGKILL, 0)
    assert read_files(site / "site") == build_from_scratch(site)
    assert result.stderr.splitlines()[-1].endswith("removed.")
    with resident(site) as process:  # in place of the socket that was left
        assert build(site).returncode == 0
        assert wait_for(process, "build").startswith("A build was made in ")
