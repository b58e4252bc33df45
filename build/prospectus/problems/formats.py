"""Output formats for problems: text, JSON, GitHub annotations and SARIF."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from prospectus.problems.codes import CODES
from prospectus.problems.problem import Problem
from prospectus.problems.text_format import CONSEQUENCES, FOUND, RIGHT_FORM, to_text
from prospectus.problems.visible import break_build_commands, escape_controls, escape_in_json

__all__ = ["PROBLEM_FORMATS", "to_text"]


def to_json(problems: Sequence[Problem], language: str = "en") -> str:
    """Return a JSON array with one object per problem; `fix` and `consequences` are there only if the problem has them."""
    return _dump(_build_rows(problems, language))


def _build_rows(problems: Sequence[Problem], language: str) -> list[dict[str, object]]:
    return [
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
            **({"fix": [edit._asdict() for edit in problem.fix]} if problem.fix else {}),
            **({"consequences": _build_rows(problem.consequences, language)} if problem.consequences else {}),
        }
        for problem in problems
    ]


def _dump(document: object) -> str:
    return escape_in_json(json.dumps(document, ensure_ascii=False, indent=2)) + "\n"


def to_github(problems: Sequence[Problem], language: str = "en") -> str:
    """Return GitHub workflow commands, one per problem."""
    levels = {"error": "error", "warning": "warning", "info": "notice"}
    return "".join(
        f"::{levels[problem.severity]} file={_escape_property(problem.path)},line={problem.line},col={problem.column},"
        f"title={problem.code} {CODES[problem.code].name}::{_escape_data(_full_message(problem, language))}\n"
        for problem in problems
    )


def _full_message(problem: Problem, language: str) -> str:
    """Return the sentence, what was found, the right form and the consequences, each on a line."""
    parts = [problem.sentence(language)]
    parts += [FOUND.in_language(language) + came] if (came := problem.came_in(language)) is not None else []
    parts += [RIGHT_FORM.in_language(language) + form] if (form := problem.form_in(language)) is not None else []
    parts += [CONSEQUENCES.in_language(language)] if problem.consequences else []
    parts += [f"{other.path}:{other.line}:{other.column}: {other.code} {other.sentence(language)}" for other in problem.consequences]
    return "\n".join(break_build_commands(escape_controls(part)) for part in parts)


def _escape_data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _escape_property(text: str) -> str:
    return _escape_data(escape_controls(text)).replace(":", "%3A").replace(",", "%2C")


def to_sarif(problems: Sequence[Problem], language: str = "en") -> str:
    """Return a SARIF 2.1.0 log."""
    levels = {"error": "error", "warning": "warning", "info": "note"}
    codes = sorted({problem.code for problem in problems})
    rules = [{"id": code, "name": CODES[code].name, "shortDescription": {"text": CODES[code].rule(language)}} for code in codes]
    results = [
        {
            "ruleId": problem.code,
            "level": levels[problem.severity],
            "message": {"text": _full_message(problem, language)},
            "locations": [{"physicalLocation": _physical_location(problem)}],
            **({"relatedLocations": _related_locations(problem, language)} if problem.consequences else {}),
            **({"fixes": [_build_fix(problem, language)]} if problem.fix else {}),
        }
        for problem in problems
    ]
    run = {"tool": {"driver": {"name": "prospectus", "rules": rules}}, "results": results, "columnKind": "unicodeCodePoints"}
    log = {"$schema": "https://json.schemastore.org/sarif-2.1.0.json", "version": "2.1.0", "runs": [run]}
    return _dump(log)


def _physical_location(problem: Problem) -> dict[str, object]:
    region = {"startLine": problem.line, "startColumn": problem.column}
    return {"artifactLocation": {"uri": problem.path}, "region": region}


def _related_locations(problem: Problem, language: str) -> list[dict[str, object]]:
    """Return the consequences of a problem (SARIF 2.1.0, 3.27.22)."""
    return [
        {"id": number, "physicalLocation": _physical_location(other), "message": {"text": f"{other.code} {other.sentence(language)}"}}
        for number, other in enumerate(problem.consequences, 1)
    ]


def _build_fix(problem: Problem, language: str) -> dict[str, object]:
    """Return the correction of a problem (SARIF 2.1.0, 3.55)."""
    replacements = [
        {
            "deletedRegion": {
                "startLine": edit.line,
                "startColumn": edit.column,
                "endLine": edit.end_line,
                "endColumn": edit.end_column,
            },
            "insertedContent": {"text": edit.replacement},
        }
        for edit in problem.fix
    ]
    change = {"artifactLocation": {"uri": problem.path}, "replacements": replacements}
    description = {"description": {"text": problem.form_in(language) or problem.sentence(language)}}
    return {**description, "artifactChanges": [change]}


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
