"""Cleans SVG pictures: only drawing is published, against an allow-list of elements and attributes.

What could run, or load something from elsewhere, is named so that a check can refuse it; what drawing programs store for themselves goes
without a word. What is published never has either.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from math import isfinite
from xml.etree import ElementTree

from prospectus.patterns import lazy_pattern

SVG, XLINK, XML = "http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink", "http://www.w3.org/XML/1998/namespace"
ELEMENTS = frozenset(
    "a animate animateMotion animateTransform circle clipPath defs desc ellipse feBlend feColorMatrix feComponentTransfer feComposite "
    "feConvolveMatrix feDiffuseLighting feDisplacementMap feDistantLight feDropShadow feFlood feFuncA feFuncB feFuncG feFuncR "
    "feGaussianBlur feImage feMerge feMergeNode feMorphology feOffset fePointLight feSpecularLighting feSpotLight feTile feTurbulence "
    "filter g image line linearGradient marker mask mpath path pattern polygon polyline radialGradient rect set stop style svg switch "
    "symbol text textPath title tspan use view".split()
)
ACTIVE_ELEMENTS = frozenset({"script", "foreignObject", "iframe", "object", "embed", "audio", "video", "canvas", "link", "handler"})
"""Elements that run or embed something; a check refuses them."""
_HREFS = ("href", f"{{{XLINK}}}href")
_INNER = lazy_pattern(r"\s*(?:#|data:image/(?:png|jpeg|gif|webp)[;,]|$)", re.IGNORECASE)
"""A reference within the file, or to a picture that it contains."""
_OUTER_STYLE = lazy_pattern(r"""@import|url\(\s*(?!["']?\s*#)|expression\(|javascript:|-moz-binding|\\""", re.IGNORECASE)
_LENGTH = lazy_pattern(r"\s*([0-9.]+(?:e[+-]?[0-9]+)?)\s*(px|pt|pc|mm|cm|in|em)?\s*", re.IGNORECASE)
MAX_LENGTH = 1_000_000
"""The most CSS pixels of a side that are stated to browsers."""
_PIXELS = {"": 1.0, "px": 1.0, "pt": 4 / 3, "pc": 16.0, "mm": 96 / 25.4, "cm": 96 / 2.54, "in": 96.0, "em": 16.0}
"""CSS pixels per unit (CSS Values 4, 6.2)."""


class SvgError(ValueError):
    """A file is no readable SVG."""

    def __init__(self, line: int) -> None:
        super().__init__(f"line {line}")
        self.line = line


class EntityError(SvgError):
    """A file declares entities, which may read other files or fill the memory."""


@dataclass(frozen=True, slots=True)
class CleanSvg:
    """An SVG picture that only draws."""

    body: bytes
    width: int
    """In CSS pixels; 0 if the file states no size."""
    height: int
    refused: tuple[str, ...]
    """What it had that may run or load something, as it was written: `<script>`, `onclick`, `href="https://…"`."""


def clean_svg(body: bytes) -> CleanSvg:
    """Return an SVG picture with only what draws. Raises SvgError if it cannot be read, EntityError if it declares entities."""
    try:
        return _clean(body)
    except SvgError:
        raise
    except Exception:  # besides ParseError, what codecs raise, and RecursionError where elements are nested too deeply
        raise SvgError(1) from None


def _clean(body: bytes) -> CleanSvg:
    root = _parse(body)
    if root.tag != f"{{{SVG}}}svg":
        raise SvgError(1)
    refused: dict[str, None] = {}
    _clean_element(root, refused)
    width, height = _measure(root)
    for prefix, namespace in (("", SVG), ("xlink", XLINK)):
        ElementTree.register_namespace(prefix, namespace)
    return CleanSvg(ElementTree.tostring(root, encoding="utf-8") + b"\n", width, height, tuple(refused))


def _parse(body: bytes) -> ElementTree.Element:
    from defusedxml.common import DefusedXmlException  # noqa: PLC0415  (not needed by a site without drawings)
    from defusedxml.ElementTree import fromstring  # noqa: PLC0415

    try:
        root: ElementTree.Element = fromstring(body, forbid_dtd=False, forbid_entities=True, forbid_external=False)
    except DefusedXmlException:
        raise EntityError(1) from None
    except ElementTree.ParseError as error:
        raise SvgError(error.position[0]) from None
    return root


def _clean_element(element: ElementTree.Element, refused: dict[str, None]) -> None:
    for name in [name for name, value in element.attrib.items() if not _is_allowed(element, name, value, refused)]:
        del element.attrib[name]
    for child in list(element):
        if _is_drawing(child, refused):
            _clean_element(child, refused)
        else:
            _remove(element, child)


def _is_drawing(element: ElementTree.Element, refused: dict[str, None]) -> bool:
    namespace, _, name = str(element.tag).rpartition("}")
    if name in ACTIVE_ELEMENTS:
        refused[f"<{name}>"] = None
        return False
    if namespace != f"{{{SVG}" or name not in ELEMENTS:
        return False
    if name == "style" and _OUTER_STYLE.search("".join(element.itertext())):
        refused["<style> url(…)"] = None
        return False
    if name in ("animate", "set") and element.get("attributeName", "").rpartition(":")[2].lower() == "href":
        refused[f'<{name} attributeName="href">'] = None
        return False
    return True


def _is_allowed(element: ElementTree.Element, name: str, value: str, refused: dict[str, None]) -> bool:
    """Return whether an attribute stays. Those of other namespaces belong to drawing programs."""
    if name in _HREFS:
        if _INNER.match(value):
            return True
        if not str(element.tag).endswith("}a"):  # a link is not followed in a picture
            refused[f'href="{value[:60]}"'] = None
        return False
    if name.startswith("{"):
        return name in (f"{{{XML}}}space", f"{{{XML}}}lang")
    if name.lower().startswith("on"):
        refused[name] = None
        return False
    if _OUTER_STYLE.search(value) and ("url(" in value.lower() or name == "style"):
        refused[f"{name}: url(…)"] = None
        return False
    return True


def _remove(parent: ElementTree.Element, child: ElementTree.Element) -> None:
    """Remove an element, but not the text after it."""
    index = list(parent).index(child)
    if child.tail and child.tail.strip():
        if index:
            parent[index - 1].tail = (parent[index - 1].tail or "") + child.tail
        else:
            parent.text = (parent.text or "") + child.tail
    parent.remove(child)


def _measure(root: ElementTree.Element) -> tuple[int, int]:
    """Return width and height in CSS pixels: of its own size, else of its view box (SVG 2, 8.2)."""
    box = re.split(r"[\s,]+", root.get("viewBox", "").strip())
    _, _, box_width, box_height = map(_to_number, box) if len(box) == 4 else (0.0,) * 4
    width, height = _to_pixels(root.get("width", "")), _to_pixels(root.get("height", ""))
    if width and box_width and not height:
        height = width * box_height / box_width
    elif height and box_height and not width:
        width = height * box_width / box_height
    elif not width:
        width, height = box_width, box_height
    return round(min(width, MAX_LENGTH)), round(min(height, MAX_LENGTH))


def _to_pixels(length: str) -> float:
    match = _LENGTH.fullmatch(length)
    return _to_number(match[1]) * _PIXELS[(match[2] or "").lower()] if match else 0.0


def _to_number(text: str) -> float:
    """Return a number; 0 for anything that is no length, such as `nan`, `1e999` and a negative number."""
    try:
        value = float(text)
    except ValueError:
        return 0.0
    return value if isfinite(value) and value > 0 else 0.0
