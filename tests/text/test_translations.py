"""The freshness of translations: one rule for the notice on the page and for the report to editors."""

from __future__ import annotations

import pytest

from prospectus.assemble import assemble
from prospectus.load.records import load
from prospectus.text.translations import hash_source, is_stale
from prospectus.validate.run import validate
from tiny import NOW, SiteFactory

GUIDE = "content/guides/margin.en.md"


def test_white_space_does_not_make_a_translation_stale() -> None:
    assert not is_stale(hash_source("What margin is.\n"), "What  margin\nis.")
    assert is_stale(hash_source("What margin is."), "What margin was.")


def test_translation_without_a_hash_is_fresh() -> None:
    assert not is_stale(None, "What margin is.")


@pytest.mark.parametrize(("recorded", "stale"), [('"000000000000"', True), ('""', True), (None, False)])
def test_page_and_report_agree_on_a_stale_translation(tiny: SiteFactory, recorded: str | None, stale: bool) -> None:
    root = tiny("full")
    text = (root / GUIDE).read_text(encoding="utf-8").partition("---\n")[2].partition("---\n")[2]
    front_matter = f"---\nsource_hash: {recorded}\n---\n" if recorded is not None else ""
    (root / GUIDE).write_text(front_matter + text, encoding="utf-8")
    result = validate(load(root))
    problems = [*result.problems, *(waived.problem for waived in result.waived)]
    reported = any(problem.code == "PR303" and problem.path == GUIDE for problem in problems)
    assert (reported, ("guide", "margin", "en") in assemble(result, now=NOW).outdated_translations) == (stale, stale)
