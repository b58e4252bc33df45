"""The exceptions of Prospectus. A mistake in the content is not an exception but a `Problem`.

ProspectusError
├── UsageError          the command line or the configuration is invalid
├── ContentError        the content cannot be published because of its problems
├── UnreadableMarkdown  a text cannot be converted
└── MissingViewField    a template reads a field that its view does not have
"""

from __future__ import annotations

import errno
from typing import TYPE_CHECKING

from prospectus.problems.message import Message, in_language

if TYPE_CHECKING:
    from collections.abc import Sequence

    from prospectus.problems import Problem


class ProspectusError(Exception):
    """The base class of every exception that Prospectus raises intentionally. As a string it is English."""

    def __init__(self, message: str | Message = "") -> None:
        super().__init__(in_language(message, "en"))
        self.message = message

    def __reduce__(self) -> tuple[type[ProspectusError], tuple[object, ...]]:
        """Return what makes the same exception in another process, with its message in both languages."""
        return type(self), (self.message,)

    def in_language(self, language: str) -> str:
        """Return the message in Chinese if `language` starts with `zh`, else in English."""
        return in_language(self.message, language)


class UsageError(ProspectusError):
    """The command line or `mkdocs.yml` is invalid; the message says what would be valid."""


class ContentError(ProspectusError):
    """The content cannot be published; `problems` lists the reasons, sorted."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__(Message(f"The content has {len(problems)} problem(s).", f"内容有 {len(problems)} 个问题。"))
        self.problems = tuple(problems)

    def __reduce__(self) -> tuple[type[ProspectusError], tuple[object, ...]]:
        """Return what makes the same exception in another process."""
        return type(self), (self.problems,)


_REASONS = {
    errno.EACCES: "没有权限",
    errno.EADDRINUSE: "地址已被占用",
    errno.EBUSY: "正被占用",
    errno.EEXIST: "已存在",
    errno.EFBIG: "文件过大",
    errno.EISDIR: "是目录，不是文件",
    errno.ELOOP: "链接循环指向自身",
    errno.ENAMETOOLONG: "名称过长",
    errno.ENOENT: "不存在",
    errno.ENOSPC: "磁盘已满",
    errno.ENOTDIR: "不是目录",
    errno.EPERM: "不允许这样做",
    errno.EROFS: "所在的文件系统只读",
}
"""The reasons of the commonest errors of the system in Chinese."""


def describe_system_error(error: OSError) -> Message:
    """Return the reason of an error of the system, and the file that it concerns, if any."""
    number = error.errno or 0
    reason = Message(error.strerror or str(error) or type(error).__name__, _REASONS.get(number, f"系统错误 {number}"))
    if error.filename is None:
        return reason
    return Message("{file}: {reason}", "{file}：{reason}").fill(file=error.filename, reason=reason)


class MissingViewField(ProspectusError, LookupError):
    """A template reads a field that its view does not have."""


class UnreadableMarkdown(ProspectusError):
    """A text cannot be converted: the Markdown library or an extension of it failed."""
