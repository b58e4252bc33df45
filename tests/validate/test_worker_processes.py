"""Records that are checked in worker processes have the same problems, in the same order."""

from __future__ import annotations

import pytest

from prospectus.load.records import load
from prospectus.parallel import ProcessPool
from prospectus.validate import one_record
from prospectus.validate.run import validate
from tiny import FULL, SiteFactory


def test_problems_are_those_of_a_single_process(tiny: SiteFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(one_record, "CHUNK_SIZE", 1)
    paths = sorted(path.relative_to(FULL).as_posix() for path in FULL.rglob("*.en.md"))
    texts = {path: (FULL / path).read_text(encoding="utf-8") for path in paths}
    overlay = {path: f"{text}\n\nSee [this](term:nothing-{number}).\n" for number, (path, text) in enumerate(texts.items())}
    root = tiny("full", overlay)
    problems = validate(load(root)).problems
    assert sum("term:nothing-" in str(problem.came) for problem in problems) == len(paths) > 3
    assert validate(load(root), pool=ProcessPool(3)).problems == problems
