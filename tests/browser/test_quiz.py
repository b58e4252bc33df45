"""The quiz of a lesson: answers and explanations, keyboard only, the stored best score, and use without script."""

from __future__ import annotations

import json
from typing import Any

import pytest

pytestmark = pytest.mark.browser

LESSON = "learn/en/lessons/barley-margin/"
RIGHT = ["B", "AB", "B", "B"]
WRONG = ["A", "AC", "A", "A"]
STORED_PROGRESS = "JSON.parse(localStorage.getItem('prospectus.progress'))"
FOCUSED_TEXT = "document.activeElement.textContent.trim() || document.activeElement.value"


def submit_answer(page: Any, index: int, letters: str) -> Any:
    """Choose answers to a question by letter, submit them, and return the question."""
    question = page.locator("[data-question]").nth(index)
    for letter in letters:
        question.locator(f"input[value={letter}]").check()
    question.get_by_role("button").click()
    return question


def feedback_lines(question: Any) -> list[str]:
    """Return the feedback on an answer, as lines."""
    return [line for line in question.get_by_role("status").inner_text().splitlines() if line]


def answer_labels(question: Any) -> list[str]:
    """Return the labels beside the answers of a question, in order; answers without a label are left out."""
    return question.locator(".verdict").all_inner_texts()


def test_wrong_answer_is_explained_and_the_right_one_is_shown(visiting: Any) -> None:
    with visiting() as visit:
        visit.open(LESSON)
        question = submit_answer(visit.page, 0, "A")
        assert feedback_lines(question) == ["Not quite.", "A", "That is for one tonne.", "4,000 yuan × 10 tonnes × 10%."]
        assert answer_labels(question) == ["incorrect", "correct"]
        assert question.locator("input:enabled").count() == 0
        assert visit.all_complaints() == []


def test_right_answer_is_explained_too(visiting: Any) -> None:
    with visiting() as visit:
        visit.open(LESSON)
        question = submit_answer(visit.page, 0, "B")
        assert feedback_lines(question) == ["Correct.", "B", "Ten tonnes at 400 yuan.", "4,000 yuan × 10 tonnes × 10%."]
        assert answer_labels(question) == ["correct"]


def test_question_with_several_right_answers_requires_all_of_them(visiting: Any) -> None:
    with visiting() as visit:
        visit.open(LESSON)
        page = visit.page
        assert page.locator("[data-question] input[type=checkbox]").count() == 3
        question = submit_answer(page, 1, "A")
        assert (feedback_lines(question)[0], answer_labels(question)) == ("Not quite.", ["correct", "also correct"])
        page.get_by_role("button", name="Try again").click()
        assert (feedback_lines(submit_answer(page, 1, "ABC"))[0], answer_labels(question)) == (
            "Not quite.",
            ["correct", "correct", "incorrect"],
        )
        page.get_by_role("button", name="Try again").click()
        assert (feedback_lines(submit_answer(page, 1, "BA"))[0], answer_labels(question)) == ("Correct.", ["correct", "correct"])


def test_submitting_without_an_answer_asks_for_one(visiting: Any) -> None:
    with visiting() as visit:
        visit.open(LESSON)
        question = submit_answer(visit.page, 0, "")
        assert (feedback_lines(question), question.locator("input:enabled").count()) == (["Choose an answer first."], 3)
        assert visit.page.locator(".answered").inner_text() == "0 of 4 answered"


def test_quiz_is_answered_by_keyboard_alone(visiting: Any) -> None:
    with visiting() as visit:
        visit.open(LESSON)
        page, press = visit.page, visit.page.keyboard.press
        for _ in range(60):
            if page.evaluate("document.activeElement.type") == "radio":
                break
            press("Tab")
        press("ArrowDown")  # B; the arrow keys also select
        press("Enter")
        assert page.evaluate(FOCUSED_TEXT) == "Read on"
        press("Enter")
        assert page.evaluate(FOCUSED_TEXT) == "When more is called for"
        for _ in range(20):
            if page.evaluate("document.activeElement.type") == "checkbox":
                break
            press("Tab")
        assert page.evaluate(FOCUSED_TEXT) == "A"
        press("Space")
        press("Tab")
        press("Space")
        press("Tab")
        press("Tab")
        assert page.evaluate(FOCUSED_TEXT) == "Check answer"
        press("Space")
        press("Enter")
        press("ArrowDown")
        press("Enter")
        press("Enter")
        press("ArrowUp")  # from the first answer to the last
        press("Enter")
        assert page.evaluate(FOCUSED_TEXT) == "See your score"
        press("Enter")
        assert page.locator(".quiz-score").evaluate("each => each === document.activeElement")
        assert page.locator(".score").inner_text() == "4 of 4 correct. You passed this lesson."
        press("Tab")
        assert page.evaluate(FOCUSED_TEXT) == "Try again"
        press("Enter")
        assert (page.evaluate(FOCUSED_TEXT), page.locator(".score").inner_text()) == ("A", "")
        assert visit.all_complaints() == []


