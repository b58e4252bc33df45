"""A month as a poster: no text overflows, whatever the titles and their number."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Literal
from xml.etree import ElementTree

import pytest
from fontTools.ttLib import TTFont
from PIL import Image, ImageFont

from prospectus.errors import UsageError
from prospectus.render.month.poster import SIZES, render_png, render_poster, render_poster_sheets
from prospectus.views.month_export import MonthExport
from tiny import REPOSITORY, repeat_items

SVG = "{http://www.w3.org/2000/svg}"
MOTIF = (REPOSITORY / "theme/assets/pines.svg").read_bytes()
FONTS = Path("/usr/share/fonts/opentype/noto")
SIMPLIFIED = 2
"""The index of Simplified Chinese in a Noto CJK font collection."""
SizeName = Literal["a3", "phone"]


@cache
def load_font(name: str) -> tuple[ImageFont.FreeTypeFont, frozenset[int]]:
    """Return a font and the code points that it contains."""
    path, index = (FONTS / f"Noto{name}.ttc", SIMPLIFIED) if "CJK" in name else (Path(f"/usr/share/fonts/truetype/dejavu/{name}.ttf"), 0)
    return ImageFont.truetype(str(path), 100, index=index), frozenset(TTFont(path, fontNumber=index).getBestCmap())


def measure_width(text: str, name: str) -> float:
    """Return the width of a text in a font. Missing characters are taken from a fallback font; those missing in both have no width."""
    primary_font, code_points = load_font(name)
    fallback_font, fallback_code_points = load_font("DejaVuSans-Bold")
    own_text = "".join(character for character in text if ord(character) in code_points)
    fallback_text = "".join(character for character in text if ord(character) not in code_points and ord(character) in fallback_code_points)
    return primary_font.getlength(own_text) + fallback_font.getlength(fallback_text)


def iter_lines(svg: bytes) -> Iterator[tuple[float, float, float, str]]:
    """Yield the start, the end (measured with real fonts), the baseline and the text of each line."""
    for group in ElementTree.fromstring(svg).iter(f"{SVG}g"):
        x, y = (
            float(coordinate) for coordinate in group.get("transform", "translate(0 0)").split(")")[0].removeprefix("translate(").split()
        )
        for text in group.findall(f"{SVG}text"):
            name = f"{'Serif' if text.get('font-family') else 'Sans'}CJK-{'Bold' if text.get('font-weight') else 'Regular'}"
            content = text.text or ""
            start = x + float(text.get("x", "0"))
            yield (
                start,
                start + measure_width(content, name) * float(text.get("font-size", "0")) / 100,
                y + float(text.get("y", "0")),
                content,
            )


@pytest.mark.parametrize("size", ["a3", "phone"])
@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("count", [3, 12, 40])
def test_no_line_leaves_the_sheet(
    june: Mapping[str, MonthExport], july: Mapping[str, MonthExport], size: SizeName, language: str, count: int
) -> None:
    sheet = SIZES[size]
    for export in (june[language], july[language]):
        for svg in render_poster_sheets(repeat_items(export, count), size, MOTIF):
            text_lines = list(iter_lines(svg))
            assert len(text_lines) > 5
            for start, end, baseline, text in text_lines:
                assert start >= sheet.margin, text
                assert end <= sheet.width - sheet.margin / 2, text
                assert baseline <= sheet.height - sheet.margin / 2, text


@pytest.mark.parametrize("size", ["a3", "phone"])
def test_every_event_is_on_one_of_the_sheets(june: Mapping[str, MonthExport], size: SizeName) -> None:
    for count in (3, 12, 40):
        sheets = render_poster_sheets(repeat_items(june["zh"], count), size, MOTIF)
        shown_texts = [text.text for svg in sheets for text in find_texts(svg)]
        assert shown_texts.count("夏季展望") == count // 3
        assert len([shown_text for shown_text in shown_texts if shown_text and shown_text.startswith("第 ")]) == (
            len(sheets) if len(sheets) > 1 else 0
        )


def test_blocks_do_not_overlap(july: Mapping[str, MonthExport]) -> None:
    for svg in render_poster_sheets(repeat_items(july["zh"], 40), "a3"):
        columns: dict[float, list[float]] = {}
        for group in ElementTree.fromstring(svg).iter(f"{SVG}g"):
            x, y = (
                float(coordinate)
                for coordinate in group.get("transform", "translate(0 0)").split(")")[0].removeprefix("translate(").split()
            )
            baselines = [float(text.get("y", "0")) for text in group.findall(f"{SVG}text")]
            if baselines:
                columns.setdefault(x, []).extend((y, y + max(baselines)))
        for edges in columns.values():
            assert edges == sorted(edges)


def find_texts(svg: bytes) -> list[ElementTree.Element]:
    return list(ElementTree.fromstring(svg).iter(f"{SVG}text"))


def test_few_events_have_larger_type_than_many(june: Mapping[str, MonthExport]) -> None:
    def largest(count: int) -> float:
        sheets = render_poster_sheets(repeat_items(june["zh"], count))
        return max(float(text.get("font-size", "0")) for svg in sheets for text in find_texts(svg) if text.text == "夏季展望")

    assert largest(3) > largest(12) > largest(40)


def test_sheets_state_their_number_and_how_many_events_follow(june: Mapping[str, MonthExport]) -> None:
    first, *_, last = render_poster_sheets(repeat_items(june["en"], 40), "phone")
    count = len(render_poster_sheets(repeat_items(june["en"], 40), "phone"))
    assert any((text.text or "").startswith(f"Sheet 1 of {count} · ") for text in find_texts(first))
    assert any(text.text == f"Sheet {count} of {count}" for text in find_texts(last))
    with pytest.raises(UsageError, match=f"--sheet must be from 1 to {count}; got 99"):
        render_poster(repeat_items(june["en"], 40), "phone", 99)


def test_poster_is_plain_svg_with_text_as_text(july: Mapping[str, MonthExport]) -> None:
    svg = render_poster(july["en"], motif=MOTIF)
    root = ElementTree.fromstring(svg)
    assert {node.tag.removeprefix(SVG) for node in root.iter()} == {"svg", "title", "rect", "path", "g", "text"}
    assert "<script" not in svg.decode()
    assert "&lt;script&gt;alert(" in svg.decode()
    assert any((text.text or "").endswith("Training · Sample") for text in find_texts(svg))


def test_cancelled_event_is_struck_through_and_labelled(june: Mapping[str, MonthExport]) -> None:
    by_text = {text.text: text for text in find_texts(render_poster(june["en"]))}
    assert by_text["Growers' meeting"].get("text-decoration") == "line-through"
    assert "Cancelled; Reason: The growers are in the fields." in by_text
    assert "Moved; was Wed 11 June 2025 14:00; Reason: The room was taken that day." in " ".join(filter(None, by_text))


def test_png_is_rendered_with_chinese_type(june: Mapping[str, MonthExport]) -> None:
    image = Image.open(io.BytesIO(render_png(render_poster(june["zh"], "phone"), "phone"))).convert("RGB")
    assert image.size == (1080, 1440)
    assert len(image.getcolors(1 << 24) or []) > 50
    without = render_poster(june["zh"], "phone").decode().replace("夏季展望", "    ")
    assert render_png(without.encode(), "phone") != render_png(render_poster(june["zh"], "phone"), "phone")
