"""A publication that is killed, at each of its steps or at any moment, leaves a whole site; the next one removes what it left."""

from __future__ import annotations

import os
import random
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from processes import fork, wait_for_fork
from prospectus.publish.release_store import ReleaseStore
from prospectus.publish.rollback import roll_back
from prospectus.verify import verify
from site_versions import IS_LONG, assert_no_leftovers, publish_version, read_version

Record = Callable[[str, object], None]
STEPS = frozenset(
    {"open", "os.link", "os.mkdir", "os.remove", "os.rename", "os.rmdir", "os.symlink", "os.chmod", "os.scandir", "shutil.rmtree"}
)
"""The audit events (PEP 578) of calls that change files or look at them; each comes before its call."""
RANDOM_KILLS = 150 if IS_LONG else 10


def run_until_step(action: Callable[[], object], base: Path, step: int | None, report: Path) -> int:
    """Run an action in a process that is killed before one of its steps on files in `base`; return how it ended.

    Without a step, nothing is killed, and the number of steps is written to `report`.
    """

    def run() -> int:
        count = 0

        def audit(event: str, arguments: tuple[object, ...]) -> None:
            nonlocal count
            if event in STEPS and any(str(base) in str(argument) for argument in arguments[:2]):
                if count == step:
                    os.kill(os.getpid(), signal.SIGKILL)
                count += 1

        sys.addaudithook(audit)
        action()
        report.write_text(str(count))
        return 0

    return wait_for_fork(fork(run))


def make_link(target: Path) -> None:
    """Make the target a link to an empty folder."""
    (target.parent / "elsewhere").mkdir()
    target.symlink_to("elsewhere")


@pytest.mark.parametrize("is_link", [False, True], ids=["folder", "link"])
def test_site_is_whole_after_a_kill_at_each_step(tmp_path: Path, is_link: bool, record_property: Record) -> None:
    base, report = tmp_path / "base", tmp_path / "report"
    base.mkdir()
    target = base / "site"
    if is_link:
        make_link(target)
    for version in range(6):
        publish_version(version, target)
    version = 6
    assert run_until_step(lambda: publish_version(version, target), base, None, report) == 0
    steps = int(report.read_text())
    assert steps > 40
    outcomes = {"old": 0, "new": 0}
    for step in range(0, steps, 1 if IS_LONG else 17):
        version += 1
        assert run_until_step(lambda: publish_version(version, target), base, step, report) == -signal.SIGKILL  # noqa: B023
        found = read_version(target)
        assert found in {version - 1, version}
        outcomes["new" if found == version else "old"] += 1
        publish_version(version, target)
        assert read_version(target) == version
        assert_no_leftovers(target)
    assert verify(target) == []
    assert outcomes["old"] > 0
    record_property("kills", f"{sum(outcomes.values())} {outcomes}")


def test_site_is_whole_after_a_kill_at_each_step_of_a_rollback(tmp_path: Path, record_property: Record) -> None:
    base, report = tmp_path / "base", tmp_path / "report"
    base.mkdir()
    target = base / "site"
    for version in range(6):
        publish_version(version, target)

    def back() -> object:
        return roll_back(ReleaseStore(target), None, 3, print)

    assert run_until_step(back, base, None, report) == 0
    kills = 0
    for number, step in enumerate(range(0, int(report.read_text()), 1 if IS_LONG else 29)):
        version = 100 + number
        publish_version(version, target)
        kills += run_until_step(back, base, step, report) == -signal.SIGKILL
        assert read_version(target) in {version, 1000 + number - 1, 4, 5}
        publish_version(1000 + number, target)
        assert_no_leftovers(target)
    assert kills > 0
    record_property("kills", kills)


def test_site_is_whole_after_kills_at_any_moment(tmp_path: Path, record_property: Record) -> None:
    target = tmp_path / "site"
    publish_version(0, target)
    started = time.perf_counter()
    publish_version(1, target)
    duration = time.perf_counter() - started
    moments = random.Random(1)
    hits = outcomes_new = 0
    for version in range(2, 2 + RANDOM_KILLS):
        child = fork(lambda: publish_version(version, target) or 0)  # noqa: B023
        time.sleep(moments.random() * 2 * duration)
        os.kill(child, signal.SIGKILL)
        hits += wait_for_fork(child) == -signal.SIGKILL
        found = read_version(target)
        assert found in {version - 1, version}
        outcomes_new += found == version
        publish_version(version, target)
        assert_no_leftovers(target)
    assert hits > 0
    record_property("kills", f"{RANDOM_KILLS}, hits {hits}, new {outcomes_new}")
