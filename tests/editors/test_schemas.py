"""The schemas that text editors use accept all content, and refuse the mistakes within their reach, in two independent validators."""

from __future__ import annotations

import json
import os
import shutil
import sys
from collections.abc import Mapping
from pathlib import Path

import jsonschema
import pytest

from language_server import run_language_server
from processes import run_process
from prospectus import starter
from prospectus.editors.field_help import read_chinese_help
from prospectus.editors.file_schemas import FileSchema
from prospectus.editors.write import SETTINGS_FILE, build_schemas, write_editor_files
from prospectus.load import yaml
from prospectus.model.field_docs import read_field_docs
from prospectus.model.fields import iter_models
from prospectus.model.registry import KINDS
from prospectus.pipeline import check
from tiny import FULL, REPOSITORY, SiteFactory

NODE_PACKAGES = Path(os.environ.get("PROSPECTUS_TEST_NODE_PACKAGES", REPOSITORY / ".cache/node/node_modules"))
SERVER = NODE_PACKAGES / "yaml-language-server/bin/yaml-language-server"

MISTAKES = {
    "a month with a slash": ("content/guides/x.yml", "title: {zh: 甲, en: A}\ngroup: basics\nreviewed: 2026/11\n", 3),
    "a Chinese month": ("content/guides/x.yml", "title: {zh: 甲, en: A}\ngroup: basics\nas_of: 2026年11月\n", 3),
    "a month that does not exist": ("content/guides/x.yml", "title: {zh: 甲, en: A}\ngroup: basics\nas_of: 2026-13-45\n", 3),
    "a language that the site does not have": ("content/guides/x.yml", "title: {zh: 甲, jp: A}\ngroup: basics\n", 1),
    "a text in no language": ("content/guides/x.yml", "title: Margin\ngroup: basics\n", 1),
    "a category of another kind": ("content/guides/x.yml", "title: {zh: 甲, en: A}\ngroup: words\n", 2),
    "a category that does not exist": ("content/guides/x.yml", "title: {zh: 甲, en: A}\ngroup: bsics\n", 2),
    "a field that does not exist": ("content/guides/x.yml", "title: {zh: 甲, en: A}\ngroup: basics\ncolour: red\n", 3),
    "a target that does not exist": ("content/guides/x.yml", "title: {zh: 甲, en: A}\ngroup: basics\nrelated: [guide:none]\n", 3),
    "a file name as a target": ("content/guides/x.yml", "title: {zh: 甲, en: A}\ngroup: basics\nrelated: [margin.md]\n", 3),
    "an unknown status": ("content/guides/x.yml", "title: {zh: 甲, en: A}\ngroup: basics\nstatus: hidden\n", 3),
    "a list where a record belongs": ("content/guides/x.yml", "- title: {zh: 甲, en: A}\n", 1),
    "a record where a list belongs": ("content/glossary/x.yml", "id: oats\ntitle: {zh: 燕麦, en: oats}\n", 1),
    "an unknown option in a list": (
        "content/glossary/x.yml",
        "- {id: oats, title: {zh: 燕麦, en: oats}, group: words, standing: best}\n",
        1,
    ),
    "an id with capitals": ("content/audiences/x.yml", "- {id: Growers, title: {zh: 种, en: Growers}}\n", 1),
    "an event without an id": ("calendar/2025/07.yml", "- type: meeting\n  title: {zh: 会, en: Meeting}\n  starts: 2025-07-01\n", 1),
    "a talk without a language": (
        "calendar/2025/07.yml",
        "- id: t\n  type: talk\n  series: barley-talks\n  title: {zh: 讲, en: Talk}\n  starts: 2025-07-01\n",
        1,
    ),
    "a time with a full-width colon": (
        "calendar/2025/07.yml",
        "- id: m\n  type: meeting\n  title: {zh: 会, en: Meeting}\n  starts: 2025-07-01 19：30\n",
        4,
    ),
    "an address without a scheme": (
        "calendar/2025/07.yml",
        "- id: m\n  type: meeting\n  title: {zh: 会, en: M}\n  starts: 2025-07-01\n  announcement: www.example.org\n",
        5,
    ),
    "a number in words": ("content/guides/x.yml", "title: {zh: 甲, en: A}\ngroup: basics\nposition: first\n", 3),
    "a feed without an address": ("content/feeds.yml", "- {id: f, title: {zh: 源, en: F}, gives: news, language: zh}\n", 1),
    "an unknown problem code": (
        "calendar/2025/07.yml",
        "- id: m\n  type: meeting\n  title: {zh: 会, en: M}\n  starts: 2025-07-01\n  waivers: [{code: PR999, reason: r}]\n",
        5,
    ),
    "a day that is no date": (
        "calendar/years/2031.yml",
        "title: {zh: 年, en: Y}\nyear: 2031\npublished: true\nholidays: [{title: {zh: 节, en: H}, first: 1月1日, last: 2031-01-02}]\n",
        4,
    ),
}
"""Mistakes within the reach of a schema: the file, its text, and the line that must be reported."""


