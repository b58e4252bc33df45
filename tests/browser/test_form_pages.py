"""The form in the browser: validation messages, the printed sheet, the Word file and the mail. Nothing is sent to a server."""

from __future__ import annotations

import io
import re
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote
from xml.etree import ElementTree
from zipfile import ZipFile

import docx
import pytest

from processes import run_process

pytestmark = pytest.mark.browser

FORM, REPORT = "forms/feedback/", "learn/en/forms/harvest-report/"
WORD_NAMESPACE = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
RECORD_PRINTS_AND_MAILS = """
window.printed = 0;
window.print = () => { printed += 1; };
window.mails = [];
const click = HTMLAnchorElement.prototype.click;
HTMLAnchorElement.prototype.click = function () { this.protocol === "mailto:" ? mails.push(this.href) : click.call(this); };
"""
"""Counts calls of `print()` and records the mail links that would be opened."""
DISABLE_STORAGE = "Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('refused', 'SecurityError'); } });"
MESSAGE = ".fill-in [data-said]"
DIFFICULT_INPUT = {
    "company": "示例<&\"'>$&{company}公司",
    "contact": "龙🌾",
    "phone": "021-6840 0000，13800000000",
    "email": "a@b.example",
    "opinions": "1. 第一条\n\n２ 二<b>\n3、第三条 1.5%\n1.5 倍",
}
"""Difficult input: markup, placeholders, and items with their own numbers and empty lines, which the form renumbers and drops."""
ITEMS = ["第一条", "２ 二<b>", "第三条 1.5%", "1.5 倍"]


def field(page: Any, name: str) -> Any:
    return page.locator(f"[name=form-field-{name}], [name=form-section-{name}]")


def fill(page: Any, **texts: str) -> None:
    """Fill in the required fields of the form of this repository; `given` adds or replaces texts by field."""
    for name, text in {"company": "示例公司", "contact": "某人", "opinions": "一条", **texts}.items():
        field(page, name).fill(text)


def click_action(page: Any, action: str) -> None:
    page.locator(f"[data-do={action}]").click()


def open_form(visit: Any, address: str = FORM, *scripts: str) -> Any:
    """Open a form with the clock at noon of 9 March 2026, and record printing and mails."""
    for script in (RECORD_PRINTS_AND_MAILS, *scripts):
        visit.page.add_init_script(script)
    visit.page.clock.set_fixed_time("2026-03-09T12:00:00+08:00")
    visit.open(address)
    return visit.page


def cell(page: Any, name: str) -> Any:
    return page.locator(f"[data-cell=form-field-{name}], [data-cell=form-section-{name}]")


def download_word_file(page: Any) -> tuple[str, bytes]:
    """Download the form as a Word file; return its name and bytes."""
    with page.expect_download() as download:
        click_action(page, "word")
    return download.value.suggested_filename, Path(download.value.path()).read_bytes()


def read_controls(body: bytes) -> dict[str, list[str]]:
    """Return the lines of each content control by its tag. Assert that python-docx can open the file and no archive entry is damaged."""
    assert docx.Document(io.BytesIO(body)).tables
    with ZipFile(io.BytesIO(body)) as archive:
        assert archive.testzip() is None
        document = ElementTree.fromstring(archive.read("word/document.xml"))
    return {
        control.find(f".//{WORD_NAMESPACE}tag").attrib[f"{WORD_NAMESPACE}val"]: [
            text_node.text or "" for text_node in control.iter(f"{WORD_NAMESPACE}t")
        ]  # type: ignore[union-attr]
        for control in document.iter(f"{WORD_NAMESPACE}sdt")
    }


def test_empty_form_lists_all_errors_and_focuses_the_first(visiting: Any) -> None:
    with visiting(390) as visit:
        page = open_form(visit, f"en/{FORM}")
        click_action(page, "print")
        alert = page.get_by_role("alert")
        assert alert.locator("li").all_inner_texts() == [
            "Company name: Fill in this field.",
            "Contact person: Fill in this field.",
            "Opinions and suggestions for the Exchange: Fill in at least one section.",
        ]
        assert page.evaluate("[document.activeElement.name, printed]") == ["form-field-company", 0]
        description_ids = field(page, "contact").get_attribute("aria-describedby").split()
        assert [page.locator(f"#{element_id}").inner_text() for element_id in description_ids] == ["Fill in this field."]
        invalid = page.locator("[aria-invalid=true]").evaluate_all("fields => fields.map(each => each.name)")
        assert invalid == ["form-field-company", "form-field-contact", "form-section-opinions"]
        alert.get_by_role("link", name="Contact person").click()
        assert page.evaluate("document.activeElement.name") == "form-field-contact"
        assert visit.all_complaints() == []


