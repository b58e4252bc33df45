"""Quiz questions for self-assessment, with explained answers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Annotated

from pydantic import Field

from prospectus.model.record import FrozenModel, Violation
from prospectus.model.values.reference import Id
from prospectus.model.values.text import BlockText, InlineText
from prospectus.problems.message import Message

CHOICES_SYNTAX = Message("right: true on some of the choices, not on all", "部分选项写 right: true，但不是全部")
OWN_ID = Message("an id of its own", "另一个标识")


class Choice(FrozenModel):
    """One of the answers offered."""

    text: InlineText
    """The answer."""
    right: bool = False
    """Whether it is right; a question may have several right ones."""
    why: InlineText | None = None
    """Why it is right or wrong, for whoever chose it."""


class Question(FrozenModel):
    """A question with answers to choose from: schema.org's Question."""

    id: Id
    """Its name, for links and for what the browser remembers."""
    prompt: InlineText
    """What is asked."""
    choices: Annotated[tuple[Choice, ...], Field(min_length=2, max_length=6)]
    """The answers offered, in order."""
    explanation: BlockText
    """The answer with its reason, shown once the reader has chosen."""
    after: Annotated[int, Field(ge=1)] | None = None
    """The section of the text after which it is asked, counted by headings with `##`; without it, it is asked at the end."""


def _describe_question(number: int) -> Message:
    return Message(f"question {number}", f"第 {number} 题")


def iter_invalid_questions(quiz: Sequence[Question]) -> Iterator[Violation]:
    """Yield each question of the field `quiz` with a duplicate id (PR201), or of whose choices none or all are right (PR214)."""
    first_index: dict[str, int] = {}
    for index, question in enumerate(quiz):
        if first_index.setdefault(question.id, index) != index:
            yield Violation(
                ("quiz", index, "id"),
                "PR201",
                {"came": question.id, "first": _describe_question(first_index[question.id] + 1), "form": OWN_ID},
            )
        right_choices = sum(choice.right for choice in question.choices)
        if right_choices in (0, len(question.choices)):
            yield Violation(
                ("quiz", index, "choices"), "PR214", {"came": right_choices, "count": len(question.choices), "form": CHOICES_SYNTAX}
            )
