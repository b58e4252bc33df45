"""The corpus of the benchmark is sound; nothing is measured here."""

from __future__ import annotations

import pytest

import clashes
import corpus
from prospectus.pipeline import check


@pytest.fixture
def root(tmp_path):
    corpus.write(tmp_path / "corpus", 8)
    return tmp_path / "corpus"


def files_of(root):
    return {path.relative_to(root): path.read_bytes() for path in root.rglob("*") if path.is_file()}


def test_a_corpus_has_no_problems(root):
    assert check(root).problems == ()


def test_a_corpus_is_the_same_each_time(root, tmp_path):
    corpus.write(tmp_path / "again", 8)
    assert files_of(tmp_path / "again") == files_of(root)


def test_a_changed_title_is_sound_and_is_put_back(root):
    before = files_of(root)
    restore = corpus.retitled(root, 7, "edited")
    record = (root / "calendar/talks/measured-talk-00007.yml").read_text(encoding="utf-8")
    assert record.startswith('title:\n  zh: (edited) 第7讲 仓单：出了差错怎么办\n  en: "(edited) Talk 7 on')
    assert check(root).problems == ()
    restore()
    assert files_of(root) == before


def test_a_schedule_to_be_measured_has_clashes_and_no_other_problem(tmp_path):
    clashes.write(tmp_path / "schedule", 6)
    found = check(tmp_path / "schedule").problems
    assert {each.code for each in found} == {"PR501", "PR502", "PR503"}
    assert len(found) < 6 * clashes.A_MONTH / 4
