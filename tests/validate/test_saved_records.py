"""`prospectus check` with the records of the last check finds what a check of everything finds."""

from __future__ import annotations

import os
import pickle
import sqlite3
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from threading import Thread

import pytest

from edits import HARMFUL_EDITS, HARMLESS_EDITS, Edit, swap, write
from prospectus.builder.command import BuildOptions, run_build
from prospectus.cache.cache import BuildCache
from prospectus.cache.sqlite_store import SqliteStore
from prospectus.errors import ContentError
from prospectus.load import records, saved_records
from prospectus.load.records import load
from prospectus.publish.theme import find_folders
from prospectus.validate import one_record
from prospectus.validate.check import check
from prospectus.validate.references import CheckedRecord
from tiny import NOW, RunCommand, SiteFactory, read_files

EDITS = {**HARMLESS_EDITS, **HARMFUL_EDITS} | {
    "a comment above a mistake": write(
        "content/faq/more.yml", "# one\n# two\n- {id: q, title: {zh: 问}, group: nothing, answer: {zh: 答}}\n"
    ),
    "two mistakes in one file": write("content/guides/margin.yml", "title: {zh: 保证金}\ncolour: red\n"),
    "a list that is in another order": swap(
        "content/audiences/all.yml", "- id: farmers", "- {id: first, title: {zh: 一, en: One}}\n- id: farmers"
    ),
    "a file in another folder": lambda root: (
        (root / "content/guides/deep").mkdir(),
        *(path.rename(path.parent / "deep" / path.name) for path in sorted((root / "content/guides").glob("margin.*"))),
    ),
}
_AGES = count(1)


def age(root: Path) -> None:
    """Make files that were written just now a little older, each by another time, as they are when somebody checks again."""
    for path in root.rglob("*"):
        if path.is_file() and path.stat().st_mtime_ns > 1_700_000_000_000_000_000:
            modified = 1_600_000_000_000_000_000 + next(_AGES) * 1_000_000
            os.utime(path, ns=(modified, modified))


def check_with(store: SqliteStore, root: Path, **options: object) -> list[str]:
    """Return the problems that a check with saved records finds, as text."""
    return describe(check(root, BuildCache(store, keeps_records=True), theme_folders=find_folders(None), present=NOW, **options).problems)


def check_anew(root: Path, **options: object) -> list[str]:
    """Return the problems that a check of everything finds, as text."""
    return describe(check(root, theme_folders=find_folders(None), present=NOW, **options).problems)


def describe(problems: tuple[object, ...]) -> list[str]:
    return [repr(problem) for problem in problems]


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqliteStore]:
    store = SqliteStore(tmp_path / "cache.sqlite")
    yield store
    store.close()


def restore(root: Path, before: dict[str, bytes]) -> None:
    """Write back what an edit has changed."""
    after = read_files(root)
    for name in after.keys() - before.keys():
        (root / name).unlink()
    for name, body in before.items():
        if after.get(name) != body:
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            (root / name).write_bytes(body)


def test_check_after_any_edit_finds_what_a_check_of_everything_finds(tiny: SiteFactory, store: SqliteStore) -> None:
    root = tiny("full")
    age(root)
    before, differing = read_files(root), []
    assert check_with(store, root) == check_anew(root)
    for name, edit in EDITS.items():
        edit(root)
        age(root)
        if check_with(store, root) != check_anew(root):
            differing.append(name)
        restore(root, before)
        age(root)
        if check_with(store, root) != check_anew(root):
            differing.append(f"{name}, taken back")
    assert differing == []


def count_work(monkeypatch: pytest.MonkeyPatch) -> dict[str, list[str]]:
    """Return lists that the records parsed and checked from now on are added to."""
    work: dict[str, list[str]] = {"parsed": [], "checked": []}
    build_record, find_problems = records._build_record, one_record._find_problems

    def count_parsed(root: Path, kind: object, key: str, *arguments: object) -> object:
        work["parsed"].append(key)
        return build_record(root, kind, key, *arguments)

    def count_checked(checked: CheckedRecord, *arguments: object) -> object:
        work["checked"].append(checked.record.id)
        return find_problems(checked, *arguments)

    monkeypatch.setattr(records, "_build_record", count_parsed)
    monkeypatch.setattr(one_record, "_find_problems", count_checked)
    return work


