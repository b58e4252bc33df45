"""Tests of form pages: fields in pairs, labels in the language of submission, glosses in the language of the reader."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest

from prospectus.views.view import View
from tiny import SiteFactory, build_page_views

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
def build_form(tiny: SiteFactory) -> Any:
    """Return a function that builds the form with changed fields and returns its view in a language of the full site."""

    def build_form(reader_language: str = "en", **changes: Any) -> View:
        root = tiny("full", {"content/forms/case.yml": json.dumps({**json.loads(REPORT), **changes})})
        address = "en/forms/case/" if reader_language == "en" else "forms/case/"
        view: View = build_page_views(root)[address].body.record
        return view

    return build_form


def test_fields_are_in_the_header_in_pairs_or_in_sections(build_form: Any) -> None:
    form = build_form()
    assert [cell.id for cell in form.above] == ["n", "day"]
    assert [[cell.id for cell in pair] for pair in form.rows] == [["who", "a"], ["b"]]
    assert [cell.id for cell in form.sections] == ["views"]
    assert [cell.id for cell in form.fields] == ["n", "who", "a", "views", "b", "day"]


def test_reader_of_the_language_of_submission_sees_no_gloss(build_form: Any) -> None:
    form = build_form("zh")
    assert {cell.gloss for cell in (*form.fields, form.seal, form.sheet)} == {""}
    assert (form.sheet.label, form.sheet.label_tag, form.seal.label) == ("表", "zh-CN", "（盖章）")


def test_reader_of_another_language_sees_label_and_gloss_with_their_tags(build_form: Any) -> None:
    form = build_form()
    labels = {cell.id: (cell.label, cell.label_tag, cell.gloss, cell.gloss_tag) for cell in form.fields}
    assert labels["who"] == ("公司", "zh-CN", "Company", "en")
    assert labels["b"][2] == ""  # the label is the same in both languages
    assert (form.seal.label, form.seal.gloss) == ("（盖章）", "Seal")


def test_label_in_another_language_than_the_form_is_tagged(build_form: Any) -> None:
    form = build_form(language="en", title={"zh": "表"})
    assert (form.sheet.label, form.sheet.label_tag, form.sheet.gloss) == ("表", "zh-CN", "")
    assert (form.colon, form.dot, form.ellipsis, form.seal.label, form.tag) == (": ", ". ", "…", "(Seal)", "en")


@pytest.mark.parametrize(("language", "blank"), [("zh", "　　　　年　　月　　日"), ("en", "")])
def test_empty_date_leaves_room_for_figures_before_their_units(build_form: Any, language: str, blank: str) -> None:
    assert [cell.blank for cell in build_form(language=language).fields] == ["", "", "", "", "", blank]


def test_mail_of_the_empty_form_has_the_exact_subject(build_form: Any) -> None:
    form = build_form()
    parts = urlsplit(form.mail)
    assert (parts.scheme, parts.path, parse_qsl(parts.query)) == ("mailto", "post@lakeside.example", [("subject", "某公司/“100%”&意见?")])
    assert (form.submission.subject, form.submission.pattern) == ("某公司/“100%”&意见?", "{company}/“100%”&意见?")


def test_programme_links_to_its_form(tiny: SiteFactory) -> None:
    referrers = build_page_views(tiny("full"))["programmes/barley-school/"].body.referrers
    assert [form.href for form in referrers["form"]] == ["forms/harvest-report/"]