def collect_files(root: Path, schema: FileSchema) -> list[str]:
    """Return the files of a site that a schema describes."""
    return sorted({path.relative_to(root).as_posix() for pattern in schema.patterns for path in root.glob(pattern)})


def run_check_jsonschema(root: Path, schema: FileSchema, paths: list[str]) -> tuple[int, str]:
    """Return the exit code and the report of check-jsonschema."""
    command = [Path(sys.executable).parent / "check-jsonschema", "--schemafile", root / ".schemas" / schema.file_name]
    result = run_process([*command, "--output-format", "JSON", *paths], cwd=root)
    return result.returncode, result.stdout


def server_settings(root: Path) -> Mapping[str, object]:
    """Return the settings that the written settings of VS Code give to the server."""
    settings = json.loads((root / SETTINGS_FILE).read_text(encoding="utf-8"))
    return {"yaml": {"schemas": settings["yaml.schemas"], "validate": True, "completion": True, "schemaStore": {"enable": False}}}


@pytest.fixture(scope="module", params=["repository", "full", "starter"])
def site(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a copy of the content of a site, with schemas."""
    root = tmp_path_factory.mktemp(request.param) / "site"
    if request.param == "starter":
        starter.create_site(root, 2026)
    else:
        source = REPOSITORY if request.param == "repository" else FULL
        for folder in ("content", "courses", "calendar"):
            shutil.copytree(source / folder, root / folder)
    assert write_editor_files(root).is_complete
    return root


def test_all_content_passes_check_jsonschema(site: Path) -> None:
    checked = 0
    for schema in build_schemas(site):
        paths = collect_files(site, schema)
        if paths and not schema.is_front_matter:
            assert run_check_jsonschema(site, schema, paths)[0] == 0, schema.name
            checked += len(paths)
    assert checked == len([path for path in site.rglob("*.yml") if path.relative_to(site).parts[0] in {"content", "courses", "calendar"}])


def test_all_content_passes_the_language_server(site: Path) -> None:
    paths = [path for schema in build_schemas(site) if not schema.is_front_matter for path in collect_files(site, schema)]
    with run_language_server(SERVER, site, server_settings(site)) as server:
        assert {path: lines for path, lines in server.check(paths).items() if lines} == {}


COMMON_FIELDS = {
    "image": {
        "file": "../assets/field.jpg",
        "alt": {"zh": "田", "en": "A field"},
        "caption": {"zh": "田", "en": "A field"},
        "licence": "CC0",
    },
    "attachments": ({"file": "form.docx", "title": {"zh": "表", "en": "Form"}}, {"file": "../downloads/lots.csv"}),
    "publish_from": "2027-01-04 09:00",
    "withdraw_on": "2027-12-31",
    "review_every": "6 months",
    "owner": "Member services",
    "aliases": {"zh": ("甲",), "en": ("A",)},
    "formerly": ("old",),
}


def test_fields_of_every_record_pass_the_schemas(tiny: SiteFactory) -> None:
    schemas = {schema.name: jsonschema.Draft202012Validator(schema.schema) for schema in build_schemas(tiny("full"))}
    texts = {"title": {"zh": "甲", "en": "A"}, "group": "basics"}
    as_json = json.loads(json.dumps(COMMON_FIELDS))
    assert [error.message for error in schemas["guide"].iter_errors({**texts, **as_json})] == []
    assert {error.json_path for error in schemas["guide"].iter_errors({**texts, **as_json, "review_every": "often"})} == {"$.review_every"}
    points = [{"title": "甲", "text": "乙"}, {"title": {"zh": "丙"}}]
    assert [error.message for error in schemas["guide.front-matter"].iter_errors({"title": "甲", "points": points})] == []
    assert [error.json_path for error in schemas["guide"].iter_errors({**texts, "points": points})] != []


def test_front_matter_passes_its_schema(site: Path) -> None:
    for schema in build_schemas(site):
        if schema.is_front_matter:
            validator = jsonschema.Draft202012Validator(schema.schema)
            for path in collect_files(site, schema):
                text = (site / path).read_text(encoding="utf-8")
                front_matter = yaml.parse(text.split("---\n")[1]) if text.startswith("---\n") else None
                assert list(validator.iter_errors(to_lists(front_matter or {}))) == [], path


def to_lists(value: object) -> object:
    """Return a value of our YAML reader with lists in place of tuples."""
    if isinstance(value, dict):
        return {key: to_lists(item) for key, item in value.items()}
    return [to_lists(item) for item in value] if isinstance(value, tuple) else value


@pytest.fixture(scope="module")
def planted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a copy of the full test site with schemas that were written before the mistakes were made."""
    root = tmp_path_factory.mktemp("planted") / "site"
    for folder in ("content", "courses", "calendar"):
        shutil.copytree(FULL / folder, root / folder)
    write_editor_files(root)
    return root


def test_every_planted_mistake_is_refused_by_check_jsonschema(planted: Path) -> None:
    accepted = set(MISTAKES)
    for schema in build_schemas(planted):
        names = {}
        for number, (mistake, (path, text, _)) in enumerate(MISTAKES.items()):
            if collect_files_of(schema, planted, path):
                names[f"mistake-{number}.yml"] = mistake
                (planted / f"mistake-{number}.yml").write_text(text, encoding="utf-8")
        if names:
            _, report = run_check_jsonschema(planted, schema, list(names))
            accepted -= {names[Path(error["filename"]).name] for error in json.loads(report)["errors"]}
    assert accepted == set()


def collect_files_of(schema: FileSchema, root: Path, path: str) -> list[str]:
    """Return `path` if a schema describes it, whether or not there is such a file."""
    if schema.is_front_matter:
        return []
    existed = (root / path).exists()
    (root / path).touch()
    found = [path] if path in collect_files(root, schema) else []
    if not existed:
        (root / path).unlink()
    return found


def test_every_planted_mistake_is_refused_by_the_language_server_at_its_line(planted: Path) -> None:
    reported = {}
    with run_language_server(SERVER, planted, server_settings(planted)) as server:
        for number, (mistake, (path, text, line)) in enumerate(MISTAKES.items()):
            # Each in a file of its own: a server keeps what it was told of a file.
            other = path.replace("/x.yml", f"/x{number}.yml").replace("/2025/", f"/{2030 + number}/")
            (lines,) = server.check([other], {other: text}).values()
            if f"{line}:" not in {entry.split(" ")[0] for entry in lines}:
                reported[mistake] = lines
    assert reported == {}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_planted_mistake_is_a_problem_of_check_too(tiny: SiteFactory, mistake: str) -> None:
    path, text, _ = MISTAKES[mistake]
    problems = check(tiny("full", {path: text})).problems
    assert any(problem.path == path and problem.severity != "info" for problem in problems)


def test_draft_may_be_incomplete_and_refer_to_what_does_not_exist_yet(tiny: SiteFactory) -> None:
    draft = "title: {zh: 甲, en: A}\nstatus: draft\nrelated: [guide:later]\n"
    root = tiny("full", {"content/guides/x.yml": draft})
    assert not any(problem.path == "content/guides/x.yml" and problem.severity == "error" for problem in check(root).problems)
    (schema,) = [schema for schema in build_schemas(root) if schema.name == "guide"]
    validator = jsonschema.Draft202012Validator(schema.schema)
    assert validator.is_valid(to_lists(yaml.parse(draft)))
    assert not validator.is_valid(to_lists(yaml.parse(draft.replace("draft", "published"))))


def test_editor_is_offered_the_ids_of_the_site_with_their_titles(tmp_path: Path) -> None:
    starter.create_site(tmp_path / "site", 2026)
    root = tmp_path / "site"
    write_editor_files(root)
    path = "content/guides/new.yml"
    text = "title: {zh: 甲, en: A}\ngroup: \n"
    with run_language_server(SERVER, root, server_settings(root)) as server:
        server.check([path], {path: text})
        items = {item["label"]: item.get("documentation", "") for item in server.complete(path, 1, 7)}
    groups = [row["id"] for row in yaml.parse((root / "content/categories/categories.yml").read_text("utf-8")) if row["groups"] == "guide"]
    assert groups
    assert set(groups) <= set(items)
    assert not any(key in items for key in ("terms-contract",))


def test_former_name_of_a_field_is_accepted_and_marked() -> None:
    (schema,) = [schema for schema in build_schemas(FULL) if schema.name == "site"]
    site = to_lists(yaml.parse((FULL / "content/site.yml").read_text(encoding="utf-8")))
    assert isinstance(site, dict)
    site["doors"] = site.pop("audiences")
    assert jsonschema.Draft202012Validator(schema.schema).is_valid(site)
    assert schema.schema["properties"]["doors"]["deprecated"] is True


def test_plain_text_and_shared_fields_are_accepted_in_front_matter() -> None:
    (schema,) = [schema for schema in build_schemas(FULL) if schema.name == "guide.front-matter"]
    validator = jsonschema.Draft202012Validator(schema.schema)
    front_matter = {
        "title": "保证金",
        "group": "basics",
        "source_hash": "0123",
        "tables": [{"title": {"zh": "表"}, "columns": [], "rows": []}],
    }
    assert not validator.is_valid(front_matter), "a table must have a column"
    front_matter["tables"] = [{"title": {"zh": "表"}, "columns": [{"title": {"zh": "列"}}], "rows": [["1"]]}]
    assert validator.is_valid(front_matter)
    assert not validator.is_valid({"title": "保证金", "group": "bsics"})


def test_field_that_stands_in_front_matter_is_not_required_beside_it(tiny: SiteFactory) -> None:
    overlay = {
        "content/guides/x.yml": "group: basics\n",
        "content/guides/x.zh.md": "---\ntitle: 甲\n---\n正文。\n",
        "content/guides/x.en.md": "---\ntitle: A\n---\nText.\n",
    }
    root = tiny("full", overlay)
    assert not any(problem.path == "content/guides/x.yml" for problem in check(root).problems)
    (schema,) = [schema for schema in build_schemas(root) if schema.name == "guide"]
    assert jsonschema.Draft202012Validator(schema.schema).is_valid({"group": "basics"})


def test_words_whose_form_is_fixed_stand_below_languages_that_are_converted() -> None:
    (schema,) = [schema for schema in build_schemas(FULL.with_name("association")) if schema.name == "conversion"]
    validator = jsonschema.Draft202012Validator(schema.schema)
    assert validator.is_valid({"zh-hant": {"软件": "軟體"}})
    wrong = ({"zh": {"软件": "軟體"}}, {"zh-hant": {"软件": None}}, {"zh-hant": {"软件": ""}}, {"zh-hant": ["软件"]}, ["zh-hant"])
    assert [words for words in wrong if validator.is_valid(words)] == []
    assert schema.schema["description"].split("\n") == [
        "文字转换为另一种字体时另有写法的词语，按语言分列。",
        "The words whose form is fixed where texts are converted into another script, by language.",
    ]


def collect_sentences() -> set[str]:
    """Return the English help of every kind and field."""
    sentences = {(kind.model.__doc__ or "").split("\n\n")[0] for kind in KINDS}
    for kind in KINDS:
        for model in iter_models(kind.model):
            sentences.update(read_field_docs(model).values())
    return {" ".join(sentence.split()) for sentence in sentences}


def test_help_of_every_field_is_in_both_languages() -> None:
    assert sorted(collect_sentences() ^ set(read_chinese_help())) == []