def test_error_disappears_when_it_is_corrected(visiting: Any) -> None:
    with visiting() as visit:
        page = open_form(visit)
        click_action(page, "mail")
        field(page, "company").fill("示例公司")
        assert field(page, "company").get_attribute("aria-invalid") is None
        assert page.locator("#error-form-field-company").inner_text() == ""
        assert page.locator("[data-summary] li").count() == 2
        field(page, "contact").fill("某人")
        field(page, "help").fill("另一栏")  # any one of the sections is enough
        assert (page.get_by_role("alert").count(), page.locator("[aria-invalid]").count()) == (0, 0)
        click_action(page, "mail")
        visit.wait_until("mails.length === 1")


@pytest.mark.parametrize(
    ("name", "typed", "normalised"),
    [
        ("number", "０1２", "012"),
        ("number", "7", "007"),
        ("number", "000", None),
        ("number", "1a", None),
        ("number", "-1", None),
        ("number", "", None),
        ("email", "ａ＠ｂ.example", "a@b.example"),
        ("email", "a@b", None),
        ("email", "a b@c.example", None),
        ("phone", "０２１－６８４０００００；138 0000 0000 转 12", "021-68400000;138 0000 0000 转 12"),
        ("phone", "座机同上", None),
        ("phone", "+86 (21) 6840", "+86 (21) 6840"),
        ("phone", "a@b.example", None),
        ("date", "", None),
    ],
)
def test_input_is_normalised_or_rejected(visiting: Any, name: str, typed: str, normalised: str | None) -> None:
    with visiting() as visit:
        page = open_form(visit)
        fill(page)
        field(page, name).fill(typed)
        click_action(page, "print")
        assert (page.evaluate("printed"), field(page, name).get_attribute("aria-invalid")) == (
            (0, "true") if normalised is None else (1, None)
        )
        assert (page.locator(f"#error-form-field-{name}").inner_text() == "") == (normalised is not None)
        if normalised is not None:
            assert (field(page, name).input_value(), cell(page, name).inner_text()) == (normalised, normalised)


def test_partly_typed_date_is_rejected(visiting: Any) -> None:
    with visiting() as visit:
        page = open_form(visit, f"en/{FORM}")
        fill(page)
        field(page, "date").fill("")
        field(page, "date").focus()
        page.keyboard.type("03")
        click_action(page, "print")
        assert (page.locator("#error-form-field-date").inner_text(), page.evaluate("printed")) == ("Enter a date.", 0)


@pytest.mark.parametrize("action", ["print", "word", "mail"])
def test_next_form_has_the_next_number(visiting: Any, action: str) -> None:
    with visiting() as visit:
        page = open_form(visit)
        assert field(page, "number").input_value() == "001"
        click_action(page, action)  # invalid, so the number is not used up
        page.reload()
        assert field(page, "number").input_value() == "001"
        fill(page, number="041")
        download_word_file(page) if action == "word" else click_action(page, action)
        visit.wait_until("'prospectus.forms' in localStorage")
        click_action(page, "print")  # the same form on paper
        assert field(page, "number").input_value() == "041"
        page.reload()
        assert field(page, "number").input_value() == "042"
        page.locator("[type=reset]").click()
        visit.wait_until("document.querySelector('[name=form-field-number]').value === '042'")
        assert page.evaluate("Object.keys(localStorage)") == ["prospectus.forms"]
        assert page.evaluate("localStorage['prospectus.forms']") == '{"v":1,"last":{"feedback":41}}'


def test_forms_have_separate_numbers_and_a_number_with_too_many_digits_is_not_filled_in(visiting: Any) -> None:
    with visiting() as visit:
        page = open_form(visit, REPORT)
        page.evaluate('localStorage[\'prospectus.forms\'] = \'{"v":1,"last":{"feedback":41,"harvest-report":99}}\'')
        page.reload()
        assert page.locator("[name=report-number]").input_value() == ""


