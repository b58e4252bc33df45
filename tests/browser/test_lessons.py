"""Lessons as guided steps: parts, questions within the text, worked examples, figures with sliders, and what the browser remembers."""

from __future__ import annotations

import json
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from prospectus.builder.incremental import BuildResult
from prospectus.model.kinds.lesson import Lesson
from prospectus.pipeline import check
from prospectus.views.kinds.simulation import format_figure
from tiny import FULL, REPOSITORY

pytestmark = pytest.mark.browser

LESSON = "learn/en/lessons/barley-margin/"
CHINESE_LESSON = "learn/lessons/barley-margin/"
MARGIN = "en/lessons/margin-and-daily-settlement/"
RIGHT = ["B", "AB", "B", "B"]
SCREEN = 844
"""The height of a phone's screen, in CSS pixels, at a width of 390."""
MAX_SCREENS = 10
CLOSED_STORAGE = "Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('closed', 'SecurityError') } })"
LANGUAGES = pytest.mark.parametrize("language", ["", "en/"], ids=["zh", "en"])
FOCUSED_TEXT = "document.activeElement.textContent.trim() || document.activeElement.value"


def answer_all(page: Any, answers: list[str] = RIGHT, first: int = 0) -> None:
    """Answer all questions of the page from the `first` on, within the text and at its end."""
    for index, letters in enumerate(answers, first):
        question = page.locator("[data-question]").nth(index)
        for letter in letters:
            question.locator(f"input[value={letter}]").check()
        question.get_by_role("button").click()


@LANGUAGES
def test_no_lesson_is_longer_than_ten_screens_of_a_phone_before_its_questions(
    visiting: Any, repository: BuildResult, language: str
) -> None:
    lessons = sorted(path.parent.name for path in (Path(repository.folder) / language / "lessons").glob("*/index.html"))
    assert len(lessons) > 10
    heights = {}
    with visiting(390) as visit:
        for lesson in lessons:
            visit.open(f"{language}lessons/{lesson}/")
            heights[lesson] = visit.page.evaluate("document.getElementById('lesson-quiz').getBoundingClientRect().top + scrollY")
    assert {lesson: height / SCREEN for lesson, height in heights.items() if height > MAX_SCREENS * SCREEN} == {}


@pytest.mark.parametrize(
    ("address", "first", "last"),
    [
        (LESSON, ["Part 1 of 5", "12 minutes left"], "Part 5 of 5"),
        (CHINESE_LESSON, ["第 1 部分，共 5 部分", "还剩 12 分钟"], "第 5 部分，共 5 部分"),
    ],
    ids=["en", "zh"],
)
@pytest.mark.parametrize("width", [390, 1440])
def test_progress_line_and_contents_follow_the_reader(visiting: Any, width: int, address: str, first: list[str], last: str) -> None:
    with visiting(width) as visit:
        visit.open(address)
        page, current = visit.page, visit.page.locator(".lesson-toc [aria-current=true]")
        line = page.locator("[data-part-now]:visible")
        line.locator("span").first.wait_for()
        assert line.locator("span").all_inner_texts() == first
        assert current.count() == 1
        page.evaluate("document.getElementById('lesson-quiz').scrollIntoView()")
        page.locator(".lesson-toc li:last-child a[aria-current]").wait_for(state="attached")
        assert line.locator("span").first.inner_text() == last
        assert current.count() == 1
        assert visit.all_complaints() == []


def test_contents_are_a_list_without_script(visiting: Any) -> None:
    with visiting(390, java_script_enabled=False) as visit:
        visit.open(LESSON)
        assert visit.page.locator(".lesson-toc li").count() == 5
        assert visit.page.locator(".lesson-toc [aria-current=true], [data-part-now]:visible").count() == 0