def test_next_question_is_the_next_unanswered_one(visiting: Any) -> None:
    with visiting() as visit:
        visit.open(LESSON)
        page = visit.page
        for index in (3, 1):
            submit_answer(page, index, RIGHT[index]).get_by_role("button", name="Next question").click()
        assert page.evaluate("document.activeElement.name") == "who-pays"
        submit_answer(page, 2, RIGHT[2]).get_by_role("button", name="Next question").click()
        assert page.evaluate("document.activeElement.name") == "one-lot"


def test_best_score_is_stored_and_a_worse_one_is_not(visiting: Any) -> None:
    with visiting() as visit:
        visit.page.clock.set_fixed_time("2025-03-10T16:30:00Z")  # half past midnight in Shanghai
        visit.open(LESSON)
        page = visit.page
        for index, letters in enumerate([*WRONG[:3], RIGHT[3]]):
            submit_answer(page, index, letters)
        assert page.locator(".score").inner_text() == "1 of 4 correct. You need 3 to pass. Read the lesson again and retry."
        assert page.evaluate(STORED_PROGRESS) == {"v": 1, "lessons": {"barley-margin": {"best": 1, "of": 4, "at": "2025-03-11"}}}
        page.get_by_role("button", name="Try again").click()
        page.clock.set_fixed_time("2025-03-12T04:00:00Z")
        for index, letters in enumerate([*RIGHT[:3], WRONG[3]]):
            submit_answer(page, index, letters)
        assert page.locator(".score").inner_text() == "3 of 4 correct. You passed this lesson."
        best_progress = {"v": 1, "lessons": {"barley-margin": {"best": 3, "of": 4, "at": "2025-03-12"}}}
        assert page.evaluate(STORED_PROGRESS) == best_progress
        visit.open(LESSON)
        assert page.locator(".best").inner_text() == "Best score: 3 of 4, March 12, 2025"
        assert page.locator("input:checked").count() == 0
        for index, letters in enumerate(WRONG):
            submit_answer(page, index, letters)
        assert page.evaluate(STORED_PROGRESS) == best_progress
        assert page.locator(".best").inner_text() == "Best score: 3 of 4, March 12, 2025"


OTHER_LESSON = {"first-words": {"best": 1, "of": 1, "at": "2025-01-01"}}
THIS_LESSON = {"barley-margin": {"best": 4, "of": 4, "at": "2025-03-10"}}


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (None, {"v": 1, "lessons": THIS_LESSON}),
        ("not JSON", {"v": 1, "lessons": THIS_LESSON}),
        ("null", {"v": 1, "lessons": THIS_LESSON}),
        ("7", {"v": 1, "lessons": THIS_LESSON}),
        ('{"v": 1, "lessons": []}', {"v": 1, "lessons": THIS_LESSON}),
        (json.dumps({"v": 1, "lessons": OTHER_LESSON}), {"v": 1, "lessons": {**OTHER_LESSON, **THIS_LESSON}}),
        (json.dumps({"v": 1, "lessons": {"barley-margin": {"best": 9, "of": 9, "at": "2025-01-01"}}}), {"v": 1, "lessons": THIS_LESSON}),
        (json.dumps({"v": 1, "lessons": {"barley-margin": {"best": "4", "of": 4, "at": "<b>"}}}), {"v": 1, "lessons": THIS_LESSON}),
        (json.dumps({"v": 1, "lessons": {"barley-margin": None}}), {"v": 1, "lessons": THIS_LESSON}),
        ('{"v": 2, "anything": "else"}', {"v": 2, "anything": "else"}),
    ],
    ids="nothing garbage null number list another-lesson another-number-of-questions wrong-types empty later-form".split(),
)
def test_stored_progress_is_kept_or_replaced(visiting: Any, before: str | None, after: Any) -> None:
    with visiting() as visit:
        visit.page.clock.set_fixed_time("2025-03-10T04:00:00Z")
        visit.open("learn/en/")
        if before is not None:
            visit.page.evaluate("text => localStorage.setItem('prospectus.progress', text)", before)
        visit.open(LESSON)
        assert visit.page.locator(".best").inner_text() == ""
        for index, letters in enumerate(RIGHT):
            submit_answer(visit.page, index, letters)
        assert visit.page.evaluate(STORED_PROGRESS) == after
        assert visit.all_complaints() == []