@pytest.mark.parametrize("stored", ["", "[", "7", "null", '{"v":1,"last":{"feedback":"<b>"}}', '{"v":1,"last":{"feedback":-5}}', '{"v":2}'])
def test_form_starts_with_any_stored_value(visiting: Any, stored: str) -> None:
    with visiting() as visit:
        page = open_form(visit)
        page.evaluate("kept => { localStorage['prospectus.forms'] = kept; }", stored)
        page.reload()
        assert field(page, "number").input_value() == "001"
        assert visit.all_complaints() == []


def test_form_works_without_local_storage(visiting: Any) -> None:
    with visiting() as visit:
        page = open_form(visit, FORM, DISABLE_STORAGE)
        fill(page)
        click_action(page, "print")
        click_action(page, "mail")
        visit.wait_until("printed === 1 && mails.length === 1")
        assert "form-field-company" in read_controls(download_word_file(page)[1])
        assert [complaint for complaint in visit.all_complaints() if "/form." in complaint] == []


def test_sheet_shows_the_input(visiting: Any) -> None:
    with visiting() as visit:
        page = open_form(visit)
        assert page.locator("[data-sheet] ol").first.locator("li").count() == 2
        fill(page, **DIFFICULT_INPUT)
        assert cell(page, "company").inner_text() == DIFFICULT_INPUT["company"]
        assert cell(page, "date").inner_text() == "2026年3月9日"
        assert cell(page, "opinions").locator("li").all_inner_texts() == ITEMS
        assert cell(page, "help").locator("li").all_inner_texts() == ["", ""]
        page.locator("[type=reset]").click()
        visit.wait_until("document.querySelector('[data-cell=form-field-company]').textContent === ''")
        assert cell(page, "opinions").locator("li").all_inner_texts() == ["", ""]


def test_word_file_contains_the_input(visiting: Any) -> None:
    with visiting() as visit:
        page = open_form(visit)
        lines = [f"第{number}条 <&\"'>]]>" for number in range(1, 101)]
        fill(page, **DIFFICULT_INPUT, help="\n".join(lines))
        field(page, "contact").evaluate("each => { each.value = 'a\\u0001b\\ud800c\\uffff'; }")
        name, body = download_word_file(page)
        assert re.fullmatch(r"示例_&_'_\$&\{company\}公司“会员同行”意见建议反馈001\.docx", name)
        lines_by_tag = read_controls(body)
        assert lines_by_tag["form-field-company"] == [DIFFICULT_INPUT["company"]]
        assert lines_by_tag["form-field-contact"] == ["abc"]
        assert lines_by_tag["form-field-date"] == ["2026年3月9日"]
        assert lines_by_tag["form-section-opinions"] == [f"{number}．{item}" for number, item in enumerate(ITEMS, 1)]
        assert lines_by_tag["form-section-help"] == [f"{number}．{line}" for number, line in enumerate(lines, 1)]
        assert lines_by_tag["form-section-benchmark"] == ["1．", "2．", "……"]
        assert page.locator(MESSAGE).inner_text() == "Word 文件已生成。请打开、打印并盖章。"
        assert visit.all_complaints() == []


def test_failed_word_file_is_reported_and_uses_no_number(visiting: Any) -> None:
    with visiting() as visit:
        page = open_form(visit, f"en/{FORM}")
        page.route("**/feedback.docx", lambda route: route.fulfill(status=404))
        fill(page)
        click_action(page, "word")
        visit.wait_until("document.querySelector('.fill-in [data-said]').textContent.startsWith('The Word file could not')")
        page.reload()
        assert field(page, "number").input_value() == "001"


