"""Works out where a file belongs that is in the folder of no kind."""

from __future__ import annotations

import re
from collections.abc import Sequence
from difflib import get_close_matches
from pathlib import PurePosixPath

from prospectus.model.registry import Kind
from prospectus.problems import Message

_MONTH = re.compile(r"([12][0-9]{3})\D?(0[1-9]|1[0-2])(?![0-9])")
PAGES = "content/landings"
"""The folder of plain pages, such as one about the site."""


def suggest_place(path: str, kinds: Sequence[Kind], language: str) -> Message:
    """Return the right place of a file: that of its month, the folder with a similar name, a plain page, or a list of all folders."""
    source_paths = [kind.source_path for kind in kinds if kind.storage != "months"]
    months = next((kind.source_path for kind in kinds if kind.storage == "months"), "")
    if path.startswith(f"{months}/") and _MONTH.search(path):
        return month_form(months, path)
    folder, _, name = path.rpartition("/")
    stem = name.partition(".")[0]
    if similar := get_close_matches(folder, source_paths, 1, 0.85):
        return Message(f"{similar[0]}/{name}", f"{similar[0]}/{name}")
    if PurePosixPath(path).suffix == ".md":
        page = f"{PAGES}/{stem}"
        return Message(
            f"{page}.{language}.md beside {page}.yml, for a page of its own",
            f"如要单独成页，写成 {page}.{language}.md，并在旁边放 {page}.yml",
        )
    return Message(f"one of {', '.join(source_paths)}", f"{'、'.join(source_paths)} 之一")


def month_form(source_path: str, path: str) -> Message:
    """Return where the events of a month belong, worked out from a path that names a year and a month."""
    match = _MONTH.search(path)
    right_path = f"{source_path}/{match[1]}/{match[2]}.yml" if match else f"{source_path}/2025/03.yml"
    return Message(f"{right_path}: a list of the events of that month", f"{right_path}：该月活动的列表")
