"""The whole of the checks, in order."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

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
from prospectus.validate.site import Checked, Names, check_all, check_among, names_of
from prospectus.validate.terms import check_terms, wording_of
from prospectus.validate.waivers import Waived, judged


@dataclass(frozen=True, slots=True)
class Verdict:
    """The records that are sound, and every problem that stands."""

    checked: tuple[Checked, ...]
    site: Site | None
    problems: tuple[Problem, ...]
    waived: tuple[Waived, ...] = ()
    """Every problem that was found and is accepted, with the reason."""

    @property
    def refused(self) -> bool:
        """Whether an error keeps the content from being published."""
        return self.site is None or any(problem.severity == "error" for problem in self.problems)

    @property
    def blocking(self) -> bool:
        """Whether a strict build is kept back: by anything but a hint."""
        return self.site is None or any(problem.severity != "info" for problem in self.problems)


def validate(loaded: Loaded, memo: Memo | None = None, now: datetime | None = None) -> Verdict:
    """Check every draft by itself, then all records together. `memo` keeps which records were found to be clean.

    Where `now` is given, what time has brought about is a problem too: something overdue, an event that began undecided.
    """
    kept = memo or Memo()
    problems = list(loaded.problems)
    checked: list[Checked] = []
    for draft in loaded.drafts:
        record = kept.known("record", draft.revision)
        if record is None:
            record, found = check_record(draft)
            problems.extend(found)
        if record is not None:
            kept.keep("record", draft.revision, record)
            checked.append(Checked(record, draft))
    site = next((each.record for each in checked if isinstance(each.record, Site)), None)
    if site is not None:
        problems.extend(_across(checked, site, names_of(loaded), kept))
        problems.extend(check_planning(checked, site, now))
    judgement = judged(problems, checked, site, timed=now is not None)
    return Verdict(tuple(checked), site, judgement.standing, judgement.waived)


def _across(checked: Sequence[Checked], site: Site, names: Names, memo: Memo) -> Iterator[Problem]:
    languages = tuple(locale.language for locale in site.locales)
    wording = wording_of(checked, languages)
    ground = digest(sorted((kind, sorted(keys)) for kind, keys in names.by_kind.items()), sorted(names.torn), languages, wording.print)

    def problems_of(each: Checked) -> list[Problem]:
        return [*check_among(each, languages, names), *check_prose(each, languages, names), *check_terms(each, wording, memo)]

    for each in (each for each in checked if not each.draft.kind.frozen):
        if not memo.of("clean", f"{ground} {each.draft.revision}", lambda each=each: not problems_of(each)):  # type: ignore[misc]
            yield from problems_of(each)
    yield from check_all(checked, site)
    yield from check_lessons(checked)
    yield from check_releases(checked)
    yield from check_calculators(checked)