def test_mail_has_the_exact_subject_and_the_whole_input(visiting: Any) -> None:
    with visiting() as visit:
        page = open_form(visit, f"en/{FORM}")
        fill(page, company="示例$&公司", contact="某人", opinions="1. 甲&乙?\n丙", email="a@b.example")
        click_action(page, "mail")
        visit.wait_until("mails.length === 1")
        (mail,) = page.evaluate("mails")
        start, _, body = mail.partition("&body=")
        assert start == "mailto:msc@shfe.com.cn?subject=" + quote("示例$&公司“会员同行”意见建议反馈", safe="")
        assert unquote(body).split("\r\n") == [
            "编号：001",
            "制表日期：2026年3月9日",
            "公司名称：示例$&公司",
            "联系人：某人",
            "座机及手机：",
            "邮箱地址：a@b.example",
            "希望向交易所反馈的意见建议：",
            "1．甲&乙?",
            "2．丙",
            "希望交易所协助推动解决的事项：",
            "对标境内外交易所优秀做法、希望借鉴的举措：",
        ]
        assert page.locator(MESSAGE).inner_text().startswith("Your email program will open with the subject and the text.")


@pytest.mark.parametrize(
    ("permissions", "message"), [(["clipboard-read", "clipboard-write"], "has been copied"), ([], "Attach the sealed form")]
)
def test_mail_that_is_too_long_keeps_its_subject(visiting: Any, permissions: list[str], message: str) -> None:
    refuse = "" if permissions else "navigator.clipboard.writeText = () => Promise.reject(new Error('refused'));"
    with visiting(permissions=permissions) as visit:
        page = open_form(visit, f"en/{FORM}", refuse)
        fill(page, opinions="长" * 2000)
        click_action(page, "mail")
        visit.wait_until("mails.length === 1")
        assert page.evaluate("mails") == ["mailto:msc@shfe.com.cn?subject=" + quote("示例公司“会员同行”意见建议反馈", safe="")]
        assert message in page.locator(MESSAGE).inner_text()
        if permissions:
            assert f"1．{'长' * 2000}" in page.evaluate("navigator.clipboard.readText()")


def test_only_the_word_file_is_requested_from_the_server(visiting: Any) -> None:
    with visiting() as visit:
        page = open_form(visit)
        page.wait_for_load_state("networkidle")
        requests: list[tuple[str, str, str | None]] = []
        page.on("request", lambda request: requests.append((request.method, request.url, request.post_data)))
        fill(page, **DIFFICULT_INPUT)
        click_action(page, "print")
        click_action(page, "mail")
        download_word_file(page)
        page.locator("[type=reset]").click()
        assert [entry for entry in requests if not entry[1].startswith("blob:")] == [("GET", f"{visit.url}/{FORM}feedback.docx", None)]
        assert visit.all_complaints() == []


def test_enter_in_a_field_does_not_leave_the_page(visiting: Any) -> None:
    with visiting() as visit:
        page = open_form(visit)
        field(page, "company").fill("示例公司")
        page.keyboard.press("Enter")
        assert (page.url, field(page, "company").input_value()) == (f"{visit.url}/{FORM}", "示例公司")


def test_form_in_english_has_english_dates_and_marks(visiting: Any) -> None:
    with visiting() as visit:
        page = open_form(visit, REPORT)
        page.locator("[name=report-farm]").fill("North Farm")
        page.locator("[name=report-fields]").fill("one\ntwo")
        assert page.locator("[data-cell=report-day]").inner_text() == "March 9, 2026"
        click_action(page, "mail")
        visit.wait_until("mails.length === 1")
        start, _, body = page.evaluate("mails")[0].partition("&body=")
        assert start == "mailto:harvest@lakeside.example?subject=Harvest%20of%20North%20Farm"
        assert unquote(body).split("\r\n")[0] == "Number: 01"
        assert unquote(body).split("\r\n")[-3:] == ["Fields:", "1. one", "2. two"]


@pytest.mark.parametrize("language", ["", "en/"])
def test_without_script_the_empty_sheet_the_word_file_and_the_mail_are_available(visiting: Any, language: str) -> None:
    with visiting(java_script_enabled=False) as visit:
        visit.open(f"{language}{FORM}")
        page = visit.page
        assert (page.locator("form.fill-in:visible").count(), page.locator("noscript").inner_text() != "") == (0, True)
        assert page.locator("[data-sheet]").is_visible()
        assert cell(page, "date").inner_text().split() == ["年", "月", "日"]
        with page.expect_download() as download:
            page.locator("a[download]").click()
        assert "form-seal" not in read_controls(Path(download.value.path()).read_bytes())
        mail = page.locator("a[href^='mailto:']").first.get_attribute("href")
        assert mail == "mailto:msc@shfe.com.cn?subject=" + quote("xx公司“会员同行”意见建议反馈", safe="")


