"""The whole of the checks, in order."""

from __future__ import annotations

from dataclasses import dataclass

from prospectus.load.records import Loaded
from prospectus.model.site import Site
from prospectus.problems import Problem
from prospectus.validate.prose import check_prose
from prospectus.validate.records import check_record
from prospectus.validate.site import Checked, check_site, judged, names_of


@dataclass(frozen=True, slots=True)
class Verdict:
    """The records that are sound, and every problem that stands."""

    checked: tuple[Checked, ...]
    site: Site | None
    problems: tuple[Problem, ...]

    @property
    def refused(self) -> bool:
        """Whether an error keeps the content from being published."""
        return self.site is None or any(problem.severity == "error" for problem in self.problems)

    @property
    def blocking(self) -> bool:
        """Whether a strict build is kept back: by anything but a hint."""
        return self.site is None or any(problem.severity != "info" for problem in self.problems)


def validate(loaded: Loaded) -> Verdict:
    """Check every draft by itself, then all records together."""
    problems = list(loaded.problems)
    checked: list[Checked] = []
    for draft in loaded.drafts:
        record, found = check_record(draft)
        problems.extend(found)
        if record is not None:
            checked.append(Checked(record, draft))
    site = next((each.record for each in checked if isinstance(each.record, Site)), None)
    if site is not None:
        names = names_of(loaded)
        across = [*check_site(checked, site, names), *check_prose(checked, site, names)]
        problems.extend(across)
    return Verdict(tuple(checked), site, tuple(judged(problems, site)))
