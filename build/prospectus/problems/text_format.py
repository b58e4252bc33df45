"""Problems as text to read: with the line of the file, what was found, the right form, what follows from it, and totals."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from prospectus.problems.excerpt import build_excerpt
from prospectus.problems.message import Message
from prospectus.problems.problem import Problem
from prospectus.problems.visible import break_build_commands, escape_controls

FOUND, RIGHT_FORM, IN = Message("Found: ", "实际："), Message("Right form: ", "正确写法："), Message("in", "语言")
SEVERITY_NAMES: Mapping[str, Message] = {
    "error": Message("error", "错误"),
    "warning": Message("warning", "警告"),
    "info": Message("info", "提示"),
}
"""The names of severities in reports."""
CONSEQUENCES = Message("From the same cause:", "同一原因引起：")
MORE_CONSEQUENCES = Message("… and {count} more", "……另有 {count} 处")
NOT_SHOWN = Message(
    "Not shown: {count} more ({codes}), in {files}. Show all: {command}",
    "另有 {count} 个未显示（{codes}），在 {files}。全部显示：{command}",
)
MORE_FILES = Message("{path} and {others} more", "{path} 等 {files} 个文件中")
OF_EVENT = Message("{event}: {sentence}", "{event}：{sentence}")
_SEVERITIES = tuple(SEVERITY_NAMES)
_COLORS = {"error": "31;1", "warning": "33;1", "info": "36;1", "mark": "32;1", "place": "1"}
"""The parameters of ANSI escape sequences (SGR)."""


@dataclass(frozen=True, slots=True)
class TextStyle:
    """How much of each problem is shown. The default shows every problem, without the lines of files and without colours."""

    read_lines: Callable[[str], Sequence[str]] | None = None
    """A function that returns the lines of a file by its path; none if it cannot be read."""
    with_color: bool = False
    most_per_file: int | None = None
    """The most problems of one file that are shown; None for all."""
    most_per_code: int | None = None
    """The most problems with the same code that are shown; None for all."""
    most_consequences: int | None = None
    """The most consequences of one problem that are shown; None for all."""
    show_all_command: str = "prospectus check --all"
    """The command that shows all problems."""
    event_names: Mapping[str, Message] = field(default_factory=dict)
    """The names of events by record, as `KIND:ID`; a problem of one of them says its name."""


COMPLETE = TextStyle()


def to_text(problems: Sequence[Problem], language: str = "en", style: TextStyle = COMPLETE) -> str:
    """Return the problems, with the value found and the right form on the lines below each, and the totals of all at the end.

    Text from files is made visible: see `visible.py`.
    """
    report = _Report(language, style)
    lines = [*report.iter_lines(problems), _format_totals(problems, language)]
    return break_build_commands("".join(f"{line}\n" for line in lines))


class _Report:
    def __init__(self, language: str, style: TextStyle) -> None:
        self._language, self._style = language, style

    def iter_lines(self, problems: Sequence[Problem]) -> Iterator[str]:
        """Yield the lines of all problems that are shown, and a line that counts those that are not."""
        shown = _select(problems, self._style)
        for position in sorted(shown):
            yield from self._iter_lines_of(problems[position])
        if len(shown) < len(problems):
            yield self._count_hidden([problem for position, problem in enumerate(problems) if position not in shown])

    def _iter_lines_of(self, problem: Problem) -> Iterator[str]:
        place = self._paint("place", self._say(f"{problem.path}:{problem.line}:{problem.column}"))
        severity = self._paint(problem.severity, SEVERITY_NAMES[problem.severity].in_language(self._language))
        in_language = f" [{IN.in_language(self._language)} {problem.language}]" if problem.language else ""
        yield f"{place}: {severity} {problem.code}{self._say(in_language)} {self._say(self._build_sentence(problem))}"
        yield from self._iter_excerpt(problem)
        if (came := problem.came_in(self._language)) is not None:
            yield f"    {FOUND.in_language(self._language)}{self._say(came)}"
        if (form := problem.form_in(self._language)) is not None:
            yield f"    {RIGHT_FORM.in_language(self._language)}{self._say(form)}"
        yield from self._iter_consequences(problem.consequences)

    def _build_sentence(self, problem: Problem) -> str:
        """Return the sentence of a problem, with the names of the event that it concerns and of the other one, as far as they are known."""
        names = self._style.event_names
        known = {name: names[record] for name in ("own", "other") if (record := str(problem.params.get(name))) in names}
        named = replace(problem, params={**problem.params, **known}) if known else problem
        sentence, event = named.sentence(self._language), names.get(problem.record or "")
        return sentence if event is None else OF_EVENT.fill(event=event, sentence=sentence).in_language(self._language)

    def _iter_excerpt(self, problem: Problem) -> Iterator[str]:
        is_whole_file = problem.code.startswith("PR0") and (problem.line, problem.column) == (1, 1)
        if self._style.read_lines is None or is_whole_file:
            return
        lines = self._style.read_lines(problem.path)
        excerpt = build_excerpt(problem, lines[problem.line - 1]) if problem.line <= len(lines) else None
        if excerpt is not None:
            yield excerpt.line
            indent = len(excerpt.mark) - len(excerpt.mark.lstrip("| "))
            yield excerpt.mark[:indent] + self._paint("mark", excerpt.mark[indent:])

    def _iter_consequences(self, consequences: Sequence[Problem]) -> Iterator[str]:
        if not consequences:
            return
        yield f"    {CONSEQUENCES.in_language(self._language)}"
        shown = consequences[: self._style.most_consequences]
        for problem in shown:
            came = problem.came_in(self._language)
            found = "" if came is None else f" {FOUND.in_language(self._language)}{came}"
            place = f"{problem.path}:{problem.line}:{problem.column}"
            yield f"      {self._say(f'{place}: {problem.code} {self._build_sentence(problem)}{found}')}"
        if len(shown) < len(consequences):
            yield f"      {MORE_CONSEQUENCES.fill(count=len(consequences) - len(shown)).in_language(self._language)}"

    def _count_hidden(self, hidden: Sequence[Problem]) -> str:
        codes, paths = Counter(problem.code for problem in hidden), Counter(problem.path for problem in hidden)
        listed = Message(*(separator.join(f"{code} × {codes[code]}" for code in sorted(codes)) for separator in (", ", "，")))
        path = escape_controls(paths.most_common(1)[0][0])
        files = path if len(paths) == 1 else MORE_FILES.fill(path=path, others=len(paths) - 1, files=len(paths))
        values = {"count": len(hidden), "codes": listed, "files": files, "command": self._style.show_all_command}
        return NOT_SHOWN.fill(**values).in_language(self._language)

    def _say(self, text: str) -> str:
        return escape_controls(text)

    def _paint(self, part: str, text: str) -> str:
        return f"\x1b[{_COLORS[part]}m{text}\x1b[0m" if self._style.with_color else text


def _select(problems: Sequence[Problem], style: TextStyle) -> set[int]:
    """Return the positions of the problems that are shown: if there are too many, the gravest, and the first in each file."""
    per_code: Counter[str] = Counter()
    per_file: Counter[str] = Counter()
    selected: set[int] = set()
    for position, problem in sorted(enumerate(problems), key=lambda item: _SEVERITIES.index(item[1].severity)):
        if _is_below(per_code[problem.code], style.most_per_code) and _is_below(per_file[problem.path], style.most_per_file):
            per_code[problem.code] += 1
            per_file[problem.path] += 1
            selected.add(position)
    return selected


def _is_below(count: int, limit: int | None) -> bool:
    return limit is None or count < limit


def _format_totals(problems: Sequence[Problem], language: str) -> str:
    counts = {severity: sum(problem.severity == severity for problem in problems) for severity in SEVERITY_NAMES}
    if language.startswith("zh"):
        return f"共 {len(problems)} 个问题：错误 {counts['error']}，警告 {counts['warning']}，提示 {counts['info']}。"
    totals = (_count(len(problems), "problem"), _count(counts["error"], "error"), _count(counts["warning"], "warning"))
    return f"{totals[0]}: {totals[1]}, {totals[2]}, {counts['info']} info."


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
