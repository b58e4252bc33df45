"""The build cache on disk when several processes use it, of one version or of two."""

from __future__ import annotations

import pickle
from pathlib import Path
from threading import Thread

import pytest

import prospectus
from prospectus.cache.cache import MOST_WAITING, BuildCache
from prospectus.cache.sqlite_store import SqliteStore


def test_process_of_an_earlier_version_neither_reads_nor_writes_values_of_this_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "site.sqlite"
    with monkeypatch.context() as patch:
        patch.setattr(prospectus, "__version__", "0.0.1")
        earlier = SqliteStore(path)
    earlier.write({("yaml", "key"): "of the earlier version"})
    current = SqliteStore(path)
    assert current.read("yaml", "key") is None
    current.write({("yaml", "key"): "of this version"})
    assert earlier.read("yaml", "key") is None
    earlier.write({("yaml", "key"): "of the earlier version", ("yaml", "other"): "too"})
    assert (current.read("yaml", "key"), current.read("yaml", "other")) == ("of this version", None)


def test_store_tells_once_that_another_process_has_written(tmp_path: Path) -> None:
    store, other = SqliteStore(tmp_path / "site.sqlite"), SqliteStore(tmp_path / "site.sqlite")
    store.write({("yaml", "key"): 1})
    assert store.has_other_writes() is False
    other.write({("yaml", "key"): 2})
    assert [store.has_other_writes(), store.has_other_writes()] == [True, False]
    store.close()
    assert store.has_other_writes() is True  # whoever cannot know must assume it
    assert store.has_other_writes() is False


def test_cache_that_forgets_the_last_values_reads_those_of_another_process(tmp_path: Path) -> None:
    store, other = SqliteStore(tmp_path / "site.sqlite"), SqliteStore(tmp_path / "site.sqlite")
    cache, other_cache = BuildCache(store, reuse_in_process=True), BuildCache(other)
    cache.set_last("pages", "inputs", "own state")
    cache.add({("prose", "key"): "html"})
    cache.save()
    other_cache.set_last("pages", "inputs", "state of another build")
    other_cache.save()
    assert cache.get_last("pages", "inputs") == "own state"
    cache.set_last("words", "inputs", "not saved yet")
    cache.forget_last()
    assert cache.get_last("pages", "inputs") == "state of another build"
    cache.save()
    assert (other.read("words", "last"), store.read("prose", "key")) == (None, "html")


def test_process_that_builds_repeatedly_leaves_to_its_store_what_edits_need_little_of(tmp_path: Path) -> None:
    cache = BuildCache(SqliteStore(tmp_path / "site.sqlite"), reuse_in_process=True)
    cache.add({(name, str(number)): "value" for name in ("prose", "yaml", "event") for number in range(50)})
    in_memory = len(pickle.dumps(vars(cache)["_values"]))
    cache.save()
    held = {name for name, _ in vars(cache)["_values"]}
    assert (held, len(pickle.dumps(vars(cache)["_values"])) < in_memory / 2) == ({"event"}, True)
    assert (cache.get("prose", "7"), cache.get("event", "7")) == ("value", "value")
    assert cache.get("yaml", "7") is None  # parsing one file takes less time than reading the values of all


def test_process_that_builds_repeatedly_adds_to_the_bundles_in_the_store(tmp_path: Path) -> None:
    store = SqliteStore(tmp_path / "site.sqlite")
    cache = BuildCache(store, reuse_in_process=True)
    cache.add({("yaml", "first"): "value"})
    cache.save()
    for number in range(MOST_WAITING):
        cache.add({("yaml", str(number)): "edited"})
        cache.save()
    assert store.read("bundle", "yaml") == {"first": "value"}
    cache.add({("yaml", "last"): "edited"})
    cache.save()
    assert store.read("bundle", "yaml") == {"first": "value", "last": "edited"} | {str(n): "edited" for n in range(MOST_WAITING)}


def test_store_that_ends_with_its_process_takes_only_what_would_be_in_memory(tmp_path: Path) -> None:
    store = SqliteStore(tmp_path / "cache.sqlite")
    cache = BuildCache(store, reuse_in_process=True, ends_with_process=True)
    cache.add({("prose", "key"): "html", ("yaml", "key"): "parsed", ("event", "key"): "VEVENT"})
    cache.set_last("pages", "inputs", "state")
    cache.save()
    assert (cache.get("prose", "key"), cache.get("event", "key"), cache.get_last("pages", "inputs")) == ("html", "VEVENT", "state")
    assert [store.read("prose", "key"), store.read("bundle", "yaml"), store.read("bundle", "event"), store.read("pages", "last")] == [
        "html",
        None,
        None,
        None,
    ]


def test_store_is_shared_by_threads_that_take_turns(tmp_path: Path) -> None:
    store, found = SqliteStore(tmp_path / "cache.sqlite"), list[object]()
    store.write({("prose", "key"): "html"})
    thread = Thread(target=lambda: found.append(store.read("prose", "key")))
    thread.start()
    thread.join()
    assert (found, store.read("prose", "key")) == (["html"], "html")


def test_process_that_builds_repeatedly_frees_memory_during_a_build(tmp_path: Path) -> None:
    cache = BuildCache(SqliteStore(tmp_path / "site.sqlite"), reuse_in_process=True)
    cache.add({(name, "key"): "value" for name in ("prose", "yaml", "event")})
    cache.flush("prose", "yaml", "event")
    assert {name for name, _ in vars(cache)["_values"]} == {"yaml", "event"}
    assert (cache.get("prose", "key"), cache.get("yaml", "key")) == ("value", "value")
