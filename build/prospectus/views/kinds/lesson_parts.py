"""The parts of a lesson's page: the sections of its text with the questions and figures that stand after each, and the time left."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from math import inf

from prospectus.model.kinds.lesson import Lesson
from prospectus.model.record import Record
from prospectus.model.values.quiz import Question
from prospectus.text.sections import Section, split_sections
from prospectus.views.kinds.lesson_path import build_next_steps, write_titles
from prospectus.views.resolver import Resolver
from prospectus.views.view import View

CHECKPOINTS = 2
"""The number of questions that are asked within a text that does not say where."""
STEP_WEIGHT, PLOT_WEIGHT, SIMULATION_WEIGHT = 40, 200, 400
"""How many characters of text take as long as a step of a worked example, a plot, and a figure with sliders."""


def build_lesson_body(body: View, record: Record, resolver: Resolver) -> View:
    """Return the body of a lesson's page with its parts, its questions in the order of the page, and the minutes left at each part."""
    if not isinstance(record, Lesson):
        return body
    sections = split_sections(body.prose) if body.prose else ()
    places = place_checkpoints(record.quiz, len(sections))
    questions = _number_questions(body.record.quiz, places)
    final_questions = tuple(question for question in questions if question.after == 0)
    simulations = _place_simulations(body.record.simulations, len(sections))
    parts = tuple(_iter_parts(sections, questions, simulations))
    minutes = iter(count_minutes_left(record.minutes, tuple(_iter_weights(parts, final_questions, body.record))))
    return body.with_values(
        parts=tuple(part.with_values(minutes_left=next(minutes)) for part in parts),
        questions=questions,
        final_questions=final_questions,
        final_simulations=tuple(simulation for simulation in simulations if simulation.after == 0),
        plots_left=next(minutes) if body.record.plots or any(simulation.after == 0 for simulation in simulations) else 0,
        examples_left=next(minutes) if body.record.examples else 0,
        quiz_left=next(minutes),
        titles=write_titles(record.title, resolver),
        next_steps=build_next_steps(body.referrers.get("path", ()), record.id, resolver),
    )


def place_checkpoints(quiz: Sequence[Question], section_count: int) -> Mapping[int, int]:
    """Return the section after which each question within the text is asked, by the index of the question.

    If no question names a section, the first two are placed evenly between the sections, and one stays for the end.
    """
    stated = {index: question.after for index, question in enumerate(quiz) if question.after is not None}
    if stated:
        return {index: min(after, section_count) for index, after in stated.items() if section_count}
    count = min(CHECKPOINTS, len(quiz) - 1, section_count - 1)
    return {index: max(1, round(section_count * (index + 1) / (count + 1))) for index in range(count)}


def _number_questions(quiz: Sequence[View], places: Mapping[int, int]) -> tuple[View, ...]:
    """Return the questions in the order of the page, each with its number and the section after which it stands; 0 for the end."""
    order = sorted(range(len(quiz)), key=lambda index: places.get(index, inf))
    return tuple(quiz[index].with_values(number=number, after=places.get(index, 0)) for number, index in enumerate(order, 1))


def _place_simulations(simulations: Sequence[View], section_count: int) -> tuple[View, ...]:
    """Return the figures with sliders, each with its number and the section after which it stands; 0 for after the text."""
    return tuple(
        simulation.with_values(number=number, after=min(simulation.after or 0, section_count))
        for number, simulation in enumerate(simulations, 1)
    )


def _iter_parts(sections: Sequence[Section], questions: Sequence[View], simulations: Sequence[View]) -> Iterator[View]:
    for number, section in enumerate(sections, 1):
        yield View(
            number=number,
            heading=section.heading,
            text=section.text,
            simulations=tuple(simulation for simulation in simulations if simulation.after == number),
            questions=tuple(question for question in questions if question.after == number),
        )


def _iter_weights(parts: Sequence[View], final_questions: Sequence[View], lesson: View) -> Iterator[int]:
    """Yield the length of each part in characters, then that of the plots, of the worked examples and of the questions at the end."""
    for part in parts:
        yield len(part.text.striptags()) + _question_weight(part.questions) + SIMULATION_WEIGHT * len(part.simulations)
    in_text = sum(len(part.simulations) for part in parts)
    if lesson.plots or len(lesson.simulations) > in_text:
        yield PLOT_WEIGHT * len(lesson.plots) + SIMULATION_WEIGHT * (len(lesson.simulations) - in_text)
    if lesson.examples:
        yield STEP_WEIGHT * sum(len(example.given) + len(example.workings) for example in lesson.examples)
    yield _question_weight(final_questions)


def _question_weight(questions: Sequence[View]) -> int:
    return sum(len(question.prompt) + sum(len(choice.text) for choice in question.choices) for question in questions)


def count_minutes_left(minutes: int, weights: Sequence[int]) -> tuple[int, ...]:
    """Return the whole minutes that are left at the start of each part of a lesson of `minutes`, by their `weights`; at least 1."""
    total = sum(weights) or 1
    return tuple(max(1, -(-minutes * sum(weights[index:]) // total)) for index in range(len(weights)))
