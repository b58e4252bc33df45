"""Ends the search for problems in a file that has very many, so that a check ends in bounded time. What is left out is an error itself."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from prospectus.problems.message import Message
from prospectus.problems.problem import Problem, make_problem

MOST_PER_FILE = 5_000
"""The most problems of a record, or of a file that cannot be read, that are reported."""
CORRECT_FIRST = Message("correct those that are reported, and check again", "先改正已列出的问题，再检查一次")


def limit_problems(problems: Iterable[Problem], most: int = MOST_PER_FILE) -> Iterator[Problem]:
    """Yield the first problems; if there are more, then an error that says so, at the place of the next one."""
    for number, problem in enumerate(problems):
        if number >= most:
            yield report_limit(problem.path, problem.line, problem.column)
            return
        yield problem


def report_limit(path: str, line: int, column: int) -> Problem:
    """Return the problem of a file in which problems are no longer looked for from a place on."""
    return make_problem(path, line, column, "PR026", limit=MOST_PER_FILE, form=CORRECT_FIRST)
