"""Whatever the bytes are, a reader gives values or problems. Each kept input is read, and some mutations of them.

`PROSPECTUS_FUZZ=20000` tries as many mutations per target; `scripts/fuzz` does that with low priority. An input that a fuzzer finds goes
into the corpus, named after what it is.
"""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from fuzz.mutations import mutate
from fuzz.targets import TARGETS

HERE = Path(__file__).parent
CORPUS = HERE / "corpus"
EXECUTIONS = int(os.environ.get("PROSPECTUS_FUZZ", "0"))


@cache
def read_corpus(name: str) -> tuple[bytes, ...]:
    return tuple(file.read_bytes() for file in sorted((CORPUS / name).iterdir()))


@cache
def read_fragments(name: str) -> tuple[str, ...]:
    return tuple(yaml.safe_load((HERE / "fragments.yml").read_text(encoding="utf-8"))[name])


def test_every_target_has_a_corpus_and_fragments() -> None:
    assert sorted(folder.name for folder in CORPUS.iterdir()) == sorted(TARGETS)
    assert all(read_corpus(name) and read_fragments(name) for name in TARGETS)


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("file", sorted(CORPUS.glob("*/*")), ids=lambda file: f"{file.parent.name}-{file.name}")
def test_kept_input_is_read_or_refused(file: Path) -> None:
    TARGETS[file.parent.name].run(file.read_bytes())


@pytest.mark.parametrize("name", TARGETS)
def test_mutated_input_is_read_or_refused(name: str) -> None:
    target = TARGETS[name]

    @settings(max_examples=EXECUTIONS or target.short, database=None, derandomize=not EXECUTIONS)
    @given(st.integers(0, 2**63))
    def try_mutation(seed: int) -> None:
        target.run(mutate(read_corpus(name), read_fragments(name), seed))

    try_mutation()
