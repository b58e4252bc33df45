"""What processes learn of layouts is put together; processes with different layouts for a key show that layouts vary within keys."""

from __future__ import annotations

from jinja2 import Environment

from prospectus.render.html.layout_cache import Layout, LayoutCache, LayoutKey, LayoutUpdates

KEY: LayoutKey = ("en", "..", "learn/", False, False)
READ = ("missing_word", "en", "menu")
LAYOUT = Layout(("<header>", "container", "<footer>"), frozenset({READ}))


def new_cache() -> LayoutCache:
    return LayoutCache(Environment(autoescape=True), lambda _: {})


def test_layout_of_another_process_is_used() -> None:
    cache = new_cache()
    cache.merge(LayoutUpdates({KEY: LAYOUT}, valid=True))
    assert (cache.is_verified(KEY), cache.reads_of(KEY)) == (False, {READ})
    cache.merge(LayoutUpdates({KEY: LAYOUT._replace(is_verified=True)}, valid=True))
    assert (cache.is_verified(KEY), cache.valid) == (True, True)
    assert cache.fill_layout(KEY, ("", "", "", "", "<main>")) == b"<header><main><footer>"


def test_layout_that_one_process_has_verified_stays_verified() -> None:
    cache = new_cache()
    for is_verified in (True, False):
        cache.merge(LayoutUpdates({KEY: LAYOUT._replace(is_verified=is_verified)}, valid=True))
    assert (cache.is_verified(KEY), cache.valid) == (True, True)


def test_different_layouts_of_two_processes_are_not_valid() -> None:
    cache = new_cache()
    for pieces in (LAYOUT.pieces, ("<header>", "container", "<footer><b>")):
        cache.merge(LayoutUpdates({KEY: LAYOUT._replace(pieces=pieces, is_verified=True)}, valid=True))
    assert not cache.valid


def test_layout_that_another_process_found_wrong_is_not_valid() -> None:
    cache = new_cache()
    cache.merge(LayoutUpdates({}, valid=False))
    assert not cache.valid