def print_to_pdf(page: Any, folder: Path) -> list[str]:
    """Print the page as PDF, assert that it is A4, and return the text of each sheet."""
    (folder / "form.pdf").write_bytes(page.pdf(prefer_css_page_size=True))
    info = run_process(["pdfinfo", folder / "form.pdf"], check=True).stdout
    assert "(A4)" in info
    return run_process(["pdftotext", folder / "form.pdf", "-"], check=True).stdout.split("\f")[:-1]


@pytest.mark.parametrize("script", [True, False])
@pytest.mark.parametrize("language", ["", "en/"])
def test_only_the_form_is_printed_on_one_sheet_of_a4(visiting: Any, tmp_path: Path, language: str, script: bool) -> None:
    with visiting(java_script_enabled=script) as visit:
        visit.open(f"{language}{FORM}")
        if script:
            fill(visit.page, opinions="甲\n乙\n丙", help="丁", benchmark="戊")
        (sheet,) = print_to_pdf(visit.page, tmp_path)
        words = "".join(sheet.split())
        assert words.startswith("“会员同行”意见建议反馈表")
        assert "（公司盖章）" in words
        assert ("示例公司" in words, "丙" in words) == (script, script)
        assert [
            unwanted for unwanted in ("怎样提交", "Handinitin", "独立整理", "independentcompilation", "必填") if unwanted in words
        ] == []


def test_form_beside_its_other_language_stays_one_form_and_one_sheet(visiting: Any, tmp_path: Path) -> None:
    with visiting() as visit:
        page = open_form(visit)
        page.locator(".parallel-tool button").first.click()
        page.get_by_role("heading", name="Fill in the form").wait_for()
        assert [page.locator(selector).count() for selector in ("form.fill-in", "[data-sheet]")] == [1, 1]
        fill(page)
        (sheet,) = print_to_pdf(page, tmp_path)
        assert "示例公司" in sheet
        assert visit.all_complaints() == []


def test_long_form_continues_on_a_second_sheet_without_splitting_the_seal(visiting: Any, tmp_path: Path) -> None:
    with visiting(color_scheme="dark") as visit:
        page = open_form(visit)
        lines = [f"第{number}条，" + "说明" * 40 for number in range(1, 19)]
        fill(page, opinions="\n".join(lines))
        sheets = ["".join(text.split()) for text in print_to_pdf(page, tmp_path)]
        assert len(sheets) == 2
        assert "第1条" in sheets[0]  # a long section does not start on a new sheet
        assert [f"第{number}条" in "".join(sheets) for number in range(1, 19)] == [True] * 18
        assert "（公司盖章）" in sheets[1]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_sheet_is_white_in_both_colour_schemes(visiting: Any, scheme: str) -> None:
    with visiting(color_scheme=scheme) as visit:
        visit.open(FORM)
        colours = visit.page.locator("[data-sheet]").evaluate(
            "each => [getComputedStyle(each).backgroundColor, getComputedStyle(each).color]"
        )
        assert colours == ["rgb(255, 255, 255)", "rgb(17, 17, 17)"]


def test_english_page_shows_chinese_labels_with_an_english_gloss(visiting: Any) -> None:
    with visiting() as visit:
        visit.open(f"en/{FORM}")
        head = visit.page.locator("[data-sheet] th").first
        seen = head.locator(".label > *").evaluate_all("parts => parts.map(each => [each.lang, each.textContent])")
        assert seen == [["zh-CN", "公司名称"], ["en", "Company name"]]
        assert visit.page.locator("[data-sheet] .cell").evaluate_all("cells => [...new Set(cells.map(each => each.lang))]") == ["zh-CN"]


@pytest.mark.parametrize("address", ["guides/feedback/", "programmes/mp-feedback/", "lessons/giving-feedback/"])
def test_pages_that_mention_the_form_link_to_it(visiting: Any, address: str) -> None:
    with visiting() as visit:
        visit.open(address)
        visit.page.locator(f"#main a[href$='{FORM}']:visible").first.click()
        visit.page.wait_for_url(f"**/{FORM}")
