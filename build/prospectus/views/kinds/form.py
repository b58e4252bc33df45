"""The view of a form, for its page and its printed sheet: labels in the language of submission, glosses in that of the reader."""

from __future__ import annotations

from urllib.parse import quote

from prospectus.model.kinds.form import COMPANY_PLACEHOLDER, Form
from prospectus.model.record import Record
from prospectus.model.values.text import Text
from prospectus.text.language_tags import is_han_language
from prospectus.views.resolver import Resolver
from prospectus.views.view import View

HEADER_TYPES = frozenset({"number", "date"})
"""The types of fields that are placed above the table of the sheet."""
HAN_PUNCTUATION = {"colon": "：", "dot": "．", "ellipsis": "……", "seal_brackets": "（{}）"}
"""Punctuation for Han script: after a label, after a number, to show that more can follow, and around the label of the seal."""
LATIN_PUNCTUATION = {"colon": ": ", "dot": ". ", "ellipsis": "…", "seal_brackets": "({})"}
"""The same punctuation for other scripts."""
EMPTY_DATES = dict.fromkeys(("ja", "zh"), "\u3000" * 4 + "年" + "\u3000" * 2 + "月" + "\u3000" * 2 + "日")
"""The text of an empty date field, by language: units with space for handwritten figures."""


def build_form_view(view: View, record: Record, resolver: Resolver) -> View:
    """Return the view of a form with the fields of its sheet and the `mailto:` link with which it is submitted."""
    assert isinstance(record, Form)  # noqa: S101  (only called for records of this kind)
    cells = tuple(
        _with_labels(cell, field.title, record, resolver).with_values(
            blank=EMPTY_DATES.get(record.language.partition("-")[0], "") if field.holds == "date" else ""
        )
        for cell, field in zip(view.fields, record.fields, strict=True)
    )
    punctuation = HAN_PUNCTUATION if is_han_language(record.language) else LATIN_PUNCTUATION
    seal = record.seal and _with_labels(view.seal, record.seal.title, record, resolver)
    submission = record.submission
    empty_subject = submission.subject.replace(COMPANY_PLACEHOLDER, submission.nobody)
    return view.with_values(
        **punctuation,
        fields=cells,
        above=tuple(cell for cell in cells if cell.holds in HEADER_TYPES),
        rows=_split_into_pairs(tuple(cell for cell in cells if cell.holds not in HEADER_TYPES | {"items"})),
        sections=tuple(cell for cell in cells if cell.holds == "items"),
        seal=seal and seal.with_values(label=punctuation["seal_brackets"].format(seal.label)),
        sheet=_with_labels(View(), record.title, record, resolver),
        tag=resolver.language_tag(record.language),
        file=f"{record.id}.docx",
        submission=view.submission.with_values(subject=empty_subject, pattern=submission.subject),
        mail=f"mailto:{submission.to}?subject={quote(empty_subject, safe='')}",
    )


def _with_labels(view: View, title: Text, record: Form, resolver: Resolver) -> View:
    """Return a view with a label in the language of the form, and a gloss in the language of the reader if its text differs."""
    label, gloss = title.within((record.language, *resolver.languages)), title.within(resolver.languages)
    return view.with_values(
        label=label.text,
        label_tag=resolver.language_tag(label.language),
        gloss=gloss.text if gloss.text != label.text else "",
        gloss_tag=resolver.language_tag(gloss.language),
    )


def _split_into_pairs(cells: tuple[View, ...]) -> tuple[tuple[View, ...], ...]:
    return tuple(cells[start : start + 2] for start in range(0, len(cells), 2))
