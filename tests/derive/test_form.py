"""Tests of form pages: fields in pairs, labels in the language of submission, glosses in the language of the reader."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest

from prospectus.derive.view import View
from tiny import REPOSITORY, Tiny, pages_of

REPORT = json.dumps(
    {
        "title": {"zh": "表", "en": "Form"},
        "language": "zh",
        "fields": [
            {"id": "n", "title": {"zh": "编号", "en": "Number"}, "holds": "number"},
            {"id": "who", "title": {"zh": "公司", "en": "Company"}, "holds": "company"},
            {"id": "a", "title": {"zh": "甲", "en": "A"}},
            {"id": "views", "title": {"zh": "意见", "en": "Views"}, "holds": "items"},
            {"id": "b", "title": {"zh": "SHFE", "en": "SHFE"}},
            {"id": "day", "title": {"zh": "日期", "en": "Day"}, "holds": "date"},
        ],
        "seal": {"id": "seal", "title": {"zh": "盖章", "en": "Seal"}},
        "submission": {
            "id": "sent",
            "to": "post@lakeside.example",
            "subject": "{company}/“100%”&意见?",
            "nobody": "某公司",
            "text": {"zh": "发信。", "en": "Mail it."},
        },
    }
)


@pytest.fixture
def views(tiny: Tiny) -> Any:
    """Return a function that builds the form with changed fields and returns its view in a language of the full site."""

    def views(reader: str = "en", **given: Any) -> View:
        root = tiny("full", {"content/forms/case.yml": json.dumps({**json.loads(REPORT), **given})})
        address = "en/forms/case/" if reader == "en" else "forms/case/"
        view: View = pages_of(root)[address].body.record
        return view

    return views


def test_cells_stand_above_in_pairs_and_in_sections(views: Any) -> None:
    form = views()
    assert [each.id for each in form.above] == ["n", "day"]
    assert [[each.id for each in pair] for pair in form.rows] == [["who", "a"], ["b"]]
    assert [each.id for each in form.sections] == ["views"]
    assert [each.id for each in form.fields] == ["n", "who", "a", "views", "b", "day"]


def test_reader_of_the_language_it_is_handed_in_sees_no_gloss(views: Any) -> None:
    form = views("zh")
    assert {each.gloss for each in (*form.fields, form.seal, form.sheet)} == {""}
    assert (form.sheet.own, form.sheet.own_tag, form.seal.own) == ("表", "zh-CN", "（盖章）")


def test_reader_of_another_language_sees_both_each_in_its_own(views: Any) -> None:
    form = views()
    seen = {each.id: (each.own, each.own_tag, each.gloss, each.gloss_tag) for each in form.fields}
    assert seen["who"] == ("公司", "zh-CN", "Company", "en")
    assert seen["b"][2] == ""  # the label is the same in both languages
    assert (form.seal.own, form.seal.gloss) == ("（盖章）", "Seal")


def test_words_that_are_not_in_the_language_of_the_form_say_so(views: Any) -> None:
    form = views(language="en", title={"zh": "表"})
    assert (form.sheet.own, form.sheet.own_tag, form.sheet.gloss) == ("表", "zh-CN", "")
    assert (form.colon, form.dot, form.more, form.seal.own, form.tag) == (": ", ". ", "…", "(Seal)", "en")


@pytest.mark.parametrize(("language", "blank"), [("zh", "　　　　年　　月　　日"), ("en", "")])
def test_empty_date_leaves_room_for_figures_where_words_follow_them(views: Any, language: str, blank: str) -> None:
    assert [each.blank for each in views(language=language).fields] == ["", "", "", "", "", blank]


def test_mail_of_the_empty_form_has_the_subject_to_the_letter(views: Any) -> None:
    form = views()
    parts = urlsplit(form.mail)
    assert (parts.scheme, parts.path, parse_qsl(parts.query)) == ("mailto", "post@lakeside.example", [("subject", "某公司/“100%”&意见?")])
    assert (form.submission.subject, form.submission.pattern) == ("某公司/“100%”&意见?", "{company}/“100%”&意见?")


def test_form_of_this_site_has_the_subject_of_the_source() -> None:
    form = pages_of(REPOSITORY)["forms/feedback/"].body.record
    assert dict(parse_qsl(urlsplit(form.mail).query)) == {"subject": "xx公司“会员同行”意见建议反馈"}


def test_programme_leads_to_its_form(tiny: Tiny) -> None:
    referrers = pages_of(tiny("full"))["programmes/barley-school/"].body.referrers
    assert [each.href for each in referrers["form"]] == ["forms/harvest-report/"]
