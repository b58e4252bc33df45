"""Tests of `serve`: an edit reaches the browser, a mistake does not, and the served files equal those of a build."""

from __future__ import annotations

import gc
import json
import os
import re
import sys
import time
import urllib.request
import weakref
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.error import HTTPError

import pytest

from board_client import SITE, ask, build_app, post
from builds import ServedSite
from processes import find_free_port, start_process
from prospectus.builder.incremental import BuildResult, build
from prospectus.builder.serve import SiteServer
from prospectus.errors import ContentError
from tiny import NOW, SiteFactory, build_to, read_files


def set_title(root: Path, new_title: str) -> None:
    """Change the title of the talk of the full site."""
    talk = root / "calendar" / "talks" / "spring-outlook.yml"
    text = talk.read_text(encoding="utf-8")
    talk.write_text(text.replace(text.split("en: ")[1].split("}")[0], new_title, 1), encoding="utf-8")


def test_edit_rebuilds_only_the_pages_it_affects(tiny: SiteFactory, tmp_path: Path) -> None:
    root = tiny("full")
    site_server = SiteServer(root / "mkdocs.yml", tmp_path / "served", lambda: NOW)
    site_server.rebuild()
    set_title(root, "Spring once more")
    assert int(site_server.rebuild().split(" pages made")[0]) < 20
    build_to(root, tmp_path / "cold", with_drafts=True)
    assert read_files(tmp_path / "served") == read_files(tmp_path / "cold")


def test_site_is_kept_when_an_edit_is_a_mistake(tiny: SiteFactory, tmp_path: Path) -> None:
    root = tiny("full")
    site_server = SiteServer(root / "mkdocs.yml", tmp_path / "served", lambda: NOW)
    site_server.rebuild()
    before = read_files(tmp_path / "served")
    (root / "calendar" / "talks" / "spring-outlook.yml").write_text("title: a: b", encoding="utf-8")
    assert site_server.rebuild().startswith("calendar/talks/spring-outlook.yml:1:9: error PR006 ")
    assert read_files(tmp_path / "served") == before
    assert b"calendar/talks/spring-outlook.yml:1:9" in site_server.render_overlay()


def test_open_browser_is_told_of_a_mistake_until_it_is_corrected(tiny: SiteFactory) -> None:
    root, port = tiny("full"), find_free_port()
    talk = root / "calendar" / "talks" / "spring-outlook.yml"
    original = talk.read_text(encoding="utf-8")
    talk.write_text("title: a: b", encoding="utf-8")
    command = [
        sys.executable,
        "-m",
        "prospectus",
        "serve",
        "--config",
        root / "mkdocs.yml",
        "--address",
        f"127.0.0.1:{port}",
        "--lang",
        "zh",
    ]
    with start_process(command):
        url = f"http://127.0.0.1:{port}/learn/"
        assert "站点未能生成。" in wait_for_page(url, lambda page: "spring-outlook.yml:1:9" in page)
        talk.write_text(original, encoding="utf-8")
        assert "prospectus-problems" not in wait_for_page(f"{url}talks/spring-outlook/", lambda page: "<h1" in page)


