"""Takes a record out of the site. Its address stays: as a page that says that it is withdrawn, or as a redirect to another record."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from prospectus.errors import UsageError
from prospectus.model import urls
from prospectus.model.kind_names import describe_kind
from prospectus.problems import Message
from prospectus.refactoring.record_edits import RecordEdits, find_record
from prospectus.scheduling import yaml_records
from prospectus.scheduling.calendar_files import SourceCalendar
from prospectus.validate.mentions import Reference, find_references
from prospectus.validate.references import CheckedRecord

KEPT = Message("A {kind} is kept as it was published and cannot be removed.", "{kind}须保持发布时的样子，不能移除。")
NEEDED = Message("The site needs its own record.", "站点不能没有自己的记录。")
ITSELF = Message("A record cannot stand in for itself.", "一条记录不能由它自己代替。")
WITHDRAWN = Message("It is withdrawn already.", "它已经撤下。")
REFERS_BACK = Message(
    "{other} itself refers to {key}, and would refer to itself. Change this first: {places}.",
    "{other} 自身引用了 {key}，移除后会引用自己。请先改掉：{places}。",
)
REFERRED_TO = Message(
    "Something refers to {key}, and nothing would be at its place. Change that first, or name a record of the same kind with --instead. "
    "Places ({count}): {places}.",
    "{key} 有 {count} 处引用，移除后将无处可指。请先改掉这些引用，或用 `--instead` 写明一条同类记录。引用处：{places}。",
)


@dataclass(frozen=True, slots=True)
class Removal:
    """What a removal writes."""

    texts: Mapping[str, str | None]
    """The new text of each file that changes, by path; None for a file that goes."""
    references: tuple[Reference, ...]
    """The places that refer to the record; they lead to the other record, if there is one."""
    is_withdrawn: bool
    """Whether the record stays, as withdrawn."""


def plan_removal(source: SourceCalendar, kind: str, record_id: str, instead: str = "") -> Removal:
    """Return what must be written to remove a record.

    With `instead`, another id of the same kind, its files go, and references and former addresses lead to the other record. Without, a
    record with a page is withdrawn, and one without a page goes, if nothing refers to it. Raises UsageError when that is not possible.
    """
    checked = find_record(source, kind, record_id)
    _check_removable(checked)
    references = tuple(find_references(source.checked.records, checked.key))
    edits = RecordEdits()
    if instead:
        _replace(checked, find_record(source, kind, instead), references, edits)
    elif _has_page(checked):
        _withdraw(checked, edits)
        return Removal(_make_texts(source, edits), references, is_withdrawn=True)
    elif references:
        raise UsageError(REFERRED_TO.fill(key=":".join(checked.key), count=len(references), places=_list_places(references)))
    texts = _make_texts(source, edits)
    texts.update(_take_out(source, checked, texts))
    return Removal(texts, references, is_withdrawn=False)


def _check_removable(checked: CheckedRecord) -> None:
    kind = checked.raw.kind
    if kind.frozen:
        raise UsageError(KEPT.fill(kind=describe_kind(kind.name)))
    if kind.name == "site":
        raise UsageError(NEEDED)


def _has_page(checked: CheckedRecord) -> bool:
    return not checked.record.hidden and urls.record_url(checked.raw.kind, checked.record.id) is not None


def _withdraw(checked: CheckedRecord, edits: RecordEdits) -> None:
    if checked.record.status == "withdrawn":
        raise UsageError(WITHDRAWN)
    edits.set_shared_field(checked, "status", "withdrawn")


def _replace(checked: CheckedRecord, other: CheckedRecord, references: Sequence[Reference], edits: RecordEdits) -> None:
    """Make the other record the one that all references and former addresses of a record lead to."""
    if other is checked:
        raise UsageError(ITSELF)
    key, other_key = ":".join(checked.key), ":".join(other.key)
    if own := [reference for reference in references if reference.referrer is other]:
        raise UsageError(REFERS_BACK.fill(key=key, other=other_key, places=_list_places(own)))
    for reference in references:
        if reference.referrer is not checked:
            edits.point_to(reference, key, other_key)
    if not checked.record.hidden:
        edits.set_shared_field(other, "formerly", [*other.record.formerly, *checked.record.formerly, checked.record.id])


def _make_texts(source: SourceCalendar, edits: RecordEdits) -> dict[str, str | None]:
    return {path: edits.apply_to(source.text_of(path), path) for path in edits.paths}


def _take_out(source: SourceCalendar, checked: CheckedRecord, texts: Mapping[str, str | None]) -> dict[str, str | None]:
    """Return the texts of the files of a record without it; None for files that have nothing else."""
    raw = checked.raw
    files = dict.fromkeys((*(part.path for part in raw.parts), *(prose.path for prose in raw.prose.values())))
    taken_out: dict[str, str | None] = dict.fromkeys(files)
    if raw.key is None:
        part = raw.parts[0]
        text, _ = yaml_records.cut_row(texts.get(part.path) or source.text_of(part.path), int(part.prefix[0]))
        taken_out[part.path] = None if yaml_records.has_no_records(text) else text
    return taken_out


def _list_places(references: Sequence[Reference]) -> Message:
    places = [f"{reference.path}:{reference.locate()[0]}" for reference in references]
    return Message(", ".join(places), "、".join(places))
