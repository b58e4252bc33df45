"""The pages of all problem codes, in English and Chinese."""

from __future__ import annotations

from prospectus.problems.codes import CODES, Code
from prospectus.problems.explanations import read_explanations
from prospectus.problems.text_format import SEVERITY_NAMES

INTRODUCTION = {
    "en": """\
# Problems

Written by `scripts/docs`. Each problem has a code. The meaning of a code never changes, and a code is never reused. `prospectus check`
prints for each problem the file, the line and the column, the rule, what it found (`Found`), and the right form (`Right form`).
`prospectus explain CODE` prints the section of one code. You can change the severity of a code under `severities` in `content/site.yml`.
You can accept a single problem under `waivers`, with the reason.

`prospectus check --format json` gives an array with an object per problem: `path`, `line` and `column` (from 1), `code`, `name`,
`severity`, `language` (of the record, or null), `message`, `came` (what was found, or null) and `form` (the right form, or null). If the
correction is mechanical, `fix` lists edits: `line`, `column`, `end_line`, `end_column` (exclusive) and `replacement`. If there are problems
that exist only because of this one, `consequences` lists them in the same form. SARIF has them as `fixes` and `relatedLocations`.
""",
    "zh": """\
# 问题代码

本页由 `scripts/docs` 生成。每个问题都有代码；代码的含义不变，也不会改作他用。`prospectus check --lang zh` 对每个问题写明文件、
行、列、规则、实际写的内容和正确写法。`prospectus explain CODE --lang zh` 显示某个代码的说明。
在 `content/site.yml` 的 `severities` 下可以调整代码的级别；
个别问题可以在 `waivers` 下豁免，并写明理由。

`prospectus check --format json` 给出一个数组，每个问题一个对象：`path`、`line` 和 `column`（从 1 起）、`code`、`name`、`severity`、
`language`（记录的语言，或为 null）、`message`、`came`（实际写的内容，或为 null）、`form`（正确写法，或为 null）。可以机械改正的，`fix`
列出改动：`line`、`column`、`end_line`、`end_column`（不含）和 `replacement`。由该问题引起的其他问题，以同样的形式列在 `consequences`
中。SARIF 中相应的是 `fixes` 和 `relatedLocations`。
""",
}


def render_problem_page(language: str) -> str:
    """Return the page in `en` or `zh` as Markdown, with a section per code in the order of the codes."""
    explanations = read_explanations(language)
    sections = (_render_section(number, code, explanations.get(number, ""), language) for number, code in CODES.items())
    return "\n".join((INTRODUCTION[language], *sections))


def _render_section(number: str, code: Code, explanation: str, language: str) -> str:
    severity = SEVERITY_NAMES[code.severity].in_language(language)
    return f"## {number} {code.name}\n\n*{severity}* · {code.rule(language)}\n\n{explanation}\n"
