"""Whole builds from the command line that are killed while they publish, or have too little memory: the site is that of one build."""

from __future__ import annotations

import hashlib
import json
import re
import resource
import signal
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from processes import Result, run_process
from prospectus.publish.release_store import ReleaseStore
from prospectus.verify import verify
from site_versions import IS_LONG
from tiny import SiteFactory, read_files, write_files

KILLED_BUILD = Path(__file__).with_name("build_until_killed.py")
STEP_KILLS = 24 if IS_LONG else 0
"""Kills before calls on files, besides those right before and after the exchange."""
MEGABYTES = range(40, 200, 8) if IS_LONG else (60, 120)
"""Limits on the memory of a build: from one in which Python hardly starts to one in which the build succeeds."""


@pytest.fixture
def base(tmp_path: Path) -> Path:
    """The folder in which the site and its releases are."""
    folder = tmp_path / "www"
    folder.mkdir()
    return folder


def write_version(root: Path, version: int) -> None:
    """Change a word of the site that is on every page."""
    text = (root / "content/site.yml").read_text(encoding="utf-8")
    title = f"title: {{zh: 第{version}版 Version{version}, en: Version{version}}}"
    write_files(root, {"content/site.yml": re.sub(r"^title: .*$", title, text, flags=re.MULTILINE)})


def build_command(target: Path, *options: str) -> list[object]:
    return ["build", "--jobs", "2", "--now", "2025-03-10T09:00+08:00", "--site-dir", target, *options]


def read_version(target: Path) -> int:
    """Return the version of a site after checking that each file is that of its manifest, and that no page is of another version."""
    files = read_files(target)
    manifest = json.loads(files.pop("manifest.json"))
    assert {path: hashlib.sha256(body).hexdigest() for path, body in files.items()} == manifest["files"]
    versions = {match for path, body in files.items() if path.endswith(".html") for match in re.findall(rb"Version(\d+)", body)}
    assert len(versions) == 1
    return int(versions.pop())


def assert_no_leftovers(target: Path) -> None:
    store = ReleaseStore(target)
    releases = {release.id for release in store.list_kept()}
    assert {path.name for path in store.folder.iterdir()} - releases <= {".gitignore", "lock", "spare"}
    assert {path.name for path in target.parent.iterdir()} == {target.name, store.folder.name}


def test_build_that_is_killed_while_it_publishes_leaves_a_whole_site(
    tiny: SiteFactory, base: Path, tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    root, target, report = tiny("minimal"), base / "site", tmp_path / "report"

    def run_until(moment: str) -> Result:
        return run_process([sys.executable, KILLED_BUILD, moment, base, report, *build_command(target)], cwd=root)

    for version in range(2):
        write_version(root, version)
        assert run_until("count").returncode == 0
        assert read_version(target) == version
    steps, found, outcomes = int(report.read_text()), 1, Counter[str]()
    step_width = max(1, steps // STEP_KILLS) if STEP_KILLS else steps
    moments = ["before-exchange", "after-exchange", *map(str, range(step_width, steps, step_width)), "before-exchange", "after-exchange"]
    for version, moment in enumerate(moments, 2):
        write_version(root, version)
        ended = run_until(moment)
        assert ended.returncode == -signal.SIGKILL, ended.stderr
        previous, found = found, read_version(target)
        assert found == {"before-exchange": previous, "after-exchange": version}.get(moment, found)
        assert found in {previous, version}
        outcomes["new" if found == version else "old"] += 1
    last = len(moments) + 2
    write_version(root, last)
    assert run_until("count").returncode == 0
    assert read_version(target) == last
    assert verify(target) == []
    assert_no_leftovers(target)
    record_property("kills", f"{outcomes.total()} {dict(outcomes)}")


def test_build_with_too_little_memory_leaves_the_old_site(
    tiny: SiteFactory, base: Path, record_property: Callable[[str, object], None]
) -> None:
    """Libraries that are not written in Python abort, so the exit code is not always ours."""
    root, target, codes = tiny("minimal"), base / "site", Counter[int]()
    command = [sys.executable, "-m", "prospectus", *build_command(target, "--no-cache")]
    write_version(root, 0)
    run_process(command, cwd=root, check=True)
    for version, megabytes in enumerate(MEGABYTES, 1):
        limit = megabytes * 1_000_000
        write_version(root, version)
        before = read_files(target)
        ended = run_process(command, cwd=root, preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (limit, limit)))  # noqa: B023
        codes[ended.returncode] += 1
        if ended.returncode == 0:
            assert read_version(target) == version
        else:
            assert read_files(target) == before
    write_version(root, 1000)
    run_process(command, cwd=root, check=True)
    assert read_version(target) == 1000
    assert_no_leftovers(target)
    assert codes[2] > 0
    record_property("limits", f"{codes.total()} {dict(codes)}")
