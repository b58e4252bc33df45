"""End-to-end tests of `feeds pull`: a real server on loopback, a site on disk, the command line, and the built site."""

from __future__ import annotations

import errno
import gzip
import json
import os
import threading
from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from prospectus.load import records
from prospectus.load.files import ScanResult, scan_files
from prospectus.model.fields import FieldPath
from prospectus.pipeline import check
from prospectus.problems import Message
from prospectus.scheduling import yaml_edit
from prospectus.scheduling.feeds import http
from served import LocalServer, Reply
from tiny import CommandResult, RunCommand, SiteFactory, build_to, differing_paths, read_files, write_files

NOW = "2025-03-20T12:00+08:00"
TALK = """\
title: {zh: 大麦市场展望, en: Outlook for barley}
series: barley-talks
starts: 2025-03-18 15:30
ends: 2025-03-18 16:30
language: zh  # spoken
"""
FEED = """\
- id: hall
  title: {{zh: 讲堂回放, en: Recordings of the hall}}
  url: {url}
  gives: {gives}
  institution: lakeside
  language: zh
"""


@pytest.fixture
def served() -> Iterator[LocalServer]:
    with LocalServer().running() as running:
        yield running


@pytest.fixture
def root(tiny: SiteFactory, served: LocalServer) -> Path:
    """The full site, with a talk that has no replay and a feed on loopback."""
    feed = FEED.format(url=served.url("/feed"), gives="recordings")
    return tiny("full", {"calendar/talks/barley-outlook.yml": TALK, "content/feeds.yml": feed})


@pytest.fixture
def pull(root: Path, run: RunCommand) -> RunCommand:
    """Run `prospectus feeds pull` in the site."""
    return lambda *arguments, loopback=True: run(
        "feeds", "pull", "--now", NOW, *(["--allow-loopback"] if loopback else []), *arguments, folder=root
    )


def rss(*items: tuple[str, str, str], encoding: str = "utf-8") -> bytes:
    rows = "".join(f"<item><title>{title}</title><link>{link}</link><pubDate>{day}</pubDate></item>" for title, link, day in items)
    return f'<?xml version="1.0" encoding="{encoding}"?><rss version="2.0"><channel><title>讲堂</title>{rows}</channel></rss>'.encode(
        encoding
    )


GOOD_FEED = rss(("【回放】大麦市场展望", "https://hall.example/v/7", "Wed, 19 Mar 2025 10:00:00 +0800"))


def archived_files(root: Path) -> dict[str, bytes]:
    folder = root / "calendar/feeds"
    return read_files(folder) if folder.exists() else {}


# Usable feeds


def test_recording_becomes_the_replay_of_its_talk_everywhere_once_applied(
    served: LocalServer, root: Path, pull: RunCommand, tmp_path: Path
) -> None:
    served.replies["/feed"] = Reply(GOOD_FEED, headers={"ETag": '"one"', "Content-Type": "application/rss+xml"})
    build_to(root, tmp_path / "before")
    before = read_files(root)
    proposed = pull()
    assert proposed == CommandResult(
        0,
        "hall: a new answer is saved; entries: 1\n\nReplays\n  talk:barley-outlook  https://hall.example/v/7\n"
        "      【回放】大麦市场展望 2025-03-19\n      date and title fit; 100%\n\nProposed: replays 1, drafts 0; --apply writes them.\n",
        "",
    )
    assert {path for path, body in read_files(root).items() if before.get(path) != body} == {
        "calendar/feeds/hall.xml",
        "calendar/feeds/hall.yml",
    }
    applied = pull("--apply")
    assert (applied.code, applied.out.splitlines()[-1]) == (0, "Written: replays 1, drafts 0.")
    written = (root / "calendar/talks/barley-outlook.yml").read_text(encoding="utf-8")
    assert written.startswith(TALK)
    assert written.removeprefix(TALK).strip() == "replay: {url: https://hall.example/v/7}"
    assert check(root).problems == ()
    site = tmp_path / "site"
    build_to(root, site)
    link = "https://hall.example/v/7"
    for path in ("talks/barley-outlook/index.html", "en/talks/barley-outlook/index.html", "calendar/all.ics", "data/talk.json"):
        assert link in (site / path).read_text(encoding="utf-8").replace("\r\n ", ""), path
    changed = set(differing_paths(read_files(tmp_path / "before"), read_files(site)))
    assert {"talks/index.html", "en/talks/index.html", "talks/barley-outlook/index.html", "calendar/series/barley-talks.ics"} <= changed
    assert pull("--apply").out.splitlines()[-1] == "Nothing to propose."


