"""The form of this site."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlsplit

from tiny import REPOSITORY, build_page_views


def test_form_of_this_site_has_the_subject_of_the_source() -> None:
    form = build_page_views(REPOSITORY)["forms/feedback/"].body.record
    assert dict(parse_qsl(urlsplit(form.mail).query)) == {"subject": "xx公司“会员同行”意见建议反馈"}
