"""A file with very many problems ends the search for further ones, and says so."""

from __future__ import annotations

import pickle

import pytest

from prospectus.errors import ContentError, UsageError
from prospectus.load import records
from prospectus.pipeline import check
from prospectus.problems import Message, make_problem
from prospectus.problems.limit import limit_problems
from prospectus.validate import run
from tiny import SiteFactory


def test_problems_beyond_the_limit_are_not_looked_for() -> None:
    asked = []

    def find() -> object:
        for line in range(1, 100):
            asked.append(line)
            yield make_problem("a.yml", line, 1, "PR301")

    problems = list(limit_problems(find(), most=3))
    assert [(problem.line, problem.code, problem.severity) for problem in problems[2:]] == [(3, "PR301", "warning"), (4, "PR026", "error")]
    assert asked == [1, 2, 3, 4]
    assert [problem.code for problem in limit_problems(problems, most=4)] == ["PR301"] * 3 + ["PR026"]


def test_list_of_faulty_records_ends_with_the_limit(tiny: SiteFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run, "MOST_PER_FILE", 50)
    monkeypatch.setattr(records, "MOST_PER_FILE", 50)
    files = {"content/glossary/records.yml": "- id: x\n" * 80, "content/glossary/words.yml": "- x\n" * 80}
    problems = check(tiny("minimal", files)).problems
    for path in files:
        codes = [problem.code for problem in problems if problem.path == path]
        assert codes.count("PR026") == 1
        assert 50 < len(codes) < 60


def test_exceptions_keep_both_languages_in_another_process() -> None:
    error = pickle.loads(pickle.dumps(UsageError(Message("a", "甲"))))
    assert (str(error), error.in_language("zh")) == ("a", "甲")
    problems = (make_problem("a.yml", 1, 1, "PR301"),)
    assert pickle.loads(pickle.dumps(ContentError(problems))).problems == problems