def test_next_pull_is_conditional(served: LocalServer, root: Path, pull: RunCommand) -> None:
    modified = "Wed, 19 Mar 2025 02:00:00 GMT"
    served.replies["/feed"] = lambda headers: (
        Reply(status=304)
        if headers.get("If-None-Match") == '"one"'
        else Reply(GOOD_FEED, headers={"ETag": '"one"', "Last-Modified": modified})
    )
    pull()
    before = {path: (body, (root / "calendar/feeds" / path).stat().st_mtime_ns) for path, body in archived_files(root).items()}
    assert pull().out.startswith("hall: nothing new; entries: 1\n")
    assert {path: (body, (root / "calendar/feeds" / path).stat().st_mtime_ns) for path, body in archived_files(root).items()} == before
    assert [headers.get("If-Modified-Since") for _, headers in served.requests] == [None, modified]


def test_same_bytes_sent_again_change_nothing(served: LocalServer, root: Path, pull: RunCommand) -> None:
    served.replies["/feed"] = Reply(GOOD_FEED, headers={"ETag": '"one"'})
    pull()
    before = archived_files(root)
    served.replies["/feed"] = Reply(GOOD_FEED, headers={"ETag": '"two"'})
    assert (pull("--now", "2025-03-21T12:00+08:00").out.startswith("hall: nothing new"), archived_files(root)) == (True, before)


def test_archive_holds_the_received_bytes_and_their_metadata(served: LocalServer, root: Path, pull: RunCommand) -> None:
    sent = rss(("大麦市场展望", "https://hall.example/v/7", "2025年3月19日"), encoding="gb18030")
    served.replies["/feed"] = Reply(gzip.compress(sent), headers={"Content-Encoding": "gzip", "Content-Type": "text/xml"})
    assert "talk:barley-outlook  https://hall.example/v/7" in pull().out
    archive = archived_files(root)
    assert (sorted(archive), archive["hall.xml"]) == (["hall.xml", "hall.yml"], sent)
    lines = archive["hall.yml"].decode().splitlines()[1:]
    assert [line.partition(":")[0] for line in lines] == ["url", "file", "sha256", "fetched_at", "content_type"]
    assert check(root).problems == ()


def test_archived_bytes_that_were_changed_are_ignored(served: LocalServer, root: Path, pull: RunCommand) -> None:
    served.replies["/feed"] = Reply(GOOD_FEED, headers={"ETag": '"one"'})
    pull()
    (root / "calendar/feeds/hall.xml").write_bytes(GOOD_FEED.replace(b"/v/7", b"/evil"))
    assert pull("--saved").out.startswith("hall: as saved; entries: 0\n")
    assert ("https://hall.example/v/7" in pull().out, "If-None-Match" in served.requests[-1][1]) == (True, False)


def test_archived_response_can_be_applied_without_the_network(served: LocalServer, root: Path, pull: RunCommand) -> None:
    served.replies["/feed"] = Reply(GOOD_FEED)
    pull()
    request_count = len(served.requests)
    assert pull("--saved", "--apply").out.splitlines()[-1] == "Written: replays 1, drafts 0."
    assert len(served.requests) == request_count


