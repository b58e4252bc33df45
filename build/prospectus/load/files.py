"""Finds the files of each kind and reads them as text. A file that cannot be read yields a problem."""

from __future__ import annotations

import errno
import os
import re
import stat
import time
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath

from prospectus.load.misplaced import month_form, suggest_field, suggest_place, suggest_second_file
from prospectus.load.stray_files import FILE_FOLDERS, describe_leftover
from prospectus.model.kind_names import describe_kind
from prospectus.model.month_paths import parse_month_path
from prospectus.model.registry import Kind
from prospectus.problems import Message, Problem, make_problem
from prospectus.text.characters import Use, clean_text

MAX_BYTES = 1_000_000
"""The largest accepted size of a file, in bytes; a larger record is a mistake."""
MIN_AGE_NS = 100_000_000
"""Nanoseconds. A file modified more recently may be modified again without a change of its modification time."""
EXTENSIONS = (".yml", ".md")
INDEX = "index"
"""The name of the file of a folder itself, where records stand in folders."""
IGNORED_FOLDERS = ("calendar/feeds", "content/translations")
"""Folders without content: the archived responses of external feeds, and the accepted translations (`translation_store.py`)."""
CONVERSION_FILE = "content/conversion.yml"
"""The file of words for converted languages (`conversion_words.py`). It holds no records."""
MISTAKEN_EXTENSIONS = (".yaml", ".json", ".txt", ".markdown", ".csv")
_SCANNED_EXTENSIONS = (*EXTENSIONS, *MISTAKEN_EXTENSIONS)
_YEAR = re.compile(r"[12][0-9]{3}")
_NAME = re.compile(r"(?P<key>[^.]+)(?:\.(?P<suffix>[^.]+))?(?P<ending>\.yml|\.md)")


FileStat = tuple[int, int, int]
"""Size in bytes, modification time in nanoseconds, and inode of a file. While they are unchanged, so is its text."""
FileStats = dict[str, FileStat | None]
"""By path, relative to the root, with slashes. None for a file that may be behind a symbolic link or was modified too recently."""


