"""The sizes of a picture: never larger than it is, smaller in bytes the narrower they are, upright, reproducible, animations whole."""

from __future__ import annotations

import io
import random

import pytest
from PIL import Image

from prospectus.media.renditions import MAX_WIDTH, PictureSet, make_pictures


def encode(image: Image.Image, name: str, **options: object) -> bytes:
    file = io.BytesIO()
    image.save(file, name, **options)
    return file.getvalue()


def noise(width: int, height: int, mode: str = "RGB") -> Image.Image:
    """Return a picture that compresses badly, as photographs do."""
    pixels = random.Random(1).randbytes(width // 8 * (height // 8) * len(mode))
    return Image.frombytes(mode, (width // 8, height // 8), pixels).resize((width, height))


def every_picture(pictures: PictureSet) -> list[Image.Image]:
    encoded = {picture.body: picture for picture in (pictures.main, pictures.portable, *pictures.alternatives)}
    for picture in encoded.values():
        assert Image.open(io.BytesIO(picture.body)).size == (picture.width, picture.height)
        assert Image.open(io.BytesIO(picture.body)).get_format_mimetype() == picture.media_type
    return [Image.open(io.BytesIO(body)) for body in encoded]


@pytest.mark.parametrize(
    ("name", "media_type"), [("JPEG", "image/jpeg"), ("PNG", "image/png"), ("WEBP", "image/webp"), ("AVIF", "image/avif")]
)
def test_sizes_of_a_large_picture(name: str, media_type: str) -> None:
    pictures = make_pictures(encode(noise(2400, 1200), name), media_type)
    every_picture(pictures)
    widths = [picture.width for picture in pictures.alternatives]
    sizes = [len(picture.body) for picture in pictures.alternatives]
    assert widths == sorted(set(widths))
    assert sizes == sorted(sizes)
    assert max(widths) <= MAX_WIDTH
    assert (pictures.main.width, pictures.main.height) == (2400, 1200)
    assert len({picture.media_type for picture in pictures.alternatives}) == 1
    assert pictures.portable.media_type in ("image/jpeg", "image/png")


def test_a_small_picture_has_one_size() -> None:
    body = encode(noise(320, 200), "JPEG")
    pictures = make_pictures(body, "image/jpeg")
    assert (pictures.portable, pictures.alternatives) == (pictures.main, ())


def test_a_picture_that_lies_on_its_side_is_turned() -> None:
    exif = Image.Exif()
    exif[0x0112], exif[0x010F] = 6, "camera"
    pictures = make_pictures(encode(noise(1000, 600), "JPEG", exif=exif), "image/jpeg")
    assert (pictures.main.width, pictures.main.height) == (600, 1000)
    assert all(dict(image.getexif()) == {} for image in every_picture(pictures))


@pytest.mark.parametrize(("name", "media_type"), [("GIF", "image/gif"), ("PNG", "image/png"), ("WEBP", "image/webp")])
def test_an_animation_survives(name: str, media_type: str) -> None:
    frames = [noise(64, 64).point(lambda value, step=step: value // step) for step in (1, 2, 3)]
    body = encode(frames[0], name, save_all=True, append_images=frames[1:], duration=100, loop=0)
    pictures = make_pictures(body, media_type)
    assert (Image.open(io.BytesIO(pictures.main.body)).n_frames, pictures.alternatives) == (3, ())


@pytest.mark.parametrize(
    ("image", "transparent"),
    [
        (noise(64, 64), False),
        (noise(64, 64).convert("RGBA"), False),
        (Image.new("RGBA", (8, 8), (0, 0, 0, 128)), True),
        (Image.new("LA", (8, 8), (0, 0)), True),
        (Image.new("1", (8, 8)), False),
        (Image.new("I;16", (8, 8)), False),
        (Image.new("P", (8, 8)), False),
    ],
)
def test_transparency_is_that_of_the_pixels(image: Image.Image, transparent: bool) -> None:
    assert make_pictures(encode(image, "PNG"), "image/png").transparent is transparent


def test_inks_become_colours() -> None:
    pictures = make_pictures(encode(noise(1800, 900).convert("CMYK"), "JPEG"), "image/jpeg")
    assert {image.mode for image in every_picture(pictures)[1:]} == {"RGB"}


def test_the_same_picture_gives_the_same_bytes() -> None:
    body = encode(noise(1400, 700), "PNG")
    assert make_pictures(body, "image/png") == make_pictures(body, "image/png")
