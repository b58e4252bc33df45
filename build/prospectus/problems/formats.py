"""Output formats for problems: text, JSON, GitHub annotations and SARIF."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from prospectus.problems.codes import CODES
from prospectus.problems.message import Message
from prospectus.problems.problem import Problem

_LABELS = {"en": ("Found: ", "Right form: ", "in"), "zh": ("实际：", "正确写法：", "语言")}
SEVERITY_NAMES: Mapping[str, Message] = {
    "error": Message("error", "错误"),
    "warning": Message("warning", "警告"),
    "info": Message("info", "提示"),
}
"""The names of severities in reports."""


def to_text(problems: Sequence[Problem], language: str = "en") -> str:
    """Return one line per problem, with the value found and the right form on the lines below, and the totals at the end."""
    return "".join(f"{line}\n" for line in [*_format_lines(problems, language), _format_totals(problems, language)])


def _format_lines(problems: Iterable[Problem], language: str) -> Iterable[str]:
    came_label, form_label, in_label = _LABELS["zh" if language.startswith("zh") else "en"]
    for problem in problems:
        language_note = f" [{in_label} {problem.language}]" if problem.language else ""
        position = f"{problem.path}:{problem.line}:{problem.column}"
        severity = SEVERITY_NAMES[problem.severity].in_language(language)
        yield f"{position}: {severity} {problem.code}{language_note} {problem.sentence(language)}"
        if (came := problem.came_in(language)) is not None:
            yield f"    {came_label}{came}"
        if (form := problem.form_in(language)) is not None:
            yield f"    {form_label}{form}"


def _format_totals(problems: Sequence[Problem], language: str) -> str:
    counts = {severity: sum(problem.severity == severity for problem in problems) for severity in ("error", "warning", "info")}
    if language.startswith("zh"):
        return f"共 {len(problems)} 个问题：错误 {counts['error']}，警告 {counts['warning']}，提示 {counts['info']}。"
    totals = (_count(len(problems), "problem"), _count(counts["error"], "error"), _count(counts["warning"], "warning"))
    return f"{totals[0]}: {totals[1]}, {totals[2]}, {counts['info']} info."


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def to_json(problems: Sequence[Problem], language: str = "en") -> str:
    """Return a JSON array with one object per problem."""
    rows = [
        {
            "path": problem.path,
            "line": problem.line,
            "column": problem.column,
            "code": problem.code,
            "name": CODES[problem.code].name,
            "severity": problem.severity,
            "language": problem.language,
            "message": problem.sentence(language),
            "came": problem.came_in(language),
            "form": problem.form_in(language),
        }
        for problem in problems
    ]
    return json.dumps(rows, ensure_ascii=False, indent=2) + "\n"


def to_github(problems: Sequence[Problem], language: str = "en") -> str:
    """Return GitHub workflow commands, one per problem."""
    levels = {"error": "error", "warning": "warning", "info": "notice"}
    return "".join(
        f"::{levels[problem.severity]} file={_escape_property(problem.path)},line={problem.line},col={problem.column},"
        f"title={problem.code} {CODES[problem.code].name}::{_escape_data(_full_message(problem, language))}\n"
        for problem in problems
    )


def _full_message(problem: Problem, language: str) -> str:
    came_label, form_label, _ = _LABELS["zh" if language.startswith("zh") else "en"]
    parts = [problem.sentence(language)]
    parts += [f"{came_label}{came}"] if (came := problem.came_in(language)) is not None else []
    parts += [f"{form_label}{form}"] if (form := problem.form_in(language)) is not None else []
    return "\n".join(parts)


def _escape_data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _escape_property(text: str) -> str:
    return _escape_data(text).replace(":", "%3A").replace(",", "%2C")


def to_sarif(problems: Sequence[Problem], language: str = "en") -> str:
    """Return a SARIF 2.1.0 log."""
    levels = {"error": "error", "warning": "warning", "info": "note"}
    codes = sorted({problem.code for problem in problems})
    rules = [{"id": code, "name": CODES[code].name, "shortDescription": {"text": CODES[code].sentence(language)}} for code in codes]
    results = [
        {
            "ruleId": problem.code,
            "level": levels[problem.severity],
            "message": {"text": _full_message(problem, language)},
            "locations": [{"physicalLocation": _physical_location(problem)}],
        }
        for problem in problems
    ]
    run = {"tool": {"driver": {"name": "prospectus", "rules": rules}}, "results": results, "columnKind": "unicodeCodePoints"}
    log = {"$schema": "https://json.schemastore.org/sarif-2.1.0.json", "version": "2.1.0", "runs": [run]}
    return json.dumps(log, ensure_ascii=False, indent=2) + "\n"


def _physical_location(problem: Problem) -> dict[str, object]:
    region = {"startLine": problem.line, "startColumn": problem.column}
    return {"artifactLocation": {"uri": problem.path}, "region": region}


@dataclass(frozen=True, slots=True)
class ProblemFormat:
    """A row of the registry of output formats."""

    render: Callable[[Sequence[Problem], str], str]
    description: Mapping[str, str]
    """One sentence on the contents, by language."""


PROBLEM_FORMATS: Mapping[str, ProblemFormat] = {
    "text": ProblemFormat(to_text, {"en": "Text to read, with the totals at the end.", "zh": "供阅读的文本，末尾为合计。"}),
    "json": ProblemFormat(to_json, {"en": "JSON array with one object per problem.", "zh": "JSON 数组，每个问题一个对象。"}),
    "github": ProblemFormat(to_github, {"en": "Annotations that GitHub shows beside the line.", "zh": "GitHub 注释，显示在相应的行旁边。"}),
    "sarif": ProblemFormat(to_sarif, {"en": "SARIF 2.1.0 log for code scanning services.", "zh": "SARIF 2.1.0 日志，供代码扫描服务使用。"}),
}
"""Every format, by its name in `check --format`."""
