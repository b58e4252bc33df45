"""Icons and emoji by their names: `:material-cash:`, `:fontawesome-brands-weixin:`, `:smile:`.

An icon is a file of the package mkdocs-material, which is found by its name alone: no index of its many icons is made. It becomes inline
SVG. An emoji becomes the character that it is, which every system can show and read out.
"""

from __future__ import annotations

import re
from difflib import get_close_matches
from functools import cache, lru_cache
from html import escape
from importlib.util import find_spec
from pathlib import Path
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.extensions import Extension
from markdown.inlinepatterns import InlineProcessor
from markdown.treeprocessors import Treeprocessor
from markdown.util import AtomicString

from prospectus.patterns import lazy_pattern
from prospectus.text.dialect.fragments import Fragments

SETS = ("material", "fontawesome", "octicons", "simple")
"""The sets of icons that Material ships."""
NAME = r":(?<![A-Za-z0-9_:/.]:)(\+1|-1|[a-z][a-z0-9]*(?:[_-][a-z0-9]+)*):(?![A-Za-z0-9_:/])"
ICON_CLASS = "icon-in-text"
_SAFE_NAME = lazy_pattern(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_SAFE_SVG = lazy_pattern(
    r'<svg xmlns="http://www\.w3\.org/2000/svg" viewBox="[0-9. -]+">(?:<!--[^<>]*-->)?'
    r'(?:<path(?: (?:d|fill-rule|clip-rule)="[^"<>&:;]*")+ ?/>)+</svg>'
)
"""An icon of nothing but paths. Two icons of Material have styles of their own, and are not shown."""
_STYLES = ("brands", "regular", "solid")


@cache
def find_icon_folder() -> Path | None:
    """Return the folder of the icons of Material, without importing it; None if there is none."""
    spec = find_spec("material")
    locations = spec.submodule_search_locations if spec else None
    folder = Path(next(iter(locations))) / "templates" / ".icons" if locations else None
    return folder if folder is not None and folder.is_dir() else None


@lru_cache(512)
def find_icon(name: str) -> str | None:
    """Return the SVG of an icon, such as `material-cash`; None if there is no such icon."""
    collection, _, rest = name.partition("-")
    folder = find_icon_folder()
    if folder is None or collection not in SETS or not _SAFE_NAME.fullmatch(name):
        return None
    style, _, own = rest.partition("-")
    path = (
        folder / collection / style / f"{own}.svg"
        if collection == "fontawesome" and style in _STYLES
        else folder / collection / f"{rest}.svg"
    )
    if not path.is_file():
        return None
    svg = " ".join(path.read_text(encoding="utf-8").split())
    return svg.replace("<svg ", '<svg aria-hidden="true" ', 1) if _SAFE_SVG.fullmatch(svg) else None


@lru_cache(512)
def find_emoji(name: str) -> str | None:
    """Return the character of an emoji, such as `smile`; None if there is none of this name."""
    from pymdownx import twemoji_db  # noqa: PLC0415  (a large table, needed only by texts with emoji)

    short_name = twemoji_db.aliases.get(f":{name}:", f":{name}:")
    points = twemoji_db.emoji.get(short_name, {})
    code = points.get("unicode_alt", points.get("unicode", ""))
    return "".join(chr(int(point, 16)) for point in code.split("-")) if code else None


def find_similar(name: str) -> str | None:
    """Return the name of the icon or emoji that is most like an unknown one; None if none is."""
    collection, _, rest = name.partition("-")
    folder = find_icon_folder()
    if collection in SETS and folder is not None:
        files = (folder / collection).rglob("*.svg") if rest else ()
        names = ["-".join(path.relative_to(folder).with_suffix("").parts) for path in files]
        return next(iter(get_close_matches(name, names, 1, 0.75)), None)
    from pymdownx import twemoji_db  # noqa: PLC0415

    names = [short_name.strip(":") for short_name in (*twemoji_db.emoji, *twemoji_db.aliases)]
    return next(iter(get_close_matches(name, names, 1, 0.75)), None)


class IconsExtension(Extension):
    """Adds icons and emoji to Python-Markdown. Unknown names stay as they are typed."""

    def __init__(self, fragments: Fragments) -> None:
        super().__init__()
        self._fragments = fragments

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802  (the library's name)
        """Register the inline processor, and one that reads the attributes of icons when they have theirs."""
        md.inlinePatterns.register(_Icons(md, self._fragments), "icon", 75)
        md.treeprocessors.register(_IconTitles(md, self._fragments), "icon_titles", 7)


class _Icons(InlineProcessor):
    def __init__(self, md: Markdown, fragments: Fragments) -> None:
        super().__init__(NAME, md)
        self._fragments = fragments

    def handleMatch(self, m: re.Match[str], data: str) -> tuple[Element | str | None, int | None, int | None]:  # type: ignore[override]  # noqa: ARG002, N802
        """Return the element of an icon or the character of an emoji."""
        svg = find_icon(m[1]) if m[1].startswith(SETS) else None
        if svg is None:
            emoji = find_emoji(m[1])
            return (emoji, m.start(), m.end()) if emoji else (None, None, None)
        element = Element("span", {"class": ICON_CLASS})
        element.text = AtomicString(self._fragments.add(svg))
        return element, m.start(), m.end()


class _IconTitles(Treeprocessor):
    """Gives each icon with a title this title as its alternative text. Other icons are decorative."""

    def __init__(self, md: Markdown, fragments: Fragments) -> None:
        super().__init__(md)
        self._fragments = fragments

    def run(self, root: Element) -> None:
        for element in root.iter("span"):
            title = element.get("title")
            if title and ICON_CLASS in element.get("class", "").split():
                label = escape(title, quote=True)
                element.text = AtomicString(self._fragments.add("", "", f' role="img" aria-label="{label}"') + (element.text or ""))
