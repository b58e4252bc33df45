"""Reads links as people write them elsewhere: paths of files and pages, addresses, and targets with a slip in their notation."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from difflib import get_close_matches

from prospectus.model import urls
from prospectus.model.kind_names import CHINESE_NAMES
from prospectus.model.registry import KINDS, KINDS_BY_NAME
from prospectus.patterns import lazy_pattern
from prospectus.validate.right_forms import to_half_width

_MARKDOWN_LINK = lazy_pattern(r"!?\[[^\]]*+\]\(\s*+<?+([^)\s>]++)[^)]*+\)")
"""Possessive, so that a value with many brackets is not tried in every way."""
_HOST = lazy_pattern(r"(?:https?:)?//[^/]+")
_FILE_ENDING = lazy_pattern(r"(?:\.[a-z]{2,3}(?:-[a-z]+)?)?\.(?:md|markdown|yml|yaml|html?)$|/index$")
_MARKDOWN_ENDINGS = (".md", ".markdown")
_PAGES = {"": "page:home", "home": "page:home", "index": "page:home", "calendar": "page:calendar"}


def iter_target_candidates(value: object, ids: Mapping[str, Collection[str]]) -> Iterator[str]:
    """Yield the targets that another notation may mean: `guide:fees` for `guide: fees`, `fees.md`, `/guides/fees/` and `[fees](fees.md)`.

    `ids` holds the ids of records by kind. A target need not exist.
    """
    if isinstance(value, Mapping) and len(value) == 1:
        value = ":".join(map(str, next(iter(value.items()))))
    if not isinstance(value, str):
        return
    text = to_half_width(value)
    link = _MARKDOWN_LINK.search(text)
    text = (link[1] if link else text).strip("<>").partition("#")[0].partition("?")[0]
    kind, colon, key = (part.strip() for part in text.partition(":"))
    if colon and not key.startswith("//"):
        yield from (f"{meant}:{key.lower()}" for meant in iter_kinds(kind))
        yield from _iter_slips(kind, key, ids)
    else:
        path = _HOST.sub("", text)
        yield from _iter_paths(path, ids) if path.strip("/") or path == text else ()  # the home page of any site is no page of this one


def iter_kinds(name: str) -> Iterator[str]:
    """Yield the kinds that a name may mean: itself, the folder of its pages, its plural, its Chinese name, a similar name."""
    lower = name.lower()
    yield from (kind.name for kind in KINDS if lower in (kind.name, kind.listing, f"{kind.name}s", CHINESE_NAMES[kind.name]))
    if lower in ("list", "page"):
        yield lower
    yield from get_close_matches(lower, (*KINDS_BY_NAME, "list", "page"), 1, 0.7)


def _iter_slips(kind: str, key: str, ids: Mapping[str, Collection[str]]) -> Iterator[str]:
    """Yield what `list:` or `page:` may mean with a name that it does not have, such as `list:guides` for `list:guide`."""
    if kind in ("list", "page"):
        yield from (f"list:{meant}" for meant in iter_kinds(key))
        yield from filter(None, (_PAGES.get(key),))
    elif kind not in KINDS_BY_NAME:
        yield from (f"{owner}:{key}" for owner in _find_owners(key, ids))


def _iter_paths(path: str, ids: Mapping[str, Collection[str]]) -> Iterator[str]:
    """Yield the targets at a path: of a page of the site, of a file of content, or of a record with this id."""
    steps = [step for step in _FILE_ENDING.sub("", path).split("/") if step not in ("", ".", "..")]
    if not steps:
        yield _PAGES[""]
        return
    key, folder = steps[-1], "/".join(steps[:-1])
    for kind in KINDS:
        if kind.page and f"/{folder}/{key}".endswith(f"/{kind.page.format(id=key)}") and "/" in kind.page:
            yield f"{kind.name}:{key}"
        if folder and f"/{kind.source_path}".endswith(f"/{folder}"):
            yield f"{kind.name}:{key}"
        if key in (kind.listing, kind.name):
            yield f"list:{kind.name}"
    yield from (f"{owner}:{key}" for owner in _find_owners(key, ids, in_markdown=path.endswith(_MARKDOWN_ENDINGS)))
    yield from filter(None, (_PAGES.get(key),))


def _find_owners(key: str, ids: Mapping[str, Collection[str]], *, in_markdown: bool = False) -> list[str]:
    """Return the kind with an address that has a record of this id; nothing if there are several.

    Of several, the only one with files of its own is meant by the name of a Markdown file.
    """
    owners = [name for name, keys in ids.items() if key in keys and urls.record_or_anchor_url(KINDS_BY_NAME[name], key) is not None]
    if in_markdown and len(owners) > 1:
        owners = [name for name in owners if KINDS_BY_NAME[name].storage == "file"]
    return owners if len(owners) == 1 else []
