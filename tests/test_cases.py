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
from prospectus.model.registry import KINDS, KINDS_BY_NAME
from prospectus.pipeline import check
from tiny import HERE, SiteFactory, collect_json_files

CASES = sorted(path for kind in KINDS for path in (HERE / "cases" / kind.name).glob("*.yml"))


def files_of_case(case: Path, case_data: dict[str, Any]) -> dict[str, str]:
    """Return the files that an editor would write, by path, the file with the record first."""
    kind = KINDS_BY_NAME[case.parent.name]
    name = case_data.get("file", "2025/07" if kind.storage == "months" else "case")
    path = f"{kind.source_path}/{name}.yml" if not kind.source_path.endswith(".yml") else kind.source_path
    record = [case_data["given"]] if kind.storage != "file" else case_data["given"]
    prose = {f"{kind.source_path}/case.{language}.md": text for language, text in case_data.get("prose", {}).items()}
    return {path: json.dumps(record, ensure_ascii=False, indent=1), **prose}


def parse_expected(text: str, lines: tuple[str, ...], prefix: tuple[int, ...]) -> list[tuple[int, int, str]]:
    """Return line, column and code of each expected problem, given as `place code`."""
    pairs = (line.split() for line in lines)
    return sorted(
        (*locate(text, (*prefix, *(int(step) if step.isdigit() else step for step in field_path.split(".")))), code)
        for field_path, code in pairs
    )


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.parent.name}/{case.stem}")
def test_record_is_checked_and_published_as_its_case_says(tiny: SiteFactory, case: Path) -> None:
    case_data = parse(case.read_text(encoding="utf-8"))
    kind, files = KINDS_BY_NAME[case.parent.name], files_of_case(case, case_data)
    path, text = next(iter(files.items()))
    root = tiny("full", files)
    problems = check(root).problems
    reported = sorted((problem.line, problem.column, problem.code) for problem in problems if problem.path in files)
    assert reported == parse_expected(text, case_data.get("problems", ()), (0,) if kind.storage != "file" else ())
    assert sorted(f"{problem.path} {problem.code}" for problem in problems if problem.path not in files) == sorted(
        case_data.get("elsewhere", ())
    )
    if "gives" in case_data:
        published = collect_json_files(root)
        records = {record_data["id"]: record_data for record_data in json.loads(published[f"data/{kind.name}.json"])["records"]}
        record = records.get(case_data["given"].get("id", Path(path).stem))
        actual = record and {name: record.get(name) for name in case_data["gives"] or record}
        assert json.dumps(actual, ensure_ascii=False, sort_keys=True) == json.dumps(case_data["gives"], ensure_ascii=False, sort_keys=True)


def test_every_kind_has_a_good_case_and_a_record_on_the_full_site() -> None:
    kinds_with_records = {checked.raw.kind.name for checked in check(HERE / "sites" / "full").records}
    assert [kind.name for kind in KINDS if kind.name not in kinds_with_records] == []
    assert [kind.name for kind in KINDS if not list((HERE / "cases" / kind.name).glob("*good*.yml"))] == []
