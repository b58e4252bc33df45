"""Text in SVG, laid out without knowing which fonts will be used: lines of blocks, and their estimated widths.

Widths are estimated from character classes, wide enough for common fonts, so that no line overflows.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial

from wcwidth import iter_graphemes

from prospectus.render.xml import Element, element, strip_invalid_xml
from prospectus.text.line_breaking import break_lines, count_columns, truncate_lines

SANS = {
    "zh": "'PingFang SC','Hiragino Sans GB','Noto Sans CJK SC','Source Han Sans SC','Microsoft YaHei',sans-serif",
    "": "'Source Sans 3','Noto Sans','Helvetica Neue','Noto Sans CJK SC','PingFang SC','Microsoft YaHei',sans-serif",
}
SERIF = {
    "zh": "'Songti SC','Noto Serif CJK SC','Source Han Serif SC',serif",
    "": "'Source Serif 4','Noto Serif','Noto Serif CJK SC','Songti SC',serif",
}
PAPER, INK, SOFT, AMBER, RUST = "#fbfaf6", "#16211d", "#4a5a53", "#9a5b00", "#a33a1c"
_THIN, _SLIM, _BROAD = frozenset("iljI.,:;'|!()[]`"), frozenset('frt-/"*{} '), frozenset("mwMW@%&")


@dataclass(frozen=True, slots=True)
class TextLine:
    """A line of text: its position relative to the corner of its block, and its style."""

    x: float
    y: float
    text: str
    size: float
    fill: str = INK
    bold: bool = False
    serif: bool = False
    struck: bool = False
    centred: bool = False


@dataclass(slots=True)
class Block:
    """Lines that stay together, with their total height."""

    lines: list[TextLine] = field(default_factory=list)
    height: float = 0
    truncated: bool = False
    """Whether a text of the block was truncated."""

    def add(self, text: str, size: float, *, x: float, max_width: float, max_lines: int, leading: float = 1.4, **style: object) -> None:
        """Append a text in at most `max_lines` lines; truncate the rest."""
        measure = partial(estimate_width, size=size, bold=bool(style.get("bold")))
        text_lines = break_lines(text, max_width, measure)
        self.truncated = self.truncated or len(text_lines) > max_lines
        for line in truncate_lines(text_lines, max_lines, max_width, measure):
            self.lines.append(TextLine(x, self.height + size, line, size, **style))  # type: ignore[arg-type]
            self.height += size * leading


def build_line(line: TextLine, serif: str) -> Element:
    """Return the SVG element of a line. `serif` is the font family of lines in a serif face; others inherit theirs."""
    node = element("text", text=strip_invalid_xml(line.text), x=format_number(line.x), y=format_number(line.y), fill=line.fill)
    node.set("font-size", format_number(line.size))
    if line.bold:
        node.set("font-weight", "700")
    if line.serif:
        node.set("font-family", serif)
    if line.struck:
        node.set("text-decoration", "line-through")
    if line.centred:
        node.set("text-anchor", "middle")
    return node


def estimate_width(text: str, size: float, *, bold: bool = False) -> float:
    """Return the estimated maximum width of a text in common fonts, in the units of `size`."""
    return sum(map(_estimate_character, iter_graphemes(text))) * size * (1.06 if bold else 1.0)


def _estimate_character(character: str) -> float:
    if count_columns(character) == 0:
        return 0.0
    if len(character) > 1 or not character.isascii():
        wide_count = sum(
            count_columns(code_point) > 1 for code_point in character
        )  # a font that lacks the combined glyph shows its parts side by side
        return float(wide_count) if wide_count else 1.0 if character[0] in "·—“”‘’…" else 0.78
    if character in _THIN or character in _SLIM:
        return 0.33 if character in _THIN else 0.42
    return 1.0 if character in _BROAD else 0.72 if character.isupper() else 0.6


def format_number(value: float) -> str:
    """Return a number with at most two decimals and no trailing zeros."""
    return f"{value:.2f}".rstrip("0").rstrip(".")
