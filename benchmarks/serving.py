"""Measure the rebuilds of `prospectus serve` after single edits.

`serving.py CORPUS FOLDER TALKS` edits some talks, then files of other kinds, reverts each edit, and prints the times as JSON.
"""

from __future__ import annotations

import json
import re
import resource
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NamedTuple

from corpus import change_title, talk_id
from prospectus import clock
from prospectus.builder.serve import SiteServer

EDITS = 15
"""How many talks are edited, at equal distances in the corpus."""
SUCCESS = re.compile(r"\d+ files changed in \d+ ms$")
"""The end of the message about a rebuild that succeeded."""
TITLE = re.compile(r"(?m)^(title:\s*\{?\s*zh: *\"?)")
"""What comes before the Chinese words of a title."""


class Rebuild(NamedTuple):
    """A rebuild: seconds and pages."""

    told: float
    """Until browsers are told that the pages are in place."""
    total: float
    """Until all files are in place."""
    pages: int
    """How many pages have other bytes."""


def measure_edits(root: Path, folder: Path, talks: int) -> dict[str, object]:
    """Return the fields of `report.ServeTimes`. `root` is a corpus with that many talks; the site is written into `folder`."""
    server = SiteServer(root / "mkdocs.yml", folder, clock.read)
    first_build, edits, reverts = _time_rebuild(server, None).total, [], []
    for number in range(EDITS):
        talk = talks * (2 * number + 1) // (2 * EDITS)
        path = root / "calendar/talks" / f"{talk_id(talk)}.yml"
        restore = change_title(root, talk, f"served {number}")
        edits.append(_time_rebuild(server, path))
        restore()
        reverts.append(_time_rebuild(server, path))
    other_edits = {}
    for name, (path, change) in _list_other_edits(root, talks).items():
        original = path.read_text(encoding="utf-8")
        path.write_text(change(original), encoding="utf-8")
        other_edits[name] = _time_rebuild(server, path)
        path.write_text(original, encoding="utf-8")
        _time_rebuild(server, path)
    peak_memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    return {"first_build": first_build, "edits": edits, "reverts": reverts, "other_edits": other_edits, "peak_memory": peak_memory}


def _list_other_edits(root: Path, talks: int) -> Mapping[str, tuple[Path, Callable[[str], str]]]:
    """Return edits of files that are no titles of talks, by what is edited: the file, and how its text changes."""

    def first(pattern: str) -> Path:
        return next(path for path in sorted(root.glob(pattern)) if path.suffix == ".md" or TITLE.search(path.read_text(encoding="utf-8")))

    return {
        "the prose of a talk": (root / "calendar/talks" / f"{talk_id(talks // 3)}.zh.md", _add_sentence),
        "the title of a notice": (first("content/notices/*.yml"), _change_title),
        "the title of a lesson": (first("courses/lessons/*.yml"), _change_title),
        "the prose of a lesson": (first("courses/lessons/*.zh.md"), _add_sentence),
        "the title of a course": (first("courses/courses/*.yml"), _change_title),
        "the title of a guide": (first("content/guides/*.yml"), _change_title),
        "the prose of a guide": (first("content/guides/*.zh.md"), _add_sentence),
        "the title of a contract": (first("content/contracts/*.yml"), _change_title),
        "the title of a form": (first("content/forms/*.yml"), _change_title),
        "the title of a series of many talks": (root / "calendar/series/measured-talks-domestic.yml", _change_title),
    }


def _change_title(text: str) -> str:
    return TITLE.sub(r"\1改过的", text, count=1)


def _add_sentence(text: str) -> str:
    return f"{text.rstrip()}\n\n这里多了一句话。\n"


def _time_rebuild(server: SiteServer, changed_file: Path | None) -> Rebuild:
    """Rebuild the site after a change of a file, of which the system tells `serve`; without one, all files are compared."""
    time.sleep(0.3)  # the pause of an editor before the next change
    told, before = list[float](), time.time_ns()
    started = time.perf_counter()
    message = server.rebuild(lambda: told.append(time.perf_counter() - started), None if changed_file is None else {str(changed_file)})
    total = time.perf_counter() - started
    assert SUCCESS.search(message), message
    server.collect_garbage()
    changed_pages = sum(page.stat().st_mtime_ns > before for page in server.folder.rglob("*.html"))
    return Rebuild(told[0] if told else total, total, changed_pages)


if __name__ == "__main__":
    sys.stdout.write(json.dumps(measure_edits(Path(sys.argv[1]).resolve(), Path(sys.argv[2]), int(sys.argv[3]))))
