"""Tests of `serve`: an edit reaches the browser, a mistake does not, and the served files equal those of a build."""

from __future__ import annotations

import gc
import socket
import subprocess
import sys
import time
import urllib.request
import weakref
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from prospectus.builder import Built, build
from prospectus.server import Workbench
from tiny import NOW, Tiny, built, files_of


def title(root: Path, words: str) -> None:
    """Change the title of the talk of the full site."""
    talk = root / "calendar" / "talks" / "spring-outlook.yml"
    text = talk.read_text(encoding="utf-8")
    talk.write_text(text.replace(text.split("en: ")[1].split("}")[0], words, 1), encoding="utf-8")


def test_workbench_makes_only_what_an_edit_touches(tiny: Tiny, tmp_path: Path) -> None:
    root = tiny("full")
    bench = Workbench(root / "mkdocs.yml", tmp_path / "served", lambda: NOW)
    bench.rebuild()
    title(root, "Spring once more")
    assert int(bench.rebuild().split(" pages made")[0]) < 20
    built(root, tmp_path / "cold")
    assert files_of(tmp_path / "served") == files_of(tmp_path / "cold")


def test_workbench_keeps_the_site_when_an_edit_is_a_mistake(tiny: Tiny, tmp_path: Path) -> None:
    root = tiny("full")
    bench = Workbench(root / "mkdocs.yml", tmp_path / "served", lambda: NOW)
    bench.rebuild()
    before = files_of(tmp_path / "served")
    (root / "calendar" / "talks" / "spring-outlook.yml").write_text("title: a: b", encoding="utf-8")
    assert bench.rebuild().startswith("calendar/talks/spring-outlook.yml:1:9: error PR006 ")
    assert files_of(tmp_path / "served") == before


def test_workbench_lets_go_of_every_build_but_what_the_next_one_needs(tiny: Tiny, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root, views = tiny("full"), []
    bench = Workbench(root / "mkdocs.yml", tmp_path / "served", lambda: NOW)

    def noted(*given: Any, **more: Any) -> Built:
        made = build(*given, **more)
        views.append(weakref.ref(made.prepared.views.reading))
        return made

    monkeypatch.setattr("prospectus.server.build", noted)
    for words in ("Spring", "Spring again", "Spring once more"):
        title(root, words)
        bench.rebuild()
        bench.tidy()
    gc.unfreeze()  # objects frozen by earlier tests
    assert [view() for view in views] == [None, None, None]
    assert gc.isenabled()


def test_workbench_keeps_serving_while_the_configuration_is_broken(tiny: Tiny, tmp_path: Path) -> None:
    root = tiny("full")
    bench = Workbench(root / "mkdocs.yml", tmp_path / "served", lambda: NOW)
    bench.rebuild()
    before = files_of(tmp_path / "served")
    (root / "mkdocs.yml").write_text("site_name: [", encoding="utf-8")
    assert bench.rebuild().startswith("mkdocs.yml cannot be used")
    assert files_of(tmp_path / "served") == before


def test_serve_shows_an_edit_to_a_browser_that_is_looking(tiny: Tiny) -> None:
    root = tiny("full")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "prospectus", "serve", "--config", str(root / "mkdocs.yml"), "--address", f"127.0.0.1:{port}"]
    server = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    page = f"http://127.0.0.1:{port}/learn/en/talks/spring-outlook/"
    try:
        assert "Spring outlook" in eventually(page, lambda html: "Spring outlook" in html)
        title(root, "Spring once more")
        assert "Spring once more" in eventually(page, lambda html: "Spring once more" in html)
    finally:
        server.terminate()
        server.communicate()


def eventually(url: str, holds: Callable[[str], bool]) -> str:
    """Return a page as soon as `holds` is true for it, or as it is after half a minute."""
    html = ""
    for _ in range(300):
        try:
            with urllib.request.urlopen(url, timeout=5) as answer:
                html = answer.read().decode()
        except OSError:
            html = ""
        if holds(html):
            break
        time.sleep(0.1)
    return html
