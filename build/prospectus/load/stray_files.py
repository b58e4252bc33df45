"""Recognises by their names the files that nobody meant to keep in a folder of content: backups, locks, copies and files of the system."""

from __future__ import annotations

import re

from prospectus.patterns import lazy_pattern
from prospectus.problems import Message

FILE_FOLDERS = ("content/assets", "content/downloads", "content/files")
"""The folders that hold no records, but files that content refers to."""
DOWNLOAD_FOLDER = "content/downloads"
"""The folder whose files are published although no content refers to them."""

LOCK = Message("a lock file of an office program or an editor", "办公软件或编辑器的锁定文件")
BACKUP = Message("a backup or a temporary file", "备份或临时文件")
MERGE = Message("a file left by a merge", "合并时留下的文件")
SYSTEM = Message("a file of the operating system", "操作系统的文件")
DOWNLOAD = Message("an incomplete download", "未下载完的文件")
COPY = Message("a copy of another file", "另一文件的副本")

_PATTERNS: tuple[tuple[re.Pattern[str], Message], ...] = tuple(
    (lazy_pattern(pattern, re.IGNORECASE), what)
    for pattern, what in (
        (r"~\$.*|\.~lock\..*#?|\.#.*|.*\.(?:lck|lock)", LOCK),
        (r"(?:thumbs|ehthumbs)\.db|desktop\.ini|icon\r", SYSTEM),
        (r".*\.orig(?:\.[a-z]+)?|.*\.rej|.*_(?:BACKUP|BASE|LOCAL|REMOTE)_\d+.*|.*\.(?:mine|r\d+)", MERGE),
        (r".*~|#.*#|~.*\.tmp|.*\.(?:bak|bkp|backup|old|save?|te?mp|sw[a-p]|asd|wbk)\d*(?:\.(?:ya?ml|md))?|.*[-_]backup\.[a-z]+", BACKUP),
        (r".*\.(?:crdownload|part|partial|download)", DOWNLOAD),
        (r"(?:copy of|副本|复件) ?.*|.*的副本.*|.*(?: - |[ _-])(?:copy|副本)(?: ?[(（]?\d+[)）]?)?(?:\.[^/]*)?", COPY),
        (r".+[(（]\d{1,2}[)）](?:\.[^/]*)?|.*(?:conflicted copy|sync-conflict|冲突).*", COPY),
    )
)
_HINT = lazy_pattern(
    r"[~#$(（]|\.(?:bak|bkp|old|orig|rej|sav|te?mp|sw|asd|wbk|db|ini|mine|r\d|lck|lock|cr|part|down)|副本|复件|冲突|copy|backup|icon\r|conflict"
    r"|_(?:base|local|remote)_",
    re.IGNORECASE,
)
"""What every such name contains; a cheap test for the names that do not."""
_ORDINARY = lazy_pattern(r"[a-z0-9-]+(?:\.[a-z]{2})?\.(?:md|yml)")
_WORDS = ("copy", "backup", "conflict")
"""Nearly all names are ordinary. They are leftovers only if they contain one of these words; a still cheaper test."""


def describe_leftover(name: str) -> Message | None:
    """Return what a file is that nobody meant to keep, by its name; None for any other file.

    A copied record, such as `fees (1).yml`, is no leftover: it is read as a record, whose id is then refused.
    """
    if (_ORDINARY.fullmatch(name) and not any(word in name for word in _WORDS)) or _HINT.search(name) is None:
        return None
    what = next((what for pattern, what in _PATTERNS if pattern.fullmatch(name)), None)
    return None if what is COPY and name.endswith(".yml") else what
