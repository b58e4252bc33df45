"""Tests of the generated benchmark sites. Nothing is measured here."""

from __future__ import annotations

from datetime import date

import pytest

import clashes
import corpus
from measure import Run
from prospectus.pipeline import check
from report import ONE_CORE, ONE_CORE_TALKS, Output, Rebuild, ServeTimes, Session, render_page
from results import continue_session, save_session
from run import LABELS, _parse_size


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


@pytest.mark.parametrize(("text", "size"), [("400x5", (400, 5)), ("12", (12, 1))])
def test_sizes_state_the_number_of_runs(text, size):
    assert _parse_size(text) == size


def run_of(seconds):
    return Run(seconds, seconds, 0.0, 100_000_000)


def render(**fields):
    return render_page(Session(LABELS, 0.0, 600.0, {"hugo": "0.1"}, **fields), date(2025, 3, 1))


def test_figures_of_earlier_sessions_are_kept_until_a_size_is_measured_again(tmp_path):
    serving = ServeTimes(9.0, [Rebuild(0.05, 0.1, 12)], [Rebuild(0.05, 0.1, 12)], {"few": Rebuild(0.09, 0.15, 50)}, 400_000_000)
    measured = {"dates": {400: date(2025, 3, 1)}, "runs": {400: {"cold": [run_of(6.0)]}}, "outputs": {400: {"cold": Output(1, 2, 3)}}}
    earlier = Session({"cold": "Cold"}, 0.5, 600.0, {"hugo": "0.1"}, **measured, serve_times={400: serving})
    save_session(earlier, tmp_path / "results.json")
    session = continue_session(Session(LABELS, 0.1, 900.0, {"hugo": "0.2"}), tmp_path / "results.json")
    assert session == Session(LABELS, 0.1, 900.0, {"hugo": "0.2"}, **measured, serve_times={400: serving})
    assert "Measured on 2025-03-01." in render_page(session, date(2025, 3, 2))


def test_more_cores_are_modelled_from_one_and_two():
    page = render(runs={ONE_CORE_TALKS: {"cold": [run_of(6.0)], f"{ONE_CORE}cold": [run_of(10.0)]}}, outputs={ONE_CORE_TALKS: {}})
    assert "| Prospectus, cold, no cache | 10.000 | 6.000 | 2.000 | 8.000 | 4.000 | 3.000 | 2.250 |" in page


def test_targets_for_served_edits_depend_on_how_many_pages_have_changed():
    edits = {"few": Rebuild(0.09, 0.15, 50), "many": Rebuild(0.4, 0.6, 200)}
    page = render(serve_times={1600: ServeTimes(9.0, [Rebuild(0.05, 0.1, 12)], [Rebuild(0.05, 0.1, 12)], edits, 400_000_000)})
    lines = [line for line in page.splitlines() if line.startswith("| 3,200 pages, `prospectus serve`")]
    assert [line.split(" | ")[1:] for line in lines] == [
        ["50.000 ms", "met |"],
        ["90.000 ms", "met |"],
        ["150.000 ms", "met |"],
        ["2.000 ms", "met |"],
    ]


def test_archive_states_what_a_page_costs_in_memory():
    sizes = {6400: (100_000_000, 10_000), 25600: (400_000_000, 40_000)}
    runs = {talks: {"cold": [Run(1.0, 1.0, 0.0, memory)]} for talks, (memory, _) in sizes.items()}
    outputs = {talks: {"cold": Output(1, pages, 1)} for talks, (_, pages) in sizes.items()}
    page = " ".join(render(runs=runs, outputs=outputs).split())
    assert "each takes 10 kB of memory more: a gigabyte lasts for about 100,000 pages." in page
