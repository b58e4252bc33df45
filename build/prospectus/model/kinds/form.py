"""Paper forms that readers fill in on the page, print, and hand in themselves."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Field as Bound

from prospectus.model.record import FrozenModel, Record, Violation
from prospectus.model.values.reference import Id, Line, Ref, Target
from prospectus.model.values.text import InlineText, LineText
from prospectus.problems.message import Message

COMPANY_PLACEHOLDER = "{company}"
"""The placeholder in the mail's subject for the name of the company that hands in the form."""


class Field(FrozenModel):
    """One cell of the form."""

    id: Id
    """Its name, for links and for the fact it shows."""
    title: LineText
    """What stands beside the cell."""
    text: InlineText | None = None
    """How it is filled in."""
    holds: Literal["number", "date", "company", "line", "phones", "email", "items"] = "line"
    """What is written there: the number of the form, its date, who hands it in, a line, telephone numbers, an address, items."""
    required: bool = False
    """Whether the source, or we, ask for it."""


class Seal(FrozenModel):
    """The place for the seal."""

    id: Id
    """Its name, for links and for the fact it shows."""
    title: LineText
    """What stands there."""
    text: InlineText | None = None
    """Whose seal it takes."""


class Submission(FrozenModel):
    """How the form is handed in: by mail that readers send themselves."""

    id: Id
    """Its name, for links and for the fact it shows."""
    to: Annotated[str, Bound(pattern=r"^[A-Za-z0-9._+-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+$", max_length=120)]
    """The address."""
    subject: Annotated[str, Bound(min_length=1, max_length=120)]
    """The subject of the mail, with `{company}` where the company's name stands."""
    nobody: Line
    """What stands for the company's name while there is none."""
    text: InlineText
    """What the source says about it."""


OWN_ID = Message("an id of its own", "另一个标识")


def _describe_field(number: int) -> Message:
    return Message(f"field {number}", f"第 {number} 栏")


class Form(Record):
    """A form, cell by cell."""

    language: Annotated[str, Bound(pattern=r"^[a-z]{2,3}(-[a-z0-9]{2,8})?$")]
    """The language in which it is handed in; readers of another see it beside their own."""
    number_digits: Annotated[int, Bound(ge=1, le=9)] = 3
    """How many digits its number has."""
    fields: Annotated[tuple[Field, ...], Bound(min_length=1)]
    """Its cells, in order; those with `items` are sections of their own."""
    seal: Seal | None = None
    """The place for the seal."""
    submission: Submission
    """How it is handed in."""
    programme: Annotated[str, Ref("programme")] | None = None
    """The programme it belongs to."""
    related: tuple[Target, ...] = ()
    """Where to read on."""

    def iter_violations(self) -> Iterator[Violation]:
        """Yield a subject without exactly one placeholder (PR225), missing or extra company fields (PR226), and duplicate ids (PR201)."""
        if self.submission.subject.count(COMPANY_PLACEHOLDER) != 1:
            yield Violation(("submission", "subject"), "PR225", {"came": self.submission.subject, "form": f"{COMPANY_PLACEHOLDER}…"})
        company_fields = sum(field.holds == "company" for field in self.fields)
        if company_fields != 1:
            yield Violation(("fields",), "PR226", {"came": company_fields, "form": "holds: company"})
        first_index: dict[str, int] = {}
        for index, field in enumerate(self.fields):
            if field.id in first_index:
                params = {"came": field.id, "first": _describe_field(first_index[field.id] + 1), "form": OWN_ID}
                yield Violation(("fields", index, "id"), "PR201", params)
            first_index.setdefault(field.id, index)
