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
""",
    "zh": """\
# 问题代码

本页由 `scripts/docs` 生成。每个问题都有代码；代码的含义不变，也不会改作他用。`prospectus check --lang zh` 对每个问题写明文件、
行、列、规则、实际写的内容和正确写法。`prospectus explain CODE --lang zh` 显示某个代码的说明。
在 `content/site.yml` 的 `severities` 下可以调整代码的级别；
个别问题可以在 `waivers` 下豁免，并写明理由。
""",
}


def render_problem_page(language: str) -> str:
    """Return the page in `en` or `zh` as Markdown, with a section per code in the order of the codes."""
    explanations = read_explanations(language)
    sections = (_render_section(number, code, explanations.get(number, ""), language) for number, code in CODES.items())
    return "\n".join((INTRODUCTION[language], *sections))


def _render_section(number: str, code: Code, explanation: str, language: str) -> str:
    severity = SEVERITY_NAMES[code.severity].in_language(language)
    return f"## {number} {code.name}\n\n*{severity}* · {code.sentence(language)}\n\n{explanation}\n"
