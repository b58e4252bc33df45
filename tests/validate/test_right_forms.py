"""Right forms that are worked out from what is written."""

from __future__ import annotations

import pytest

from prospectus.validate import right_forms
from prospectus.validate.link_notations import iter_target_candidates

LANGUAGES = ("zh", "en")
IDS = {"guide": {"fees", "margin"}, "term": {"margin"}, "landing": {"about"}}


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("125起", 125),
        ("约125个", 125),
        ("１２５", 125),
        ("1,250", 1250),
        ("1，250", 1250),
        ("12%", 12),
        ("3.5 万", 35000),
        ("一百二十五", 125),
        ("十二", 12),
        ("三万五千", 35000),
        ("-5", -5),
        ("3.0", 3),
    ],
)
def test_number_in_a_text(written: str, number: float) -> None:
    assert list(right_forms.iter_numbers(written)) == [number]


@pytest.mark.parametrize("written", ["10-20", "many", "", "1 or 2"])
def test_no_number_is_guessed(written: str) -> None:
    assert list(right_forms.iter_numbers(written)) == []


@pytest.mark.parametrize(("written", "meant"), [("是", True), ("YES", True), ("１", True), ("否", False), ("off", False), ("无", False)])
def test_words_for_true_and_false(written: str, meant: bool) -> None:
    assert list(right_forms.iter_booleans(written)) == [meant]


@pytest.mark.parametrize(
    ("written", "option"),
    [("已举行", "done"), ("Canceled", "cancelled"), ("In Person", "in-person"), ("线下", "in-person"), ("comfirmed", "confirmed")],
)
def test_words_for_a_choice(written: str, option: str) -> None:
    assert next(right_forms.iter_choices(written, ("planned", "confirmed", "moved", "cancelled", "done", "in-person"))) == option


@pytest.mark.parametrize(
    ("value", "form"),
    [
        ("费用", "{zh: 费用, en: …}"),
        ("Fees", "{zh: …, en: Fees}"),
        (2025, '{zh: "2025", en: "2025"}'),
        ({"zh": 2025, "en": "2025"}, '{zh: "2025", en: "2025"}'),
        ({"en": "Fees: a list", "zh": None}, '{zh: …, en: "Fees: a list"}'),
    ],
)
def test_text_in_each_language(value: object, form: str) -> None:
    assert right_forms.format_value(next(right_forms.iter_texts(value, LANGUAGES, None))) == form


@pytest.mark.parametrize(
    ("name", "key"),
    [("Margin (1)", "margin-1"), ("margin - 副本", "margin-copy"), ("Über_uns", "uber-uns"), ("费用", "membership-and-fees")],
)
def test_id_from_a_name(name: str, key: str) -> None:
    assert next(right_forms.iter_ids(name, {"zh": "费用", "en": "Membership and fees"})) == key


@pytest.mark.parametrize(
    ("written", "address"),
    [
        ("www.example.org/a", "https://www.example.org/a"),
        ("https：//example.org", "https://example.org"),
        ("http//example.org", "http://example.org"),
        ("info@example.org", "mailto:info@example.org"),
        ("021-5555 0100", "tel:021-55550100"),
    ],
)
def test_address_without_scheme(written: str, address: str) -> None:
    assert next(right_forms.iter_addresses(written)) == address


@pytest.mark.parametrize(
    ("written", "target"),
    [
        ("fees.md", "guide:fees"),
        ("../guides/fees.zh.md", "guide:fees"),
        ("/guides/margin/", "guide:margin"),
        ("https://example.org/en/guides/fees/#a", "guide:fees"),
        ("[费用](fees.md)", "guide:fees"),
        ("guide：fees", "guide:fees"),
        ({"guide": "fees"}, "guide:fees"),
        ("指南:fees", "guide:fees"),
        ("guides:fees", "guide:fees"),
        ("fees", "guide:fees"),
        ("/", "page:home"),
    ],
)
def test_target_in_another_notation(written: object, target: str) -> None:
    assert next(iter_target_candidates(written, IDS)) == target


def test_list_of_a_kind_in_the_plural() -> None:
    assert list(dict.fromkeys(iter_target_candidates("list:guides", IDS))) == ["list:guides", "list:guide"]
