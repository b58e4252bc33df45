"""Records as JSON, and the JSON Schema of each kind."""

from __future__ import annotations

import json

import jsonschema
import pytest

from prospectus.model.registry import KINDS, KINDS_BY_NAME
from prospectus.render.data import build_record_schema
from tiny import FULL, SiteFactory, collect_data_files


def load_records_file(files: dict[str, bytes], kind: str) -> dict[str, object]:
    return json.loads(files[f"data/{kind}.json"])


@pytest.mark.parametrize("site", ["full_data_files", "repository_data_files"])
def test_every_json_file_matches_its_schema(site: str, request: pytest.FixtureRequest) -> None:
    files = request.getfixturevalue(site)
    names = [path for path in files if path.startswith("data/") and not path.endswith(".schema.json")]
    assert len(names) >= 20
    for name in names:
        document = json.loads(files[name])
        schema = json.loads(files[f"data/{document['$schema']}"])
        validator = jsonschema.Draft202012Validator(schema, format_checker=jsonschema.FormatChecker())
        validator.check_schema(schema)
        assert [error.message for error in validator.iter_errors(document)] == [], name
        assert f"data/{document['kind']}.json" == name
        assert len(document["records"]) > 0


def test_every_kind_of_the_full_site_is_published(full_data_files: dict[str, bytes]) -> None:
    assert [kind.name for kind in KINDS if f"data/{kind.name}.json" not in full_data_files] == []


def test_schema_refuses_what_the_model_refuses(full_data_files: dict[str, bytes]) -> None:
    schema, document = (json.loads(full_data_files[f"data/notice{ending}"]) for ending in (".schema.json", ".json"))
    validator = jsonschema.Draft202012Validator(schema)
    for change in ({"cases": "three"}, {"form": "weekly"}, {"title": {"zh": ""}}, {"colour": 1}, {"period": None}):
        invalid = {**document, "records": [{**document["records"][0], **change}]}
        assert not validator.is_valid(invalid), change
    missing = {key: value for key, value in document["records"][0].items() if key != "period"}
    assert not validator.is_valid({**document, "records": [missing]})


def test_schema_describes_every_field() -> None:
    for kind in KINDS:
        schema = build_record_schema(kind)
        for model in (schema, *schema.get("$defs", {}).values()):
            for name, field in model.get("properties", {}).items():
                assert field.get("description") or "$ref" in field, f"{kind.name}.{name}"


def test_record_as_an_editor_writes_it_fits_the_schema_for_editors() -> None:
    schema = build_record_schema(KINDS_BY_NAME["term"])
    validator = jsonschema.Draft202012Validator(schema)
    term = {"id": "oats", "title": {"zh": "燕麦", "en": "oats"}, "group": "words", "standing": "ours", "avoid": {"en": ["oat"]}}
    assert [error.message for error in validator.iter_errors(term)] == []
    assert not validator.is_valid({**term, "standing": "best"})
    assert "id" not in build_record_schema(KINDS_BY_NAME["year"])["required"]


def test_drafts_samples_and_withdrawn_records_are_not_published(full_data_files: dict[str, bytes]) -> None:
    guides = [record["id"] for record in load_records_file(full_data_files, "guide")["records"]]
    talks = [record["id"] for record in load_records_file(full_data_files, "talk")["records"]]
    assert (guides, sorted(talks)) == (["margin", "only-chinese", "weighing"], ["some-day-in-may", "spring-outlook", "summer-outlook"])


def test_fields_for_editors_are_not_published(full_data_files: dict[str, bytes]) -> None:
    (site,) = load_records_file(full_data_files, "site")["records"]
    assert {"waivers", "severities"} & set(site) == set()
    assert site["title"] == {"zh": "湖畔交易所投教站", "en": "Lakeside Exchange Learning"}


def test_dates_are_published_as_precisely_as_they_were_written(full_data_files: dict[str, bytes]) -> None:
    periods = {record["id"]: record["period"] for record in load_records_file(full_data_files, "notice")["records"]}
    assert periods == {"lx-2025-03": "2025-03", "lx-2025-q1": "2025-Q1", "lx-2025-01": "2025-01"}
    margin = next(record for record in load_records_file(full_data_files, "guide")["records"] if record["id"] == "margin")
    assert (margin["as_of"], margin["reviewed"]) == ("2025-01", "2025-02-01")


def test_number_without_an_end_stays_json(tiny: SiteFactory) -> None:
    guide = (FULL / "content/guides/margin.yml").read_text(encoding="utf-8").replace("2.5", "1e999")
    files = collect_data_files(tiny("full", {"content/guides/margin.yml": guide}))
    rows = json.loads(files["data/guide.json"], parse_constant=pytest.fail)["records"][0]["tables"][0]["rows"]
    assert rows[1][0] == "1e999"
