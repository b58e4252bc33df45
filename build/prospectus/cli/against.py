"""What `prospectus check` compares the addresses of a site with: an earlier revision of its content, or the deployed site."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit

from prospectus.cli.output import print_message
from prospectus.problems import Message

NOT_COMPARED = Message("Addresses are not compared with {url}manifest.json: {reason}.", "没有与 {url}manifest.json 比较地址：{reason}。")


def find_former_paths(root: Path, against: str | None, now: datetime, language: str) -> frozenset[str]:
    """Return the paths of the pages that `against` has, a branch, a commit or the address of the site.

    Without it, those of the branch that the site was cloned from; none if that is not known. A deployed site without a manifest is told to
    the reader. Raises UsageError if there is no such commit.
    """
    if against is not None and urlsplit(against).scheme in ("http", "https"):
        from prospectus.deployed_site import read_deployed_paths  # noqa: PLC0415  (imports an HTTP client)

        url = f"{against.rstrip('/')}/"
        paths = read_deployed_paths(url)
        if not isinstance(paths, Message):
            return paths
        print_message(NOT_COMPARED.fill(url=url, reason=paths), language)
        return frozenset()
    from prospectus.preview.former_pages import list_former_paths  # noqa: PLC0415  (not needed for an address)
    from prospectus.preview.revision import find_base, find_remote_base  # noqa: PLC0415

    commit = find_base(root, against) if against is not None else find_remote_base(root)
    return list_former_paths(root, commit, now) if commit is not None else frozenset()
