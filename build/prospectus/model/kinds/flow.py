"""Procedures in stages; several departments may work in parallel within a stage."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

from pydantic import Field

from prospectus.model.record import FrozenModel, Record, Violation
from prospectus.model.values.reference import Id, Ref
from prospectus.model.values.text import InlineText, LineText


class Task(FrozenModel):
    """One thing to be done at a node."""

    title: LineText
    """What is done."""
    fee: bool = False
    """Whether a fee is paid."""
    only: InlineText | None = None
    """The applicants it concerns, when not all."""
    handoff: Annotated[str, Ref("institution")] | None = None
    """The department it is passed to."""
    note: InlineText | None = None
    """What else is needed, or how the source was read."""


class Node(FrozenModel):
    """What one department handles in one stage."""

    id: Id
    """Its name, for links and for the fact it shows."""
    department: Annotated[str, Ref("institution")]
    """The department."""
    actor: LineText | None = None
    """Who acts, when it is not the applicant."""
    ordered: bool = False
    """Whether its tasks follow one another."""
    tasks: tuple[Task, ...] = Field(min_length=1)
    """The tasks."""


class Stage(FrozenModel):
    """Nodes of one stage run side by side; a stage starts when the one before is done."""

    number: int
    """Its number: 1, 2, 3 …"""
    nodes: tuple[Node, ...] = Field(min_length=1)
    """The departments at work."""


class Flow(Record):
    """A procedure from the first step to the last."""

    applicant: LineText
    """Who goes through it."""
    stages: tuple[Stage, ...] = Field(min_length=1)
    """The stages, in order."""
    note: InlineText | None = None
    """How the source was read."""

    def iter_violations(self) -> Iterator[Violation]:
        """Yield stages that are not numbered 1, 2, 3 … without gaps (PR208)."""
        for index, stage in enumerate(self.stages):
            if stage.number != index + 1:
                yield Violation(("stages", index, "number"), "PR208", {"came": stage.number, "form": index + 1})
