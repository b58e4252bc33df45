"""The view cache: views are reused within a run, and from run to run while their dependencies are unchanged."""

from __future__ import annotations

from pathlib import Path

from prospectus.derive.desk import Desk
from prospectus.derive.view import View
from prospectus.memo import Memo
from prospectus.pipeline import prepare
from prospectus.publish.theme import templates
from tiny import NOW, REPOSITORY, URL, Tiny

THEME = REPOSITORY / "theme"


def desk_of(root: Path, memo: Memo) -> Desk:
    """Return the English context of a site."""
    views = prepare(root, words=(THEME / "words",), templates=templates((THEME,)), url=URL, now=NOW, memo=memo).views
    return next(desk for desk in views.desks if desk.locale.language == "en")


def talk_of(desk: Desk) -> View:
    """Return the view of the talk `spring-outlook`."""
    record = desk.reading.record("talk", "spring-outlook")
    assert record is not None
    return desk.view("talk", record)


def swap(root: Path, name: str, old: str, new: str) -> None:
    """Replace the first occurrence of `old` by `new` in one file; `old` must be there."""
    text = (root / name).read_text(encoding="utf-8")
    assert old in text
    (root / name).write_text(text.replace(old, new, 1), encoding="utf-8")


def test_view_is_made_once_and_counts_as_read_by_whatever_asks_for_it(tiny: Tiny) -> None:
    desk = desk_of(tiny("full"), Memo())
    with desk.reading.noted() as first:
        view = talk_of(desk)
    with desk.reading.noted() as second:
        again = talk_of(desk)
    assert again is view
    assert first == second
    assert ("record", "talk", "spring-outlook") in first
    desk.forget()
    assert talk_of(desk) is not view


def test_view_outlives_a_run_while_what_was_read_for_it_is_the_same(tiny: Tiny) -> None:
    root, memo = tiny("full"), Memo(again=True)
    view = talk_of(desk_of(root, memo))
    swap(root, "content/glossary/all.yml", "Ten tonnes", "10 tonnes")
    assert talk_of(desk_of(root, memo)) is view
    swap(root, "calendar/series/barley-talks.yml", "en: Barley talks", "en: Talks on barley")
    renamed = talk_of(desk_of(root, memo))
    assert (renamed is view, view.series.title, renamed.series.title) == (False, "Barley talks", "Talks on barley")


def test_view_is_of_one_run_where_there_is_but_one(tiny: Tiny) -> None:
    root, memo = tiny("full"), Memo()
    assert talk_of(desk_of(root, memo)) is not talk_of(desk_of(root, memo))