def test_json_feed_replaces_an_xml_feed(served: LocalServer, root: Path, pull: RunCommand) -> None:
    served.replies["/feed"] = Reply(GOOD_FEED)
    pull()
    item = {"id": "7", "url": "https://hall.example/v/7", "title": "大麦市场展望", "date_published": "2025-03-18T20:00:00+08:00"}
    served.replies["/feed"] = Reply(json.dumps({"version": "https://jsonfeed.org/version/1.1", "title": "x", "items": [item]}).encode())
    assert "talk:barley-outlook  https://hall.example/v/7" in pull().out
    assert sorted(archived_files(root)) == ["hall.json", "hall.yml"]
    assert check(root).problems == ()


def test_notices_become_hidden_drafts_and_check_reports_missing_translations(
    served: LocalServer, root: Path, pull: RunCommand, tmp_path: Path
) -> None:
    feed = FEED.format(url=served.url("/feed"), gives="notices") + "  only: [监管]\n  never: [草案, /old/]\n"
    (root / "content/feeds.yml").write_text(feed, encoding="utf-8")
    served.replies["/feed"] = Reply(
        rss(
            ("2025年2月监管公告", "https://lakeside.example/n/2", "2025-03-10"),
            ("2025年3月监管公告", "https://lakeside.example/n/3", "2025-03-19"),
            ("招聘公告", "https://lakeside.example/n/4", "2025-03-19"),
            ("2025年4月监管公告（草案）", "https://lakeside.example/n/5", "2025-03-19"),
            ("2024年4月监管公告", "https://lakeside.example/old/5", "2024-03-19"),
        )
    )
    before = read_files(root)
    assert "content/notices/hall-2025-02.yml" in pull().out
    assert not (root / "content/notices/hall-2025-02.yml").exists()
    assert pull("--apply").out.splitlines()[-1] == "Written: replays 0, drafts 1."
    assert read_files(root).keys() - before.keys() == {
        "calendar/feeds/hall.xml",
        "calendar/feeds/hall.yml",
        "content/notices/hall-2025-02.yml",
    }
    assert {(problem.path, problem.severity, problem.code, problem.language) for problem in check(root).problems} == {
        ("content/notices/hall-2025-02.yml", "warning", "PR301", "en")
    }
    build_to(root, tmp_path / "site")
    assert [path for path, body in read_files(tmp_path / "site").items() if b"hall-2025-02" in body] == []
    assert pull("--apply").out.splitlines()[-1] == "Nothing to propose."


def test_news_is_archived_and_proposes_nothing(served: LocalServer, root: Path, pull: RunCommand) -> None:
    (root / "content/feeds.yml").write_text(FEED.format(url=served.url("/feed"), gives="news"), encoding="utf-8")
    served.replies["/feed"] = Reply(GOOD_FEED)
    assert pull("--apply") == CommandResult(0, "hall: a new answer is saved; entries: 1\n\nNothing to propose.\n", "")


def test_report_in_chinese(served: LocalServer, pull: RunCommand) -> None:
    served.replies["/feed"] = Reply(GOOD_FEED)
    assert pull("--lang", "zh").out.splitlines()[:3] == ["hall：已保存新的应答，共 1 条", "", "回放"]


# All or nothing


MORNING_AND_EVENING = """\
- {id: rye-morning, type: talk, title: {zh: 黑麦早间讲座, en: Early rye}, starts: 2025-03-17 09:30, series: barley-talks, language: zh}
- id: rye-evening
  type: talk
  title: {zh: 黑麦晚间讲座, en: Rye in the evening}
  starts: 2025-03-17 19:30
  series: barley-talks
  language: zh
"""
RECORDINGS_AND_NOTICES = [
    FEED.replace("{url}", "{recordings}").replace("{gives}", "recordings"),
    FEED.replace("{url}", "{notices}").replace("{gives}", "notices").replace("id: hall", "id: board"),
]


