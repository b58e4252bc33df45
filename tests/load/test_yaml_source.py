"""The text of a file, which messages point into, is parsed once for all of its problems."""

from __future__ import annotations

import os

import pytest

from prospectus.load import yaml
from prospectus.pipeline import check
from tiny import SiteFactory

COUNT = 60
FILE = "content/glossary/many.yml"


def test_file_with_many_problems_is_parsed_once_for_all_of_them(tiny: SiteFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    terms = "".join(f"- id: term-{number}\n  title: {{zh: 词, en: Word}}\n  groop: rules\n" for number in range(COUNT))
    root, composed = tiny("minimal", {FILE: terms}), list[str]()
    compose = yaml.compose_document
    monkeypatch.setattr(yaml, "compose_document", lambda text: composed.append(text) or compose(text))
    misspelt = [problem for problem in check(root).problems if problem.code == "PR101"]
    assert [(problem.path, problem.line, problem.column) for problem in misspelt] == [(FILE, 3 * n + 3, 3) for n in range(COUNT)]
    assert composed.count(terms) <= 2


def test_changed_file_is_read_again(tiny: SiteFactory) -> None:
    term = "- id: term\n  title: {zh: 词, en: Word}\n  groop: rules\n"
    root = tiny("minimal", {FILE: term})
    before = [problem.line for problem in check(root).problems if problem.code == "PR101"]
    (root / FILE).write_text(f"# a comment\n{term}", encoding="utf-8")
    os.utime(root / FILE)
    after = [problem.line for problem in check(root).problems if problem.code == "PR101"]
    assert (before, after) == ([3], [4])