@pytest.mark.parametrize("width", [390, 1440])
def test_focus_order_of_a_lesson_is_its_reading_order(visiting: Any, width: int) -> None:
    with visiting(width) as visit:
        visit.open(MARGIN)
        if width < 1100:
            visit.page.locator(".lesson-toc summary").click()
        tops = visit.page.evaluate(
            """() => [...document.querySelectorAll(".lesson-toc a, .lesson :is(a[href], button, input, summary)")]
              .filter((each) => each.checkVisibility())
              .map((each) => [each.closest(".lesson-toc") ? 0 : 1, each.getBoundingClientRect().top + scrollY])"""
        )
        assert [column for column, _ in tops] == sorted(column for column, _ in tops)
        text = [top for column, top in tops if column]
        contents = [top for column, top in tops if not column]
        assert all(later >= earlier - 60 for earlier, later in pairwise(text))  # controls of one row differ by a few pixels
        assert width == 1440 or max(contents) < min(text)


def test_first_answer_of_the_margin_quiz_takes_few_tabs(visiting: Any) -> None:
    with visiting() as visit:
        visit.open(MARGIN)
        page, presses = visit.page, 0
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")  # past the header
        while page.evaluate(FOCUSED_TEXT) != "Know this already? Go to the questions" and presses < 40:
            page.keyboard.press("Tab")
            presses += 1
        page.keyboard.press("Enter")
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.type") == "radio"
        assert presses <= 10


def test_question_within_the_text_leads_on_to_the_next_part(visiting: Any) -> None:
    with visiting() as visit:
        visit.open(LESSON)
        page = visit.page
        question = page.locator(".checkpoint [data-question]")
        assert question.get_attribute("data-question") == "one-lot"
        question.locator("input[value=A]").check()
        question.get_by_role("button").press("Enter")
        explanation, button = question.locator(".result .explanation"), question.get_by_role("button")
        assert (button.inner_text(), explanation.is_visible()) == ("Read on", True)
        assert explanation.evaluate("(one, other) => one.compareDocumentPosition(other)", button.element_handle()) == 4  # follows it
        button.press("Enter")
        assert page.evaluate(FOCUSED_TEXT) == "When more is called for"
        assert page.locator(".answered").inner_text() == "1 of 4 answered"
        answer_all(page, RIGHT[1:], first=1)
        assert page.locator(".score").inner_text() == "3 of 4 correct. You passed this lesson."
        assert visit.all_complaints() == []


@pytest.mark.parametrize(
    ("address", "words"),
    [
        (LESSON, ["Next step (2 of 4)", "Next step (4 of 4)", "Start again"]),
        (CHINESE_LESSON, ["下一步（2/4）", "下一步（4/4）", "从头再来"]),
    ],
    ids=["en", "zh"],
)
def test_worked_example_grows_by_a_row_per_step_by_keyboard(visiting: Any, address: str, words: list[str]) -> None:
    with visiting() as visit:
        visit.open(address)
        page, rows = visit.page, visit.page.locator(".workings tbody tr:visible")
        assert rows.count() == 0
        page.locator(".example > summary").focus()
        page.keyboard.press("Enter")
        button = page.locator(".example .button")
        assert (rows.count(), button.inner_text(), page.locator(".conclusion").is_visible()) == (1, words[0], False)
        button.focus()
        page.keyboard.press("Enter")
        page.keyboard.press("Space")
        assert (rows.count(), button.inner_text()) == (3, words[1])
        assert "7,710" in page.locator(".example [role=status]").inner_text()
        page.keyboard.press("Enter")
        assert (rows.count(), button.inner_text(), page.locator(".conclusion").is_visible()) == (4, words[2], True)
        page.keyboard.press("Enter")
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")  # all at once
        assert (rows.count(), page.evaluate(FOCUSED_TEXT)) == (4, words[2])
        assert visit.all_complaints() == []


def test_worked_example_is_stepped_through_by_touch(visiting: Any) -> None:
    with visiting(390, has_touch=True, is_mobile=True) as visit:
        visit.open(LESSON)
        visit.page.locator(".example > summary").tap()
        button = visit.page.locator(".example .button")
        assert button.bounding_box()["height"] >= 44
        button.tap()
        assert visit.page.locator(".workings tbody tr:visible").count() == 2


