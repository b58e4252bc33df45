"""Runs all checks, in order."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from prospectus.load.drafts import Draft
from prospectus.load.records import Loaded
from prospectus.memo import Memo, digest
from prospectus.model.site import Site
from prospectus.problems import Problem
from prospectus.validate.calculators import check_calculators
from prospectus.validate.lessons import check_lessons
from prospectus.validate.planning import check_planning
from prospectus.validate.prose import check_prose
from prospectus.validate.records import check_record
from prospectus.validate.releases import check_releases
from prospectus.validate.site import Checked, Names, check_among, check_codes, check_locales, check_named, names_of
from prospectus.validate.terms import check_terms, wording_of
from prospectus.validate.waivers import Waived, judged


@dataclass(frozen=True, slots=True)
class Verdict:
    """The records that fit their schema, and every problem that is not waived."""

    checked: tuple[Checked, ...]
    site: Site | None
    problems: tuple[Problem, ...]
    waived: tuple[Waived, ...] = ()
    """Every problem that a waiver accepts, with the reason."""

    @property
    def refused(self) -> bool:
        """Whether an error prevents the content from being published."""
        return self.site is None or any(problem.severity == "error" for problem in self.problems)

    @property
    def blocking(self) -> bool:
        """Whether a strict build must fail: for every problem above severity `info`."""
        return self.site is None or any(problem.severity != "info" for problem in self.problems)


def validate(loaded: Loaded, memo: Memo | None = None, now: datetime | None = None) -> Verdict:
    """Return the result of all checks: of every raw record by itself, then of all records together.

    With `now`, obligations that are overdue at that time are problems too, such as an event that has begun and is still planned. `cache`
    caches which records have no problems.
    """
    kept = memo or Memo()
    problems = list(loaded.problems)

    def read(draft: Draft) -> Checked | None:
        record = kept.known("record", draft.revision)
        if record is None:
            record, found = check_record(draft)
            problems.extend(found)
        if record is None:
            return None
        kept.keep("record", draft.revision, record)
        return Checked(record, draft)

    checked = [each for each in kept.each("checked", loaded.drafts, read) if each is not None]
    of_site = next((each for each in checked if each.draft.kind.name == "site"), None)
    site = of_site.record if of_site is not None and isinstance(of_site.record, Site) else None
    if of_site is not None and site is not None:
        problems.extend(_of_each(checked, site, names_of(loaded, kept), kept))
        problems.extend(_of_all(checked, of_site.draft, site, kept))
        problems.extend(check_planning(checked, site, now, kept))
    judgement = judged(problems, checked, site, timed=now is not None)
    return Verdict(tuple(checked), site, judgement.standing, judgement.waived)


def _of_each(checked: Sequence[Checked], site: Site, names: Names, memo: Memo) -> Iterator[Problem]:
    """Yield the problems of each record in the context of the others. `cache` caches which records have none."""
    languages = [locale.language for locale in site.locales]
    wording = wording_of(checked, languages, memo)
    ground = digest(names.print, languages, wording.print)

    def problems_of(each: Checked) -> list[Problem]:
        return [*check_among(each, languages, names), *check_prose(each, languages, names), *check_terms(each, wording, memo)]

    def clean(each: Checked) -> bool | None:
        return memo.of("clean", f"{ground} {each.draft.revision}", lambda: not problems_of(each)) or None

    looked_at = [each for each in checked if not each.draft.kind.frozen]
    for each, is_clean in zip(looked_at, memo.each("clean", looked_at, clean, ground), strict=True):
        if not is_clean:
            yield from problems_of(each)


TOGETHER: tuple[tuple[Callable[[Sequence[Checked]], Iterator[Problem]], tuple[str, ...]], ...] = (
    (check_lessons, ("lesson", "path")),
    (check_releases, ("release",)),
    (check_calculators, ("contract", "calculator")),
)
"""The checks that need all records of certain kinds, with the names of these kinds."""


def _of_all(checked: Sequence[Checked], draft: Draft, site: Site, memo: Memo) -> Iterator[Problem]:
    """Yield the problems of several records together; `raw` is the raw record of the site."""
    by_kind: dict[str, list[Checked]] = {}
    for each in checked:
        by_kind.setdefault(each.draft.kind.name, []).append(each)
    for check, kinds in TOGETHER:
        members = [each for kind in kinds for each in by_kind.get(kind, ())]
        yield from _unless_clean(check.__name__, members, partial(check, members), memo)
    yield from _unless_clean(check_named.__name__, [each.known_as for each in checked], partial(check_named, checked), memo)
    yield from check_locales(draft, site)
    yield from check_codes(checked, draft, site)


def _unless_clean(name: str, ground: object, check: Callable[[], Iterator[Problem]], memo: Memo) -> Iterator[Problem]:
    """Yield the problems of a check. Skip it if its inputs are unchanged since a run in this process without problems."""
    if not memo.same(name, ground, lambda: not any(check())):
        yield from check()
