"""Tests of the generated benchmark sites. Nothing is measured here."""

from __future__ import annotations

import pytest

import clashes
import corpus
from prospectus.pipeline import check


@pytest.fixture
def root(tmp_path):
    corpus.write_corpus(tmp_path / "corpus", 8)
    return tmp_path / "corpus"


def read_files(root):
    return {path.relative_to(root): path.read_bytes() for path in root.rglob("*") if path.is_file()}


def test_a_corpus_has_no_problems(root):
    assert check(root).problems == ()


def test_a_corpus_is_reproducible(root, tmp_path):
    corpus.write_corpus(tmp_path / "again", 8)
    assert read_files(tmp_path / "again") == read_files(root)


def test_a_changed_title_causes_no_problems_and_can_be_restored(root):
    original_files = read_files(root)
    restore = corpus.change_title(root, 7, "edited")
    record = (root / "calendar/talks/measured-talk-00007.yml").read_text(encoding="utf-8")
    assert record.startswith('title:\n  zh: (edited) 第7讲 仓单：出了差错怎么办\n  en: "(edited) Talk 7 on')
    assert check(root).problems == ()
    restore()
    assert read_files(root) == original_files


def test_a_schedule_for_the_clash_check_has_clashes_and_no_other_problems(tmp_path):
    clashes.write_site(tmp_path / "schedule", 6)
    problems = check(tmp_path / "schedule").problems
    assert {problem.code for problem in problems} == {"PR501", "PR502", "PR503"}
    assert len(problems) < 6 * clashes.EVENTS_PER_MONTH / 4
