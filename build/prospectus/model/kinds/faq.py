"""Frequently asked questions and their answers."""

from __future__ import annotations

from typing import Annotated

from prospectus.model.record import Record
from prospectus.model.values.reference import Ref, Target
from prospectus.model.values.text import BlockText


class Faq(Record):
    """A question and its answer, both our own; its title is the question."""

    group: Annotated[str, Ref("category")]
    """The group of questions it is listed in."""
    answer: BlockText
    """The answer, a few sentences."""
    rules: tuple[Annotated[str, Ref("rule")], ...] = ()
    """The rules it rests on."""
    related: tuple[Target, ...] = ()
    """Where to read on."""
