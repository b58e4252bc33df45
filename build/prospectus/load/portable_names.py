"""Checks that every system can hold the files of a site: a site is edited, copied and built on several."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from prospectus.problems import Message, Problem, make_problem
from prospectus.text.portable_names import SAME_NAME, find_unportable_part, iter_twins, suggest_portable_name

OTHER_NAME = Message("a name that differs in more than capitals or accents", "一个不只在大小写或重音上不同的名称")


def check_portable_names(paths: Sequence[str]) -> Iterator[Problem]:
    """The name of a file or folder must be one that every system can hold, and must not be another's in other letters."""
    for path in paths:
        found = find_unportable_part(path)
        if found is not None:
            part, reason = found
            yield make_problem(path, 1, 1, "PR025", reason=reason, came=part, form=suggest_portable_name(part))
    for path, other in iter_twins(paths):
        yield make_problem(path, 1, 1, "PR025", reason=SAME_NAME.fill(other=other), came=path, form=OTHER_NAME)
