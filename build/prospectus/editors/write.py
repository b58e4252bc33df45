"""Writes the schemas of a site and the settings that switch them on. Nothing that somebody else wrote is lost."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from prospectus.editors import jsonc
from prospectus.editors.choices import collect_choices
from prospectus.editors.file_schemas import MARK, FileSchema, iter_file_schemas
from prospectus.load.records import load
from prospectus.problems import Message

SCHEMA_FOLDER = ".schemas"
SETTINGS_FILE, EXTENSIONS_FILE = ".vscode/settings.json", ".vscode/extensions.json"
EXTENSION = "redhat.vscode-yaml"
"""The extension of VS Code that reads schemas of YAML files."""
FORMER_FIELDS = {"id", "title", "status", "formerly"}
"""Fields that every schema of an earlier version has; those schemas carry no mark."""


@dataclass(frozen=True, slots=True)
class WriteReport:
    """What was written, and what was left as it is because somebody else wrote it."""

    lines: tuple[Message, ...]
    is_complete: bool


def build_schemas(root: Path) -> tuple[FileSchema, ...]:
    """Return the schemas of all files of the site in `root`."""
    return tuple(iter_file_schemas(collect_choices(load(root.resolve()))))


def write_editor_files(root: Path) -> WriteReport:
    """Write the schemas to `.schemas/` and switch them on in `.vscode/`; return what was done. Raises OSError."""
    schemas = build_schemas(root)
    contents = {schema.file_name: schema.schema for schema in schemas}
    lines = [*_write_schemas(root, contents)]
    refused = [*_write_settings(root, schemas, lines)]
    return WriteReport((*lines, *refused), not refused and not any(_is_foreign(root / SCHEMA_FOLDER / name) for name in contents))


def _write_schemas(root: Path, contents: dict[str, Any]) -> Iterator[Message]:
    folder = root / SCHEMA_FOLDER
    folder.mkdir(exist_ok=True)
    written = 0
    for name, content in contents.items():
        path, text = folder / name, json.dumps(content, ensure_ascii=False, indent=1) + "\n"
        if _is_foreign(path):
            shown = f"{SCHEMA_FOLDER}/{name}"
            yield Message(f"{shown}: left as it is, since something else wrote it.", f"{shown}：不是由本命令写成，保持原样。")
        elif not path.exists() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8", newline="\n")
            written += 1
    unchanged = len(contents) - written
    yield Message(
        f"{SCHEMA_FOLDER}/: {written} files written, {unchanged} as they were.",
        f"{SCHEMA_FOLDER}/：写入 {written} 个文件，{unchanged} 个不变。",
    )


def _is_foreign(path: Path) -> bool:
    """Return whether a file exists that neither this nor an earlier version of the command wrote."""
    if not path.exists():
        return False
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except (ValueError, OSError, RecursionError):
        return True
    if not isinstance(content, dict) or content.get("$comment") == MARK:
        return not isinstance(content, dict)
    properties = content.get("properties")
    return not (isinstance(properties, dict) and set(properties) >= FORMER_FIELDS)


def _write_settings(root: Path, schemas: Sequence[FileSchema], lines: list[Message]) -> Iterator[Message]:
    """Add the schemas to the settings of VS Code and its extension to those recommended; yield what has to be added by hand."""
    mapping = {f"./{SCHEMA_FOLDER}/{schema.file_name}": list(schema.patterns) for schema in schemas if not schema.is_front_matter}

    def add_mapping(text: str) -> str:
        for name, patterns in mapping.items():
            text = _add_patterns(text, ("yaml.schemas", name), patterns)
        return text

    def add_extension(text: str) -> str:
        return jsonc.add_item(text, ("recommendations",), EXTENSION)

    edits = (
        (SETTINGS_FILE, add_mapping, {"yaml.schemas": mapping}),
        (EXTENSIONS_FILE, add_extension, {"recommendations": [EXTENSION]}),
    )
    for name, edit, content in edits:
        path = root / name
        before = _read(path)
        try:
            after = _edit(before, edit) if before and before.strip("\ufeff \t\r\n") else json.dumps(content, indent=2) + "\n"
        except jsonc.JsoncError:
            by_hand = json.dumps(content, ensure_ascii=False, indent=2)
            yield Message(
                f"{name}: left as it is, since it cannot be read as JSON. Add to it:\n{by_hand}",
                f"{name}：不是有效的 JSON，保持原样。请在其中加入：\n{by_hand}",
            )
            continue
        lines.append(_save(path, name, before, after))


def _add_patterns(text: str, path: tuple[str, ...], patterns: Sequence[str]) -> str:
    """Return the settings with the globs of a schema; those that somebody added to it stay. Raises JsoncError."""
    written = jsonc.get_value(text, path)
    if isinstance(written, str) and written not in patterns:
        return jsonc.set_member(text, path, [written, *patterns])
    if not isinstance(written, list):
        return jsonc.set_member(text, path, patterns)
    for pattern in patterns:
        text = jsonc.add_item(text, path, pattern)
    return text


def _edit(text: str, edit: Callable[[str], str]) -> str:
    """Return an edited text with the byte-order mark that it had."""
    mark = "\ufeff" if text.startswith("\ufeff") else ""
    return mark + edit(text.removeprefix(mark))


def _read(path: Path) -> str | None:
    """Return the text of a file with its line endings; None if there is none, a text that is no JSON if it is not UTF-8."""
    try:
        return path.read_bytes().decode()
    except FileNotFoundError:
        return None
    except UnicodeDecodeError:
        return "?"


def _save(path: Path, name: str, before: str | None, after: str) -> Message:
    if before == after:
        return Message(f"{name}: as it was.", f"{name}：不变。")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(after.encode())
    if before is None:
        return Message(f"{name}: written.", f"{name}：已写入。")
    return Message(f"{name}: completed; the rest is as it was.", f"{name}：已补充，其余内容不变。")
