"""Filters of lists and progress of readers: by mouse and keyboard, in the URL, in local storage, and without script or storage."""

from __future__ import annotations

import json
from typing import Any

import pytest

pytestmark = pytest.mark.browser

LESSONS = "learn/en/lessons/"
PATH = "learn/en/paths/first-harvest/"
PASSED = {"best": 3, "of": 4, "at": "2025-03-01"}
FAILED = {"best": 2, "of": 3, "at": "2025-03-01"}


def visible_records(page: Any) -> list[str]:
    """Return the ids of the records that are visible."""
    return [row.get_attribute("data-ref") for row in page.locator("[data-facets]:visible").all()]


def checked_options(page: Any) -> list[str]:
    return [f"{box.get_attribute('name')}={box.get_attribute('value')}" for box in page.locator(".facets input:checked").all()]


def test_filter_shows_matching_records_and_updates_counts(visiting: Any) -> None:
    with visiting() as visit:
        visit.open(LESSONS)
        page = visit.page
        assert visible_records(page) == ["first-words", "barley-margin"]
        page.get_by_label("Barley futures").check()
        assert (visible_records(page), page.locator(".facets [role=status]").inner_text()) == (["barley-margin"], "1 of 2")
        counts = {
            label.locator("input").get_attribute("value"): label.locator(".n").inner_text() for label in page.locator(".facets label").all()
        }
        assert (counts["introductory"], counts["intermediate"], counts["by"]) == ("0", "1", "1")
        page.get_by_label("Introductory").check()
        assert (visible_records(page), page.locator("#facet-none").is_visible()) == ([], True)
        page.get_by_label("Intermediate").check()  # options of one facet are alternatives
        assert (visible_records(page), page.locator("#facet-none").is_visible()) == (["barley-margin"], False)
        assert visit.all_complaints() == []


def test_filter_works_by_keyboard(visiting: Any) -> None:
    with visiting(390) as visit:
        visit.open(LESSONS)
        page = visit.page
        page.locator(".facets summary").focus()
        page.keyboard.press("Enter")
        page.keyboard.press("Tab")
        page.keyboard.press("Space")
        assert checked_options(page) == ["audiences=farmers"]
        assert visible_records(page) == ["barley-margin"]


def test_filter_is_in_the_url_and_follows_the_history(visiting: Any) -> None:
    with visiting() as visit:
        visit.open(f"{LESSONS}?from=letter")
        page = visit.page
        page.get_by_label("Barley futures").check()
        page.get_by_label("Intermediate").check()
        assert page.url == f"{visit.url}/{LESSONS}?from=letter&level=intermediate&products=by"
        page.go_back()
        assert checked_options(page) == ["products=by"]
        page.go_back()
        assert (checked_options(page), visible_records(page)) == ([], ["first-words", "barley-margin"])
        page.go_forward()
        assert (checked_options(page), visible_records(page)) == (["products=by"], ["barley-margin"])


def test_url_with_filter_filters_the_list_and_is_kept_when_the_language_changes(visiting: Any) -> None:
    with visiting(390) as visit:
        visit.open(f"{LESSONS}?level=introductory&level=made-up&bread=rye")
        page = visit.page
        assert (checked_options(page), visible_records(page)) == (["level=introductory"], ["first-words"])
        assert page.locator(".facets details").get_attribute("open") is not None
        page.locator("header .lang-switch:visible").click()
        page.wait_for_load_state()
        assert page.url.startswith(f"{visit.url}/learn/lessons/?level=introductory")
        assert visible_records(page) == ["first-words"]


def test_clearing_the_filter_shows_all_records(visiting: Any) -> None:
    with visiting() as visit:
        visit.open(f"{LESSONS}?level=introductory&products=by")
        page = visit.page
        assert visible_records(page) == []
        page.locator("#facet-none button").click()
        assert (visible_records(page), checked_options(page), page.url) == (["first-words", "barley-margin"], [], f"{visit.url}/{LESSONS}")
        assert page.evaluate("document.activeElement.localName") == "summary"  # the button is hidden, so the focus moves


def test_group_without_matches_is_hidden(visiting: Any) -> None:
    with visiting() as visit:
        visit.open("en/courses/")
        page = visit.page
        groups = page.locator("[data-facet-group]:visible")
        before = groups.count()
        page.locator(".facets input").first.check()
        assert 0 < groups.count() < before


def test_list_is_complete_without_script(visiting: Any) -> None:
    with visiting(java_script_enabled=False) as visit:
        visit.open(f"{LESSONS}?level=introductory")
        assert visible_records(visit.page) == ["first-words", "barley-margin"]
        assert not visit.page.locator(".facets").is_visible()
        words = visit.page.locator("[data-ref=barley-margin]").inner_text()
        assert [
            word for word in ("Intermediate", "12 min", "Margin", "Barley futures", "Farmers", "Readers overseas") if word not in words
        ] == []


def store_progress(visit: Any, lessons: dict[str, Any]) -> None:
    """Store progress for some lessons, and reload the page."""
    visit.page.evaluate("kept => localStorage.setItem('prospectus.progress', kept)", json.dumps({"v": 1, "lessons": lessons}))
    visit.page.reload()


def stored_progress(page: Any) -> dict[str, Any]:
    stored: dict[str, Any] = json.loads(page.evaluate("localStorage.getItem('prospectus.progress')"))
    assert stored["v"] == 1
    return dict(stored["lessons"])


