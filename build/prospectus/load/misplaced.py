"""Works out where a file belongs that is in the folder of no kind."""

from __future__ import annotations

import re
from collections.abc import Sequence
from difflib import get_close_matches
from pathlib import PurePosixPath

from prospectus.model.fields import field_infos, find_form
from prospectus.model.month_paths import MONTHS_FOLDER, MonthPath, parse_month_path
from prospectus.model.registry import Kind
from prospectus.model.values.text import TextForm
from prospectus.problems import Message
from prospectus.text.pinyin import read_syllables

_MONTH = re.compile(r"([12][0-9]{3})\D?(0?[1-9]|1[0-2])(?![0-9])")
_SPELLING = re.compile(r"[A-Za-z0-9_ -]+\.ya?ml")
PAGES = "content/pages"
"""The folder of plain pages, such as one about the site."""


def suggest_place(path: str, kinds: Sequence[Kind], language: str) -> Message:
    """Return the right place of a file: that of its month, the folder with a similar name, a plain page, or a list of all folders."""
    source_paths = [kind.source_path for kind in kinds if kind.storage != "months"]
    if path.startswith(f"{MONTHS_FOLDER}/") and _MONTH.search(path):
        return month_form(path)
    folder, _, name = path.rpartition("/")
    stem = name.partition(".")[0]
    if similar := get_close_matches(folder, source_paths, 1, 0.85):
        return Message(f"{similar[0]}/{name}", f"{similar[0]}/{name}")
    if PurePosixPath(path).suffix == ".md":
        page = f"{PAGES}/{stem}"
        return Message(
            f"{page}.{language}.md, for a page of its own",
            f"如要单独成页，写成 {page}.{language}.md",
        )
    return Message(f"one of {', '.join(source_paths)}", f"{'、'.join(source_paths)} 之一")


def suggest_field(kind: Kind, languages: Sequence[str]) -> Message:
    """Return where a text belongs that has no page: the fields of its record that take Markdown, or a page of its own."""
    infos = ((name, find_form(info)) for name, info in field_infos(kind.model))
    fields = ", ".join(name for name, form in infos if form in (TextForm.INLINE, TextForm.BLOCKS))
    page = f"{PAGES}/NAME.{languages[0] if languages else 'zh'}.md"
    return Message(f"a field of the record ({fields}), or a page of its own: {page}", f"写在记录的字段里（{fields}），或者单独成页：{page}")


def month_form(path: str) -> Message:
    """Return where the events of a month belong, worked out from a path that names a year and a month."""
    match = _MONTH.search(path)
    main = MonthPath(int(match[1]), int(match[2])) if match else MonthPath(2025, 3)
    form = Message(f"{main}: a list of the events of that month", f"{main}：该月活动的列表")
    second = suggest_second_file(path)
    if not second:
        return form
    return Message(
        f"{form.en}; or {second} for a second file of that month, with lower-case letters, digits and hyphens",
        f"{form.zh}；同月的第二个文件写成 {second}，只用小写字母、数字和连字符",
    )


def suggest_second_file(path: str, *, only_spelling: bool = False) -> str:
    """Return the right path of a second file of a month, worked out from what a path says after its year and its month; else nothing.

    With `only_spelling`, the file must stand in the folder of its year, and differ in capitals, spaces, low lines or its ending alone.
    """
    match = _MONTH.search(path)
    folder, _, name = path.rpartition("/")
    if match is None or (only_spelling and (folder != f"{MONTHS_FOLDER}/{match[1]}" or not _SPELLING.fullmatch(name))):
        return ""
    rest = path[match.end() :].partition(".")[0].replace("_", " ").removeprefix("月")
    words = "-".join(word for word in read_syllables(rest, "zh") if word.isascii())
    second = str(MonthPath(int(match[1]), int(match[2]), words))
    return second if words and parse_month_path(second) else ""
