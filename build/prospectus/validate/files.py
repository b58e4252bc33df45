"""Checks the files that are not content, and selects those that are published: downloads, and files that content refers to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path, PurePosixPath
from urllib.parse import unquote

from prospectus.load.drafts import RawRecord
from prospectus.load.stray_files import COPY, DOWNLOAD_FOLDERS, describe_leftover
from prospectus.patterns import lazy_pattern
from prospectus.problems import Message, Problem, make_problem

CONTENT_FOLDER = "content/"
"""The folder whose other files are published, if content refers to them."""
_LINK = lazy_pattern(
    r"""\]\(\s*(?:<([^>\n]+)>|([^\s)]+))|\]:\s*<?([^\s>]+)|(?:src|href|srcset|poster)\s*=\s*(?:"([^"]+)"|'([^']+)'|([^\s>"']+))"""
)
"""The address of a link or a picture, in Markdown or HTML."""
_SERVICE_FILE = lazy_pattern(
    r"content/(?:CNAME|_headers|_redirects|favicon\.(?:ico|png|svg)|apple-touch-icon[\w-]*\.png|browserconfig\.xml|site\.webmanifest"
    r"|(?:google|baidu|yandex|pinterest|sogou|shenma|360)[\w-]*\.(?:html|txt)|(?:BingSiteAuth|LiveSearchSiteAuth)\.xml|MP_verify_\w+\.txt"
    r"|(?:ads|humans|security|llms)\.txt)"
)
"""Files that hosts, browsers and search engines look for in the top folder of a site."""
_DESCRIPTIONS = (
    ((".doc", ".docx", ".odt", ".rtf", ".wps", ".pages"), Message("a text document", "文字文档")),
    ((".xls", ".xlsx", ".ods", ".et", ".numbers"), Message("a spreadsheet", "电子表格")),
    ((".ppt", ".pptx", ".odp", ".dps", ".key"), Message("a presentation", "演示文稿")),
    ((".pdf",), Message("a PDF", "PDF 文件")),
    ((".png", ".jpg", ".jpeg", ".gif", ".svg", ".webp", ".avif", ".bmp", ".tif", ".tiff", ".psd"), Message("a picture", "图片")),
    ((".zip", ".rar", ".7z", ".tar", ".gz"), Message("an archive", "压缩包")),
)
_ANY_FILE = Message("a file", "文件")


def select_published(root: Path, paths: Sequence[str], raw_records: Iterable[RawRecord]) -> tuple[str, ...]:
    """Return the paths of the files that are published, out of all files that are not content.

    These are the files in the folder for downloads and those that content refers to, but no leftovers; a copy must be referred to.
    """
    candidates = [path for path in paths if path.startswith(CONTENT_FOLDER) and describe_leftover(_name(path)) in (None, COPY)]
    published = {path for path in candidates if _is_published_by_place(path) and describe_leftover(_name(path)) is None}
    published |= _find_referenced([path for path in candidates if path not in published], raw_records)
    return tuple(path for path in candidates if path in published and _is_inside(root, path))


def check_files(root: Path, paths: Sequence[str], published: Sequence[str]) -> Iterator[Problem]:
    """Only downloads and files that content refers to must be in the folder of the content. Leftovers are reported in every folder."""
    selected = frozenset(published)
    for path in paths:
        leftover = describe_leftover(_name(path))
        if path in selected:
            continue
        if leftover is not None:
            yield make_problem(path, 1, 1, "PR030", what=leftover, form=_describe_removal(leftover))
        elif not _is_inside(root, path):
            yield make_problem(path, 1, 1, "PR005", came=_read_link(root / path), form=Message("a file of its own", "文件本身，而非链接"))
        elif _is_content_in_capitals(path):
            form = str(PurePosixPath(path).with_suffix(PurePosixPath(path).suffix.lower().replace(".yaml", ".yml")))
            yield make_problem(path, 1, 1, "PR010", came=_name(path), form=form)
        elif path.startswith(CONTENT_FOLDER):
            yield make_problem(path, 1, 1, "PR031", what=_describe_file(path), form=_describe_move(path))


def _name(path: str) -> str:
    return path.rpartition("/")[2]


def _is_content_in_capitals(path: str) -> bool:
    """Return whether a file would be content if its extension were in lower case, such as `fees.YML`."""
    return path.lower().endswith((".yml", ".yaml", ".md"))


def _is_published_by_place(path: str) -> bool:
    is_download = path.startswith(tuple(f"{folder}/" for folder in DOWNLOAD_FOLDERS)) and not _is_content_in_capitals(path)
    return is_download or _SERVICE_FILE.fullmatch(path) is not None


def _is_inside(root: Path, path: str) -> bool:
    """Return whether a file is inside the site's folder, also if it is a symbolic link."""
    return (root / path).resolve().is_relative_to(root.resolve())


def _read_link(path: Path) -> str:
    return str(path.readlink()) if path.is_symlink() else path.name


def _find_referenced(paths: Sequence[str], raw_records: Iterable[RawRecord]) -> set[str]:
    """Return the paths that a link or a picture in some Markdown leads to. Links are relative to the file, or to its page."""
    names = {_name(path) for path in paths}
    if not names:
        return set()
    referenced: set[str] = set()
    for raw in raw_records:
        for prose in raw.prose.values():
            text = unquote(prose.text)
            if any(name in text for name in names):
                ends = {f"/{_without_dots(unquote(''.join(link)))}" for link in _LINK.findall(prose.text)}
                referenced.update(path for path in paths if any(f"/{path}".endswith(end) for end in ends))
    return referenced


def _without_dots(link: str) -> str:
    """Return a relative link without the steps that lead upwards, query and fragment."""
    steps = link.partition("#")[0].partition("?")[0].split("/")
    return "/".join(step for step in steps if step not in ("", ".", ".."))


def _describe_file(path: str) -> Message:
    suffix = PurePosixPath(path).suffix.lower()
    return next((what for suffixes, what in _DESCRIPTIONS if suffix in suffixes), _ANY_FILE)


def _describe_removal(leftover: Message) -> Message:
    if leftover is COPY:
        return Message("delete this file, or give it a name of its own", "删除此文件；若要保留，请另取文件名")
    return Message("delete this file", "删除此文件")


def _describe_move(path: str) -> Message:
    place = f"{DOWNLOAD_FOLDERS[0]}/{_name(path)}"
    return Message(
        f"move it to {place} if readers may have it, otherwise out of content/", f"供读者下载的，移到 {place}；否则移出 content/"
    )
