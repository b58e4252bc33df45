"""Quiz questions for self-assessment, with explained answers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Annotated

from pydantic import Field

from prospectus.model.record import Breach, Noun
from prospectus.model.reference import Id
from prospectus.model.text import Text

FORM = "right: true on some of the choices, not on all"


class Choice(Noun):
    """One of the answers offered."""

    text: Text
    """The answer."""
    right: bool = False
    """Whether it is right; a question may have several right ones."""
    why: Text | None = None
    """Why it is right or wrong, for whoever chose it."""


class Question(Noun):
    """A question with answers to choose from: schema.org's Question."""

    id: Id
    """Its name, for links and for what the browser remembers."""
    prompt: Text
    """What is asked."""
    choices: Annotated[tuple[Choice, ...], Field(min_length=2, max_length=6)]
    """The answers offered, in order."""
    explanation: Text
    """The answer with its reason, shown once the reader has chosen."""


def unanswerable(quiz: Sequence[Question]) -> Iterator[Breach]:
    """Yield each question of the field `quiz` with a duplicate id (PR201), or of whose choices none or all are right (PR214)."""
    first: dict[str, int] = {}
    for index, question in enumerate(quiz):
        if first.setdefault(question.id, index) != index:
            yield Breach(
                ("quiz", index, "id"),
                "PR201",
                {"came": question.id, "first": f"question {first[question.id] + 1}", "form": "an id of its own"},
            )
        right = sum(choice.right for choice in question.choices)
        if right in (0, len(question.choices)):
            yield Breach(("quiz", index, "choices"), "PR214", {"came": right, "count": len(question.choices), "form": FORM})
