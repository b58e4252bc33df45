"""The answers of a quiz are collapsed on the page, and in a book they are not with the questions."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest

from epub_reader import read_documents, text_of
from prospectus.builder.incremental import BuildResult
from prospectus.model.kinds.lesson import Lesson
from prospectus.pipeline import check
from tiny import FULL

LANGUAGES = pytest.mark.parametrize(("language", "folder"), [("zh", ""), ("en", "en/")])


def answers_of(lesson_id: str, language: str) -> list[str]:
    """Return the explanations of all questions of a lesson of the full site, and the reasons for and against their choices."""
    lesson = next(checked.record for checked in check(FULL).records if checked.record.id == lesson_id)
    assert isinstance(lesson, Lesson)
    reasons = [choice.why for question in lesson.quiz for choice in question.choices if choice.why is not None]
    return [text[language] for text in (*(question.explanation for question in lesson.quiz), *reasons)]


class QuizParser(HTMLParser):
    """Collects the text of a page, the part that is visible before a reader opens anything, and the number of collapsed answers."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.questions = self.collapsed_answers = 0
        self.text = self.visible_text = ""
        self._hides: list[bool] = []
        """Whether each open `details` and `section` hides its content; sections for print do."""
        self._in_summary = self._in_script = False
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = dict(attrs)
        self.questions += "data-question" in attributes
        self._in_summary, self._in_script = tag == "summary", tag == "script"
        if tag in ("details", "section"):
            self._hides.append("print-only" in (attributes.get("class") or "") or (tag == "details" and "open" not in attributes))
        if tag == "details":
            self.collapsed_answers += attributes.get("class") == "answer" and "open" not in attributes

    def handle_endtag(self, tag: str) -> None:
        self._in_summary = self._in_script = False
        if tag in ("details", "section"):
            self._hides.pop()

    def handle_data(self, data: str) -> None:
        if self._in_script:
            return
        self.text += data
        if not any(self._hides) or self._in_summary:
            self.visible_text += data


@LANGUAGES
@pytest.mark.parametrize("lesson", ["barley-margin", "first-words"])
def test_answers_on_a_page_are_collapsed(full: BuildResult, lesson: str, language: str, folder: str) -> None:
    quiz = QuizParser((full.folder / folder / f"lessons/{lesson}/index.html").read_text(encoding="utf-8"))
    assert quiz.collapsed_answers == quiz.questions > 0
    assert [answer for answer in answers_of(lesson, language) if answer in quiz.visible_text or answer not in quiz.text] == []


@LANGUAGES
def test_answers_of_a_book_are_in_the_chapter_of_answers_only(full_data_files: dict[str, bytes], language: str, folder: str) -> None:
    documents = read_documents(full_data_files[f"{folder}library/barley-reader.epub"])
    answers = answers_of("barley-margin", language)
    assert len(answers) > 8
    places = {answer: [name for name, document in documents.items() if answer in text_of(document)] for answer in answers}
    assert {tuple(names) for names in places.values()} == {("EPUB/answers.xhtml",)}