@dataclass(frozen=True, slots=True)
class ScanResult:
    """The files of a site that look like content."""

    files: dict[str, FileStats]
    """The files of each kind, by `Kind.source_path`."""
    unclaimed: FileStats
    """The files that belong to no kind."""
    others: list[str] = field(default_factory=list)
    """The paths of all other files, such as pictures, downloads and leftovers; hidden files only if they are leftovers."""

    def list_paths(self) -> list[str]:
        """Return the paths of all files, sorted."""
        return sorted([*(path for files in self.files.values() for path in files), *self.unclaimed, *self.others])


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file that belongs to a kind."""

    path: str
    """The path relative to the root, with slashes."""
    key: str
    """The part of the file name before the first full stop; for a nested kind, with the folders before it."""
    language: str | None
    """The language in the file name; only Markdown files have one."""
    text: str


def scan_files(root: Path, kinds: Sequence[Kind], folders: Sequence[str]) -> ScanResult:
    """Return all files below `folders` that look like content, without reading them."""
    scanner = _Scanner(kinds)
    for folder in folders:
        scanner.scan(f"{root}/{folder}", folder, scanner.result.unclaimed, linked=(root / folder).is_symlink())
    return scanner.result


def rescan_files(root: Path, folders: Sequence[str], last: ScanResult, changed: Collection[str]) -> ScanResult | None:
    """Return the files of the last scan with the present states of those that have changed, given as absolute paths.

    Return None if files have come or gone, or if a path is not below the root, as in a folder that is a link.
    """
    if not all(path.startswith(f"{root}/") for path in changed):
        return None
    max_mtime_ns, real_root, files_by_source = time.time_ns() - MIN_AGE_NS, os.path.realpath(root), dict(last.files)
    unsettled = [path for files in last.files.values() for path, state in files.items() if state is None]
    for path in {*unsettled, *(path.removeprefix(f"{root}/") for path in changed)}:
        if path.partition("/")[0] not in folders:
            continue
        source = next((source for source, files in last.files.items() if path in files), None)
        try:
            info = os.lstat(f"{root}/{path}")
        except OSError:
            info = None
        if source is None and info is None:
            continue
        if source is None or info is None or not stat.S_ISREG(info.st_mode):
            return None
        is_linked = os.path.realpath(f"{root}/{path}") != f"{real_root}/{path}"
        files_by_source[source] = {**files_by_source[source], path: None if is_linked else _to_stat(info, max_mtime_ns)}
    return ScanResult(files_by_source, last.unclaimed, last.others)


class _Scanner:
    """Scans the folders of all kinds in one pass. Paths are plain strings for speed: there are thousands in every build."""

    def __init__(self, kinds: Sequence[Kind]) -> None:
        self.result = ScanResult({kind.source_path: {} for kind in kinds}, {})
        self.month_folders = {kind.source_path for kind in kinds if kind.storage == "months"}
        self.max_mtime_ns = time.time_ns() - MIN_AGE_NS

    def scan(self, full_path: str, folder: str, files: FileStats, *, linked: bool) -> None:
        """Add the files below a folder to `files`, or to the files of a kind where the path is its `source_path`."""
        files_by_path, max_mtime_ns, holds_years = self.result.files, self.max_mtime_ns, folder in self.month_folders
        try:
            entries = os.scandir(full_path)
        except OSError:
            return
        for entry in entries:
            name = entry.name
            path = f"{folder}/{name}"
            target = files_by_path.get(folder if holds_years and _YEAR.fullmatch(name) else path, files)
            is_leftover = describe_leftover(name) is not None
            if name.startswith(".") and not is_leftover:
                continue
            if entry.is_dir(follow_symlinks=False):
                if path not in IGNORED_FOLDERS and not name.startswith("."):
                    self.scan(entry.path, path, target, linked=linked)
            elif is_leftover or (folder.startswith(FILE_FOLDERS) and not name.endswith(EXTENSIONS)):
                self.result.others.append(path)
            elif path == CONVERSION_FILE:
                continue
            elif name.endswith(_SCANNED_EXTENSIONS) or path in files_by_path or _links_to_folder(entry):
                target[path] = None if linked or entry.is_symlink() else _get_stat(entry, max_mtime_ns)
            else:
                self.result.others.append(path)


def _links_to_folder(entry: os.DirEntry[str]) -> bool:
    return entry.is_symlink() and Path(entry.path).is_dir()


def _get_stat(entry: os.DirEntry[str], max_mtime_ns: int) -> FileStat | None:
    try:
        return _to_stat(entry.stat(follow_symlinks=False), max_mtime_ns)
    except OSError:
        return None


def _to_stat(info: os.stat_result, max_mtime_ns: int) -> FileStat | None:
    return (info.st_size, info.st_mtime_ns, info.st_ino) if info.st_mtime_ns <= max_mtime_ns else None


def iter_source_files(
    root: Path, kind: Kind, files: FileStats, languages: Sequence[str], contents: dict[str, bytes] | None = None
) -> Iterator[SourceFile | Problem]:
    """Yield the given files of a kind with their text, sorted by path, and a problem for each file that cannot be read.

    `contents` receives the bytes of each file that is read, by path.
    """
    for path, state in sorted(files.items()):
        linked = state is None
        parsed_name = read_file(root, path) if linked and (root / path).is_dir() else _parse_name(path, kind, languages)
        if isinstance(parsed_name, Problem):
            yield parsed_name
        elif isinstance(parsed_name, tuple):
            text = read_file(root, path, linked=linked, contents=contents)
            name, language = parsed_name
            key = _find_nested_key(path, kind, name) if kind.nested else name
            yield text if isinstance(text, Problem) else SourceFile(path, clean_text(key, Use.NAME), language, text)


def _find_nested_key(path: str, kind: Kind, name: str) -> str:
    """Return the path of a record below the folder of its kind; that of its folder for `index`."""
    folder = path.rpartition("/")[0].removeprefix(kind.source_path).strip("/")
    return folder if name == INDEX and folder else f"{folder}/{name}".strip("/")


def _parse_name(path: str, kind: Kind, languages: Sequence[str]) -> tuple[str, str | None] | Problem:
    name = path.rpartition("/")[2]
    match = _NAME.fullmatch(name)
    is_markdown = match is not None and match["ending"] == ".md"
    if is_markdown and not kind.prose:
        return make_problem(path, 0, 0, "PR143", kind=describe_kind(kind.name), came=name, form=suggest_field(kind, languages[:1]))
    if kind.storage == "months" and not is_markdown:
        return (name.partition(".")[0], None) if parse_month_path(path) else _misnamed_month_file(path, name)
    if match is None or (match["ending"] == ".yml" and match["suffix"]):
        suggestion = PurePosixPath(path).with_name(f"{name.partition('.')[0]}.yml")
        form = kind.source_path if kind.source_path.endswith(".yml") else suggestion
        problem = make_problem(path, 0, 0, "PR010", came=name, form=form)
        return replace(problem, rename=str(suggestion)) if name.endswith(".yaml") and form == suggestion else problem
    if match["ending"] == ".md" and match["suffix"] not in languages:
        forms = ", ".join(f"{match['key']}.{language}.md" for language in languages)
        language = _guess_language(match["suffix"] or "", languages)
        right_name = f"{match['key']}.{language}.md"
        problem = make_problem(path, 0, 0, "PR008", came=name, form=right_name if language else forms)
        return replace(problem, rename=str(PurePosixPath(path).with_name(right_name))) if language else problem
    return match["key"], match["suffix"]


def _misnamed_month_file(path: str, name: str) -> Problem:
    problem = make_problem(path, 0, 0, "PR010", came=name, form=month_form(path))
    return replace(problem, rename=suggest_second_file(path, only_spelling=True) or None)


_LANGUAGE_NAMES = {
    **dict.fromkeys(("cn", "chs", "chi", "zho", "chinese", "中文"), "zh"),
    **dict.fromkeys(("eng", "english", "us", "uk", "英文"), "en"),
}
"""What people write for a language in the name of a file."""


def _guess_language(suffix: str, languages: Sequence[str]) -> str | None:
    """Return the language of the site that a suffix stands for, such as `zh` for `cn` and `zh_CN`, or None."""
    lower = suffix.lower().replace("_", "-")
    for candidate in (lower, _LANGUAGE_NAMES.get(lower, ""), lower.partition("-")[0]):
        if candidate in languages:
            return candidate
    return None


def read_file(root: Path, path: str, *, linked: bool = True, contents: dict[str, bytes] | None = None) -> str | Problem:
    """Return the text of a file without its byte-order mark and with LF line endings, or the problem that makes it unreadable.

    `linked` says whether the file may be behind a symbolic link, so that its real path must be checked. `contents` receives its bytes.
    """
    full_path = f"{root}/{path}"
    try:
        if linked and (link_problem := _check_link(root, path)):
            return link_problem
        info = os.stat(full_path)  # noqa: PTH116  (faster; called for every file)
        if not stat.S_ISREG(info.st_mode):
            return make_problem(path, 0, 0, "PR001", reason=Message("it is not an ordinary file", "它不是普通文件"))
        if info.st_size > MAX_BYTES:
            return make_problem(
                path, 0, 0, "PR004", came=info.st_size, limit=MAX_BYTES, form=Message("several smaller files", "拆成几个较小的文件")
            )
        with open(full_path, "rb") as file:  # noqa: PTH123
            content = file.read()
        if contents is not None:
            contents[path] = content
        return _decode(path, content)
    except (OSError, RuntimeError) as error:
        form = Message("a file that can be opened", "可以打开的文件")
        return make_problem(path, 0, 0, "PR001", reason=_describe_error(error), form=form)


_ERRORS = {errno.ENOENT: "它不存在", errno.EACCES: "没有读取权限", errno.ELOOP: "链接循环指向自身", errno.ENAMETOOLONG: "文件名过长"}


def _describe_error(error: OSError | RuntimeError) -> Message:
    code = error.errno if isinstance(error, OSError) else errno.ELOOP
    english = error.strerror if isinstance(error, OSError) and error.strerror else "it leads in a circle"
    return Message(english, _ERRORS.get(code or 0, f"系统错误 {code}"))


def _check_link(root: Path, path: str) -> Problem | None:
    full_path = root / path
    if not full_path.resolve(strict=True).is_relative_to(root.resolve()):
        came = full_path.readlink() if full_path.is_symlink() else path
        return make_problem(path, 0, 0, "PR005", came=came, form=Message("a file inside the site's folder", "站点目录之内的文件"))
    return (
        make_problem(
            path,
            0,
            0,
            "PR005",
            came=Message("a link to a folder", "指向文件夹的链接"),
            form=Message("a folder or a file of its own", "真正的文件夹或文件"),
        )
        if full_path.is_dir()
        else None
    )


def _decode(path: str, content: bytes) -> str | Problem:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        preceding = content[: error.start].decode("utf-8-sig", errors="replace")
        line, column = preceding.count("\n") + 1, len(preceding.rpartition("\n")[2]) + 1
        return make_problem(
            path,
            line,
            column,
            "PR002",
            came=f"0x{content[error.start]:02x}",
            form=Message("UTF-8 (not GBK or UTF-16)", "UTF-8（不是 GBK 或 UTF-16）"),
        )
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return text if text.strip() else make_problem(path, 0, 0, "PR003", form=Message("a record, or no file", "写入一条记录，或者删除文件"))


def report_unclaimed(root: Path, kinds: Sequence[Kind], unclaimed: FileStats, language: str) -> Iterator[Problem]:
    """Yield a problem for each file that looks like content but belongs to no kind; `language` is that of the site."""
    for path in sorted(unclaimed):
        if not (root / path).is_dir():
            yield make_problem(path, 0, 0, "PR010", came=path, form=suggest_place(path, kinds, language))
