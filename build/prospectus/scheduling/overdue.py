"""List overdue and upcoming obligations: each with its due date, how late it is, and the rule that asks for it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from difflib import get_close_matches
from pathlib import Path
from typing import Literal

from prospectus.assemble import assemble
from prospectus.errors import UsageError
from prospectus.model.kinds.series import Series
from prospectus.model.kinds.site import SchedulingSettings, Site
from prospectus.model.library import Library, RecordKey
from prospectus.model.values.text import Text
from prospectus.problems import Message
from prospectus.schedule.timeline import build_timeline
from prospectus.scheduling.calendar_files import Requirement, SourceCalendar, read_site
from prospectus.scheduling.month import Month
from prospectus.text.rich_text import without_markup
from prospectus.validate.calendar_rules import to_site_time
from prospectus.validate.overdue import Obligation, iter_obligations

BINDING_CODES = frozenset({"PR521", "PR523", "PR524", "PR525", "PR526"})
"""Codes of binding rules; the other rules state what is usual or recommended."""
RULE_TEXTS: Mapping[tuple[str, bool], Mapping[str, str]] = {
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
NO_SERIES = Message(
    "--series must be the id of a series, such as {known}; got {came!r}.", "--series 必须是系列的标识，例如 {known}；现在是 {came!r}。"
)
INSTANCE_CODES = frozenset({"PR521", "PR522", "PR523"})
"""Codes of missing instances of series; the other codes are work on what the site has."""


@dataclass(frozen=True, slots=True)
class DueItem:
    """One obligation that is overdue or upcoming."""

    code: str
    """The problem code of the rule."""
    key: RecordKey
    """Kind and id of the record that has the obligation."""
    title: Text
    """Title of that record."""
    instance: str
    """The instance of a series or deadline, such as `2025-03`; may be empty."""
    due_date: date | None
    """The last day on which it is in time; None if the holidays of that year are not published yet."""
    days_left: int | None
    """Days until the due date, negative when overdue; None if the due date is not known."""
    late: bool
    """Whether it is overdue. An event that is still planned is overdue from the minute it begins."""
    binding: bool
    """Whether the rule is binding, rather than usual or recommended."""
    own_rule: bool
    """Whether the rule is this site's own reading, rather than its source's."""
    rule_text: Text
    """The text of the rule."""
    series: str = ""
    """The id of the series of the record; empty without one."""
    owner: str = ""
    """Who looks after the record; empty if it does not say."""
    uncollected: bool = False
    """Whether this site lacks what others hold or publish, rather than owing something itself."""

    @property
    def days_overdue(self) -> int:
        """Number of days it is overdue; 0 if it is not."""
        return max(0, -self.days_left) if self.days_left is not None else 0

    @property
    def stable_id(self) -> str:
        """A stable identifier, independent of the due date."""
        return ":".join((self.code, *self.key, self.instance))


def find_due_items(library: Library, now: datetime, waived: Collection[tuple[str, str]] = ()) -> tuple[DueItem, ...]:
    """Return the obligations open at `now`: overdue ones first, longest overdue first, then those due within `ahead_days` of site.yml.

    `waived` holds the problem codes and records (`KIND:ID`) that are waived.
    """
    records = ((kind, record) for kind, by_id in library.records.items() for record in by_id.values())
    local_now = to_site_time(now, library.site)
    items = [
        _build_due_item(obligation, local_now.date(), library.site)
        for obligation in iter_obligations(build_timeline(records, library.site), local_now)
    ]
    ahead_days = library.site.scheduling.ahead_days
    listed_items = [
        item
        for item in items
        if (item.late or item.days_left is None or item.days_left <= ahead_days) and (item.code, ":".join(item.key)) not in waived
    ]
    return tuple(sorted(listed_items, key=lambda item: (not item.late, item.due_date or date.max, item.code, item.key, item.instance)))


@dataclass(frozen=True, slots=True)
class DueFilter:
    """Which obligations are listed. What is not set excludes nothing."""

    month: Month | None = None
    """Those due in a month, and those for this month."""
    series: str = ""
    """Those of a series and of its events."""
    strength: Literal["must", "usual", ""] = ""
    """Binding ones, or those that are usual or recommended."""
    since: date | None = None
    """Those due on a day or later."""

    def accepts(self, item: DueItem) -> bool:
        """Return whether an obligation is listed. One without a known due date is, unless its month excludes it."""
        is_of_month = self.month is None or item.instance.startswith(str(self.month)) or item.due_date in self.month
        is_of_series = not self.series or item.series == self.series
        is_of_strength = not self.strength or item.binding == (self.strength == "must")
        return (
            is_of_month and is_of_series and is_of_strength and (self.since is None or item.due_date is None or item.due_date >= self.since)
        )


def _build_due_item(obligation: Obligation, today: date, site: Site) -> DueItem:
    days_left = (obligation.due - today).days if obligation.due is not None else None
    binding, rule_text = obligation.code in BINDING_CODES, _rule_text_of(obligation, site.scheduling)
    return DueItem(
        obligation.code,
        obligation.key,
        obligation.record.title,
        obligation.instance,
        obligation.due,
        days_left,
        obligation.late,
        binding,
        obligation.own_rule,
        rule_text,
        obligation.key[1] if isinstance(obligation.record, Series) else getattr(obligation.record, "series", None) or "",
        obligation.record.owner or "",
        obligation.code in INSTANCE_CODES and isinstance(obligation.record, Series) and not obligation.record.is_own_of(site),
    )


def _rule_text_of(obligation: Obligation, settings: SchedulingSettings) -> Text:
    if isinstance(obligation.record, Series) and obligation.code != "PR527":
        return without_markup(obligation.record.due.text if obligation.record.due is not None else obligation.record.stated)
    texts, values = RULE_TEXTS[obligation.code, obligation.own_rule], settings.model_dump()
    if obligation.record.review_every is not None:
        values["review_months"] = obligation.record.review_every
    return Text({language: text.format(**values) for language, text in texts.items()})


def load_due_items(root: Path, now: datetime, series: str = "") -> tuple[Site, tuple[DueItem, ...]]:
    """Return the site in `root` and its obligations open at `now`.

    Raises ContentError when its content has errors, and UsageError when `series` is given and is the id of none.
    """
    source = read_site(root, Requirement.VALID, now=now)
    known = sorted(record.id for record in source.records.get("series", ()))
    if series and series not in known:
        close = get_close_matches(series, known, 3, 0.5) or known[:6]
        raise UsageError(NO_SERIES.fill(came=series, known=Message(", ".join(close), "、".join(close))))
    return source.site, collect_due_items(source, now)


def collect_due_items(source: SourceCalendar, now: datetime) -> tuple[DueItem, ...]:
    """Return the obligations of a site open at `now`, without waived ones. Its content must have no errors."""
    waived = {(waived_problem.problem.code, str(waived_problem.problem.record)) for waived_problem in source.validation.waived}
    return find_due_items(assemble(source.validation, source.cache, now=now), now, waived)
