"""Combines files into raw records: one file per record, lists of records, and Markdown files beside them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from prospectus.load import yaml
from prospectus.load.drafts import Draft, Part, Prose, position
from prospectus.load.files import Files, Found, misplaced, opened, survey
from prospectus.memo import Memo, digest
from prospectus.model.kinds import BY_NAME, KINDS, Kind
from prospectus.model.shape import shapes
from prospectus.problems import Problem, problem

FOLDERS = ("content", "courses", "calendar")
UNASKED = ("zh", "en")
"""The languages assumed when the record of the site cannot be read."""

Unit = tuple[str, str]
"""Identifies the files of one record by folder and common part of their names; a file with a list, by its path and an empty string."""
Made = tuple[Files, tuple[Draft | Problem, ...]]
"""The files of a group, and the raw records and problems read from them."""


@dataclass(slots=True)
class Loaded:
    """All raw records of a site, and the problems found while reading them."""

    languages: tuple[str, ...]
    drafts: list[Draft] = field(default_factory=list)
    torn: set[str] = field(default_factory=set)
    """The kinds with files or rows that could not be read; references to them are not reported as broken."""
    problems: list[Problem] = field(default_factory=list)


def load(root: Path, memo: Memo | None = None) -> Loaded:
    """Return every record below `root`, with a problem for everything that cannot be read.

    `cache` caches parsed YAML by its text and, for further runs in this process, raw records by the states of their files.
    """
    kept = memo or Memo()
    found = survey(root, KINDS, FOLDERS)
    loaded = Loaded(_languages(root, found.files[KINDS[0].place], kept))
    for kind in KINDS:
        for each in _drafts(root, kind, found.files[kind.place], loaded.languages, kept):
            if isinstance(each, Problem):
                loaded.problems.append(each)
                loaded.torn.add(kind.name)
            else:
                loaded.drafts.append(each)
    loaded.problems.extend(misplaced(root, KINDS, found.astray))
    if not any(draft.kind.name == "site" for draft in loaded.drafts) and not any(p.path == KINDS[0].place for p in loaded.problems):
        loaded.problems.append(problem(KINDS[0].place, 0, 0, "PR014", form="content/site.yml with title, locales, tagline …"))
    return loaded


def _languages(root: Path, files: Files, memo: Memo) -> tuple[str, ...]:
    site = next((each for each in opened(root, KINDS[0], files, ()) if isinstance(each, Found)), None)
    value = _parsed(site.path, site.text, memo) if site else None
    try:
        locales = value.data["locales"] if isinstance(value, _Value) else ()
        return tuple(str(locale["language"]) for locale in locales) or UNASKED
    except (KeyError, TypeError):
        return UNASKED


def _drafts(root: Path, kind: Kind, files: Files, languages: tuple[str, ...], memo: Memo) -> Iterator[Draft | Problem]:
    """Yield the raw records of a kind and their problems. Only groups with a new, changed or removed file are parsed again."""
    at = f"{kind.name} {languages}"
    before: Files
    made: dict[Unit, Made]
    before, made = memo.known("drafts", at) or ({}, {})
    now, made = dict(files), dict(made)
    touched: dict[Unit, set[str]] = {}
    for path, _ in now.items() ^ before.items():
        touched.setdefault(_unit(kind, path), set()).add(path)
    for unit, changed in touched.items():
        known, _ = made.pop(unit, ({}, ()))
        if present := {path: now[path] for path in changed.union(known) if path in now}:
            made[unit] = present, tuple(_made(root, kind, present, languages, memo))
    for unit in sorted(made):
        yield from made[unit][1]
    for unit in touched.keys() & made.keys():
        if not _holds(*made[unit]):
            for path in made.pop(unit)[0]:
                del now[path]
    memo.keep("drafts", at, (now, made))


def _holds(files: Files, made: Iterable[Draft | Problem]) -> bool:
    """Return whether results may be reused while the files are unchanged. Results with problems are always parsed again."""
    return None not in files.values() and not any(isinstance(each, Problem) for each in made)


def _unit(kind: Kind, path: str) -> Unit:
    folder, _, name = path.rpartition("/")
    return (folder, name.partition(".")[0]) if kind.form == "file" else (path, "")


def _made(root: Path, kind: Kind, files: Files, languages: tuple[str, ...], memo: Memo) -> Iterator[Draft | Problem]:
    found: list[Found] = []
    for each in opened(root, kind, files, languages):
        if isinstance(each, Problem):
            yield each
        else:
            found.append(each)
    if kind.form != "file":
        for file in found:
            yield from _list(root, kind, file, memo)
    elif found:
        yield from _record_of(root, kind, found[0].key, found, memo)


def _list(root: Path, kind: Kind, file: Found, memo: Memo) -> Iterator[Draft | Problem]:
    value = _parsed(file.path, file.text, memo)
    if isinstance(value, list):
        yield from value
    elif not isinstance(value.data, tuple):
        yield problem(file.path, 1, 1, "PR012", came=_said(value.data), form="a list of records, each starting with “- id:”")
    else:
        for index, item in enumerate(value.data):
            part = Part(file.path, item if isinstance(item, dict) else {}, prefix=(index,))
            if isinstance(item, dict):
                yield Draft(root, _kind_of(kind, item), None, item, (part,))
            else:
                line, column = position(root, part, ())
                yield problem(file.path, line, column, "PR012", came=_said(item), form="a record of fields")


def _kind_of(kind: Kind, item: dict[str, Any]) -> Kind:
    """Return the kind of a list item. In the list of a month, an item whose `type` is the name of a kind belongs to that kind."""
    return BY_NAME.get(str(item.get("type")), kind) if kind.form == "months" else kind


def _record_of(root: Path, kind: Kind, key: str, files: Sequence[Found], memo: Memo) -> Iterator[Draft | Problem]:
    parts: list[Part] = []
    prose: dict[str, Prose] = {}
    sound = True
    for file in files:
        for each in _parts(file, memo):
            if isinstance(each, Problem):
                sound = False
                yield each
            elif isinstance(each, Part):
                parts.append(each)
            else:
                prose[str(file.language)] = each
    if sound and parts:
        parts.sort(key=lambda part: part.language is not None)
        data, differences = _merged(root, kind, parts)
        yield from differences
        yield Draft(root, kind, key, data, tuple(parts), prose)


def _parts(file: Found, memo: Memo) -> Iterator[Part | Prose | Problem]:
    front, body, first_line = file.text, "", 1
    if file.language is not None:
        split = _front_matter(file)
        if isinstance(split, Problem):
            yield split
            return
        front, body, first_line = split
    value = _parsed(file.path, front, memo, first_line) if front.strip() else _Value({})
    if isinstance(value, list):
        yield from value
    elif not isinstance(value.data, dict):
        yield problem(file.path, first_line, 1, "PR012", came=_said(value.data), form="a record of fields, such as “title: …”")
    else:
        data = dict(value.data)
        if file.language is not None:
            source_hash = data.pop("source_hash", None)
            lines = file.text.count("\n") - body.count("\n") + 1
            yield Prose(file.path, body, lines, str(source_hash) if source_hash is not None else None)
        yield Part(file.path, data, file.language, (), first_line)


def _front_matter(file: Found) -> tuple[str, str, int] | Problem:
    if not file.text.startswith("---\n"):
        return "", file.text, 1
    front, mark, body = file.text[4:].partition("\n---\n") if not file.text.startswith("---\n---\n") else ("", "\n", file.text[8:])
    if not mark and front.endswith("\n---"):
        return front[:-3], "", 2
    if not mark:
        return problem(file.path, 1, 1, "PR009", form="---\ntitle: …\n---")
    return front + "\n", body, 2


@dataclass(slots=True)
class _Value:
    data: Any


def _parsed(path: str, text: str, memo: Memo, first_line: int = 1) -> _Value | list[Problem]:
    try:
        return _Value(memo.of("yaml", digest(text), partial(yaml.parse, text)))
    except yaml.Unreadable as unreadable:
        return [problem(path, flaw.line + first_line - 1, flaw.column, flaw.code, None, **flaw.given) for flaw in unreadable.flaws]


def _merged(root: Path, kind: Kind, parts: Iterable[Part]) -> tuple[dict[str, Any], list[Problem]]:
    """Return the merged fields of all parts, and a problem for each conflict.

    Where a text is expected, a plain string in a file of one language is the text in that language.
    """
    texts = {name for name, shape in shapes(kind.model) if shape.what == "text"}
    data: dict[str, Any] = {}
    differences: list[Problem] = []
    for part in parts:
        for name, value in part.data.items():
            if part.language is not None and name in texts and isinstance(value, str):
                data[name] = {**data.get(name, {}), part.language: value}
            elif name in data and data[name] != value:
                line, column = position(root, part, (name,))
                differences.append(problem(part.path, line, column, "PR013", part.language, field=name, came=value, form=data[name]))
            else:
                data[name] = value
    return data, differences


def _said(value: Any) -> str:
    names = {dict: "a record of fields", tuple: "a list", str: "text", int: "a number", float: "a number", bool: "true or false"}
    return "nothing" if value is None else names.get(type(value), "something else")
