"""Finds names of files and folders that some systems cannot hold, and names that some systems take for one.

The rules are those of Windows (Microsoft, “Naming Files, Paths, and Namespaces”), and of the file systems of Windows and macOS, which
distinguish neither capitals nor the composed and decomposed forms of a letter.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator

from prospectus.patterns import lazy_pattern
from prospectus.problems import Message

DEVICE = Message("Windows has a device {name}, and no file of that name", "Windows 把 {name} 留给设备，不能作文件名")
END = Message("Windows drops a full stop or a space at the end", "Windows 会去掉末尾的句点或空格")
CHARACTER = Message("Windows does not allow {character} in it", "Windows 不允许其中有 {character}")
SAME_NAME = Message("Windows and macOS take it for the same as {other}", "Windows 和 macOS 会把它与 {other} 当作同一个")
_DEVICES = r"(?:con|prn|aux|nul|conin\$|conout\$|(?:com|lpt)[0-9¹²³])"
_SUSPECT = lazy_pattern(rf"(?i:(?:^|/){_DEVICES} *(?:[./]|$))|[<>:\"\\|?*]|[. ](?:/|$)")
_DEVICE = lazy_pattern(rf"(?i:{_DEVICES})")
_CHARACTER = lazy_pattern(r'[<>:"\\|?*]')
_ORDINARY = lazy_pattern(r"[a-z0-9/._-]*")


def find_unportable_part(path: str) -> tuple[str, Message] | None:
    """Return the first part of a path that some system cannot hold, and why; None if there is none."""
    if _SUSPECT.search(path) is None:
        return None
    faults = ((part, _find_fault(part)) for part in path.split("/"))
    return next(((part, fault) for part, fault in faults if fault is not None), None)


def _find_fault(name: str) -> Message | None:
    stem = name.partition(".")[0].rstrip(" ")
    if _DEVICE.fullmatch(stem):
        return DEVICE.fill(name=stem)
    if match := _CHARACTER.search(name):
        return CHARACTER.fill(character=match[0])
    return END if name.endswith((".", " ")) and name.strip(". ") else None


def suggest_portable_name(name: str) -> str:
    """Return a name that every system can hold, near to one that some cannot."""
    stem, dot, ending = name.partition(".")
    if _DEVICE.fullmatch(stem.rstrip(" ")):
        return f"{stem.rstrip(' ')}-1{dot}{ending}".rstrip(". ")
    return _CHARACTER.sub("-", name).rstrip(". ")


def iter_twins(paths: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Yield each path that some system takes for an earlier one, with the earlier one; `paths` are sorted. Folders count as well."""
    names = list(paths)
    if all(_ORDINARY.fullmatch(name) for name in names):
        return
    owners: dict[str, str] = {}
    for path in names:
        for name in _iter_folders_and_path(path):
            first = owners.setdefault(unicodedata.normalize("NFC", name).casefold(), name)
            if first != name:
                owners[unicodedata.normalize("NFC", name).casefold()] = name
                yield path, first
                break


def _iter_folders_and_path(path: str) -> Iterator[str]:
    for index, character in enumerate(path):
        if character == "/":
            yield path[:index]
    yield path