def test_path_shows_passed_lessons_and_links_to_the_next(visiting: Any) -> None:
    with visiting() as visit:
        visit.open(PATH)
        page = visit.page
        next_link, count = page.locator("[data-way]"), page.locator(".progress-count")
        assert (next_link.inner_text(), count.inner_text()) == ("Start the first lesson", "Lessons passed: 0 of 2")
        store_progress(visit, {"first-words": PASSED, "barley-margin": FAILED})
        assert (next_link.inner_text(), count.inner_text()) == ("Continue with: Margin on barley", "Lessons passed: 1 of 2")
        assert page.locator("progress").evaluate("bar => [bar.value, bar.max]") == [1, 2]
        assert page.locator(".done-mark:visible").all_inner_texts() == ["Passed", "Best score: 2 of 3"]
        assert page.locator("#lessons .is-done").evaluate_all("all => all.map(each => each.dataset.lesson)") == ["first-words"]
        next_link.click()
        page.wait_for_url(f"{visit.url}/learn/en/lessons/barley-margin/")
        visit.open(PATH)
        store_progress(visit, {"first-words": PASSED, "barley-margin": PASSED})
        assert (next_link.is_visible(), count.inner_text()) == (False, "All lessons passed")
        assert visit.all_complaints() == []


def test_progress_of_one_path_is_reset_and_restored(visiting: Any) -> None:
    with visiting() as visit:
        visit.open(PATH)
        page, reset = visit.page, visit.page.locator(".progress button")
        assert not reset.is_visible()
        store_progress(visit, {"first-words": PASSED, "elsewhere": FAILED})
        reset.click()
        assert (stored_progress(page), reset.inner_text()) == ({"elsewhere": FAILED}, "Undo")
        assert (page.locator(".progress [role=status]").inner_text(), page.locator(".done-mark:visible").count()) == (
            "Progress cleared.",
            0,
        )
        reset.click()
        assert stored_progress(page) == {"first-words": PASSED, "elsewhere": FAILED}
        assert page.locator(".progress-count").inner_text() == "Lessons passed: 1 of 2"


def test_lists_mark_passed_lessons(visiting: Any) -> None:
    with visiting() as visit:
        visit.open(LESSONS)
        store_progress(visit, {"first-words": PASSED})
        assert visit.page.locator(".done-mark:visible").all_inner_texts() == ["Passed"]
        visit.open("learn/paths/")
        assert visit.page.locator(".done-mark:visible").all_inner_texts() == ["已通过 1 课，共 2 课"]
        assert visit.all_complaints() == []


@pytest.mark.parametrize(
    "stored", ["{", "null", "[]", '{"v": 2, "lessons": {"first-words": {"best": 1, "of": 1}}}', '{"v": 1, "lessons": {"first-words": 7}}']
)
def test_unknown_data_in_the_storage_is_ignored(visiting: Any, stored: str) -> None:
    with visiting() as visit:
        visit.open(PATH)
        visit.page.evaluate("junk => localStorage.setItem('prospectus.progress', junk)", stored)
        visit.open(PATH)
        assert visit.page.locator("[data-way]").inner_text() == "Start the first lesson"
        assert visit.page.locator(".done-mark:visible").count() == 0
        assert visit.all_complaints() == []


def test_path_is_complete_without_storage_or_script(visiting: Any) -> None:
    disable_storage = "Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('closed', 'SecurityError') } })"
    with visiting() as visit, visiting(java_script_enabled=False) as plain:
        visit.page.add_init_script(disable_storage)
        for current_visit in (visit, plain):
            current_visit.open(PATH)
            assert not current_visit.page.locator(".progress").is_visible()
            assert current_visit.page.locator("#lessons > li").count() == 2
            assert current_visit.page.locator("[data-way]").get_attribute("href").endswith("/en/lessons/first-words/")
            assert current_visit.complaints == []


def test_path_is_printed_as_a_list_with_boxes(visiting: Any) -> None:
    with visiting() as visit:
        visit.open(PATH)
        store_progress(visit, {"first-words": PASSED})
        visit.page.emulate_media(media="print")
        boxes = visit.page.locator("#lessons > li").evaluate_all(
            "all => all.map(each => { const box = getComputedStyle(each, '::before'); return [box.content, box.borderTopStyle] })"
        )
        assert boxes == [['""', "solid"], ['""', "solid"]]
        assert not visit.page.locator(".progress").is_visible()


def test_question_opens_at_its_fragment_and_all_are_printed_open(visiting: Any) -> None:
    with visiting() as visit:
        visit.open("learn/en/faq/#who-asks")
        page = visit.page
        answers = page.locator(".answer")
        assert [answer.is_visible() for answer in answers.all()] == [False, True]
        page.evaluate("dispatchEvent(new Event('beforeprint'))")
        assert [answer.is_visible() for answer in answers.all()] == [True, True]
        page.evaluate("dispatchEvent(new Event('afterprint'))")
        assert [answer.is_visible() for answer in answers.all()] == [False, True]


def test_reader_gets_from_the_home_page_through_a_path_to_a_passed_quiz(visiting: Any) -> None:
    with visiting(390) as visit:
        visit.open("en/")
        page = visit.page
        page.locator(".audience a").first.click()
        page.wait_for_url("**/en/paths/**")
        page.locator("[data-way]").click()
        page.wait_for_url("**/en/lessons/**")
        for form in page.locator("[data-question] form").all():
            for answer in form.locator("li[data-right] input").all():
                answer.check()
            form.locator("button").first.click()
        page.locator(".quiz-score[data-passed=true]").wait_for()
        page.go_back()
        page.wait_for_url("**/en/paths/**")
        assert page.locator("progress").evaluate("bar => bar.value") == 1
        assert page.locator("[data-way]").inner_text().startswith("Continue with: ")
        assert visit.all_complaints() == []