@pytest.mark.parametrize("script", [True, False])
def test_worked_example_is_whole_in_print_and_without_script(visiting: Any, script: bool) -> None:
    with visiting(java_script_enabled=script) as visit:
        visit.open(LESSON)
        if script:
            visit.page.emulate_media(media="print")
            visit.page.evaluate("dispatchEvent(new Event('beforeprint'))")
        else:
            visit.page.locator(".example > summary").click()
        assert visit.page.locator(".workings tbody tr:visible").count() == 4
        assert visit.page.locator(".conclusion").is_visible()
        assert visit.page.locator(".example button:visible").count() == 0


def figures(page: Any) -> dict[str, str]:
    """Return the values that a figure with sliders shows, by name."""
    shown: dict[str, str] = page.evaluate(
        """() => Object.fromEntries([...document.querySelectorAll(".simulation strong[data-value], .simulation strong[data-result]")]
          .map((each) => [each.dataset.value ?? each.dataset.result, each.textContent]))"""
    )
    return shown


def test_slider_changes_figure_and_address_by_keyboard(visiting: Any) -> None:
    with visiting() as visit:
        visit.open(f"{LESSON}?from=letter#part-2")
        page = visit.page
        assert figures(page) == {"exit": "3,985.5", "lots": "2", "result": "−290", "margin": "8,000", "share": "−3.63"}
        before = page.locator(".simulation svg svg .curve").evaluate_all("all => all.map((each) => each.getAttribute('d'))")
        page.get_by_label("Lots").focus()
        page.keyboard.press("ArrowRight")
        page.keyboard.press("ArrowRight")
        assert figures(page) == {"exit": "3,985.5", "lots": "4", "result": "−580", "margin": "16,000", "share": "−3.63"}
        after = page.locator(".simulation svg svg .curve").evaluate_all("all => all.map((each) => each.getAttribute('d'))")
        assert all(one != other for one, other in zip(before, after, strict=True))
        assert page.url == f"{visit.url}/{LESSON}?from=letter&lots=4#part-2"
        assert "−580 yuan" in page.locator(".simulation [role=status]").inner_text()
        assert page.get_by_label("Lots").get_attribute("aria-valuetext") == "4"
        page.get_by_role("button", name="Back to the first figures").click()
        assert (figures(page)["lots"], page.url) == ("2", f"{visit.url}/{LESSON}?from=letter#part-2")
        assert visit.all_complaints() == []


def test_address_restores_a_figure_and_is_taken_to_the_other_language(visiting: Any) -> None:
    with visiting(390) as visit:
        visit.open(f"{LESSON}?exit=4100&lots=3")
        assert figures(visit.page)["result"] == "3,000"
        visit.page.locator("header .lang-switch:visible").click()
        visit.page.wait_for_url(f"{visit.url}/{CHINESE_LESSON}?exit=4100&lots=3*")
        assert figures(visit.page)["result"] == "3,000"


@pytest.mark.parametrize("query", ["exit=&lots=x", "exit=NaN&lots=Infinity", "exit=1e999", "lots=<b>"])
def test_nonsense_in_the_address_leaves_a_figure_as_it_was(visiting: Any, query: str) -> None:
    with visiting() as visit:
        visit.open(f"{LESSON}?{query}")
        assert figures(visit.page)["result"] == "−290"
        assert visit.all_complaints() == []


def test_value_beyond_the_ends_is_the_end(visiting: Any) -> None:
    with visiting() as visit:
        visit.open(f"{LESSON}?exit=99999&lots=-4")
        assert (figures(visit.page)["exit"], figures(visit.page)["lots"]) == ("4,400", "1")


SET_SLIDERS = """(values) => {
  const figure = document.querySelectorAll(".simulation")[values.number];
  for (const slider of figure.querySelectorAll("[data-parameter]")) slider.value = values[slider.dataset.parameter];
  figure.dispatchEvent(new Event("input"));
  return Object.fromEntries([...figure.querySelectorAll("[data-result]")].map((each) => [each.dataset.result, each.textContent]));
}"""


