"""A month as a poster: SVG with real text, laid out without knowing which fonts will be used.

Widths are estimated from character classes, wide enough for common fonts, so that no line overflows. The type is as large as possible
while everything fits on one sheet. If not even the smallest size fits, the month continues on further sheets.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal
from xml.etree import ElementTree

from prospectus.errors import UsageError
from prospectus.problems import Message
from prospectus.render.fonts import has_font
from prospectus.render.month.plain_text import format_change, format_deadline, format_moved_away, iter_people, iter_undated
from prospectus.render.palette import palette_of
from prospectus.render.svg_text import (
    AMBER,
    INK,
    PAPER,
    RUST,
    SANS,
    SERIF,
    SOFT,
    Block,
    TextLine,
    build_line,
    estimate_width,
    format_number,
)
from prospectus.render.xml import Element, element, serialize_document
from prospectus.views.month_export import ExportedEvent, MonthExport

NO_FONT = Message(
    "A poster as an image needs a font with Chinese characters, and this machine has none: sudo apt-get install fonts-noto-cjk "
    "(on macOS: brew install --cask font-noto-sans-cjk).",
    "海报图片需要有汉字的字体，而本机没有：`sudo apt-get install fonts-noto-cjk`（macOS：`brew install --cask font-noto-sans-cjk`）。",
)
MIN_SCALE_RATIO = 0.7
"""The lowest accepted ratio of type sizes if smaller type makes room for the lists below the events."""


@dataclass(frozen=True, slots=True)
class SheetSize:
    """The dimensions of a sheet, in its own units."""

    width: int
    height: int
    svg_size: tuple[str, str]
    """The width and the height as SVG attributes, with units if necessary."""
    margin: int
    band_height: int
    """The height of the band with the title."""
    layouts: tuple[tuple[float, int], ...]
    """The layouts to try, best first, as scale of the type and number of columns. Only the last one may truncate titles."""
    foot_scale: float
    """The scale of the type at the foot."""
    png_width: int = 0
    """The width of the PNG in pixels, or 0 if it is the same as `width`."""


_ONE_COLUMN = tuple((scale, 1) for scale in (1.9, 1.7, 1.5, 1.3, 1.15))
_TWO_COLUMNS = tuple((scale, 2) for scale in (1.3, 1.15, 1.0, 0.9, 0.8, 0.7))
SIZES = {
    "a3": SheetSize(1188, 1680, ("297mm", "420mm"), 80, 268, (*_ONE_COLUMN, *_TWO_COLUMNS), 1.0, png_width=3508),
    "phone": SheetSize(1080, 1440, ("1080", "1440"), 64, 240, tuple((scale, 1) for scale in (2.1, 1.9, 1.7, 1.5, 1.36, 1.2)), 1.36),
}
"""The available sheets: A3 paper (A2 and A4 have the same proportions), and an image for phones."""


@dataclass(frozen=True, slots=True)
class PlacedBlock:
    """A block and the position of its corner."""

    block: Block
    x: float
    y: float


def render_poster_sheets(export: MonthExport, size: Literal["a3", "phone"] = "a3", motif: bytes = b"") -> tuple[bytes, ...]:
    """Return all sheets of a month as SVG. `motif` is an SVG of strokes for the foot of the band."""
    return _PosterLayout(export, SIZES[size], motif).render_sheets()


def render_poster(export: MonthExport, size: Literal["a3", "phone"] = "a3", sheet: int = 1, motif: bytes = b"") -> bytes:
    """Return one sheet of a month as SVG, counted from 1. Raises UsageError if it does not exist."""
    sheets = render_poster_sheets(export, size, motif)
    if not 1 <= sheet <= len(sheets):
        raise UsageError(
            Message(f"--sheet must be from 1 to {len(sheets)}; got {sheet}.", f"--sheet 必须在 1 至 {len(sheets)} 之间；现在是 {sheet}。")
        )
    return sheets[sheet - 1]


def check_fonts(language: str) -> None:
    """Raise UsageError if no font of this machine shows the writing of a language: the image would have boxes instead of words."""
    if not has_font(language):
        raise UsageError(NO_FONT)


def render_png(svg: bytes, size: str) -> bytes:
    """Return a sheet as PNG."""
    from resvg_py import svg_to_bytes  # noqa: PLC0415  (loads the fonts of the system)

    return svg_to_bytes(
        svg_string=svg.decode(),
        width=SIZES[size].png_width or SIZES[size].width,
        sans_serif_family="Noto Sans CJK SC",
        serif_family="Noto Serif CJK SC",
        background=PAPER,
        dpi=96,  # without it, lengths in millimetres are zero
    )


class _PosterLayout:
    """Lays out and renders the sheets of one month."""

    def __init__(self, export: MonthExport, size: SheetSize, motif: bytes) -> None:
        self.export, self.size, self.t = export, size, export.t
        self.motif, self.palette = _parse_motif(motif), palette_of(export.colour)
        family = "zh" if export.language == "zh" else ""
        self.sans, self.serif = SANS[family], SERIF[family]
        self.foot = self._build_foot()
        self.content_top = size.band_height + 44
        self.content_bottom = size.height - size.margin * 0.7 - self.foot.height - 56

    def render_sheets(self) -> tuple[bytes, ...]:
        sheets = self._choose_layout()
        remaining = [sum(map(len, sheets[n + 1 :])) for n in range(len(sheets))]
        return tuple(self._render_sheet(blocks, n + 1, len(sheets), remaining[n]) for n, blocks in enumerate(sheets))

    def _choose_layout(self) -> list[list[PlacedBlock]]:
        """Return the sheets with all blocks placed: one sheet in the largest type that fits, otherwise several in the smallest type."""
        best: tuple[float, list[list[PlacedBlock]]] | None = None
        sheets: list[list[PlacedBlock]] = []
        for scale, column_count in self.size.layouts:
            sheets, complete = self._lay_out(scale, column_count)
            fits = len(sheets) == 1 and not any(placed.block.truncated for placed in sheets[0])
            if fits and complete and (best is None or scale >= best[0] * MIN_SCALE_RATIO):
                return sheets
            if fits and best is None:
                best = (scale, sheets)
        return best[1] if best is not None else sheets

    def _lay_out(self, scale: float, column_count: int) -> tuple[list[list[PlacedBlock]], bool]:
        """Return the sheets for a scale of the type and a number of columns, and whether the lists below the events fit on them."""
        gutter = 56
        column_width = (self.size.width - 2 * self.size.margin - gutter * (column_count - 1)) / column_count
        gap = 26 * scale
        columns_of_blocks, height = self._fill_columns(column_width, scale, gap)
        lists_block = self._build_lists_block(column_width, scale)
        lists_fit = height + lists_block.height <= self.content_bottom - self.content_top and len(columns_of_blocks) <= column_count
        if lists_block.lines and lists_fit:
            columns_of_blocks[-1].append(lists_block)
        sheets = [columns_of_blocks[n : n + column_count] for n in range(0, len(columns_of_blocks), column_count)]
        placed_sheets = [
            [placed for n, column in enumerate(sheet) for placed in self._place_column(column, n * (column_width + gutter), gap)]
            for sheet in sheets
        ]
        return placed_sheets, lists_fit or not lists_block.lines

    def _fill_columns(self, width: float, scale: float, gap: float) -> tuple[list[list[Block]], float]:
        """Return the blocks of the events in columns, and the height of the last one. A column gives each day once, at its first event."""
        if not self.export.items:
            block = self._build_empty_block(width, scale)
            return [[block]], block.height + gap
        available = self.content_bottom - self.content_top
        columns_of_blocks: list[list[Block]] = [[]]
        height = 0.0
        for events in self.export.days:
            for number, event in enumerate(events):
                block = self._build_event_block(event, width, scale, with_day=not number)
                if columns_of_blocks[-1] and height + block.height > available:
                    block = self._build_event_block(event, width, scale)
                    columns_of_blocks.append([])
                    height = 0.0
                columns_of_blocks[-1].append(block)
                height += block.height + gap
        return columns_of_blocks, height

    def _place_column(self, column: Sequence[Block], x: float, gap: float) -> Iterator[PlacedBlock]:
        """Place the blocks of a column one below the other. Some of the spare height is distributed between them."""
        spare = self.content_bottom - self.content_top - sum(member.height for member in column) - gap * (len(column) - 1)
        block_gap = gap + min(gap * 0.6, max(0.0, spare) / max(1, len(column)))
        y: float = self.content_top
        for block in column:
            yield PlacedBlock(block, self.size.margin + x, y)
            y += block.height + block_gap

    def _build_event_block(self, event: ExportedEvent, width: float, scale: float, *, with_day: bool = True) -> Block:
        """Return the block of an event: the day at the side; then time and type, title, people and place, deadlines."""
        export, indent = self.export, 104 * scale
        block, text_width = Block(), width - indent
        is_cancelled = event.event_state == "cancelled"
        heading = f"{event.hours} · {event.type}" if event.hours else event.type
        if event.sample:
            heading += f" · {self.t('sample')}"
        if event.first != event.last:
            heading = f"{event.when} · {event.type}"
        block.add(heading, 17 * scale, x=indent, max_width=text_width, max_lines=2, fill=self.palette.colour, bold=True)
        if event.event_state in ("moved", "cancelled"):
            block.add(
                format_change(event, export),
                16 * scale,
                x=indent,
                max_width=text_width,
                max_lines=2,
                fill=RUST if is_cancelled else AMBER,
                bold=True,
            )
        block.height += 3 * scale
        block.add(
            event.name,
            27 * scale,
            x=indent,
            max_width=text_width,
            max_lines=4,
            leading=1.32,
            fill=SOFT if is_cancelled else INK,
            bold=True,
            serif=True,
            struck=is_cancelled,
        )
        block.height += 3 * scale
        for detail in self._iter_details(event):
            block.add(detail, 16 * scale, x=indent, max_width=text_width, max_lines=2, fill=SOFT)
        for deadline in event.deadlines:
            block.add(
                f"{deadline.title}{self.t('colon')}{deadline.when}", 16 * scale, x=indent, max_width=text_width, max_lines=2, fill=AMBER
            )
        if with_day:
            block.lines += self._iter_date_lines(event, scale)
            block.height = max(block.height, 84 * scale)
        return block

    def _iter_date_lines(self, event: ExportedEvent, scale: float) -> Iterator[TextLine]:
        font_size = min(56.0, 94 / estimate_width(event.days, 1, bold=True))
        yield TextLine(0, 50 * scale, event.days, font_size * scale, self.palette.colour, bold=True, serif=True)
        weekday_size = min(17.0, 94 / estimate_width(event.weekdays, 1))
        yield TextLine(0, 76 * scale, event.weekdays, weekday_size * scale, SOFT)

    def _iter_details(self, event: ExportedEvent) -> Iterator[str]:
        yield from filter(None, [self.t("list.separator").join(iter_people(event, self.export))])
        yield from filter(None, [" · ".join(filter(None, (event.where or event.form, event.spoken)))])

    def _build_empty_block(self, width: float, scale: float) -> Block:
        block = Block()
        block.add(self.t("month.no-dates"), 27 * scale, x=0, max_width=width, max_lines=4, serif=True, fill=SOFT)
        return block

    def _build_lists_block(self, width: float, scale: float) -> Block:
        """Return the block with the lists below the events; it is left out if there is no room for it."""
        export, block, font_size = self.export, Block(), 15 * min(scale, 1.6)
        lists = (
            ("handout.moved-away", [format_moved_away(event, export) for event in export.moved_away]),
            ("handout.deadlines", [format_deadline(deadline, export) for deadline in export.deadlines]),
            ("handout.undated", list(iter_undated(export))),
            ("handout.notes", [f"{note.day} {note.title}" for note in export.notes]),
        )
        for key, rows in lists:
            if rows:
                block.height += 10 if block.lines else 0
                block.add(self.t(key), font_size * 1.1, x=0, max_width=width, max_lines=2, fill=self.palette.colour, bold=True)
                for row in rows:
                    block.add(row, font_size, x=0, max_width=width, max_lines=3, fill=SOFT)
        return block

    def _build_foot(self) -> Block:
        """Return the foot of every sheet: the URL of the full page, and the disclaimer of the site."""
        export, size, block, colour = self.export, self.size, Block(), self.palette.colour
        code_size = 118 * size.foot_scale if export.code is not None else 0.0
        indent = code_size + 24 if code_size else 0.0
        width = size.width - 2 * size.margin - indent
        block.add(self.t("handout.online"), 17 * size.foot_scale, x=indent, max_width=width, max_lines=1, fill=colour, bold=True)
        block.add(export.url, 15 * size.foot_scale, x=indent, max_width=width, max_lines=2, fill=INK)
        notices = (self.t("handout.samples"),) if export.has_samples else ()
        block.add(" ".join((*notices, export.disclaimer)), 13 * size.foot_scale, x=indent, max_width=width, max_lines=6, fill=SOFT)
        block.height = max(block.height, code_size)
        return block

    def _render_sheet(self, blocks: Sequence[PlacedBlock], number: int, total: int, remaining: int) -> bytes:
        size = self.size
        parts = [
            element("title", text=f"{self.export.title} · {self.export.site}"),
            element("rect", width=str(size.width), height=str(size.height), fill=PAPER),
            *self._iter_head(),
            *(part for placed_block in blocks for part in self._iter_block(placed_block)),
            *self._iter_foot(number, total, remaining),
        ]
        box = f"0 0 {size.width} {size.height}"
        root = element("svg", *parts, xmlns="http://www.w3.org/2000/svg", viewBox=box, width=size.svg_size[0], height=size.svg_size[1])
        root.set("xml:lang", self.export.tag)
        root.set("font-family", self.sans)
        return serialize_document(root)

    def _iter_head(self) -> Iterator[Element]:
        size, export = self.size, self.export
        width = size.width - 2 * size.margin
        yield element("rect", width=str(size.width), height=str(size.band_height), fill=self.palette.deep)
        if self.motif is not None:
            yield from self._iter_motif()
        title_size = min(86.0, width / estimate_width(export.title, 1, bold=True))
        block = Block()
        block.add(export.site, 22, x=0, max_width=width, max_lines=1, fill=self.palette.pale)
        block.height += 4
        block.add(export.title, title_size, x=0, max_width=width + 1, max_lines=1, leading=1.28, fill="#ffffff", bold=True, serif=True)
        block.add(" · ".join((export.zone_label, *export.status_lines)), 20, x=0, max_width=width, max_lines=2, fill=self.palette.pale)
        yield from self._iter_block(PlacedBlock(block, size.margin, (size.band_height - block.height) / 2 - 20))

    def _iter_motif(self) -> Iterator[Element]:
        """Yield the motif, scaled to the width of the sheet, at the foot of the band."""
        strokes, width, height = self.motif or (element("g"), 1.0, 1.0)
        scale = self.size.width / width
        transform = f"translate(0 {format_number(self.size.band_height - height * scale)}) scale({format_number(scale)})"
        yield element("g", strokes, transform=transform, stroke=self.palette.motif)

    def _iter_block(self, placed: PlacedBlock) -> Iterator[Element]:
        transform = f"translate({format_number(placed.x)} {format_number(placed.y)})"
        yield element("g", *(build_line(line, self.serif) for line in placed.block.lines), transform=transform)

    def _iter_foot(self, number: int, total: int, remaining: int) -> Iterator[Element]:
        size = self.size
        y = size.height - size.margin * 0.7 - self.foot.height
        yield element("path", d=f"M{size.margin} {format_number(y - 24)}H{size.width - size.margin}", stroke=self.palette.colour)
        yield from self._iter_block(PlacedBlock(self.foot, size.margin, y))
        if self.export.code is not None:
            scale = 118 * size.foot_scale / self.export.code.size
            yield element(
                "g",
                element("rect", width=str(self.export.code.size), height=str(self.export.code.size), fill="#ffffff"),
                element("path", d=self.export.code.path, stroke=self.palette.deep),
                transform=f"translate({size.margin} {format_number(y)}) scale({format_number(scale)})",
            )
        if total > 1:
            text = self.t("handout.sheet", n=number, of=total)
            if remaining:
                text += f" · {self.t('handout.more', n=remaining)}"
            line = TextLine(size.width / 2, y - 36, text, 16 * size.foot_scale, self.palette.colour, bold=True, centred=True)
            yield build_line(line, self.serif)


def _parse_motif(motif: bytes) -> tuple[Element, float, float] | None:
    """Return the paths of an SVG without their colours, and its width and height; None if `motif` is empty."""
    if not motif:
        return None
    root = ElementTree.fromstring(motif)  # noqa: S314  (a file of the theme)
    _, _, width, height = map(float, root.get("viewBox", "0 0 1 1").split())
    group = element("g", fill="none")
    for node in root.iter():
        name = node.tag.rpartition("}")[2]
        if name == "path":
            attributes = {key: value for key, value in node.attrib.items() if key in ("d", "stroke-width", "opacity")}
            group.append(element("path", **attributes))
    group.set("stroke-width", "1.6")
    return group, width, height
