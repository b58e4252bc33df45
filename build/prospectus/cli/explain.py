"""`prospectus explain`: what a problem code means, what usually causes the problem, and how to correct it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from difflib import get_close_matches

from prospectus.problems import Message
from prospectus.problems.codes import CODE_GROUPS, CODES
from prospectus.problems.explanations import read_explanations
from prospectus.problems.text_format import SEVERITY_NAMES

HEADING = Message("{code} {name} ({severity})", "{code} {name}（{severity}）")
NO_CODE = Message(
    "There is no code {came}.{suggestion} prospectus explain lists all codes.",
    "没有代码 {came}。{suggestion}全部代码见 prospectus explain。",
)
DID_YOU_MEAN = Message(" Did you mean {codes}?", "是否想写 {codes}？")
USAGE = Message("prospectus explain CODE explains a code.", "某个代码的说明：prospectus explain 代码")
_NUMBER = re.compile(r"(?:PR)?(\d{1,3})", re.IGNORECASE)


def find_code(text: str) -> str | None:
    """Return the code that a text names: `PR203`, `pr203`, `203` or its name, `unknown-target`; or None."""
    match = _NUMBER.fullmatch(text.strip())
    code = f"PR{int(match[1]):03}" if match else next((code for code, row in CODES.items() if row.name == text.strip().lower()), None)
    return code if code in CODES else None


def explain_unknown(text: str) -> Message:
    """Return the sentence that says that there is no such code, with the codes that come closest."""
    names = {row.name: code for code, row in CODES.items()}
    close = [names.get(name, name) for name in get_close_matches(text.strip(), [*names, *CODES], n=3)]
    suggestion = DID_YOU_MEAN.fill(codes=Message(", ".join(close), "、".join(close))) if close else Message("", "")
    return NO_CODE.fill(came=repr(text), suggestion=suggestion)


def render_explanations(codes: Sequence[str], language: str) -> str:
    """Return the sections of some codes as text: the rule, and its explanation."""
    explanations = read_explanations(language)
    sections = (f"{_render_heading(code, language)}\n{CODES[code].rule(language)}\n\n{explanations[code]}\n" for code in codes)
    return "\n".join(sections)


def render_list(language: str) -> str:
    """Return all codes by group, each with its rule on one line."""
    return "\n".join([*_iter_list(language), USAGE.in_language(language), ""])


def _iter_list(language: str) -> Iterator[str]:
    for prefix, title in CODE_GROUPS.items():
        yield title.in_language(language)
        for code in CODES:
            if code.startswith(prefix):
                yield f"  {code}  {CODES[code].rule(language)}"
        yield ""


def _render_heading(code: str, language: str) -> str:
    severity = SEVERITY_NAMES[CODES[code].severity]
    return HEADING.fill(code=code, name=CODES[code].name, severity=severity).in_language(language)
