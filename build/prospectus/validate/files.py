"""Checks the files that are not content, and selects those that are published: downloads, and files that content refers to."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path, PurePosixPath

from prospectus.cache.cache import BuildCache
from prospectus.load.settings import FILE as SETTINGS_FILE
from prospectus.load.stray_files import COPY, DOWNLOAD_FOLDER, describe_leftover
from prospectus.media.decoding import iter_damaged
from prospectus.media.file_types import RUNNING_SUFFIXES, suffix_of
from prospectus.media.inspection import CUT_OFF, NO_SIZE, SAVE_AGAIN, inspect_file
from prospectus.model.urls import CONTENT_FOLDER, file_url
from prospectus.patterns import lazy_pattern
from prospectus.problems import Message, Problem, make_problem
from prospectus.text.relative_links import resolve_path
from prospectus.validate.file_mentions import select_mentioned

_SETTING = lazy_pattern(r"[^\s\"'\[\]{},:]+\.[A-Za-z0-9]{2,11}")
"""What may be the path of a file in `mkdocs.yml`, relative to the folder of the content."""
_LOADED = lazy_pattern(
    r"""url\(\s*["']?([^"')\s]+)|@import\s+["']([^"']+)|"src"\s*:\s*"([^"]+)"|\b(?:from|import)\s*\(?\s*["'](\.[^"']+)"""
)
"""What a style sheet, a web manifest or a script loads."""
_LOADING_SUFFIXES = (".css", ".webmanifest", ".js", ".mjs")
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


GENERATED_FOLDERS = frozenset({"cards", "data", "feeds", "pictures", "search"})
"""The folders of the site in which every file is made by a build."""
GENERATED_FILES = frozenset({"manifest.json", "sitemap.xml", "service-worker.js"})
OTHER_NAME = Message("another name", "另一个名称")
SITE_ITSELF = Message("the site itself", "站点自身")
NOTHING_RUNS = Message("a PDF, a picture, an office document or an archive", "PDF、图片、办公文档或压缩包")


def select_published(root: Path, paths: Sequence[str], mentioned: frozenset[str]) -> tuple[str, ...]:
    """Return the paths of the files that are published, out of all files that are not content. `mentioned` is what records refer to.

    These are the files in the folder for downloads and those that content or the configuration refers to, but no leftovers and nothing that
    runs; a copy must be referred to.
    """
    named = _list_in_settings(root) if paths else frozenset()
    candidates = [path for path in paths if describe_leftover(_name(path)) in (None, COPY) and (path in named or not _runs(path))]
    if not candidates:
        return ()
    published = {path for path in candidates if _is_published_by_place(path) and describe_leftover(_name(path)) is None}
    published |= select_mentioned(candidates, mentioned | named, {path: file_url(path) for path in candidates})
    for path in [path for path in published if path.endswith(_LOADING_SUFFIXES)]:
        published |= set(paths).intersection(_list_loaded(root, path))
    return tuple(path for path in paths if path in published and _is_inside(root, path))


def _list_in_settings(root: Path) -> frozenset[str]:
    """Return the files that `mkdocs.yml` may name, such as a logo, a style or a script."""
    try:
        text = (root / SETTINGS_FILE).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return frozenset()
    return frozenset(f"{CONTENT_FOLDER}{match[0].removeprefix('./')}" for match in _SETTING.finditer(text))


def _list_loaded(root: Path, path: str) -> list[str]:
    """Return the files that a style sheet, a web manifest or a script loads."""
    try:
        text = (root / path).read_text(encoding="utf-8", errors="replace")
    except OSError:
        return []
    links = ("".join(match.groups(default="")) for match in _LOADED.finditer(text))
    folder = path.rpartition("/")[0]
    return [file for link in links if ":" not in link and (file := resolve_path(folder, link)) is not None]


def check_files(root: Path, paths: Sequence[str], published: Sequence[str], mentioned: frozenset[str]) -> Iterator[Problem]:
    """Only downloads and files that content refers to must be in the folder of the content. Leftovers are reported in every folder.

    A file that content refers to although it is never published is reported where it is referred to.
    """
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
        elif _runs(path) and path.startswith(DOWNLOAD_FOLDER):
            yield make_problem(path, 1, 1, "PR048", came=_name(path), form=NOTHING_RUNS)
        elif path.startswith(CONTENT_FOLDER) and path not in mentioned:
            yield make_problem(path, 1, 1, "PR031", what=_describe_file(path), form=_describe_move(path))


def _name(path: str) -> str:
    return path.rpartition("/")[2]


def _is_content_in_capitals(path: str) -> bool:
    """Return whether a file would be content if its extension were in lower case, such as `fees.YML`."""
    return path.lower().endswith((".yml", ".yaml", ".md"))


def _is_published_by_place(path: str) -> bool:
    is_download = path.startswith(f"{DOWNLOAD_FOLDER}/") and not _is_content_in_capitals(path)
    return is_download or _SERVICE_FILE.fullmatch(path) is not None


def _is_inside(root: Path, path: str) -> bool:
    """Return whether a file is inside the site's folder, also if it is a symbolic link."""
    return (root / path).resolve().is_relative_to(root.resolve())


def _read_link(path: Path) -> str:
    return str(path.readlink()) if path.is_symlink() else path.name


def check_published(root: Path, published: Sequence[str], mentioned: frozenset[str], cache: BuildCache) -> Iterator[Problem]:
    """A published file must be what its name says, must not be too large, and must have an address of its own."""
    owners: dict[str, str] = {}
    decodable: list[str] = []
    for path in published:
        address = file_url(path)
        first = owners.setdefault(address.lower(), path)
        if first != path:
            yield make_problem(path, 1, 1, "PR047", came=f"/{address}", first=first, form=OTHER_NAME)
        elif address.partition("/")[0] in GENERATED_FOLDERS or address in GENERATED_FILES:
            yield make_problem(path, 1, 1, "PR047", came=f"/{address}", first=SITE_ITSELF, form=Message("another folder", "另一个目录"))
        try:
            inspection = inspect_file(root, path, cache)
        except OSError:
            continue
        decodable += [path] if inspection.can_be_decoded else []
        for fault in inspection.faults:
            if fault.came == NO_SIZE and path not in mentioned:
                continue  # a logo or an icon has the size that its place gives it
            yield make_problem(path, 1, 1, fault.code, came=fault.came, form=fault.form)
    for path in iter_damaged(root, decodable, cache):
        yield make_problem(path, 1, 1, "PR049", came=CUT_OFF, form=SAVE_AGAIN)


def _runs(path: str) -> bool:
    """Return whether a file would run, on the site or on the computers of readers."""
    return suffix_of(path) in RUNNING_SUFFIXES and _SERVICE_FILE.fullmatch(path) is None


def _describe_file(path: str) -> Message:
    suffix = PurePosixPath(path).suffix.lower()
    return next((what for suffixes, what in _DESCRIPTIONS if suffix in suffixes), _ANY_FILE)


def _describe_removal(leftover: Message) -> Message:
    if leftover is COPY:
        return Message("delete this file, or give it a name of its own", "删除此文件；若要保留，请另取文件名")
    return Message("delete this file", "删除此文件")


def _describe_move(path: str) -> Message:
    place = f"{DOWNLOAD_FOLDER}/{_name(path)}"
    return Message(
        f"a link to it, or {place} if readers may have it without one; otherwise move it out of content/",
        f"在正文中引用它；无需引用即可下载的，移到 {place}；否则移出 content/",
    )
