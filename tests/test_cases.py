"""Tests each kind by its case files: `cases/KIND/NAME.yml` holds a record as an editor writes it, and the expected result.

`given` is the record, `file` its path where that matters, and `prose` its Markdown by language. The result is either `problems`, each with
place and code, and the problems of other files under `elsewhere`; or `gives`: fields as published in `data/KIND.json`, with null for a
field, or a whole record, that is not published.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from prospectus.load.yaml import locate, parse
from prospectus.model.kinds import BY_NAME, KINDS
from prospectus.pipeline import check
from tiny import HERE, Tiny, machine_files

CASES = sorted(path for kind in KINDS for path in (HERE / "cases" / kind.name).glob("*.yml"))


def written(case: Path, whole: dict[str, Any]) -> dict[str, str]:
    """Return the files that an editor would write, by path, the file with the record first."""
    kind = BY_NAME[case.parent.name]
    name = whole.get("file", "2025/07" if kind.form == "months" else "case")
    path = f"{kind.place}/{name}.yml" if not kind.place.endswith(".yml") else kind.place
    record = [whole["given"]] if kind.form != "file" else whole["given"]
    prose = {f"{kind.place}/case.{language}.md": words for language, words in whole.get("prose", {}).items()}
    return {path: json.dumps(record, ensure_ascii=False, indent=1), **prose}


def expected(text: str, lines: tuple[str, ...], prefix: tuple[int, ...]) -> list[tuple[int, int, str]]:
    """Return line, column and code of each expected problem, given as `place code`."""
    pairs = (line.split() for line in lines)
    return sorted(
        (*locate(text, (*prefix, *(int(step) if step.isdigit() else step for step in place.split(".")))), code) for place, code in pairs
    )


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.parent.name}/{case.stem}")
def test_record_is_judged_and_published_as_its_case_says(tiny: Tiny, case: Path) -> None:
    whole = parse(case.read_text(encoding="utf-8"))
    kind, files = BY_NAME[case.parent.name], written(case, whole)
    path, text = next(iter(files.items()))
    root = tiny("full", files)
    problems = check(root).problems
    found = sorted((each.line, each.column, each.code) for each in problems if each.path in files)
    assert found == expected(text, whole.get("problems", ()), (0,) if kind.form != "file" else ())
    assert sorted(f"{each.path} {each.code}" for each in problems if each.path not in files) == sorted(whole.get("elsewhere", ()))
    if "gives" in whole:
        published = machine_files(root)
        records = {each["id"]: each for each in json.loads(published[f"data/{kind.name}.json"])["records"]}
        record = records.get(whole["given"].get("id", Path(path).stem))
        shown = record and {name: record.get(name) for name in whole["gives"] or record}
        assert json.dumps(shown, ensure_ascii=False, sort_keys=True) == json.dumps(whole["gives"], ensure_ascii=False, sort_keys=True)


def test_every_kind_has_a_good_case_and_a_record_on_the_full_site() -> None:
    shown = {draft.draft.kind.name for draft in check(HERE / "sites" / "full").checked}
    assert [kind.name for kind in KINDS if kind.name not in shown] == []
    assert [kind.name for kind in KINDS if not list((HERE / "cases" / kind.name).glob("*good*.yml"))] == []
