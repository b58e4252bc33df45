"""What a system refuses leaves the old site as it is, ends with code 2, and one line names the file and the remedy."""

from __future__ import annotations

import errno
import os
import resource
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from processes import run_process
from prospectus.errors import UsageError
from site_versions import assert_no_leftovers, publish_version, read_version
from tiny import SiteFactory, read_files


@pytest.fixture
def target(tmp_path: Path) -> Path:
    """A site of version 0."""
    publish_version(0, tmp_path / "site")
    return tmp_path / "site"


REFUSALS = [
    (errno.ENOSPC, "No space left on device; free some disk space"),
    (errno.EDQUOT, "Disk quota exceeded; free some disk space"),
    (errno.EFBIG, "File too large; raise the limit on the size of files (ulimit -f)"),
    (errno.EMFILE, "Too many open files; raise the limit on open files (ulimit -n)"),
    (errno.EROFS, "Read-only file system; mount the file system for writing"),
    (errno.EACCES, "Permission denied; let this user write there"),
    (errno.EIO, "Input/output error; see what the system reports there"),
]


@pytest.mark.parametrize(
    ("number", "words", "function"),
    [
        (*refusal, function)
        for refusal in REFUSALS
        for function in ("open", "link", "makedirs")
        if (function, refusal[0]) != ("link", errno.EACCES)
    ],
)
def test_refusal_of_the_system_leaves_the_old_site(
    target: Path, monkeypatch: pytest.MonkeyPatch, number: int, words: str, function: str
) -> None:
    before, calls = read_files(target), iter(range(1000))
    real: Callable[..., object] = getattr(os, function)

    def fail(*arguments: object, **options: object) -> object:
        if next(calls) >= 1:
            raise OSError(number, os.strerror(number))
        return real(*arguments, **options)

    with monkeypatch.context() as patch:
        patch.setattr(os, function, fail)
        with pytest.raises(UsageError) as raised:
            publish_version(1, target)
    assert words in str(raised.value)
    assert str(target.parent) in str(raised.value)
    assert read_files(target) == before
    publish_version(2, target)
    assert read_version(target) == 2
    assert_no_leftovers(target)


@pytest.mark.parametrize(
    ("limit", "value", "words"),
    [
        (resource.RLIMIT_FSIZE, 2_000, ("File too large", "ulimit -f")),
        (resource.RLIMIT_AS, 110_000_000, ("not enough memory", "ulimit -v")),
    ],
    ids=["size of files", "memory"],
)
def test_limit_on_a_build_leaves_the_old_site(tiny: SiteFactory, target: Path, limit: int, value: int, words: tuple[str, str]) -> None:
    before = read_files(target)
    result = run_process(
        [sys.executable, "-m", "prospectus", "build", "--no-cache", "--jobs", "1", "--site-dir", target],
        cwd=tiny("minimal"),
        preexec_fn=lambda: resource.setrlimit(limit, (value, value)),
    )
    lines = [line for line in result.stderr.splitlines() if all(word in line for word in words)]
    assert (result.returncode, len(lines)) == (2, 1), result.stderr
    assert "Traceback" not in result.stderr
    assert read_files(target) == before
