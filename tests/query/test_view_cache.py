"""The view cache: views are reused within a run, and from run to run while their dependencies are unchanged."""

from __future__ import annotations

from pathlib import Path

import pytest

from prospectus.cache.cache import BuildCache
from prospectus.query import view_cache
from prospectus.views.locale_views import LocaleContext
from prospectus.views.view import View
from tiny import SiteFactory, prepare_site


def context_of(root: Path, cache: BuildCache) -> LocaleContext:
    """Return the English context of a site."""
    return next(context for context in prepare_site(root, cache).views.contexts if context.locale.language == "en")


def view_of_talk(context: LocaleContext) -> View:
    """Return the view of the talk `spring-outlook`."""
    record = context.queries.record("talk", "spring-outlook")
    assert record is not None
    return context.record_view("talk", record)


def replace_text(root: Path, name: str, old: str, new: str) -> None:
    """Replace the first occurrence of `old` by `new` in one file; `old` must be there."""
    text = (root / name).read_text(encoding="utf-8")
    assert old in text
    (root / name).write_text(text.replace(old, new, 1), encoding="utf-8")


def test_view_is_built_once_and_its_dependencies_are_recorded_for_each_use(tiny: SiteFactory) -> None:
    context = context_of(tiny("full"), BuildCache())
    with context.queries.recording() as first:
        view = view_of_talk(context)
    with context.queries.recording() as second:
        again = view_of_talk(context)
    assert again is view
    assert first == second
    assert ("record", "talk", "spring-outlook") in first
    context.clear_cache()
    assert view_of_talk(context) is not view


def test_view_is_reused_in_later_runs_while_its_dependencies_are_unchanged(tiny: SiteFactory) -> None:
    root, cache = tiny("full"), BuildCache(reuse_in_process=True)
    view = view_of_talk(context_of(root, cache))
    replace_text(root, "content/glossary/all.yml", "Ten tonnes", "10 tonnes")
    assert view_of_talk(context_of(root, cache)) is view
    replace_text(root, "calendar/series/barley-talks.yml", "en: Barley talks", "en: Talks on barley")
    other_series = context_of(root, cache)
    assert view_of_talk(other_series) is view
    with other_series.queries.recording() as reads:
        assert view.series.title == "Talks on barley"  # a field of another record is read anew, and is a dependency of whoever reads it
    assert reads == {("field_in", "series", "barley-talks", "title", ("en", "zh"))}
    replace_text(root, "calendar/talks/spring-outlook.yml", "Spring outlook", "Spring outlook again")
    renamed = view_of_talk(context_of(root, cache))
    assert (renamed is view, view.title, renamed.title) == (False, "Spring outlook", "Spring outlook again")


def test_view_is_not_reused_in_later_runs_of_a_cache_for_one_run(tiny: SiteFactory) -> None:
    root, cache = tiny("full"), BuildCache()
    assert view_of_talk(context_of(root, cache)) is not view_of_talk(context_of(root, cache))


def test_cache_drops_older_views_when_it_has_many(tiny: SiteFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(view_cache, "MOST_VIEWS", 4)
    views = context_of(tiny("full"), BuildCache()).resolver.view_cache
    views.clear()
    made: list[int] = []

    def build(number: int) -> int:
        made.append(number)
        return number + 1

    assert [views.get_or_build(number, build, number) for number in (*range(1, 7), 6, 1)] == [2, 3, 4, 5, 6, 7, 7, 2]
    assert (made, len(vars(views)["_views"])) == ([*range(1, 7), 1], 3)
