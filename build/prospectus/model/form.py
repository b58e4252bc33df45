"""Paper forms that readers fill in on the page, print, and hand in themselves."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Field as Bound

from prospectus.model.record import Breach, Noun, Record
from prospectus.model.reference import Id, Line, Ref, Target
from prospectus.model.text import Text

GAP = "{company}"
"""The placeholder in the mail's subject for the name of the company that hands in the form."""


class Field(Noun):
    """One cell of the form."""

    id: Id
    """Its name, for links and for the fact it shows."""
    title: Text
    """What stands beside the cell."""
    text: Text | None = None
    """How it is filled in."""
    holds: Literal["number", "date", "company", "line", "phones", "email", "items"] = "line"
    """What is written there: the number of the form, its date, who hands it in, a line, telephone numbers, an address, items."""
    required: bool = False
    """Whether the source, or we, ask for it."""


class Seal(Noun):
    """The place for the seal."""

    id: Id
    """Its name, for links and for the fact it shows."""
    title: Text
    """What stands there."""
    text: Text | None = None
    """Whose seal it takes."""


class Submission(Noun):
    """How the form is handed in: by mail that readers send themselves."""

    id: Id
    """Its name, for links and for the fact it shows."""
    to: Annotated[str, Bound(pattern=r"^[A-Za-z0-9._+-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+$", max_length=120)]
    """The address."""
    subject: Annotated[str, Bound(min_length=1, max_length=120)]
    """The subject of the mail, with `{company}` where the company's name stands."""
    nobody: Line
    """What stands for the company's name while there is none."""
    text: Text
    """What the source says about it."""


class Form(Record):
    """A form, cell by cell."""

    language: Annotated[str, Bound(pattern=r"^[a-z]{2,3}$")]
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

    def breaches(self) -> Iterator[Breach]:
        """Yield a subject without exactly one placeholder (PR225), missing or extra company fields (PR226), and duplicate ids (PR201)."""
        if self.submission.subject.count(GAP) != 1:
            yield Breach(("submission", "subject"), "PR225", {"came": self.submission.subject, "form": f"{GAP}…"})
        companies = sum(each.holds == "company" for each in self.fields)
        if companies != 1:
            yield Breach(("fields",), "PR226", {"came": companies, "form": "holds: company"})
        first: dict[str, int] = {}
        for number, field in enumerate(self.fields):
            if field.id in first:
                came = {"came": field.id, "first": f"field {first[field.id] + 1}", "form": "an id of its own"}
                yield Breach(("fields", number, "id"), "PR201", came)
            first.setdefault(field.id, number)
