"""A month as a poster: SVG with real text, laid out without knowing which fonts will be used.

Widths are estimated from character classes, wide enough for common fonts, so that no line overflows. The type is as large as possible
while everything fits on one sheet. If not even the smallest size fits, the month continues on further sheets.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Literal
from xml.etree import ElementTree

from wcwidth import iter_graphemes

from prospectus.derive.timetable import Item, Timetable
from prospectus.errors import WrongUse
from prospectus.render.lines import broken, columns, shortened
from prospectus.render.markup import Element, clean, document, element
from prospectus.render.plaintext import cutoff, named, told, undated

SANS = {
    "zh": "'PingFang SC','Hiragino Sans GB','Noto Sans CJK SC','Source Han Sans SC','Microsoft YaHei',sans-serif",
    "": "'Source Sans 3','Noto Sans','Helvetica Neue','Noto Sans CJK SC','PingFang SC','Microsoft YaHei',sans-serif",
}
SERIF = {
    "zh": "'Songti SC','Noto Serif CJK SC','Source Han Serif SC',serif",
    "": "'Source Serif 4','Noto Serif','Noto Serif CJK SC','Songti SC',serif",
}
PAPER, INK, SOFT, PINE, DEEP = "#fbfaf6", "#16211d", "#4a5a53", "#1c5a48", "#123d31"
AMBER, RUST, PALE, MOTIF = "#9a5b00", "#a33a1c", "#d5e5dd", "#2b6653"
WORTH = 0.7
"""The lowest accepted ratio of type sizes if smaller type makes room for the lists below the events."""
_THIN, _SLIM, _BROAD = frozenset("iljI.,:;'|!()[]`"), frozenset('frt-/"*{} '), frozenset("mwMW@%&")


@dataclass(frozen=True, slots=True)
class Size:
    """The dimensions of a sheet, in its own units."""

    width: int
    height: int
    shown: tuple[str, str]
    """The width and the height as SVG attributes, with units if necessary."""
    margin: int
    band: int
    """The height of the band with the title."""
    layouts: tuple[tuple[float, int], ...]
    """The layouts to try, best first, as scale of the type and number of columns. Only the last one may truncate titles."""
    foot: float
    """The scale of the type at the foot."""
    pixels: int = 0
    """The width of the PNG in pixels, or 0 if it is the same as `width`."""


_ONE = tuple((scale, 1) for scale in (1.9, 1.7, 1.5, 1.3, 1.15))
_TWO = tuple((scale, 2) for scale in (1.3, 1.15, 1.0, 0.9, 0.8, 0.7))
SIZES = {
    "a3": Size(1188, 1680, ("297mm", "420mm"), 80, 268, (*_ONE, *_TWO), 1.0, pixels=3508),
    "phone": Size(1080, 1440, ("1080", "1440"), 64, 240, tuple((scale, 1) for scale in (2.1, 1.9, 1.7, 1.5, 1.36, 1.2)), 1.36),
}
"""The available sheets: A3 paper (A2 and A4 have the same proportions), and an image for phones."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text: its position relative to the corner of its block, and its style."""

    x: float
    y: float
    words: str
    size: float
    fill: str = INK
    bold: bool = False
    serif: bool = False
    struck: bool = False
    centred: bool = False


@dataclass(slots=True)
class Block:
    """Lines that stay together, with their total height."""

    lines: list[Line] = field(default_factory=list)
    height: float = 0
    cut: bool = False
    """Whether a text of the block was truncated."""

    def add(self, words: str, size: float, *, x: float, room: float, most: int, leading: float = 1.4, **look: object) -> None:
        """Append a text in at most `max_lines` lines; truncate the rest."""
        measure = partial(estimated, size=size, bold=bool(look.get("bold")))
        found = broken(words, room, measure)
        self.cut = self.cut or len(found) > most
        for line in shortened(found, most, room, measure):
            self.lines.append(Line(x, self.height + size, line, size, **look))  # type: ignore[arg-type]
            self.height += size * leading


@dataclass(frozen=True, slots=True)
class Placed:
    """A block and the position of its corner."""

    block: Block
    x: float
    y: float


def posters(table: Timetable, size: Literal["a3", "phone"] = "a3", motif: bytes = b"") -> tuple[bytes, ...]:
    """Return all sheets of a month as SVG. `motif` is an SVG of strokes for the foot of the band."""
    return _Designer(table, SIZES[size], motif).sheets()


