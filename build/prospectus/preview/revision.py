"""Earlier revisions of a site, read from its git repository."""

from __future__ import annotations

import io
import subprocess
import tarfile
from pathlib import Path

from prospectus.errors import UsageError
from prospectus.problems import Message

DEFAULT_BRANCHES = ("origin/HEAD", "origin/main", "origin/master", "main", "master")
"""The branches into which a change is merged, the first that exists."""
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
    if _git(root, "rev-parse", "HEAD") is None:
        raise UsageError(NO_GIT.fill(root=root))
    branches = [against] if against else [branch for branch in DEFAULT_BRANCHES if _git(root, "rev-parse", "-q", "--verify", branch)]
    branch = branches[0] if branches else "HEAD"
    commit = _git(root, "merge-base", branch, "HEAD")
    if commit is None:
        raise UsageError(NO_COMMIT.fill(came=branch))
    return commit.decode().strip()


def extract(root: Path, commit: str, folder: Path) -> None:
    """Write the files that the folder `root` had in a commit into `folder`. Raises UsageError."""
    archive = _git(root, "archive", "--format=tar", commit, ".")
    if archive is None:
        raise UsageError(NO_COMMIT.fill(came=commit))
    try:
        with tarfile.open(fileobj=io.BytesIO(archive)) as files:
            files.extractall(folder, filter="data")
    except tarfile.TarError as error:  # such as a symbolic link that leads out of the site
        raise UsageError(NOT_EXTRACTED.fill(commit=commit[:12], error=error)) from None


def _git(root: Path, *arguments: str) -> bytes | None:
    """Return what git prints; None if it fails or is not installed."""
    try:
        return subprocess.run(["git", "-C", str(root), *arguments], capture_output=True, check=True).stdout  # noqa: S603, S607  (arguments, no shell)
    except (OSError, subprocess.SubprocessError):
        return None
