"""List overdue and upcoming obligations: each with its due date, how late it is, and the rule that asks for it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from prospectus.assemble import assemble
from prospectus.errors import ContentRefused
from prospectus.model.library import Key, Library
from prospectus.model.series import Series
from prospectus.model.site import Desk, Site
from prospectus.model.text import Text
from prospectus.pipeline import check
from prospectus.validate.diary import diary_of
from prospectus.validate.owed import Owed, owed
from prospectus.validate.planning import local

MUST = frozenset({"PR521", "PR523", "PR524", "PR525", "PR526"})
"""Codes of binding rules; the other rules state what is usual or recommended."""
RULES: Mapping[tuple[str, bool], Mapping[str, str]] = {
    ("PR524", True): {
        "zh": "讲座后 {replay_days} 个工作日内提供回放，本站规则。",
        "en": "A replay within {replay_days} working days of the talk: a rule of this site.",
    },
    ("PR524", False): {"zh": "讲座写明的回放日期。", "en": "The day the talk itself gives for its replay."},
    ("PR525", True): {"zh": "开始后须写明结果，本站规则。", "en": "What became of it is said once it has begun: a rule of this site."},
    ("PR526", True): {
        "zh": "截止后须确认或取消，本站规则。",
        "en": "It is confirmed or cancelled once its deadline is past: a rule of this site.",
    },
    ("PR527", True): {
        "zh": "每 {review_months} 个月对照来源复核一次，本站规则。",
        "en": "Checked against its sources every {review_months} months: a rule of this site.",
    },
}
"""Texts of rules that no series states itself, by problem code and by whether the rule is this site's own."""


@dataclass(frozen=True, slots=True)
class Due:
    """One obligation that is overdue or upcoming."""

    code: str
    """The problem code of the rule."""
    of: Key
    """Kind and id of the record that has the obligation."""
    title: Text
    """Title of that record."""
    instance: str
    """The instance of a series or deadline, such as `2025-03`; may be empty."""
    day: date | None
    """The last day on which it is in time; None if the holidays of that year are not published yet."""
    ahead: int | None
    """Days until the due date, negative when overdue; None if the due date is not known."""
    late: bool
    """Whether it is overdue. An event that is still planned is overdue from the minute it begins."""
    must: bool
    """Whether the rule is binding, rather than usual or recommended."""
    ours: bool
    """Whether the rule is this site's own reading, rather than its source's."""
    rule: Text
    """The text of the rule."""

    @property
    def overdue(self) -> int:
        """Number of days it is overdue; 0 if it is not."""
        return max(0, -self.ahead) if self.ahead is not None else 0

    @property
    def name(self) -> str:
        """A stable identifier, independent of the due date."""
        return ":".join((self.code, *self.of, self.instance))


def dues(library: Library, now: datetime, accepted: Collection[tuple[str, str]] = ()) -> tuple[Due, ...]:
    """Return the obligations open at `now`: overdue ones first, longest overdue first, then those due within `ahead_days` of site.yml.

    `waived` holds the problem codes and records (`KIND:ID`) that are waived.
    """
    records = ((kind, record) for kind, by_id in library.records.items() for record in by_id.values())
    at = local(now, library.site)
    found = [_due(each, at.date(), library.site) for each in owed(diary_of(records, library.site), at)]
    ahead = library.site.desk.ahead_days
    near = [
        each
        for each in found
        if (each.late or each.ahead is None or each.ahead <= ahead) and (each.code, ":".join(each.of)) not in accepted
    ]
    return tuple(sorted(near, key=lambda each: (not each.late, each.day or date.max, each.code, each.of, each.instance)))


def _due(each: Owed, today: date, site: Site) -> Due:
    ahead = (each.due - today).days if each.due is not None else None
    must, rule = each.code in MUST, _rule(each, site.desk)
    return Due(each.code, each.of, each.record.title, each.instance, each.due, ahead, each.late, must, each.ours, rule)


def _rule(each: Owed, desk: Desk) -> Text:
    if isinstance(each.record, Series) and each.code != "PR527":
        return each.record.due.text if each.record.due is not None else each.record.stated
    words = RULES[each.code, each.ours]
    return Text({language: text.format(**desk.model_dump()) for language, text in words.items()})


def due_below(root: Path, now: datetime) -> tuple[Site, tuple[Due, ...]]:
    """Return the site in `root` and its obligations open at `now`; raises ContentRefused when its content has errors."""
    verdict = check(root, now=now)
    if verdict.site is None or verdict.refused:
        raise ContentRefused(verdict.problems)
    accepted = {(each.problem.code, str(each.problem.record)) for each in verdict.waived}
    return verdict.site, dues(assemble(verdict.checked, verdict.site), now, accepted)