def poster(table: Timetable, size: Literal["a3", "phone"] = "a3", sheet: int = 1, motif: bytes = b"") -> bytes:
    """Return one sheet of a month as SVG, counted from 1. Raises WrongUse if it does not exist."""
    found = posters(table, size, motif)
    if not 1 <= sheet <= len(found):
        raise WrongUse(f"--sheet must be from 1 to {len(found)}; got {sheet}")
    return found[sheet - 1]


def picture(svg: bytes, size: str) -> bytes:
    """Return a sheet as PNG. Raises WrongUse if resvg is not installed."""
    try:
        from resvg_py import svg_to_bytes  # noqa: PLC0415  (an optional extra)
    except ImportError:
        needs = "pip install 'prospectus[poster]' and, where there are no Chinese fonts, apt-get install fonts-noto-cjk"
        raise WrongUse(f"A poster as PNG needs an extra: {needs}. As SVG it needs none: --to svg.") from None
    return svg_to_bytes(
        svg_string=svg.decode(),
        width=SIZES[size].pixels or SIZES[size].width,
        sans_serif_family="Noto Sans CJK SC",
        serif_family="Noto Serif CJK SC",
        background=PAPER,
        dpi=96,  # without it, lengths in millimetres are zero
    )


def estimated(text: str, size: float, *, bold: bool = False) -> float:
    """Return the estimated maximum width of a text in common fonts, in the units of `size`."""
    return sum(map(_wide, iter_graphemes(text))) * size * (1.06 if bold else 1.0)


def _wide(character: str) -> float:
    if columns(character) == 0:
        return 0.0
    if len(character) > 1 or not character.isascii():
        wide = sum(columns(each) > 1 for each in character)  # a font that lacks the combined glyph shows its parts side by side
        return float(wide) if wide else 1.0 if character[0] in "·—“”‘’…" else 0.78
    if character in _THIN or character in _SLIM:
        return 0.33 if character in _THIN else 0.42
    return 1.0 if character in _BROAD else 0.72 if character.isupper() else 0.6


