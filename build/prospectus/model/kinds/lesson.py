"""Lessons: short texts that teach one thing, with examples and a quiz."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from typing import Annotated

from pydantic import Field

from prospectus.model.record import Record, Violation
from prospectus.model.values.declared import Level
from prospectus.model.values.plot import Plot, iter_invalid_plots
from prospectus.model.values.quiz import Question, iter_invalid_questions
from prospectus.model.values.reference import Ref, Target
from prospectus.model.values.simulation import Simulation, iter_invalid_simulations
from prospectus.model.values.text import InlineText
from prospectus.model.values.worked_example import Example, iter_wrong_sums


class Lesson(Record):
    """A lesson: schema.org's LearningResource. Its prose stands in Markdown files beside it."""

    level: Level
    """How much it takes for granted."""
    minutes: Annotated[int, Field(ge=1, le=120)]
    """How long it takes to read and to answer its quiz."""
    audiences: tuple[Annotated[str, Ref("audience")], ...] = ()
    """Whom it is for."""
    subjects: tuple[Annotated[str, Ref("category")], ...] = ()
    """What it is about."""
    products: tuple[Annotated[str, Ref("contract")], ...] = ()
    """The products it speaks of."""
    prerequisites: tuple[Annotated[str, Ref("lesson")], ...] = ()
    """The lessons to know before it."""
    objectives: Annotated[tuple[InlineText, ...], Field(min_length=1)]
    """What a reader can do after it."""
    plots: tuple[Plot, ...] = ()
    """Pictures of figures."""
    examples: tuple[Example, ...] = ()
    """Worked examples."""
    simulations: tuple[Simulation, ...] = ()
    """Figures with sliders."""
    quiz: Annotated[tuple[Question, ...], Field(min_length=1)]
    """Questions to check oneself."""
    rules: tuple[Annotated[str, Ref("rule")], ...] = ()
    """The rules it rests on."""
    related: tuple[Target, ...] = ()
    """Where to read on."""

    def iter_violations(self) -> Iterator[Violation]:
        """Yield wrong expressions, invalid plots and simulations, and questions that cannot be answered."""
        return chain(
            iter_wrong_sums(self.examples),
            iter_invalid_plots(self.plots),
            iter_invalid_simulations(self.simulations),
            iter_invalid_questions(self.quiz),
        )
