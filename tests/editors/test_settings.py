"""The settings of text editors: what somebody wrote stays as it is, comments included, and what was changed is said."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from prospectus.editors import jsonc
from prospectus.editors.write import EXTENSIONS_FILE, SCHEMA_FOLDER, SETTINGS_FILE, write_editor_files
from tiny import RunCommand, SiteFactory

OWN_SETTINGS = """\
// Ours.
{
    "editor.rulers": [100], // a comment
    /* schemas of our own */
    "yaml.schemas": {
        "https://schemas.example/own.json": "own/*.yml", // keep
        "./.schemas/guide.schema.json": "handbook/*.yml",
    },
    "files.insertFinalNewline": true
}
"""


def write_settings(root: Path, text: str) -> Path:
    path = root / SETTINGS_FILE
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(text.encode())
    return path


def test_settings_are_completed_and_everything_else_stays(tiny: SiteFactory) -> None:
    root = tiny("minimal")
    path = write_settings(root, OWN_SETTINGS)
    assert write_editor_files(root).is_complete
    text = path.read_text(encoding="utf-8")
    for part in ("// Ours.", "// a comment", "/* schemas of our own */", "// keep", '"files.insertFinalNewline": true', "handbook/*.yml"):
        assert part in text, part
    schemas = jsonc.get_value(text, ("yaml.schemas",))
    assert schemas["https://schemas.example/own.json"] == "own/*.yml"
    assert schemas["./.schemas/guide.schema.json"] == ["handbook/*.yml", "content/guides/*.yml", "content/guides/**/*.yml"]
    assert schemas["./.schemas/site.schema.json"] == ["content/site.yml"]
    assert [line for line in OWN_SETTINGS.splitlines() if line not in text.splitlines() and "guide.schema" not in line] == []


def test_a_second_run_changes_nothing(tiny: SiteFactory) -> None:
    root = tiny("minimal")
    path = write_settings(root, OWN_SETTINGS)
    write_editor_files(root)
    before = {file: file.read_bytes() for file in (path, *(root / SCHEMA_FOLDER).iterdir())}
    report = write_editor_files(root)
    assert {file: file.read_bytes() for file in before} == before
    assert [line.en for line in report.lines] == [
        f".schemas/: 0 files written, {len(before) - 1} as they were.",
        ".vscode/settings.json: as it was.",
        ".vscode/extensions.json: as it was.",
    ]


@pytest.mark.parametrize("text", ["{", "[]", '{"yaml.schemas": []}', '{"a": 1 "b": 2}', "{]", "nonsense"])
def test_settings_that_cannot_be_read_are_left_and_what_to_add_is_said(tiny: SiteFactory, run: RunCommand, text: str) -> None:
    root = tiny("minimal")
    path = write_settings(root, text)
    for language, words in (("en", "left as it is"), ("zh", "保持原样")):
        result = run("schema", "--write", "--root", root, "--lang", language)
        assert (result.code, path.read_text(encoding="utf-8")) == (1, text)
        assert words in result.err
        assert '"yaml.schemas"' in result.err


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{}", '{\n  "k": 1\n}'),
        ('{"a": 2}', '{"a": 2,\n  "k": 1\n}'),
        ('{\r\n\t"a": 2,\r\n}', '{\r\n\t"a": 2,\r\n\t"k": 1\r\n}'),
        ('{\n    "a": 2 // last\n}\n', '{\n    "a": 2, // last\n    "k": 1\n}\n'),
        ('{"k": 1}', '{"k": 1}'),
        ('{"k": [1, 2]}', '{"k": 1}'),
    ],
)
def test_member_is_added_in_the_manner_of_the_file(text: str, expected: str) -> None:
    assert jsonc.set_member(text, ("k",), 1) == expected


def test_recommended_extensions_stay(tiny: SiteFactory) -> None:
    root = tiny("minimal")
    path = root / EXTENSIONS_FILE
    path.parent.mkdir()
    path.write_text('{\n  "recommendations": ["a.b"],\n  "unwantedRecommendations": []\n}\n', encoding="utf-8")
    write_editor_files(root)
    assert json.loads(path.read_text(encoding="utf-8")) == {"recommendations": ["a.b", "redhat.vscode-yaml"], "unwantedRecommendations": []}


def test_schema_that_something_else_wrote_is_not_overwritten(tiny: SiteFactory, run: RunCommand) -> None:
    root = tiny("minimal")
    (root / SCHEMA_FOLDER).mkdir()
    own = root / SCHEMA_FOLDER / "guide.schema.json"
    own.write_text('{"type": "object"}', encoding="utf-8")
    result = run("schema", "--write", "--root", root)
    assert (result.code, own.read_text(encoding="utf-8")) == (1, '{"type": "object"}')
    assert ".schemas/guide.schema.json: left as it is" in result.err
    assert (root / SCHEMA_FOLDER / "term.schema.json").is_file()


def test_schema_of_an_earlier_version_is_written_anew(tiny: SiteFactory) -> None:
    root = tiny("minimal")
    (root / SCHEMA_FOLDER).mkdir()
    properties = {name: {} for name in ("id", "title", "status", "formerly", "group")}
    old = root / SCHEMA_FOLDER / "guide.schema.json"
    old.write_text(json.dumps({"title": "Guide", "properties": properties}), encoding="utf-8")
    assert write_editor_files(root).is_complete
    assert "$comment" in json.loads(old.read_text(encoding="utf-8"))
