"""`prospectus health`, as a monitor asks it: from one build, and from notes of builds."""

from __future__ import annotations

import json
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from prospectus.builder.health import assess, to_text
from prospectus.builder.last_build import LastBuild, read_last_build, write_last_build
from prospectus.cache.sqlite_store import cache_path
from tiny import RunCommand, SiteFactory, write_files

NOW = datetime(2025, 3, 10, 4, 0, tzinfo=UTC)


def ask(run: RunCommand, root: Path, *arguments: object, now: datetime = NOW) -> tuple[int, Any]:
    answer = run("health", "--root", root, "--format", "json", "--now", now.isoformat(), *arguments)
    return answer.code, json.loads(answer.out)


def fault_names(state: Any) -> list[str]:
    return [fault["name"] for fault in state["faults"]]


def test_site_is_in_order_until_its_build_is_too_old(tiny: SiteFactory, run: RunCommand, tmp_path: Path) -> None:
    root = tiny("full")
    assert fault_names(ask(run, root)[1]) == ["never-built"]
    assert run("build", "-f", root / "mkdocs.yml", "--site-dir", tmp_path / "site", "--now", NOW.isoformat()).code == 0
    code, state = ask(run, root, now=NOW + timedelta(hours=2))
    assert (code, state["status"], state["age_seconds"], state["outdated"]) == (0, "ok", 7200, False)
    assert (state["folder"], state["built_for"]) == (str(tmp_path / "site"), NOW.isoformat())
    assert datetime.fromisoformat(state["next_change"]) == datetime(2025, 3, 10, 16, 0, tzinfo=UTC)  # midnight in Shanghai
    assert [(item["record"], item["instance"]) for item in state["overdue"]] == [("series:monthly-letter", "2025-01")]
    code, state = ask(run, root, now=NOW + timedelta(hours=14))
    assert (code, state["outdated"]) == (0, True)  # browsers bring pages up to date themselves
    code, state = ask(run, root, now=NOW + timedelta(hours=27))
    assert (code, fault_names(state)) == (1, ["too-old"])
    assert ask(run, root, "--max-age", 48, now=NOW + timedelta(hours=27))[0] == 0
    assert fault_names(ask(run, root, "--site-dir", tmp_path / "elsewhere")[1]) == ["never-built"]
    shutil.rmtree(tmp_path / "site")
    write_files(root, {"content/guides/margin.yml": "title: ["})
    code, state = ask(run, root)
    assert (code, fault_names(state)) == (1, ["folder-gone", "content-errors"])


@pytest.mark.parametrize("text", ["", "[]", "{", '{"/a": 1}', '{"/a": {"built_for": "x"}}', '{"/a": {}}'])
def test_damaged_note_is_no_build(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setenv("PROSPECTUS_CACHE", str(tmp_path))
    cache_path(tmp_path).with_suffix(".builds.json").write_text(text, encoding="utf-8")
    assert read_last_build(tmp_path) is None
    last_build = LastBuild("/b", NOW, NOW, 3, 0)
    write_last_build(tmp_path, last_build)
    assert (read_last_build(tmp_path), read_last_build(tmp_path, Path("/a"))) == (last_build, None)


def test_last_build_of_each_folder_is_kept_and_the_latest_is_meant(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PROSPECTUS_CACHE", str(tmp_path / "cache"))
    first, second = (LastBuild(folder, NOW + timedelta(hours=hours), NOW, 3, 0) for folder, hours in (("/a", 1), ("/b", 0)))
    write_last_build(tmp_path, first)
    write_last_build(tmp_path, second)
    assert (read_last_build(tmp_path), read_last_build(tmp_path, Path("/b"))) == (first, second)


def test_cache_that_cannot_be_written_costs_only_the_note(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    monkeypatch.setenv("PROSPECTUS_CACHE", str(tmp_path / "file" / "cache"))
    write_last_build(tmp_path, LastBuild("/a", NOW, NOW, 3, 0))
    assert read_last_build(tmp_path) is None


def test_site_that_never_changes_states_no_next_change(tmp_path: Path) -> None:
    state = assess(LastBuild(str(tmp_path), NOW, datetime.max.replace(tzinfo=UTC), 3, 0), NOW, 26, 0, [])
    assert (state.next_change, state.faults) == (None, ())
    assert to_text(state, "en").splitlines()[0] == "The site is in order."