def test_quiz_works_without_local_storage(visiting: Any) -> None:
    with visiting() as visit:
        disable_storage = "Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('no', 'SecurityError') } })"
        visit.page.add_init_script(disable_storage)
        visit.open(LESSON)
        for index, letters in enumerate(RIGHT):
            submit_answer(visit.page, index, letters)
        assert visit.page.locator(".score").inner_text() == "4 of 4 correct. You passed this lesson."
        assert visit.all_complaints() == []


def test_quiz_makes_no_requests(visiting: Any) -> None:
    with visiting() as visit:
        visit.open(LESSON)
        page = visit.page
        page.wait_for_load_state("networkidle")
        requests: list[str] = []
        is_icon = "/assets/mark.svg"  # which the browser asks for when it likes
        page.on("request", lambda request: requests.append(request.url) if not request.url.endswith(is_icon) else None)
        page.context.set_offline(True)
        for index, letters in enumerate(RIGHT):
            submit_answer(page, index, letters)
        page.get_by_role("button", name="Try again").click()
        page.wait_for_timeout(200)
        assert (requests, page.url) == ([], f"{visit.url}/{LESSON}")


def test_quiz_is_an_ordered_list_with_collapsed_answers_without_script(visiting: Any) -> None:
    with visiting(390, java_script_enabled=False) as visit:
        visit.open(LESSON)
        page = visit.page
        assert page.locator("ol.questions > li").count() == 4
        assert page.locator("ol.questions :is(input, form, button), .quiz-score:visible").count() == 0
        question = page.locator("[data-question]").nth(1)
        assert not question.get_by_text("Pay in or reduce the position.").is_visible()
        question.locator("summary").press("Enter")
        assert question.get_by_text("Pay in or reduce the position.").is_visible()
        assert question.locator("details p").first.inner_text() == "Correct answer: A, B"
        assert visit.complaints == []


@pytest.mark.parametrize("script", [True, False])
def test_printed_page_has_all_questions_followed_by_all_answers(visiting: Any, script: bool) -> None:
    with visiting(java_script_enabled=script) as visit:
        visit.open(LESSON)
        page = visit.page
        if script:
            submit_answer(page, 0, "A")
        page.emulate_media(media="print")
        assert page.locator(".quiz .words:visible").count() == 10
        assert page.locator(".quiz :is(input, button, summary, .verdict, .result):visible, .quiz-score:visible").count() == 0
        answers = page.locator(".quiz-answers li").all_inner_texts()
        assert answers[:2] == ["B 4,000 yuan × 10 tonnes × 10%.", "A, B Pay in or reduce the position."]
        assert len(answers) == 4
        assert page.locator(".quiz-answers").is_visible()


@pytest.mark.parametrize("address", ["learn/en/", "learn/en/lessons/", "learn/en/guides/margin/"])
def test_script_of_the_quiz_is_loaded_on_lessons_only(visiting: Any, address: str) -> None:
    with visiting() as visit:
        visit.open(address)
        loaded = "[...document.scripts].map((script) => script.src.split('/').pop().replace(/[.][0-9a-f]{8}[.]/, '.'))"
        assert "quiz.js" not in visit.page.evaluate(loaded)
        visit.open(LESSON)
        assert visit.page.evaluate(loaded).count("quiz.js") == 1


@pytest.mark.parametrize("language", ["", "en/"], ids=["zh", "en"])
@pytest.mark.parametrize("width", [320, 390, 1440])
def test_labels_of_a_plot_are_inside_it_and_do_not_overlap(visiting: Any, width: int, language: str) -> None:
    with visiting(width) as visit:
        visit.open(f"learn/{language}lessons/barley-margin/")
        misplaced = visit.page.evaluate(
            """() => [...document.querySelectorAll(".plot")].flatMap((plot) => {
              const box = plot.getBoundingClientRect();
              const texts = [...plot.querySelectorAll("text")].map((text) => [text.textContent, text.getBoundingClientRect()]);
              const seen = texts.filter(([, at]) => at.width);
              const out = seen.filter(([, at]) => at.left < box.left || at.right > box.right || at.top < box.top || at.bottom > box.bottom);
              const over = seen.flatMap(([one, a], n) => seen.slice(n + 1)
                .filter(([, b]) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom)
                .map(([other]) => `${one} ${other}`));
              return [...out.map(([text]) => text), ...over];
            })"""
        )
        assert misplaced == []
        assert visit.page.locator(".plot text").count() > 10