class _Designer:
    """Lays out and renders the sheets of one month."""

    def __init__(self, table: Timetable, size: Size, motif: bytes) -> None:
        self.table, self.size, self.t = table, size, table.t
        self.motif = _strokes(motif)
        family = "zh" if table.language == "zh" else ""
        self.sans, self.serif = SANS[family], SERIF[family]
        self.foot = self._foot()
        self.top = size.band + 44
        self.bottom = size.height - size.margin * 0.7 - self.foot.height - 56

    def sheets(self) -> tuple[bytes, ...]:
        laid = self._laid()
        left = [sum(map(len, laid[n + 1 :])) for n in range(len(laid))]
        return tuple(self._drawn(placed, n + 1, len(laid), left[n]) for n, placed in enumerate(laid))

    def _laid(self) -> list[list[Placed]]:
        """Return the sheets with all blocks placed: one sheet in the largest type that fits, otherwise several in the smallest type."""
        best: tuple[float, list[list[Placed]]] | None = None
        laid: list[list[Placed]] = []
        for scale, count in self.size.layouts:
            laid, whole = self._set(scale, count)
            fits = len(laid) == 1 and not any(each.block.cut for each in laid[0])
            if fits and whole and (best is None or scale >= best[0] * WORTH):
                return laid
            if fits and best is None:
                best = (scale, laid)
        return best[1] if best is not None else laid

    def _set(self, scale: float, count: int) -> tuple[list[list[Placed]], bool]:
        """Return the sheets for a scale of the type and a number of columns, and whether the lists below the events fit on them."""
        gutter = 56
        room = (self.size.width - 2 * self.size.margin - gutter * (count - 1)) / count
        gap = 26 * scale
        blocks = [self._item(each, room, scale) for each in self.table.items] or [self._empty(room, scale)]
        stacks: list[list[Block]] = [[]]
        height = 0.0
        for block in blocks:
            if stacks[-1] and height + block.height > self.bottom - self.top:
                stacks.append([])
                height = 0.0
            stacks[-1].append(block)
            height += block.height + gap
        more = self._more(room, scale)
        room_for_more = height + more.height <= self.bottom - self.top and len(stacks) <= count
        if more.lines and room_for_more:
            stacks[-1].append(more)
        sheets = [stacks[n : n + count] for n in range(0, len(stacks), count)]
        laid = [[each for n, stack in enumerate(sheet) for each in self._stacked(stack, n * (room + gutter), gap)] for sheet in sheets]
        return laid, room_for_more or not more.lines

    def _stacked(self, stack: Sequence[Block], x: float, gap: float) -> Iterator[Placed]:
        """Place the blocks of a column one below the other. Some of the spare height is distributed between them."""
        spare = self.bottom - self.top - sum(each.height for each in stack) - gap * (len(stack) - 1)
        between = gap + min(gap * 0.6, max(0.0, spare) / max(1, len(stack)))
        y: float = self.top
        for block in stack:
            yield Placed(block, self.size.margin + x, y)
            y += block.height + between

    def _item(self, item: Item, room: float, scale: float) -> Block:
        """Return the block of an event: the day at the side; then time and type, title, people and place, deadlines."""
        table, side = self.table, 104 * scale
        block, inner = Block(), room - side
        gone = item.standing == "cancelled"
        kind = f"{item.hours} · {item.type}" if item.hours else item.type
        if item.sample:
            kind += f" · {self.t('sample')}"
        if item.first != item.last:
            kind = f"{item.when} · {item.type}"
        block.add(kind, 17 * scale, x=side, room=inner, most=2, fill=PINE, bold=True)
        if item.standing in ("moved", "cancelled"):
            block.add(told(item, table), 16 * scale, x=side, room=inner, most=2, fill=RUST if gone else AMBER, bold=True)
        block.height += 3 * scale
        block.add(
            item.name, 27 * scale, x=side, room=inner, most=4, leading=1.32, fill=SOFT if gone else INK, bold=True, serif=True, struck=gone
        )
        block.height += 3 * scale
        for words in self._details(item):
            block.add(words, 16 * scale, x=side, room=inner, most=2, fill=SOFT)
        for each in item.deadlines:
            block.add(f"{each.title}{self.t('colon')}{each.when}", 16 * scale, x=side, room=inner, most=2, fill=AMBER)
        block.lines += self._date(item, scale)
        block.height = max(block.height, 84 * scale)
        return block

    def _date(self, item: Item, scale: float) -> Iterator[Line]:
        figures = min(56.0, 94 / estimated(item.days, 1, bold=True))
        yield Line(0, 50 * scale, item.days, figures * scale, PINE, bold=True, serif=True)
        yield Line(0, 76 * scale, item.weekday, 17 * scale, SOFT)

    def _details(self, item: Item) -> Iterator[str]:
        t = self.t
        people = [named(each.name, each.affiliation, self.table) for each in item.people]
        yield from filter(None, [t("list.comma").join(people)])
        yield from filter(None, [" · ".join(filter(None, (item.where or item.form, item.spoken)))])

    def _empty(self, room: float, scale: float) -> Block:
        block = Block()
        block.add(self.t("month.no-dates"), 27 * scale, x=0, room=room, most=4, serif=True, fill=SOFT)
        return block

    def _more(self, room: float, scale: float) -> Block:
        """Return the block with the lists below the events; it is left out if there is no room for it."""
        table, block, small = self.table, Block(), 15 * min(scale, 1.6)
        lists = (
            ("handout.deadlines", [cutoff(each, table) for each in table.deadlines]),
            ("handout.undated", list(undated(table))),
            ("handout.notes", [f"{each.day} {each.title}" for each in table.notes]),
        )
        for key, rows in lists:
            if rows:
                block.height += 10 if block.lines else 0
                block.add(self.t(key), small * 1.1, x=0, room=room, most=2, fill=PINE, bold=True)
                for each in rows:
                    block.add(each, small, x=0, room=room, most=3, fill=SOFT)
        return block

    def _foot(self) -> Block:
        """Return the foot of every sheet: the URL of the full page, and the disclaimer of the site."""
        table, size, block = self.table, self.size, Block()
        code = 118 * size.foot if table.code is not None else 0.0
        side = code + 24 if code else 0.0
        room = size.width - 2 * size.margin - side
        block.add(self.t("handout.online"), 17 * size.foot, x=side, room=room, most=1, fill=PINE, bold=True)
        block.add(table.url, 15 * size.foot, x=side, room=room, most=2, fill=INK)
        said = (self.t("handout.samples"),) if table.has_samples else ()
        block.add(" ".join((*said, table.disclaimer)), 13 * size.foot, x=side, room=room, most=6, fill=SOFT)
        block.height = max(block.height, code)
        return block

    def _drawn(self, placed: Sequence[Placed], number: int, of: int, left: int) -> bytes:
        size = self.size
        parts = [
            element("title", text=f"{self.table.title} · {self.table.site}"),
            element("rect", width=str(size.width), height=str(size.height), fill=PAPER),
            *self._head(),
            *(part for each in placed for part in self._block(each)),
            *self._end(number, of, left),
        ]
        box = f"0 0 {size.width} {size.height}"
        root = element("svg", *parts, xmlns="http://www.w3.org/2000/svg", viewBox=box, width=size.shown[0], height=size.shown[1])
        root.set("xml:lang", self.table.tag)
        root.set("font-family", self.sans)
        return document(root)

    def _head(self) -> Iterator[Element]:
        size, table = self.size, self.table
        room = size.width - 2 * size.margin
        yield element("rect", width=str(size.width), height=str(size.band), fill=DEEP)
        if self.motif is not None:
            yield from self._grove()
        title = min(86.0, room / estimated(table.title, 1, bold=True))
        block = Block()
        block.add(table.site, 22, x=0, room=room, most=1, fill=PALE)
        block.height += 4
        block.add(table.title, title, x=0, room=room + 1, most=1, leading=1.28, fill="#ffffff", bold=True, serif=True)
        block.add(" · ".join((self.t("zone"), *table.standing)), 20, x=0, room=room, most=2, fill=PALE)
        yield from self._block(Placed(block, size.margin, (size.band - block.height) / 2 - 20))

    def _grove(self) -> Iterator[Element]:
        """Yield the motif, scaled to the width of the sheet, at the foot of the band."""
        trees, width, height = self.motif or (element("g"), 1.0, 1.0)
        scale = self.size.width / width
        place = f"translate(0 {_figure(self.size.band - height * scale)}) scale({_figure(scale)})"
        yield element("g", trees, transform=place, stroke=MOTIF)

    def _block(self, placed: Placed) -> Iterator[Element]:
        place = f"translate({_figure(placed.x)} {_figure(placed.y)})"
        yield element("g", *(self._line(each) for each in placed.block.lines), transform=place)

    def _line(self, line: Line) -> Element:
        made = element("text", text=clean(line.words), x=_figure(line.x), y=_figure(line.y), fill=line.fill)
        made.set("font-size", _figure(line.size))
        if line.bold:
            made.set("font-weight", "700")
        if line.serif:
            made.set("font-family", self.serif)
        if line.struck:
            made.set("text-decoration", "line-through")
        if line.centred:
            made.set("text-anchor", "middle")
        return made

    def _end(self, number: int, of: int, left: int) -> Iterator[Element]:
        size = self.size
        y = size.height - size.margin * 0.7 - self.foot.height
        yield element("path", d=f"M{size.margin} {_figure(y - 24)}H{size.width - size.margin}", stroke=PINE)
        yield from self._block(Placed(self.foot, size.margin, y))
        if self.table.code is not None:
            scale = 118 * size.foot / self.table.code.size
            yield element(
                "g",
                element("rect", width=str(self.table.code.size), height=str(self.table.code.size), fill="#ffffff"),
                element("path", d=self.table.code.path, stroke=DEEP),
                transform=f"translate({size.margin} {_figure(y)}) scale({_figure(scale)})",
            )
        if of > 1:
            words = self.t("handout.sheet", n=number, of=of)
            if left:
                words += f" · {self.t('handout.more', n=left)}"
            line = Line(size.width / 2, y - 36, words, 16 * size.foot, PINE, bold=True, centred=True)
            yield self._line(line)


def _strokes(motif: bytes) -> tuple[Element, float, float] | None:
    """Return the paths of an SVG without their colours, and its width and height; None if `motif` is empty."""
    if not motif:
        return None
    root = ElementTree.fromstring(motif)  # noqa: S314  (a file of the theme)
    _, _, width, height = map(float, root.get("viewBox", "0 0 1 1").split())
    made = element("g", fill="none")
    for each in root.iter():
        name = each.tag.rpartition("}")[2]
        if name == "path":
            kept = {key: value for key, value in each.attrib.items() if key in ("d", "stroke-width", "opacity")}
            made.append(element("path", **kept))
    made.set("stroke-width", "1.6")
    return made, width, height


def _figure(value: float) -> str:
    """Return a number with at most two decimals and no trailing zeros."""
    return f"{value:.2f}".rstrip("0").rstrip(".")
