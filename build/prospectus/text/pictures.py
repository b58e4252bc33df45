"""Completes the pictures of sanitised prose: where each file is published, its sizes, and when it is loaded."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from html import unescape

from markupsafe import escape

from prospectus.patterns import lazy_pattern
from prospectus.text.relative_links import resolve_path

DECORATIVE = "decorative"
"""The class of a picture that says nothing."""
SCHEMES = {"only-light": "only-light", "only-dark": "only-dark", "gh-light-mode-only": "only-light", "gh-dark-mode-only": "only-dark"}
"""By fragment of the address, as Material and GitHub know them: the class of a picture for one colour scheme."""
ALIGNMENTS = ("left", "right")
COLUMN = 672
"""The width of the column of text in CSS pixels, of which a width in per cent is a part."""
SIZES = "(min-width: 48em) 42em, 100vw"
"""How wide a picture is on the page: the column of text, or the window."""
_IMAGE = lazy_pattern(r'<img\b((?:[^<>"]|"[^"]*")*)>')
_ATTRIBUTE = lazy_pattern(r'([a-z-]+)(?:="([^"]*)")?')
_LENGTH = lazy_pattern(r"([0-9]{1,5})(%|px)?")


@dataclass(frozen=True, slots=True)
class PictureSource:
    """Where a page finds a picture. Addresses are ready to be written into attributes, but not escaped."""

    src: str
    width: int
    height: int
    srcset: tuple[tuple[str, int], ...] = ()
    """The address and the width of each size that browsers can choose; empty if there is one only."""
    srcset_type: str = ""
    """The media type of these, if it differs from that of `src`."""
    transparent: bool = False
    scalable: bool = False
    """Whether it can be shown larger than it is: a drawing."""


FindPicture = Callable[[str], "PictureSource | None"]
"""Returns where the picture at a path in the repository is published; None if it is not."""


class PictureWriter:
    """Writes the pictures of one page; the first is loaded at once, the others when they come near."""

    def __init__(self, find: FindPicture, describe_rights: Callable[[str, str], str], *, first_is_lazy: bool = False) -> None:
        """`describe_rights` returns the words for the licence and the source of a picture, as HTML."""
        self._find, self._describe_rights, self._is_lazy = find, describe_rights, first_is_lazy

    def resolve(self, html: str, folder: str) -> str:
        """Return sanitised HTML with its pictures completed; `folder` is that of the text. A picture that is not published goes."""
        return _IMAGE.sub(lambda match: self._complete(match, folder), html) if "<img" in html else html

    def _complete(self, match: re.Match[str], folder: str) -> str:
        attributes = {name: unescape(value) for name, value in _ATTRIBUTE.findall(match[1])}
        path = resolve_path(folder, attributes.get("src", ""))
        source = self._find(path) if path is not None else None
        if source is None:
            return str(escape(attributes.get("alt", "")))
        return self.write(source, attributes) + self._describe_rights(attributes.get("licence", ""), attributes.get("source", ""))

    def write(self, source: PictureSource, attributes: dict[str, str]) -> str:
        """Return a picture as HTML. `attributes` are those that were written: `alt`, `title`, `class`, `width` and the like."""
        classes = attributes.get("class", "").split()
        scheme = SCHEMES.get(attributes.get("src", "").partition("#")[2])
        classes += [scheme] if scheme else []
        classes += [f"align-{side}" for side in ALIGNMENTS if attributes.get("align") == side]
        classes += ["see-through"] if source.transparent else []
        width, height = _scale(source, attributes.get("width", ""), attributes.get("height", ""))
        written = {
            "src": source.src,
            **({} if not source.srcset or source.srcset_type else {"srcset": _srcset(source), "sizes": _sizes(width)}),
            "alt": "" if DECORATIVE in classes else attributes.get("alt", ""),
            **{name: attributes[name] for name in ("title", "id", "lang") if attributes.get(name)},
            **({"class": " ".join(dict.fromkeys(classes))} if classes else {}),
            **({"width": str(width), "height": str(height)} if width and height else {}),
            **({"loading": "lazy"} if self._is_lazy else {}),
            "decoding": "async",
        }
        self._is_lazy = True
        attribute_text = "".join([f' {name}="{escape(value)}"' for name, value in written.items()])
        image = f"<img{attribute_text}>"
        if not source.srcset_type:
            return image
        offer = f'<source type="{source.srcset_type}" srcset="{escape(_srcset(source))}" sizes="{_sizes(width)}">'
        return f"<picture>{offer}{image}</picture>"


def _srcset(source: PictureSource) -> str:
    return ", ".join(f"{address} {width}w" for address, width in source.srcset)


def _sizes(width: int) -> str:
    return f"(min-width: {width}px) {width}px, 100vw" if width < COLUMN else SIZES


def _scale(source: PictureSource, width: str, height: str) -> tuple[int, int]:
    """Return the size at which a picture is shown, a photograph never larger than it is; per cent are those of the column."""
    stated_width, stated_height = _LENGTH.fullmatch(width.strip()), _LENGTH.fullmatch(height.strip())
    if not source.width or not source.height:
        return source.width, source.height
    if stated_width:
        pixels = int(stated_width[1]) * (COLUMN / 100 if stated_width[2] == "%" else 1)
    elif stated_height and stated_height[2] != "%":
        pixels = int(stated_height[1]) * source.width / source.height
    else:
        return source.width, source.height
    shown = max(1, round(pixels) if source.scalable else min(round(pixels), source.width))
    return shown, max(1, round(source.height * shown / source.width))
