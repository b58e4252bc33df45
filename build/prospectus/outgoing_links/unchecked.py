"""Which links are not asked: those that `mkdocs.yml` lists, and those to names that are reserved for examples."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from urllib.parse import urlsplit

from prospectus.load.settings import Setting
from prospectus.problems import Message, Problem, make_problem
from prospectus.validate.setting_values import UNCHECKED_LINKS, is_web_address

RESERVED_NAMES = ("example", "test", "invalid", "localhost", "example.com", "example.net", "example.org")
"""Names that lead to no site (RFC 2606, RFC 6761)."""
REMOVE = Message("remove it: no link begins with it", "删去这一项：没有以它开头的链接")


def list_unchecked(settings: Collection[Setting]) -> tuple[Setting, ...]:
    """Return the entries of the setting that are addresses; the others are problems of `prospectus check`."""
    return tuple(setting for setting in settings if setting.name == UNCHECKED_LINKS and is_web_address(setting.value))


def is_below(url: str, address: str) -> bool:
    """Return whether a URL is an address or below it: `https://a.example` is not above `https://a.example.org/`."""
    rest = url.removeprefix(address) if url.startswith(address) else None
    return rest is not None and (not rest or address.endswith(("/", "?", "=")) or rest[0] in "/?#")


def is_reserved(url: str) -> bool:
    """Return whether a URL leads to a name that is reserved for examples."""
    try:
        host = urlsplit(url).hostname or ""
    except ValueError:
        return False
    return any(host == name or host.endswith(f".{name}") for name in RESERVED_NAMES)


def check_unchecked(entries: Collection[Setting], urls: Collection[str]) -> Iterator[Problem]:
    """Each entry must be the beginning of a link."""
    for entry in entries:
        if not any(is_below(url, entry.value) for url in urls):
            written = f"{UNCHECKED_LINKS}: {entry.value}"
            yield make_problem(entry.path, entry.line, entry.column, "PR040", setting=written, form=REMOVE)
