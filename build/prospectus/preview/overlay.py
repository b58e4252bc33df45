"""The problems of the last build, as an overlay on every page of the preview."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from prospectus.problems import Message, Problem
from prospectus.problems.excerpt import build_excerpt
from prospectus.problems.text_format import CONSEQUENCES, FOUND, RIGHT_FORM, SEVERITY_NAMES
from prospectus.problems.visible import escape_controls

FILES = Path(__file__).parent / "files"
STYLES = "/_preview/overlay.css"
"""The address of the styles of the overlay: a file, because the policy of the pages allows no inline styles. No page of a site has it."""
TAGS = {"zh": "zh-CN", "en": "en"}
ReadLines = Callable[[str], Sequence[str]]
"""Returns the lines of a file by its path."""
MOST_SHOWN = 50
"""The most problems that the overlay shows; the terminal counts all of them."""
WORDS = {
    "blocked": Message("The site was not built. This page is as it was.", "站点未能生成，本页仍是上一次的内容。"),
    "never_built": Message("The site was not built.", "站点未能生成。"),
    "built": Message("The site was built with these problems.", "站点已生成，但有以下问题。"),
    "partly_built": Message(
        "The pages were built. Calendars, data and search are as they were.", "页面已生成；日历、数据和搜索仍是上一次的内容。"
    ),
    "errors": Message("{count} errors", "{count} 个错误"),
    "error": Message("1 error", "1 个错误"),
    "warnings": Message("{count} warnings", "{count} 个警告"),
    "warning": Message("1 warning", "1 个警告"),
    "problems": Message("{count} problems", "{count} 个问题"),
    "hidden": Message("{count} more in the terminal.", "另有 {count} 个，见终端。"),
    "explain": Message("More about a code: prospectus explain {code}", "了解某个代码：prospectus explain {code}"),
    "found": FOUND,
    "right_form": RIGHT_FORM,
    "consequences": CONSEQUENCES,
}


Outcome = Literal["built", "partly_built", "blocked"]
"""Whether the site was built; only its pages, and not its calendars, data and search; or nothing of it."""


@dataclass(frozen=True, slots=True)
class BuildProblems:
    """What the last build reported."""

    problems: Sequence[Problem] = ()
    outcome: Outcome = "built"
    error: str = ""
    """An error that is not about the content, such as a setting that cannot be read."""

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to show."""
        return self.outcome == "built" and not self.error and all(problem.severity == "info" for problem in self.problems)


def render_overlay(
    build: BuildProblems, language: str, read_lines: Callable[[str], Sequence[str]] | None, *, has_pages: bool = True
) -> bytes:
    """Return the HTML of the overlay, in a shadow tree of its own; empty if there is nothing to show.

    `read_lines` returns the lines of a file by its path. `has_pages` states whether there is a page below the overlay.
    """
    if build.is_empty:
        return b""
    return _render("overlay.html", build, language, read_lines, has_pages).encode()


def read_styles() -> bytes:
    """Return the style sheet of the overlay."""
    return (FILES / "overlay.css").read_bytes()


def render_empty_page(language: str) -> bytes:
    """Return a page that waits for the first build that succeeds; the overlay is inserted into it."""
    return load_templates().get_template("empty.html").render(tag=TAGS[language]).encode()


def insert_overlay(page: bytes, overlay: bytes) -> bytes:
    """Return the page with the overlay at the end of its body."""
    body, end, rest = page.rpartition(b"</body>")
    return body + overlay + end + rest if end else page + overlay


def _render(template: str, build: BuildProblems, language: str, read_lines: Any, has_pages: bool) -> str:
    problems = sorted(build.problems, key=lambda problem: list(SEVERITY_NAMES).index(problem.severity))
    shown = [_ShownProblem(problem, language, read_lines) for problem in problems[:MOST_SHOWN]]
    return (
        load_templates()
        .get_template(template)
        .render(
            build=build,
            shown=shown,
            hidden=len(problems) - len(shown),
            summary=_summarise(build, language),
            headline=build.outcome if has_pages else "never_built",
            styles=STYLES,
            tag=TAGS[language],
            t=lambda name, **values: WORDS[name].fill(**values).in_language(language),
        )
    )


def _summarise(build: BuildProblems, language: str) -> str:
    """Return the number of errors, or else of warnings."""
    severity = "warning" if build.outcome == "built" else "error"
    count = sum(problem.severity == severity for problem in build.problems)
    if not count:
        return WORDS["problems"].fill(count=max(1, len(build.problems))).in_language(language)
    return WORDS[severity if count == 1 else f"{severity}s"].fill(count=count).in_language(language)


class _ShownProblem:
    """A problem in the language of the reader."""

    def __init__(self, problem: Problem, language: str, read_lines: Callable[[str], Sequence[str]] | None) -> None:
        self.code, self.severity = problem.code, problem.severity
        self.place = escape_controls(f"{problem.path}:{problem.line}:{problem.column}")
        self.severity_name = SEVERITY_NAMES[problem.severity].in_language(language)
        self.sentence = escape_controls(problem.sentence(language))
        self.found = escape_controls(problem.came_in(language) or "")
        self.right_form = escape_controls(problem.form_in(language) or "")
        self.consequences = [f"{other.path}:{other.line}:{other.column}" for other in problem.consequences]
        lines = read_lines(problem.path) if read_lines is not None else ()
        excerpt = build_excerpt(problem, lines[problem.line - 1]) if 0 < problem.line <= len(lines) else None
        self.excerpt = f"{excerpt.line}\n{excerpt.mark}" if excerpt is not None else ""


@cache
def load_templates(*own_folders: Path) -> Environment:
    """Return the templates of previews, with those in the folders of a tool of its own."""
    loader = FileSystemLoader([*own_folders, FILES])
    return Environment(loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
