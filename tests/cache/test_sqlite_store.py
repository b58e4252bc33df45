"""The build cache on disk when several processes use it, of one version or of two."""

from __future__ import annotations

from pathlib import Path

import pytest

import prospectus
from prospectus.cache.cache import BuildCache
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
