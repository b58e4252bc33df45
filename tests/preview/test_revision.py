"""The files of a commit."""

from __future__ import annotations

from pathlib import Path

import pytest

from processes import run_process
from prospectus.errors import UsageError
from prospectus.preview.revision import extract


def commit_link(root: Path, target: str) -> None:
    """Make a repository with a folder, and in it a file and a symbolic link."""
    (root / "content").mkdir(parents=True)
    (root / "content/site.yml").write_text("id: site\n")
    (root / "content/link").symlink_to(target)
    for arguments in (["init", "-q"], ["add", "-A"], ["-c", "user.name=a", "-c", "user.email=a@example.org", "commit", "-qm", "one"]):
        run_process(["git", "-C", root, *arguments], check=True)


@pytest.mark.parametrize("target", ["site.yml", "../content/site.yml"])
def test_commit_is_written_with_links_within_the_site(tmp_path: Path, target: str) -> None:
    commit_link(tmp_path / "site", target)
    extract(tmp_path / "site", "HEAD", tmp_path / "copy")
    assert (tmp_path / "copy/content/link").readlink() == Path(target)
    assert (tmp_path / "copy/content/link").read_text() == "id: site\n"


@pytest.mark.parametrize("target", ["../../outside", "/etc/hostname"])
def test_link_out_of_the_site_is_refused(tmp_path: Path, target: str) -> None:
    commit_link(tmp_path / "site", target)
    with pytest.raises(UsageError, match="content/link → "):
        extract(tmp_path / "site", "HEAD", tmp_path / "copy")
    assert not (tmp_path / "copy/content/link").is_symlink()
