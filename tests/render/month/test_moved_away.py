"""What the forms of a month say of an event that a release had, and that is in another month now."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from prospectus.render.month.changes_article import render_changes_article
from prospectus.render.month.emails import render_reminder, render_speaker_emails
from prospectus.render.month.plain_text import render_plain_text
from prospectus.render.month.wechat import render_article
from prospectus.views.month_changes import build_changes_export
from tiny import RunCommand, SiteFactory, prepare_month_export, prepare_site

ROW = """\
- id: {id}
  type: meeting
  title: {{zh: {zh}, en: {en}}}
  starts: {day} 10:00
  ends: {day} 11:00
  language: zh
  people: [{{name: {{zh: 磨工, en: A. Miller}}}}]
  place: {{zh: {zh}所, en: The place of {en}}}
"""
ROWS = ROW.format(id="tour", zh="看磨坊", en="Tour", day="2025-07-03") + ROW.format(id="fair", zh="集市", en="Fair", day="2025-07-08")
AUGUST = ROW.format(id="ball", zh="舞会", en="Ball", day="2025-08-07")


@pytest.fixture
def root(tiny: SiteFactory, run: RunCommand) -> Path:
    """Return a site on which an event moved to the next month, with releases of both months before and after."""
    root = tiny("full", {"calendar/2025/07.yml": ROWS, "calendar/2025/08.yml": AUGUST})
    for command in (
        ("release", "2025-07", "--now", "2025-06-01"),
        ("release", "2025-08", "--now", "2025-06-01"),
        ("move", "tour", "2025-08-05", "--reason", "风暴。", "--reason", "en: A storm."),
        ("release", "2025-07", "--now", "2025-06-02"),
        ("release", "2025-08", "--now", "2025-06-02"),
    ):
        result = run(*command, folder=root)
        assert result.code == 0, result
    assert "1 moved" in result.err
    assert " new" not in result.err
    return root


def test_former_month_says_where_an_event_has_gone(root: Path) -> None:
    july = prepare_month_export(root, "2025-07", "zh")
    line = "看磨坊，7月3日：改期到8月5日 10:00；原因：风暴。"
    assert f"- {line}\n" in render_plain_text(july).decode()
    assert line in render_article(july).decode()
    assert f"改到其他月份：\n  {line}\n" in render_reminder(july).decode()
    assert line in render_speaker_emails(july)["磨工.txt"].decode()
    assert line not in render_reminder(replace(july, today=date(2025, 7, 4))).decode()
    english = render_plain_text(prepare_month_export(root, "2025-07")).decode()
    assert "- Tour, 3 July: moved to 5 August 10:00; Reason: A storm.\n" in english
    assert prepare_month_export(root, "2025-08").moved_away == ()


def test_event_that_comes_back_or_is_cancelled_is_not_said_to_be_elsewhere(root: Path, run: RunCommand) -> None:
    assert run("cancel", "tour", "--reason", "雨。", folder=root).code == 0
    assert prepare_month_export(root, "2025-07").moved_away == ()
    run("undo", folder=root)
    assert run("move", "tour", "2025-07-03", folder=root).code == 0
    assert prepare_month_export(root, "2025-07").moved_away == ()


def test_new_month_tells_the_event_as_moved(root: Path) -> None:
    context = next(context for context in prepare_site(root).views.contexts if context.locale.language == "zh")
    article = render_changes_article(prepare_month_export(root, "2025-08", "zh"), build_changes_export(context, 2025, 8)).decode()
    assert "原为：2025年7月3日" in article
    assert "看磨坊所" in article
    assert "新增" not in article
