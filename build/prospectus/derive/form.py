"""The view of a form, for its page and its printed sheet: labels in the language of submission, glosses in that of the reader."""

from __future__ import annotations

from urllib.parse import quote

from prospectus.derive.resolve import Resolver
from prospectus.derive.tongues import HAN
from prospectus.derive.view import View
from prospectus.model.form import GAP, Form
from prospectus.model.record import Record
from prospectus.model.text import Text

ABOVE = frozenset({"number", "date"})
"""The types of fields that are placed above the table of the sheet."""
WIDE = {"colon": "：", "dot": "．", "more": "……", "around": "（{}）"}
"""Punctuation for Han script: after a label, after a number, to show that more can follow, and around the label of the seal."""
NARROW = {"colon": ": ", "dot": ". ", "more": "…", "around": "({})"}
"""The same punctuation for other scripts."""
NO_DAY = dict.fromkeys(("ja", "zh"), "\u3000" * 4 + "年" + "\u3000" * 2 + "月" + "\u3000" * 2 + "日")
"""The text of an empty date field, by language: units with space for handwritten figures."""


def form_view(view: View, record: Record, resolver: Resolver) -> View:
    """Return the view of a form with the fields of its sheet and the `mailto:` link with which it is submitted."""
    assert isinstance(record, Form)  # noqa: S101  (only called for records of this kind)
    cells = tuple(
        _labelled(each, field.title, record, resolver).having(blank=NO_DAY.get(record.language, "") if field.holds == "date" else "")
        for each, field in zip(view.fields, record.fields, strict=True)
    )
    marks = WIDE if record.language in HAN else NARROW
    seal = record.seal and _labelled(view.seal, record.seal.title, record, resolver)
    submission = record.submission
    empty = submission.subject.replace(GAP, submission.nobody)
    return view.having(
        **marks,
        fields=cells,
        above=tuple(each for each in cells if each.holds in ABOVE),
        rows=_in_pairs(tuple(each for each in cells if each.holds not in ABOVE | {"items"})),
        sections=tuple(each for each in cells if each.holds == "items"),
        seal=seal and seal.having(own=marks["around"].format(seal.own)),
        sheet=_labelled(View(), record.title, record, resolver),
        tag=resolver.tag_of(record.language),
        file=f"{record.id}.docx",
        submission=view.submission.having(subject=empty, pattern=submission.subject),
        mail=f"mailto:{submission.to}?subject={quote(empty, safe='')}",
    )


def _labelled(view: View, title: Text, record: Form, resolver: Resolver) -> View:
    """Return a view with a label in the language of the form, and a gloss in the language of the reader if its text differs."""
    own, gloss = title.within((record.language, *resolver.languages)), title.within(resolver.languages)
    return view.having(
        own=own.text,
        own_tag=resolver.tag_of(own.language),
        gloss=gloss.text if gloss.text != own.text else "",
        gloss_tag=resolver.tag_of(gloss.language),
    )


def _in_pairs(cells: tuple[View, ...]) -> tuple[tuple[View, ...], ...]:
    return tuple(cells[at : at + 2] for at in range(0, len(cells), 2))
