"""Checklists: questions that readers answer step by step, with what to do after each answer and a result."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Field

from prospectus.model.record import Citation, FrozenModel, Record, Violation
from prospectus.model.values.reference import Id, Target
from prospectus.model.values.text import InlineText, LineText
from prospectus.problems.message import Message

Outcome = Literal["pass", "unclear", "stop"]
"""What an answer means: the check goes on, the answer has to be looked for first, or the matter ends here."""
OWN_ID = Message("an id of its own", "另一个标识")
BOTH_OUTCOMES = Message(
    "outcome: pass on one answer, unclear or stop on another", "一个答案写 outcome: pass，另一个写 outcome: unclear 或 outcome: stop"
)


class ChecklistAnswer(FrozenModel):
    """One of the answers to choose from."""

    id: Id
    """Its name in the address of a result."""
    text: InlineText
    """The answer."""
    outcome: Outcome
    """What it means: `pass`, `unclear` or `stop`."""
    action: InlineText | None = None
    """What to do when this is the answer."""


class ChecklistStep(FrozenModel):
    """One step: schema.org's HowToStep."""

    id: Id
    """Its name in the address of a result."""
    title: LineText
    """What is checked, in a word."""
    question: InlineText
    """What readers ask themselves."""
    explanation: InlineText
    """Why it matters."""
    how: InlineText
    """How and where the answer is found."""
    answers: Annotated[tuple[ChecklistAnswer, ...], Field(min_length=2, max_length=5)]
    """The answers, in order."""
    related: tuple[Target, ...] = ()
    """Pages that help with it."""
    sources: Annotated[tuple[Citation, ...], Field(min_length=1)]
    """Where its facts stand."""


class Verdict(FrozenModel):
    """What a result says."""

    title: LineText
    """The result in one sentence."""
    text: InlineText
    """What to do now."""


class Verdicts(FrozenModel):
    """The three results."""

    passed: Verdict
    """Every answer passes."""
    unclear: Verdict
    """No answer says stop, and at least one is unclear."""
    stop: Verdict
    """At least one answer says stop."""


class Checklist(Record):
    """A check in steps, with a result: schema.org's HowTo."""

    minutes: Annotated[int, Field(ge=1, le=60)]
    """How long it takes."""
    steps: Annotated[tuple[ChecklistStep, ...], Field(min_length=1)]
    """The steps, in order."""
    verdicts: Verdicts
    """The results."""
    limits: Annotated[tuple[InlineText, ...], Field(min_length=1)]
    """What the result does not say."""
    related: tuple[Target, ...] = ()
    """Where to read on."""

    def iter_violations(self) -> Iterator[Violation]:
        """Yield ids that are used twice (PR201), and steps whose answers all have the same effect (PR319)."""
        yield from _iter_repeated_ids(("steps",), [step.id for step in self.steps])
        for index, step in enumerate(self.steps):
            yield from _iter_repeated_ids(("steps", index, "answers"), [answer.id for answer in step.answers])
            passing = sum(answer.outcome == "pass" for answer in step.answers)
            if passing in (0, len(step.answers)):
                yield Violation(("steps", index, "answers"), "PR319", {"came": _list_outcomes(step), "form": BOTH_OUTCOMES})


def _iter_repeated_ids(field_path: tuple[str | int, ...], ids: list[str]) -> Iterator[Violation]:
    first_index: dict[str, int] = {}
    for index, key in enumerate(ids):
        first = first_index.setdefault(key, index)
        if first != index:
            params = {"came": key, "first": Message(f"entry {first + 1}", f"第 {first + 1} 项"), "form": OWN_ID}
            yield Violation((*field_path, index, "id"), "PR201", params)


def _list_outcomes(step: ChecklistStep) -> str:
    return ", ".join(answer.outcome for answer in step.answers)
