"""`prospectus check` compares addresses with an earlier revision of the content, and with the deployed site."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from processes import find_free_port, run_process
from prospectus.builder.incremental import BuildResult
from prospectus.load.published import read_manifest_paths
from prospectus.load.records import load
from prospectus.validate.lost_addresses import list_page_paths
from served import LocalServer, Reply
from tiny import FULL, NOW, RunCommand, SiteFactory


def git(root: Path, *arguments: str) -> None:
    identity = ("-c", "user.name=a", "-c", "user.email=a@example.org")
    run_process(["git", "-C", root, *identity, *arguments], check=True)


@pytest.fixture
def clone(tiny: SiteFactory) -> Path:
    """A site as it is after `git clone`, without a build."""
    root = tiny("full", {"content/guides/hidden.yml": "title: {zh: 稿, en: Draft}\ngroup: basics\nstatus: draft\n"})
    git(root, "init", "-q", "-b", "main")
    git(root, "add", "-A")
    git(root, "commit", "-qm", "one")
    git(root, "update-ref", "refs/remotes/origin/main", "HEAD")
    return root


def lose_pages(root: Path) -> None:
    """Rename a guide, and delete a term from a list, an event from a month, and a draft."""
    for path in sorted((root / "content/guides").glob("margin.*")):
        path.rename(path.with_name(path.name.replace("margin", "margin-on-barley")))
    (root / "content/guides/hidden.yml").unlink()
    for path, first in (("content/glossary/all.yml", "- id: lot\n"), ("calendar/2025/06.yml", "- id: field-lecture\n")):
        text = (root / path).read_text(encoding="utf-8")
        record = re.search(rf"^{re.escape(first)}(?:[ #].*\n|\n)*", text, re.MULTILINE)
        assert record is not None, path
        (root / path).write_text(text.replace(record[0], ""), encoding="utf-8")


def find_lost(run: RunCommand, root: Path, *options: str) -> list[str]:
    lines = run("check", "--root", root, "--no-cache", "--all", *options).out.splitlines()
    return sorted(match[1] for line in lines if (match := re.search(r" PR273 .* must stay; (.*) would be gone", line)))


LOST = ["/calendar/events/field-lecture/", "/glossary/lot/", "/guides/margin/"]


def test_page_that_a_clone_loses_is_reported_before_and_after_it_is_committed(clone: Path, run: RunCommand) -> None:
    assert find_lost(run, clone) == []
    lose_pages(clone)
    assert find_lost(run, clone) == LOST
    git(clone, "commit", "-qam", "two")
    assert find_lost(run, clone) == LOST
    assert find_lost(run, clone, "--against", "HEAD") == []
    guide = clone / "content/guides/margin-on-barley.yml"
    guide.write_text(guide.read_text(encoding="utf-8") + "formerly: [margin]\n", encoding="utf-8")
    assert find_lost(run, clone) == LOST[:2]


def test_branch_is_compared_with_another_where_it_left_it(clone: Path, run: RunCommand) -> None:
    git(clone, "update-ref", "-d", "refs/remotes/origin/main")
    git(clone, "checkout", "-qb", "change")
    lose_pages(clone)
    assert find_lost(run, clone) == []  # nothing is known of a server
    assert find_lost(run, clone, "--against", "main") == LOST
    refused = run("check", "--root", clone, "--against", "nothing", "--lang", "zh")
    assert (refused.code, "仓库中没有提交 'nothing'" in refused.err) == (2, True)


def test_form_names_no_folder_of_a_build_that_does_not_exist(clone: Path, run: RunCommand) -> None:
    lose_pages(clone)
    checked = run("check", "--root", clone, "--no-cache", "--all").out
    assert "Right form: formerly: [lot] in the record that takes its place, if there is one; or a waiver in content/site.yml\n" in checked


def test_site_is_compared_with_the_one_that_is_deployed(tiny: SiteFactory, run: RunCommand) -> None:
    root = tiny("minimal")
    with LocalServer().running() as server:
        url = server.url("/")
        server.replies["/manifest.json"] = Reply(b'{"files": {"guides/gone/index.html": "", "index.html": ""}}')
        assert find_lost(run, root, "--against", url) == ["/guides/gone/"]
        server.replies["/manifest.json"] = Reply(status=404)
        told = run("check", "--root", root, "--against", url)
    assert (told.code, f"Addresses are not compared with {url}" in told.err) == (0, True)
    unreachable = run("check", "--root", root, "--against", f"http://127.0.0.1:{find_free_port()}", "--lang", "zh")
    assert (unreachable.code, "没有与 http://127.0.0.1:" in unreachable.err) == (0, True)


def test_paths_are_those_that_a_build_publishes(full: BuildResult) -> None:
    paths = set(list_page_paths(load(FULL).raw_records, NOW))
    published = read_manifest_paths(full.folder)
    assert {"guides/margin/index.html", "glossary/lot/index.html", "talks/spring-outlook/index.html"} <= paths
    assert paths - published == set()


def test_page_that_is_published_later_is_not_awaited(tiny: SiteFactory) -> None:
    later = "title: {zh: 后, en: Later}\ngroup: basics\npublish_from: 2027-01-04 09:00\n"
    records = load(tiny("full", {"content/guides/later.yml": later})).raw_records
    path = "guides/later/index.html"
    shown = [path in list_page_paths(records, datetime(2027, 1, 4, hour, tzinfo=UTC)) for hour in (8, 9)]
    assert shown == [False, True]