@pytest.fixture
def busy_root(root: Path, served: LocalServer) -> Path:
    """The site with two more talks in one file, a feed of three recordings and a feed of two notices."""
    feeds = "".join(RECORDINGS_AND_NOTICES).format(recordings=served.url("/feed"), notices=served.url("/notices"))
    write_files(root, {"calendar/2025/03.yml": MORNING_AND_EVENING, "content/feeds.yml": feeds})
    served.replies["/feed"] = Reply(
        rss(
            ("大麦市场展望", "https://hall.example/v/7", "Wed, 19 Mar 2025 10:00:00 +0800"),
            ("黑麦早间讲座", "https://hall.example/v/8", "Mon, 17 Mar 2025 20:00:00 +0800"),
            ("黑麦晚间讲座", "https://hall.example/v/9", "Mon, 17 Mar 2025 22:00:00 +0800"),
        )
    )
    served.replies["/notices"] = Reply(
        rss(
            ("2025年2月监管公告", "https://lakeside.example/n/2", "2025-03-10"),
            ("2025年4月监管公告", "https://lakeside.example/n/4", "2025-03-19"),
        )
    )
    return root


def changed_content(root: Path, before: dict[str, bytes]) -> set[str]:
    """Return the files that differ from `before`, without the archived responses."""
    paths = set(differing_paths(before, read_files(root)))
    return {path for path in paths if not path.startswith("calendar/feeds/")}


def test_replays_of_one_file_and_drafts_are_all_written(busy_root: Path, pull: RunCommand) -> None:
    before = read_files(busy_root)
    assert pull("--apply").out.splitlines()[-1] == "Written: replays 3, drafts 2."
    assert changed_content(busy_root, before) == {
        "calendar/2025/03.yml",
        "calendar/talks/barley-outlook.yml",
        "content/notices/board-2025-02.yml",
        "content/notices/board-2025-04.yml",
    }
    assert (busy_root / "calendar/2025/03.yml").read_text(encoding="utf-8") == MORNING_AND_EVENING.replace(
        "language: zh}", "language: zh, replay: {url: https://hall.example/v/8}}"
    ) + "  replay: {url: https://hall.example/v/9}\n"


