"""Output formats for problems: text, JSON, GitHub annotations and SARIF."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence

from prospectus.problems.codes import CODES
from prospectus.problems.problem import Problem

_WORDS = {"en": ("Found", "Right form", "in"), "zh": ("实际", "正确写法", "语言")}


def text(problems: Sequence[Problem], language: str = "en") -> str:
    """Return one line per problem, with the value found and the right form on the lines below, and the totals at the end."""
    return "".join(f"{line}\n" for line in [*_lines(problems, language), _count(problems, language)])


def _lines(problems: Iterable[Problem], language: str) -> Iterable[str]:
    came, form, within = _WORDS["zh" if language.startswith("zh") else "en"]
    for each in problems:
        tongue = f" [{within} {each.language}]" if each.language else ""
        yield f"{each.path}:{each.line}:{each.column}: {each.severity} {each.code}{tongue} {each.sentence(language)}"
        if each.came is not None:
            yield f"    {came}: {each.came}"
        if each.form is not None:
            yield f"    {form}: {each.form}"


def _count(problems: Sequence[Problem], language: str) -> str:
    tally = {severity: sum(each.severity == severity for each in problems) for severity in ("error", "warning", "info")}
    if language.startswith("zh"):
        return f"共 {len(problems)} 个问题：错误 {tally['error']}，警告 {tally['warning']}，提示 {tally['info']}。"
    noun = "problem" if len(problems) == 1 else "problems"
    return f"{len(problems)} {noun}: {tally['error']} error, {tally['warning']} warning, {tally['info']} info."


def as_json(problems: Sequence[Problem], language: str = "en") -> str:
    """Return a JSON array with one object per problem."""
    rows = [
        {
            "path": each.path,
            "line": each.line,
            "column": each.column,
            "code": each.code,
            "name": CODES[each.code].name,
            "severity": each.severity,
            "language": each.language,
            "message": each.sentence(language),
            "came": each.came,
            "form": each.form,
        }
        for each in problems
    ]
    return json.dumps(rows, ensure_ascii=False, indent=2) + "\n"


def github(problems: Sequence[Problem], language: str = "en") -> str:
    """Return GitHub workflow commands, one per problem."""
    levels = {"error": "error", "warning": "warning", "info": "notice"}
    return "".join(
        f"::{levels[each.severity]} file={_property(each.path)},line={each.line},col={each.column},"
        f"title={each.code} {CODES[each.code].name}::{_data(_whole(each, language))}\n"
        for each in problems
    )


def _whole(each: Problem, language: str) -> str:
    came, form, _ = _WORDS["zh" if language.startswith("zh") else "en"]
    parts = [each.sentence(language)]
    parts += [f"{came}: {each.came}"] if each.came is not None else []
    parts += [f"{form}: {each.form}"] if each.form is not None else []
    return "\n".join(parts)


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def sarif(problems: Sequence[Problem], language: str = "en") -> str:
    """Return a SARIF 2.1.0 log."""
    levels = {"error": "error", "warning": "warning", "info": "note"}
    used = sorted({each.code for each in problems})
    rules = [{"id": code, "name": CODES[code].name, "shortDescription": {"text": CODES[code].sentence(language)}} for code in used]
    results = [
        {
            "ruleId": each.code,
            "level": levels[each.severity],
            "message": {"text": _whole(each, language)},
            "locations": [{"physicalLocation": _physical(each)}],
        }
        for each in problems
    ]
    run = {"tool": {"driver": {"name": "prospectus", "rules": rules}}, "results": results, "columnKind": "unicodeCodePoints"}
    log = {"$schema": "https://json.schemastore.org/sarif-2.1.0.json", "version": "2.1.0", "runs": [run]}
    return json.dumps(log, ensure_ascii=False, indent=2) + "\n"


def _physical(each: Problem) -> dict[str, object]:
    region = {"startLine": each.line, "startColumn": each.column}
    return {"artifactLocation": {"uri": each.path}, "region": region}


FORMATS: dict[str, Callable[[Sequence[Problem], str], str]] = {"text": text, "json": as_json, "github": github, "sarif": sarif}
