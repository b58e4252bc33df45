"""Emails to speakers and the reminder to those who attend."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

import pytest

from prospectus.errors import UsageError
from prospectus.render.month.emails import choose_file_names, render_reminder, render_speaker_emails
from prospectus.views.month_export import MonthExport, Participant


def test_each_person_gets_an_email_with_own_events(june: Mapping[str, MonthExport]) -> None:
    emails = render_speaker_emails(june["en"])
    assert list(emails) == ["Ear-Barley.txt", "Awn-Sower.txt"]
    text = emails["Ear-Barley.txt"].decode()
    assert "Dear Ear Barley,\n" in text
    assert "Thu 12 June 14:00–15:30 Beijing time (UTC+8) · Lecture\n  Lecture in the field\n  Moved; was Wed 11 June 2025 14:00" in text
    assert "  Where: Barley Room, Lake Town\n  Your role: Speaker\n" in text
    assert "Summer outlook" not in text


def test_companions_are_named_with_their_roles(june: Mapping[str, MonthExport]) -> None:
    people = (Participant("甲", "", "speaker"), Participant("乙", "某所", "moderator"))
    month = replace(june["zh"], items=(replace(june["zh"].items[0], people=people),))
    emails = render_speaker_emails(month)
    assert "  您的角色：主讲\n  同场：乙（某所、主持）\n" in emails["甲.txt"].decode()
    assert "  您的角色：主持\n  同场：甲（主讲）\n" in emails["乙.txt"].decode()


def test_person_with_two_roles_gets_one_email_with_both(june: Mapping[str, MonthExport]) -> None:
    people = (Participant("甲", "某所", "speaker"), Participant("甲", "", "moderator"))
    emails = render_speaker_emails(replace(june["zh"], items=(replace(june["zh"].items[0], people=people),)))
    assert list(emails) == ["甲.txt"]
    assert "  您的角色：主讲、主持\n  https://" in emails["甲.txt"].decode()


def test_people_of_the_same_name_at_two_firms_are_two_people(june: Mapping[str, MonthExport]) -> None:
    first, second = june["zh"].items[0], june["zh"].items[2]
    items = (
        replace(first, people=(Participant("甲", "某所", "speaker"),)),
        replace(second, people=(Participant("甲", "另一所", "speaker"),)),
    )
    emails = render_speaker_emails(replace(june["zh"], items=items))
    assert list(emails) == ["甲.txt", "甲-另一所.txt"]
    assert first.name not in emails["甲-另一所.txt"].decode()


def test_file_names_are_safe_and_differ_without_regard_to_case() -> None:
    people = [("../../etc", ""), ("A B", ""), ("a b", ""), ("...", ""), ("长" * 200, "")]
    names = list(choose_file_names(people).values())
    assert names[:4] == ["etc", "A-B", "a-b-2", "person"]
    assert len(f"{names[4]}.txt".encode()) < 255


def test_samples_are_not_mailed(june: Mapping[str, MonthExport]) -> None:
    month = replace(june["en"], items=tuple(replace(event, sample=True) for event in june["en"].items))
    with pytest.raises(UsageError, match="No event of 2025-06 names anybody"):
        render_speaker_emails(month)
    with pytest.raises(UsageError, match="still to come"):
        render_reminder(month)


def test_reminder_leaves_out_what_is_over(june: Mapping[str, MonthExport]) -> None:
    last = june["en"].items[-1].last
    text = render_reminder(replace(june["en"], today=last)).decode()
    assert "Wed 25 June 15:30–16:30 Beijing time (UTC+8) · Talk\n  Summer outlook for barley\n  Where: Online hall\n" in text
    assert "  Speaker: Awn Sower\n" in text
    assert "Lecture in the field" not in text
    with pytest.raises(UsageError, match="still to come"):
        render_reminder(replace(june["en"], today=last + timedelta(days=1)))


def test_reminder_says_that_an_event_is_cancelled(june: Mapping[str, MonthExport]) -> None:
    coming, cancelled = render_reminder(june["en"]).decode().split("\nThese events are cancelled and will not take place:\n")
    assert "Growers' meeting\n  Cancelled; Reason: The growers are in the fields.\n" in cancelled
    assert "Growers' meeting" not in coming
    assert "Lecture in the field" in coming
    assert "Lecture in the field" not in cancelled


def test_chinese_email_is_not_broken_within_a_sentence(june: Mapping[str, MonthExport]) -> None:
    long = replace(june["zh"], site="湖畔交易所" * 12)
    assert f"\n{'湖畔交易所' * 12}提醒您，以下活动即将举行：\n" in render_reminder(long).decode()
    for mail in render_speaker_emails(june["zh"]).values():
        assert "请尽快告诉我们。本月的全部安排：\n" in mail.decode()


def test_reminder_says_until_when_to_register(june: Mapping[str, MonthExport]) -> None:
    text = render_reminder(replace(june["en"], today=june["en"].items[0].first)).decode()
    assert "  Enrolment closes: Fri 6 June 2025 18:00\n" in text