def test_site_is_read_once_however_much_is_written(busy_root: Path, pull: RunCommand, monkeypatch: pytest.MonkeyPatch) -> None:
    reads: list[Path] = []

    def count_read(root: Path, *arguments: object) -> ScanResult:
        reads.append(root)
        return scan_files(root, *arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(records, "scan_files", count_read)
    assert pull("--apply").code == 0
    assert reads == [busy_root]


def test_replay_that_cannot_be_inserted_leaves_every_file_as_it_was(
    busy_root: Path, pull: RunCommand, monkeypatch: pytest.MonkeyPatch
) -> None:
    insert = yaml_edit.set_fields

    def refuse(text: str, changes: Mapping[FieldPath, Any]) -> str:
        if "rye-evening" in text:
            raise yaml_edit.YamlEditError(Message("There is no place in the file of rye-evening.", "无处可写"))
        return insert(text, changes)

    before = read_files(busy_root)
    monkeypatch.setattr("prospectus.scheduling.yaml_edit.set_fields", refuse)
    result = pull("--apply")
    assert (result.code, "rye-evening" in result.err, changed_content(busy_root, before)) == (2, True, set())


def test_replay_of_a_talk_in_markdown_is_inserted_at_its_top(busy_root: Path, pull: RunCommand) -> None:
    markdown = "---\ntitle: 黑麦晚间讲座\nseries: barley-talks\nstarts: 2025-03-17 19:30\nlanguage: zh\n---\n正文。\n"
    rows = MORNING_AND_EVENING.partition("- id: rye-evening")[0]
    write_files(busy_root, {"calendar/2025/03.yml": rows, "calendar/talks/rye-evening.zh.md": markdown})
    assert pull("--apply").code == 0
    inserted = "language: zh\nreplay: {url: https://hall.example/v/9}\n---\n正文。\n"
    assert (busy_root / "calendar/talks/rye-evening.zh.md").read_text(encoding="utf-8").endswith(inserted)


@pytest.mark.parametrize("path", ["calendar/2025/03.yml", "calendar/talks/barley-outlook.yml", "content/notices/board-2025-04.yml"])
def test_file_that_cannot_be_written_leaves_every_file_as_it_was(
    busy_root: Path, pull: RunCommand, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    pull()
    before = read_files(busy_root)
    replace, link = Path.replace, os.link

    def fail(staged: Path, target: Path) -> None:
        if Path(target) == busy_root / path and staged.suffix == ".after":
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(target))

    monkeypatch.setattr(Path, "replace", lambda staged, target: fail(staged, target) or replace(staged, target))
    monkeypatch.setattr(os, "link", lambda staged, target: fail(staged, target) or link(staged, target))
    result = pull("--saved", "--apply")
    assert (result.code, "No space left" in result.err) == (2, True), result
    assert differing_paths(before, read_files(busy_root)) == []


# Unusable feeds


UNUSABLE_REPLIES = {
    "bomb": (
        Reply(b'<!DOCTYPE rss [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><rss version="2.0"><channel><title>&b;</title></channel></rss>'),
        "PR643",
        "it declares entities",
    ),
    "html": (Reply(b"<!DOCTYPE html><html><body>Please log in</body></html>"), "PR643", "it starts with <html>"),
    "nothing": (Reply(b""), "PR643", "it is neither XML nor JSON"),
    "cut": (Reply(GOOD_FEED[:-20]), "PR643", "it is cut off"),
    "short": (Reply(GOOD_FEED, headers={"Content-Length": "9999"}), "PR642", "its answer is cut off"),
    "500": (Reply(b"oops", status=500), "PR642", "it answers 500"),
    "404": (Reply(b"gone", status=404), "PR642", "it answers 404"),
    "circle": (Reply(status=302, headers={"Location": "/feed"}), "PR642", "it leads on more than 3 times"),
    "private": (
        Reply(status=302, headers={"Location": "http://10.0.0.1/"}),
        "PR642",
        "10.0.0.1 is not an address of the public internet",
    ),
    "gzip": (
        Reply(gzip.compress(b"\0" * 50_000_000), headers={"Content-Encoding": "gzip"}),
        "PR642",
        "its answer is larger than 10,000,000 bytes",
    ),
    "large": (
        Reply(headers={"Content-Length": "100000000"}, write=lambda handler: handler.wfile.write(b"x" * 1000)),
        "PR642",
        "its answer is larger than 10,000,000 bytes",
    ),
}


@pytest.mark.parametrize("name", UNUSABLE_REPLIES)
@pytest.mark.parametrize("first", [False, True], ids=["later", "first"])
def test_failing_feed_is_reported_and_loses_nothing(served: LocalServer, root: Path, pull: RunCommand, name: str, first: bool) -> None:
    reply, code, message = UNUSABLE_REPLIES[name]
    if not first:
        served.replies["/feed"] = Reply(GOOD_FEED, headers={"ETag": '"one"'})
        pull()
    before = read_files(root)
    served.replies["/feed"] = reply
    result = pull()
    assert (result.code, f"content/feeds.yml:3:3: error {code} " in result.err, message in result.err) == (1, True, True)
    assert read_files(root) == before
    assert ("https://hall.example/v/7" in result.out) is not first


def test_loopback_is_refused_by_default(served: LocalServer, root: Path, pull: RunCommand) -> None:
    served.replies["/feed"] = Reply(GOOD_FEED)
    before = read_files(root)
    result = pull("--apply", loopback=False)
    assert (result.code, "127.0.0.1 is not an address of the public internet" in result.err) == (1, True)
    assert (served.requests, read_files(root)) == ([], before)


def test_slow_feed_is_aborted(served: LocalServer, root: Path, pull: RunCommand, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http, "Limits", partial(http.Limits, seconds=0.3))
    finished = threading.Event()

    def drip(handler: object) -> None:
        while not finished.wait(0.05):
            handler.wfile.write(b"<")  # type: ignore[attr-defined]

    served.replies["/feed"] = Reply(write=drip)
    try:
        result = pull()
    finally:
        finished.set()
    assert (result.code, "it took longer than 0.3 seconds" in result.err) == (1, True)


def test_failing_feed_does_not_stop_the_others(served: LocalServer, root: Path, pull: RunCommand) -> None:
    more = FEED.format(url=served.url("/none"), gives="news").replace("id: hall", "id: other")
    (root / "content/feeds.yml").write_text(more + FEED.format(url=served.url("/feed"), gives="recordings"), encoding="utf-8")
    served.replies["/feed"] = Reply(GOOD_FEED)
    result = pull()
    assert result.out.splitlines()[:2] == [
        "other: no answer that can be used; entries saved before: 0",
        "hall: a new answer is saved; entries: 1",
    ]
    assert (result.code, sorted(archived_files(root))) == (1, ["hall.xml", "hall.yml"])
    assert pull("hall").code == 0


def test_hostile_entries_change_only_the_archived_response(served: LocalServer, root: Path, pull: RunCommand) -> None:
    script = "&lt;script&gt;alert(1)&lt;/script&gt;大麦市场展望"
    served.replies["/feed"] = Reply(
        rss(
            (script, "javascript:alert(1)", "Tue, 18 Mar 2025 20:00:00 +0800"),
            ("大麦市场展望", "https://me:secret@evil.example/", "Tue, 18 Mar 2025 20:00:00 +0800"),
            ("\u202e../../etc/passwd", "https://hall.example/../../x", "9999-12-31"),
            ("大麦市场展望", "https://evil.example/", "0000-00-00"),
        )
    )
    before = read_files(root)
    result = pull("--apply")
    assert (result.code, {path for path in read_files(root) if read_files(root)[path] != before.get(path)}) == (
        0,
        {"calendar/feeds/hall.xml", "calendar/feeds/hall.yml"},
    )
    assert ("script" in result.out, "\u202e" in result.out, "secret" in result.out) == (False, False, False)


def test_link_in_place_of_the_archive_is_replaced_and_not_followed(
    served: LocalServer, root: Path, pull: RunCommand, tmp_path: Path
) -> None:
    outside = tmp_path / "outside.txt"
    outside.write_text("mine", encoding="utf-8")
    (root / "calendar/feeds").mkdir()
    (root / "calendar/feeds/hall.xml").symlink_to(outside)
    served.replies["/feed"] = Reply(GOOD_FEED)
    assert pull().code == 0
    assert (outside.read_text(encoding="utf-8"), (root / "calendar/feeds/hall.xml").is_symlink()) == ("mine", False)


def test_archive_folder_outside_the_site_is_refused(served: LocalServer, root: Path, pull: RunCommand, tmp_path: Path) -> None:
    (tmp_path / "outside").mkdir()
    (root / "calendar/feeds").symlink_to(tmp_path / "outside", target_is_directory=True)
    served.replies["/feed"] = Reply(GOOD_FEED)
    assert (pull().code, list((tmp_path / "outside").iterdir())) == (2, [])


@pytest.mark.parametrize(("feed_id", "message"), [("nowhere", "is not in content/feeds.yml"), ("../hall", "is not in content/feeds.yml")])
def test_feed_that_is_not_listed_is_wrong_use(served: LocalServer, pull: RunCommand, feed_id: str, message: str) -> None:
    result = pull(feed_id)
    assert (result.code, message in result.err, "can be pulled: hall" in result.err, served.requests) == (2, True, True, [])


def test_inactive_feed_is_not_requested(served: LocalServer, root: Path, pull: RunCommand) -> None:
    feed = FEED.format(url=served.url("/feed"), gives="recordings")
    (root / "content/feeds.yml").write_text(feed + "  active: false\n", encoding="utf-8")
    assert pull() == CommandResult(0, "There is no feed to pull: content/feeds.yml names none that is active.\n", "")
    assert (pull("hall").code, served.requests) == (2, [])


def test_content_with_errors_is_reported_and_nothing_is_requested(served: LocalServer, root: Path, pull: RunCommand) -> None:
    (root / "calendar/talks/barley-outlook.yml").write_text("titel: x\n", encoding="utf-8")
    result = pull()
    assert (result.code, "PR101" in result.err, served.requests) == (1, True, [])