def test_only_the_edited_record_is_parsed_and_checked_again(tiny: SiteFactory, store: SqliteStore, monkeypatch: pytest.MonkeyPatch) -> None:
    root = tiny("full")
    age(root)
    check_with(store, root)
    check_with(store, root)
    HARMLESS_EDITS["a talk's title"](root)
    age(root)
    work = count_work(monkeypatch)
    check_with(store, root)
    with_problems = ["only-chinese", "margin"]  # accepted by waivers, and therefore checked each time
    assert work["parsed"] == ["spring-outlook"]
    assert sorted(set(work["checked"]) - set(with_problems)) == ["spring-outlook"]


def test_calendar_is_not_checked_again_after_a_new_title_but_after_a_new_day(
    tiny: SiteFactory, store: SqliteStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    from prospectus.validate import calendar_rules

    root = tiny("full")
    age(root)
    check_with(store, root)
    checks: list[bool] = []
    find_violations = calendar_rules._find_violations
    monkeypatch.setattr(calendar_rules, "_find_violations", lambda *arguments: checks.append(True) or find_violations(*arguments))
    for edit, expected in (("a talk's title", 0), ("a talk's day", 1)):
        HARMLESS_EDITS[edit](root)
        age(root)
        check_with(store, root)
        assert len(checks) == expected, edit


@pytest.mark.parametrize("edit", [HARMLESS_EDITS["a talk's day"], HARMLESS_EDITS["a glossary term"], HARMLESS_EDITS["prose"]])
def test_builds_and_checks_use_one_cache_in_turn(tiny: SiteFactory, store: SqliteStore, edit: Edit) -> None:
    root = tiny("full")
    age(root)
    for _ in range(2):
        check_with(store, root)
        check(root, BuildCache(store))
    edit(root)
    age(root)
    build_cache = BuildCache(store)
    assert describe(check(root, build_cache, theme_folders=find_folders(None), present=NOW).problems) == check_anew(root)
    build_cache.save()
    assert check_with(store, root) == check_anew(root)


def test_build_and_checks_at_once_find_the_same(tiny: SiteFactory, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PROSPECTUS_CACHE", str(tmp_path / "shared"))
    from prospectus.cache.sqlite_store import cache_path

    root, expected, results = tiny("full"), [], []
    age(root)
    expected = check_anew(root)

    def check_often() -> None:
        for _ in range(3):
            own = SqliteStore(cache_path(root))
            results.append(check_with(own, root))
            own.close()

    threads = [Thread(target=check_often) for _ in range(2)]
    for thread in threads:
        thread.start()
    run_build(BuildOptions(root / "mkdocs.yml", tmp_path / "out", NOW, jobs=1))
    for thread in threads:
        thread.join()
    assert results == [expected] * 6


def test_overdue_obligations_are_checked_at_each_time(tiny: SiteFactory, store: SqliteStore) -> None:
    root = tiny("full")
    age(root)
    for year in (2025, 2026, 2025):
        now = NOW.replace(year=year)
        assert check_with(store, root, now=now) == check_anew(root, now=now)
    assert check_with(store, root) == check_anew(root)


DAMAGES = {
    "fields": "DELETE FROM {table} WHERE name = 'saved fields'",
    "records": "DELETE FROM {table} WHERE name = 'saved record'",
    "fields and records": "DELETE FROM {table} WHERE name IN ('saved fields', 'saved record')",
    "rows": "DELETE FROM {table} WHERE name LIKE 'saved records%'",
    "checks": "DELETE FROM {table} WHERE name = 'bundle'",
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_what_a_cache_has_lost_is_made_again(tiny: SiteFactory, tmp_path: Path, damage: str) -> None:
    root, path = tiny("full"), tmp_path / "lossy.sqlite"
    age(root)
    store = SqliteStore(path)
    check_with(store, root)
    store.close()
    with sqlite3.connect(path) as connection:
        ((table,),) = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        assert connection.execute(DAMAGES[damage].format(table=table)).rowcount > 0
    connection.close()
    HARMLESS_EDITS["a talk's day"](root)
    age(root)
    store = SqliteStore(path)
    assert [check_with(store, root), check_with(store, root)] == [check_anew(root)] * 2
    store.close()


@pytest.mark.parametrize("body", [b"", b"not a database", b"SQLite format 3\0" + bytes(200)])
def test_broken_cache_is_ignored(tiny: SiteFactory, tmp_path: Path, body: bytes) -> None:
    root, path = tiny("full"), tmp_path / "broken.sqlite"
    age(root)
    path.write_bytes(body)
    store = SqliteStore(path)
    assert [check_with(store, root), check_with(store, root)] == [check_anew(root)] * 2
    store.close()


def test_check_without_cache_writes_none(tiny: SiteFactory, run: RunCommand, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PROSPECTUS_CACHE", str(tmp_path / "new-cache"))
    root = tiny("full")
    age(root)
    without = run("check", "--no-cache", "--root", root)
    assert not (tmp_path / "new-cache").exists()
    assert [run("check", "--root", root).out, run("check", "--root", root).out] == [without.out] * 2
    assert len(list((tmp_path / "new-cache").glob("*.sqlite"))) == 1


def test_content_that_a_check_has_saved_is_refused_by_a_build_as_before(tiny: SiteFactory, store: SqliteStore, tmp_path: Path) -> None:
    root = tiny("full", {"content/guides/x.yml": "title: {zh: 甲}\ncolour: red\n"})
    age(root)
    check_with(store, root)
    with pytest.raises(ContentError) as refused:
        run_build(BuildOptions(root / "mkdocs.yml", tmp_path / "out", NOW))
    assert {problem.code for problem in refused.value.problems} == {problem.code for problem in check(root).problems}


def test_what_a_later_check_finds_out_about_a_record_is_saved(tiny: SiteFactory, store: SqliteStore) -> None:
    root = tiny("full")
    age(root)
    check_with(store, root)
    SavedRecordsWithFact(root, store, "first").save()
    assert SavedRecordsWithFact(root, store, "second").facts_before == {"first"}


def test_an_edit_writes_only_the_part_of_its_kind_that_it_is_in(
    tiny: SiteFactory, store: SqliteStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(saved_records, "GROUPS_PER_PART", 1)
    root = tiny("full")
    age(root)
    check_with(store, root)
    HARMLESS_EDITS["a talk's title"](root)
    age(root)
    cache = BuildCache(store, keeps_records=True)
    written: list[str] = []
    monkeypatch.setattr(cache, "set_last", lambda name, *_: written.append(name))
    loaded = load(root, cache)
    assert loaded.saved is not None
    loaded.saved.save()
    assert [name.startswith(f"{saved_records.ROWS} talk ") for name in written] == [True]


def test_folder_of_the_own_theme_is_read_again_when_the_configuration_or_the_folder_changes(tiny: SiteFactory, run: RunCommand) -> None:
    root = tiny("minimal")
    config = root / "mkdocs.yml"
    own_theme = config.read_text(encoding="utf-8").replace("theme:\n", "theme:\n  custom_dir: own\n")
    assert "custom_dir: own" in own_theme
    (root / "own").mkdir()
    config.write_text(own_theme, encoding="utf-8")
    assert [run("check", "--root", root).code, run("check", "--root", root).code] == [0, 0]
    (root / "own").rmdir()
    assert run("check", "--root", root).code == 2
    (root / "own").mkdir()
    config.write_text(own_theme.replace("custom_dir: own", "custom_dir: other"), encoding="utf-8")
    assert run("check", "--root", root).code == 2


class SavedRecordsWithFact:
    """The saved guides of a site; this run finds out one more fact about each."""

    def __init__(self, root: Path, store: SqliteStore, fact: str) -> None:
        cache = BuildCache(store, keeps_records=True)
        self.facts_before: set[str] = set()
        loaded = load(root, cache)
        for raw in loaded.raw_records:
            if raw.kind.name == "guide":
                self.facts_before |= raw.facts.keys() & {"first", "second"}
                raw.fact(fact, lambda: True)
        assert loaded.saved is not None
        self.saved, self.cache = loaded.saved, cache

    def save(self) -> None:
        """Save the facts for the next run."""
        self.saved.save()
        self.cache.save()


def test_facts_of_records_can_be_saved(tiny: SiteFactory) -> None:
    result = check(tiny("full"))
    assert all(pickle.loads(pickle.dumps(checked.raw.facts)) == checked.raw.facts for checked in result.records)