def test_earlier_builds_are_garbage_collected(tiny: SiteFactory, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root, references = tiny("full"), []
    site_server = SiteServer(root / "mkdocs.yml", tmp_path / "served", lambda: NOW)

    def recording_build(*arguments: Any, **options: Any) -> BuildResult:
        result = build(*arguments, **options)
        references.append(weakref.ref(result.prepared.views.queries))
        return result

    monkeypatch.setattr("prospectus.builder.serve.build", recording_build)
    for new_title in ("Spring", "Spring again", "Spring once more"):
        set_title(root, new_title)
        site_server.rebuild()
        site_server.collect_garbage()
    gc.unfreeze()  # objects frozen by earlier tests
    assert [reference() for reference in references[:-1]] == [None, None]  # cached views read fields through the last one
    assert gc.isenabled()


def test_site_is_kept_while_the_configuration_is_broken(tiny: SiteFactory, tmp_path: Path) -> None:
    root = tiny("full")
    site_server = SiteServer(root / "mkdocs.yml", tmp_path / "served", lambda: NOW)
    site_server.rebuild()
    before = read_files(tmp_path / "served")
    (root / "mkdocs.yml").write_text("site_name: [", encoding="utf-8")
    assert site_server.rebuild().startswith("mkdocs.yml cannot be used")
    assert read_files(tmp_path / "served") == before


def test_serve_shows_an_edit_to_an_open_browser(tiny: SiteFactory) -> None:
    root = tiny("full")
    address = f"127.0.0.1:{find_free_port()}"
    page = f"http://{address}/learn/en/talks/spring-outlook/"
    with start_process([sys.executable, "-m", "prospectus", "serve", "--config", root / "mkdocs.yml", "--address", address]):
        assert "Spring outlook" in wait_for_page(page, lambda html: "Spring outlook" in html)
        set_title(root, "Spring once more")
        assert "Spring once more" in wait_for_page(page, lambda html: "Spring once more" in html)
        worker = wait_for_page(f"http://{address}/learn/service-worker.js", bool)
        assert ("unregister" in worker, "importScripts" in worker) == (True, False)  # a browser keeps no preview


def test_builds_are_the_same_when_the_board_uses_their_cache_between_them(tiny: SiteFactory, tmp_path: Path) -> None:
    root, served = tiny("full", SITE), tmp_path / "served"
    site_server = SiteServer(root / "mkdocs.yml", served, lambda: NOW)
    app = build_app(root, cache=site_server.cache, lock=site_server.lock)
    site_server.rebuild()
    for day in ("2025-07-21", "2025-08-04"):
        assert ask(app, "/_board/2025-07/").status == 200
        assert post(app, "move", {"key": "harvest", "day": day, "time": ""}).json["succeeded"]
        assert ask(app, f"/_board/{day[:7]}/").text.count('data-key="harvest"') > 0
        site_server.rebuild()
        build_to(root, tmp_path / day, with_drafts=True)
        assert read_files(served) == read_files(tmp_path / day)


TALK_PAGE, TALK_DATA, CALENDAR = "en/talks/spring-outlook/index.html", "data/talk.json", "en/calendar/all.ics"


def test_pages_are_shown_first_and_the_other_files_follow(served: ServedSite, build_from_scratch: Callable[..., dict[str, bytes]]) -> None:
    folder, states = served.server.folder, []

    def note_state() -> None:
        files = read_files(folder)
        states.append([b"Spring comes first" in files[path] for path in (TALK_PAGE, "en/talks/index.html", TALK_DATA, CALENDAR)])

    set_title(served.root, "Spring comes first")
    assert "pages made" in served.server.rebuild(note_state)
    assert states == [[True, True, False, False]]
    assert read_files(folder) == build_from_scratch(served.root)


def test_pages_are_not_shown_before_a_removed_page_is_gone(served: ServedSite) -> None:
    (served.root / "calendar/talks/spring-outlook.yml").unlink()
    assert "pages made" in served.server.rebuild(lambda: pytest.fail("A browser could load the removed page again."))
    assert not (served.server.folder / TALK_PAGE).exists()


@pytest.mark.parametrize(
    ("error", "words"),
    [(OSError(28, "No space left on device"), "No space left"), (ContentError(()), "calendars, data and search are as they were")],
)
def test_failure_after_the_pages_is_shown_and_repaired_by_the_next_build(
    served: ServedSite, monkeypatch: pytest.MonkeyPatch, build_from_scratch: Callable[..., dict[str, bytes]], error: Exception, words: str
) -> None:
    def fail(*_: object) -> None:
        raise error

    reloads: list[bytes] = []
    set_title(served.root, "Spring and a full disk")
    with monkeypatch.context() as patched:
        patched.setattr("prospectus.builder.incremental.build_data_files", fail)
        message = served.server.rebuild(lambda: reloads.append(served.server.render_overlay()))
    assert words in message
    assert [b"The pages were built. Calendars, data and search are as they were." in overlay for overlay in reloads] == [False, True]
    assert b"Spring and a full disk" in (served.server.folder / TALK_PAGE).read_bytes()
    served.revert()
    assert served.rebuild() == build_from_scratch(served.root)
    assert b"as they were" not in served.server.render_overlay()


def test_board_is_served_and_moves_events_but_is_no_part_of_the_site(tiny: SiteFactory, tmp_path: Path) -> None:
    root = tiny("full")
    built = read_files(build_to(root, tmp_path / "built").folder)
    address = f"127.0.0.1:{find_free_port()}"
    command = [sys.executable, "-m", "prospectus", "serve", "--config", root / "mkdocs.yml", "--address", address, "--now", "2025-06-01"]
    environment = {**os.environ, "TMPDIR": str(tmp_path), "PROSPECTUS_LANG": "zh"}
    with start_process(command, env=environment) as process:
        page = wait_for_page(f"http://{address}/_board/", lambda html: "board-token" in html)
        assert '<html lang="zh-CN">' in page
        assert process.stderr is not None
        assert f"排期板：http://{address}/_board/\n" in iter(process.stderr.readline, "")
        token = re.search(r'name="board-token" content="([^"]+)"', page)
        assert token is not None
        request = urllib.request.Request(
            f"http://{address}/_board/move?lang=en",
            data=json.dumps({"key": "field-lecture", "day": "2025-06-13", "time": ""}).encode(),
            headers={"Content-Type": "application/json", "Origin": f"http://{address}", "X-Board-Token": token[1]},
        )
        with urllib.request.urlopen(request, timeout=60) as response:
            assert json.load(response)["succeeded"]
        assert "starts: 2025-06-13 14:00" in (root / "calendar/2025/06.yml").read_text(encoding="utf-8")
        wait_for_page(f"http://{address}/learn/en/calendar/2025/06/", lambda html: "2025-06-13T14:00" in html)
        assert any("改动" in line for line in iter(process.stderr.readline, ""))  # calendars, data and search follow the pages
        (folder,) = tmp_path.glob("prospectus-*/site")
        served = read_files(folder)
    for site in (built, served):
        assert "en/calendar/2025/06/index.html" in site
        assert [path for path, body in site.items() if "_board" in path or b"board-token" in body or b"_board/" in body] == []


def wait_for_page(url: str, holds: Callable[[str], bool]) -> str:
    """Return a page as soon as `holds` is true for it, or as it is after two minutes."""
    html = ""
    for _ in range(1200):
        try:
            with urllib.request.urlopen(url, timeout=5) as response:
                html = response.read().decode()
        except HTTPError as refused:
            html = refused.read().decode()
        except OSError:
            html = ""
        if holds(html):
            break
        time.sleep(0.1)
    return html
