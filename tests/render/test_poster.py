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

from prospectus.derive.timetable import Timetable
from prospectus.errors import WrongUse
from prospectus.render.poster import SIZES, picture, poster, posters
from tiny import REPOSITORY, times

SVG = "{http://www.w3.org/2000/svg}"
MOTIF = (REPOSITORY / "theme/assets/pines.svg").read_bytes()
FONTS = Path("/usr/share/fonts/opentype/noto")
SIMPLIFIED = 2
"""The index of Simplified Chinese in a Noto CJK font collection."""
Sizes = Literal["a3", "phone"]


@cache
def font(name: str) -> tuple[ImageFont.FreeTypeFont, frozenset[int]]:
    """Return a font and the code points that it contains."""
    path, index = (FONTS / f"Noto{name}.ttc", SIMPLIFIED) if "CJK" in name else (Path(f"/usr/share/fonts/truetype/dejavu/{name}.ttf"), 0)
    return ImageFont.truetype(str(path), 100, index=index), frozenset(TTFont(path, fontNumber=index).getBestCmap())


def width(words: str, name: str) -> float:
    """Return the width of a text in a font. Missing characters are taken from a fallback font; those missing in both have no width."""
    set_in, has = font(name)
    other, more = font("DejaVuSans-Bold")
    own = "".join(each for each in words if ord(each) in has)
    lent = "".join(each for each in words if ord(each) not in has and ord(each) in more)
    return set_in.getlength(own) + other.getlength(lent)


def lines(svg: bytes) -> Iterator[tuple[float, float, float, str]]:
    """Yield the start, the end (measured with real fonts), the baseline and the text of each line."""
    for group in ElementTree.fromstring(svg).iter(f"{SVG}g"):
        x, y = (float(each) for each in group.get("transform", "translate(0 0)").split(")")[0].removeprefix("translate(").split())
        for text in group.findall(f"{SVG}text"):
            name = f"{'Serif' if text.get('font-family') else 'Sans'}CJK-{'Bold' if text.get('font-weight') else 'Regular'}"
            words = text.text or ""
            start = x + float(text.get("x", "0"))
            yield start, start + width(words, name) * float(text.get("font-size", "0")) / 100, y + float(text.get("y", "0")), words


@pytest.mark.parametrize("size", ["a3", "phone"])
@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("count", [3, 12, 40])
def test_no_line_leaves_the_sheet_or_stands_in_the_foot(
    june: Mapping[str, Timetable], july: Mapping[str, Timetable], size: Sizes, language: str, count: int
) -> None:
    sheet = SIZES[size]
    for table in (june[language], july[language]):
        for svg in posters(times(table, count), size, MOTIF):
            found = list(lines(svg))
            assert len(found) > 5
            for start, end, foot, words in found:
                assert start >= sheet.margin, words
                assert end <= sheet.width - sheet.margin / 2, words
                assert foot <= sheet.height - sheet.margin / 2, words


@pytest.mark.parametrize("size", ["a3", "phone"])
def test_every_item_stands_on_one_of_the_sheets(june: Mapping[str, Timetable], size: Sizes) -> None:
    for count in (3, 12, 40):
        sheets = posters(times(june["zh"], count), size, MOTIF)
        said = [text.text for svg in sheets for text in texts(svg)]
        assert said.count("夏季展望") == count // 3
        assert len([words for words in said if words and words.startswith("第 ")]) == (len(sheets) if len(sheets) > 1 else 0)


def test_blocks_stand_apart(july: Mapping[str, Timetable]) -> None:
    for svg in posters(times(july["zh"], 40), "a3"):
        columns: dict[float, list[float]] = {}
        for group in ElementTree.fromstring(svg).iter(f"{SVG}g"):
            x, y = (float(each) for each in group.get("transform", "translate(0 0)").split(")")[0].removeprefix("translate(").split())
            feet = [float(text.get("y", "0")) for text in group.findall(f"{SVG}text")]
            if feet:
                columns.setdefault(x, []).extend((y, y + max(feet)))
        for edges in columns.values():
            assert edges == sorted(edges)


def texts(svg: bytes) -> list[ElementTree.Element]:
    return list(ElementTree.fromstring(svg).iter(f"{SVG}text"))


def test_few_items_are_set_in_larger_type_than_many(june: Mapping[str, Timetable]) -> None:
    def largest(count: int) -> float:
        svg = poster(times(june["zh"], count))
        return max(float(text.get("font-size", "0")) for text in texts(svg) if text.text == "夏季展望")

    assert largest(3) > largest(12) > largest(40)


def test_sheets_say_which_they_are_and_how_many_items_follow(june: Mapping[str, Timetable]) -> None:
    first, *_, last = posters(times(june["en"], 40), "phone")
    count = len(posters(times(june["en"], 40), "phone"))
    assert any((text.text or "").startswith(f"Sheet 1 of {count} · ") for text in texts(first))
    assert any(text.text == f"Sheet {count} of {count}" for text in texts(last))
    with pytest.raises(WrongUse, match=f"--sheet must be from 1 to {count}; got 99"):
        poster(times(june["en"], 40), "phone", 99)


def test_poster_is_plain_svg_with_text_as_text(july: Mapping[str, Timetable]) -> None:
    svg = poster(july["en"], motif=MOTIF)
    root = ElementTree.fromstring(svg)
    assert {each.tag.removeprefix(SVG) for each in root.iter()} == {"svg", "title", "rect", "path", "g", "text"}
    assert "<script" not in svg.decode()
    assert "&lt;script&gt;alert(" in svg.decode()
    assert any((text.text or "").endswith("Training · Sample") for text in texts(svg))


def test_cancelled_item_is_struck_and_says_so(june: Mapping[str, Timetable]) -> None:
    found = {text.text: text for text in texts(poster(june["en"]))}
    assert found["Growers' meeting"].get("text-decoration") == "line-through"
    assert "Cancelled; The growers are in the fields." in found
    assert "Moved; was 11 June 2025 14:00; The room was taken that day." in " ".join(filter(None, found))


def test_picture_is_drawn_with_chinese_type(june: Mapping[str, Timetable]) -> None:
    drawn = Image.open(io.BytesIO(picture(poster(june["zh"], "phone"), "phone"))).convert("RGB")
    assert drawn.size == (1080, 1440)
    assert len(drawn.getcolors(1 << 24) or []) > 50
    without = poster(june["zh"], "phone").decode().replace("夏季展望", "    ")
    assert picture(without.encode(), "phone") != picture(poster(june["zh"], "phone"), "phone")


def test_picture_without_its_library_says_what_to_install(june: Mapping[str, Timetable], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "resvg_py", None)
    with pytest.raises(WrongUse, match=r"pip install 'prospectus\[poster\]'"):
        picture(poster(june["zh"]), "a3")