@pytest.mark.parametrize("site", ["full", "repository"])
def test_script_works_out_the_same_as_the_build(visiting: Any, site: str) -> None:
    root, prefix = (FULL, "learn/en/") if site == "full" else (REPOSITORY, "en/")
    lessons = [checked.record for checked in check(root).records if isinstance(checked.record, Lesson) and checked.record.simulations]
    assert lessons
    wrong = []
    with visiting() as visit:
        for lesson in lessons:
            visit.open(f"{prefix}lessons/{lesson.id}/")
            for number, simulation in enumerate(lesson.simulations):
                for corner in simulation.iter_corners():
                    steps = {parameter.name: Fraction(str(parameter.step)) for parameter in simulation.parameters}
                    starts = {parameter.name: Fraction(str(parameter.min)) for parameter in simulation.parameters}
                    values = {name: starts[name] + (value - starts[name]) // steps[name] * steps[name] for name, value in corner.items()}
                    shown = visit.page.evaluate(SET_SLIDERS, {"number": number, **{name: float(value) for name, value in values.items()}})
                    expected = simulation.evaluate(values)
                    formatted = {result.name: format_figure(expected[result.name], result.decimals, "en") for result in simulation.results}
                    if shown != formatted:
                        wrong.append((lesson.id, values, shown, formatted))
    assert wrong == []


def test_figure_has_its_first_values_without_script_and_no_dead_sliders(visiting: Any) -> None:
    with visiting(java_script_enabled=False) as visit:
        visit.open(LESSON)
        assert visit.page.locator("[data-result=result]").inner_text() == "−290"
        assert visit.page.locator(".simulation :is(input, button):visible").count() == 0


def remember(visit: Any, **stores: Any) -> None:
    """Store values under `prospectus.NAME`, text as it is and anything else as JSON."""
    for name, value in stores.items():
        text = value if isinstance(value, str) else json.dumps(value)
        visit.page.evaluate("([name, text]) => localStorage.setItem(`prospectus.${name}`, text)", [name, text])


@pytest.mark.parametrize(
    ("language", "words"),
    [("en/", ["Continue with", "Margin on barley", "part 2 of 5"]), ("", ["继续学习", "大麦的保证金", "第 2 部分，共 5 部分"])],
    ids=["en", "zh"],
)
def test_lesson_that_was_begun_is_continued_where_the_reader_stopped(visiting: Any, language: str, words: list[str]) -> None:
    with visiting(390, has_touch=True) as visit:
        page = visit.page
        visit.open(f"learn/{language}paths/")
        assert not page.locator(".continue").is_visible()
        visit.open(f"learn/{language}lessons/barley-margin/")
        page.evaluate("document.getElementById('part-2').scrollIntoView()")
        visit.wait_until("localStorage.getItem('prospectus.reading')")
        for path_language in ("", "en/"):
            visit.open(f"learn/{path_language}paths/")
            assert page.locator(".continue").is_visible()
        visit.open(f"learn/{language}paths/")
        assert [part for part in words if part not in page.locator(".continue").inner_text()] == []
        page.locator(".continue a").tap()
        page.wait_for_url(f"**/learn/{language}lessons/barley-margin/#part-2")
        assert visit.all_complaints() == []


def test_passed_lesson_gives_way_to_the_next_of_the_path(visiting: Any) -> None:
    with visiting() as visit:
        page = visit.page
        visit.open("learn/en/lessons/first-words/")
        page.locator("[data-question] li[data-right] input").check()
        page.locator("[data-question]").get_by_role("button").click()
        assert page.locator(".end-card .score").inner_text() == "1 of 1 correct. You passed this lesson."
        next_step = page.locator(".next-steps > li").first
        assert next_step.get_by_role("link").nth(1).inner_text() == "Next: Margin on barley"
        assert next_step.locator("[data-left]").inner_text() == "Lessons left on this path: 1, about 12 min."
        visit.open("learn/en/paths/")
        assert page.locator(".continue a").inner_text() == "Margin on barley"
        assert page.locator(".continue [data-place]").inner_text() == ""
        visit.open(LESSON)
        answer_all(page)
        visit.open("learn/en/paths/")
        assert not page.locator(".continue").is_visible()  # the path is at its end


@pytest.mark.parametrize("stored", ["{", "null", "7", '{"v": 2}', '{"v": 1, "id": "../x", "titles": {"en": "x"}}', '{"v": 1, "id": "x"}'])
def test_unknown_data_is_not_continued(visiting: Any, stored: str) -> None:
    with visiting() as visit:
        visit.open("learn/en/paths/")
        remember(visit, reading=stored)
        visit.open("learn/en/paths/")
        assert not visit.page.locator(".continue").is_visible()
        visit.open(LESSON)
        assert visit.page.locator(".next-steps > li").count() > 0
        assert visit.all_complaints() == []


def test_path_page_leads_to_the_part_where_the_reader_stopped(visiting: Any) -> None:
    passed = {"best": 1, "of": 1, "at": "2025-03-10"}
    with visiting() as visit:
        visit.open("learn/en/paths/first-harvest/")
        remember(visit, progress={"v": 1, "lessons": {"first-words": passed}})
        remember(visit, reading={"v": 1, "id": "barley-margin", "titles": {"en": "Margin on barley"}, "part": 2, "of": 5})
        visit.page.reload()
        assert visit.page.locator("[data-way]").get_attribute("href").endswith("lessons/barley-margin/#part-2")
        visit.page.locator("[data-way]").click()
        visit.page.wait_for_url("**/lessons/barley-margin/#part-2")
        assert visit.page.evaluate("localStorage.getItem('prospectus.path')") == "first-harvest"


PROGRESS = {
    "v": 1,
    "lessons": {"first-words": {"best": 1, "of": 1, "at": "2025-03-10"}, "barley-margin": {"best": 2, "of": 4, "at": "2025-03-11"}},
}


@pytest.mark.parametrize(
    ("language", "count", "row"),
    [
        ("en/", "Lessons passed: 1 of 2", ["A few words first", "1 of 1 correct", "March 10, 2025"]),
        ("", "已通过 1 课，共 2 课", ["先认几个词", "1 题中答对 1 题", "2025年3月10日"]),
    ],
    ids=["en", "zh"],
)
def test_learning_record_lists_what_was_passed(visiting: Any, language: str, count: str, row: list[str]) -> None:
    with visiting() as visit:
        visit.open(f"learn/{language}learning-record/")
        page = visit.page
        assert page.locator(".tabled").is_visible() is False
        remember(visit, progress=PROGRESS)
        page.reload()
        assert page.locator("[data-record] [data-count]").inner_text() == count
        assert page.locator("[data-lesson]").count() == 1
        assert page.locator("[data-lesson] > *").all_inner_texts() == row
        page.evaluate("window.print = () => { window.printed = true }")
        page.locator("[data-print]").click()
        assert page.evaluate("window.printed")
        page.emulate_media(media="print")
        assert page.locator(".print-only").first.is_visible()
        assert visit.all_complaints() == []


@pytest.mark.parametrize("script", [True, False], ids=["closed-storage", "no-script"])
def test_learning_record_can_be_filled_in_by_hand(visiting: Any, script: bool) -> None:
    with visiting(java_script_enabled=script) as visit:
        visit.page.add_init_script(CLOSED_STORAGE)
        visit.open("learn/en/learning-record/")
        assert visit.page.locator("[data-without]").is_visible()
        assert visit.page.locator("[data-lesson]:visible").count() == 2
        assert not visit.page.locator("[data-print]").is_visible()
        assert visit.complaints == []


def test_lesson_works_with_closed_storage(visiting: Any) -> None:
    with visiting() as visit:
        visit.page.add_init_script(CLOSED_STORAGE)
        visit.open(LESSON)
        visit.page.evaluate("document.getElementById('part-2').scrollIntoView()")
        answer_all(visit.page)
        assert visit.page.locator(".score").inner_text() == "4 of 4 correct. You passed this lesson."
        assert visit.page.locator(".next-steps > li").count() > 0
        visit.open("learn/en/paths/")
        assert not visit.page.locator(".continue").is_visible()
        assert visit.all_complaints() == []
