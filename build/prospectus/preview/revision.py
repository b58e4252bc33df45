"""Earlier revisions of a site, read from its git repository."""

from __future__ import annotations

import io
import os
import tarfile
from collections.abc import Sequence
from pathlib import Path

from prospectus.errors import UsageError
from prospectus.load.git import run_git
from prospectus.problems import Message

REMOTE_BRANCHES = ("origin/HEAD", "origin/main", "origin/master")
"""The branches that a clone has of the repository it was made from, the first that exists."""
DEFAULT_BRANCHES = (*REMOTE_BRANCHES, "main", "master")
"""The branches into which a change is merged, the first that exists."""
ARCHIVED_AT_ONCE = 500
"""How many files git is asked for at once: a command line has a greatest length."""
NO_GIT = Message("{root} is not in a git repository", "{root} 不在 git 仓库中")
NO_COMMIT = Message(
    "{came!r} is not a commit of this repository; a shallow clone may lack it (fetch-depth: 0)",
    "仓库中没有提交 {came!r}；浅克隆可能缺少它（fetch-depth: 0）",
)
NOT_EXTRACTED = Message("commit {commit} cannot be read: {error}", "无法读取提交 {commit}：{error}")


def find_base(root: Path, against: str | None = None) -> str:
    """Return the commit with which the files in `root` are compared: where their branch left `against`, or else the default branch.

    Raises UsageError if there is no repository or no such commit.
    """
    if run_git(root, "rev-parse", "HEAD") is None:
        raise UsageError(NO_GIT.fill(root=root))
    branch = against or _find_branch(root, DEFAULT_BRANCHES) or "HEAD"
    commit = _find_fork(root, branch)
    if commit is None:
        raise UsageError(NO_COMMIT.fill(came=branch))
    return commit


def find_remote_base(root: Path) -> str | None:
    """Return the commit at which the files in `root` left the repository from which they were cloned; None if that is not known."""
    branch = _find_branch(root, REMOTE_BRANCHES)
    return _find_fork(root, branch) if branch is not None else None


def _find_branch(root: Path, branches: Sequence[str]) -> str | None:
    return next((branch for branch in branches if run_git(root, "rev-parse", "-q", "--verify", branch)), None)


def _find_fork(root: Path, branch: str) -> str | None:
    commit = run_git(root, "merge-base", branch, "HEAD")
    return commit.decode().strip() if commit is not None else None


def extract(root: Path, commit: str, folder: Path) -> None:
    """Write the files that the folder `root` had in a commit into `folder`. Raises UsageError."""
    archive = run_git(root, "archive", "--format=tar", commit, ".")
    if archive is None:
        raise UsageError(NO_COMMIT.fill(came=commit))
    _unpack(archive, commit, folder)


def extract_changed(root: Path, commit: str, folder: Path, within: Sequence[str], suffixes: tuple[str, ...]) -> int:
    """Write the files of a commit into `folder` that `root` has no more or in another version: of some folders, with some suffixes.

    Return how many they are; none for a commit that does not exist. Raises UsageError.
    """
    listed = run_git(root, "diff-index", "--name-only", "-z", "--no-renames", "--diff-filter=DMT", "--relative", commit, "--", *within)
    paths = [os.fsdecode(path) for path in (listed or b"").split(b"\0") if path.endswith(tuple(map(str.encode, suffixes)))]
    for start in range(0, len(paths), ARCHIVED_AT_ONCE):
        archive = run_git(root, "archive", "--format=tar", commit, "--", *paths[start : start + ARCHIVED_AT_ONCE])
        if archive is not None:
            _unpack(archive, commit, folder)
    return len(paths)


def _unpack(archive: bytes, commit: str, folder: Path) -> None:
    try:
        with tarfile.open(fileobj=io.BytesIO(archive)) as files:
            for member in files.getmembers():
                _need_inside(member)
            files.extraction_filter = getattr(tarfile, "data_filter", None)  # Python before 3.11.4 has none
            files.extractall(folder)  # noqa: S202  (from git, and checked)
    except tarfile.TarError as error:
        raise UsageError(NOT_EXTRACTED.fill(commit=commit[:12], error=error)) from None


def _need_inside(member: tarfile.TarInfo) -> None:
    """Raise ExtractError for a symbolic link that leads out of the site. Paths in git lead nowhere else."""
    target = os.path.normpath(os.path.join(os.path.dirname(member.name), member.linkname))  # noqa: PTH118, PTH120  (of an archive)
    if member.issym() and (target.startswith("/") or target.split("/")[0] == ".."):
        raise tarfile.ExtractError(f"{member.name} → {member.linkname}")
