"""The dates of a record's life: when it is published, withdrawn and reviewed; and what readers see of it at a time."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime

from prospectus.cache.cache import BuildCache, digest
from prospectus.model.library import RecordKey
from prospectus.model.values.partial_date import PartialDate
from prospectus.model.values.text import Text
from prospectus.problems import Message, Problem, make_problem
from prospectus.validate.mentions import TARGET_TYPES, LinkReference, find_references
from prospectus.validate.references import CheckedRecord, DerivedRecord

DATE_FIELDS = ("publish_from", "withdraw_on")
UNDATED_KINDS = ("site", "release")
"""The kinds whose records are always published as they are."""
NOT_FOR_KIND = Message("a record of this kind is always published", "这类记录总是公开的")
NOT_FOR_STATUS = {
    "draft": Message("a draft is never published", "草稿不会公开"),
    "withdrawn": Message("the record is withdrawn already", "记录已经撤下"),
}
NO_REVIEW = Message("nothing says when it was reviewed", "没有写明何时复核过")


def see_at(records: Sequence[CheckedRecord], now: datetime, cache: BuildCache) -> list[CheckedRecord]:
    """Return the records as readers see them at `now`, a naive time in the zone of the site: each with the status that it has then.

    A record that is not published yet is a draft. A record without dates is returned as it is.
    """
    return [_see_record(checked, now, cache) if _has_dates(checked) else checked for checked in records]


def _has_dates(checked: CheckedRecord) -> bool:
    dates = checked.record.publish_from or checked.record.withdraw_on
    return dates is not None and checked.raw.kind.name not in UNDATED_KINDS


def _see_record(checked: CheckedRecord, now: datetime, cache: BuildCache) -> CheckedRecord:
    """Return a record with its status at `now`. One with the same result as before is the same object."""
    status = checked.record.status_at(now)
    if status == checked.record.status:
        return checked
    key = digest(checked.fingerprint, status)
    known: DerivedRecord | None = cache.get_local("seen", key)
    if known is None or known.raw is not checked.raw:
        known = DerivedRecord(checked.record.model_copy(update={"status": status}), checked.raw, checked, status)
        cache.set_local("seen", key, known)
    return known


def find_next_date(records: Sequence[CheckedRecord], now: datetime) -> datetime | None:
    """Return when a record is published or withdrawn next after `now`; both are naive times in the zone of the site."""
    dates = [getattr(checked.record, field) for checked in records if _has_dates(checked) for field in DATE_FIELDS]
    return min((date.start for date in dates if date is not None and date.start > now), default=None)


def is_withheld(checked: CheckedRecord, now: datetime) -> bool:
    """Return whether a record is not published before a time after `now`, a naive time in the zone of the site."""
    # The raw record is asked first, because it is loaded already.
    return (
        "publish_from" in checked.raw.data
        and _has_dates(checked)
        and not checked.record.hidden
        and checked.record.status_at(now) == "draft"
    )


def check_lifecycle(checked: CheckedRecord) -> Iterator[Problem]:
    """A date must have an effect, and a record must be published before it is withdrawn."""
    record = checked.record
    for field in DATE_FIELDS:
        if getattr(record, field) is not None:
            yield from _check_effect(checked, field)
    if record.review_every is not None and record.reviewed is None:
        yield checked.raw.problem(("review_every",), "PR295", field="review_every", reason=NO_REVIEW, form="reviewed: 2026-01")
    if record.publish_from is not None and record.withdraw_on is not None and record.withdraw_on.start <= record.publish_from.start:
        form = Message(f"a date after {record.publish_from}", f"{record.publish_from} 之后的日期")
        yield checked.raw.problem(("withdraw_on",), "PR296", came=str(record.withdraw_on), form=form)


def _check_effect(checked: CheckedRecord, field: str) -> Iterator[Problem]:
    if checked.raw.kind.name in UNDATED_KINDS:
        form = Message("a record without this line", "删去这一行")
        yield checked.raw.problem((field,), "PR295", field=field, reason=NOT_FOR_KIND, form=form)
    elif checked.record.status in NOT_FOR_STATUS:
        status = checked.record.status
        form = Message(f"{field}, or status: {status}; not both", f"{field} 和 status: {status} 只写其一")
        yield checked.raw.problem((field,), "PR295", field=field, reason=NOT_FOR_STATUS[status], form=form)


def check_early_references(records: Sequence[CheckedRecord], now: datetime) -> Iterator[Problem]:
    """What a record refers to must be published no later than the record itself. `now` is a naive time in the zone of the site.

    Time alone can only make such a problem go away, so a build never starts failing because of it.
    """
    withheld = {checked.key: checked.record.publish_from for checked in records if is_withheld(checked, now)}
    if not withheld:
        return
    for checked in records:
        if not checked.record.hidden:
            for key in _list_mentioned(checked, withheld):
                yield from _report_early(checked, key, withheld[key])


def _list_mentioned(checked: CheckedRecord, withheld: Collection[RecordKey]) -> list[RecordKey]:
    """Return the withheld records that a record may refer to."""
    targets = {":".join(key): key for key in withheld if key != checked.key}
    mentioned: set[str] = set()
    texts = [prose.text for prose in checked.raw.prose.values()]
    for _, info, value in checked.values:
        if info.value_type == "ref":
            mentioned.add(f"{info.kind}:{value}")
        elif info.value_type in TARGET_TYPES:
            mentioned.add(value)
        elif isinstance(value, Text):
            texts.extend(text for text in value.as_dict().values() if "](" in text)
    return [key for target, key in targets.items() if target in mentioned or any(target in text for text in texts)]


def _report_early(checked: CheckedRecord, key: RecordKey, date: PartialDate | None) -> Iterator[Problem]:
    own_date = checked.record.publish_from
    if date is None or (own_date is not None and own_date.start >= date.start):
        return
    form = Message(f"publish_from: {date} here too, or no reference before that day", f"此处也写 publish_from: {date}，或到那时再引用")
    params: Mapping[str, object] = {"came": ":".join(key), "date": str(date), "form": form}
    for reference in find_references([checked], key):
        if isinstance(reference, LinkReference):
            yield make_problem(reference.path, *reference.locate(), "PR294", None, **params)
        else:
            yield checked.raw.problem(reference.field_path, "PR294", None, **params)
