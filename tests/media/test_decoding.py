"""Pictures that are damaged in the middle: their start and their end are right."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from prospectus.cache.cache import BuildCache
from prospectus.media import decoding
from prospectus.media.decoding import can_decode, iter_damaged
from prospectus.media.inspection import inspect

NOISE = Image.effect_noise((400, 300), 90).convert("RGB")


def encode(image: Image.Image, name: str, **options: Any) -> bytes:
    file = io.BytesIO()
    image.save(file, name, **options)
    return file.getvalue()


def damage(body: bytes) -> bytes:
    """Return a file of the same length with other bytes in its middle, which begin a new picture within it."""
    middle = len(body) // 2
    return body[:middle] + b"\xff\xc4\xff\xd8\x00\xff\xd0\xff\xc0" * 100 + body[middle + 900 :]


@pytest.mark.parametrize("name", ["PNG", "JPEG", "WebP"])
def test_only_decoding_shows_that_a_picture_is_damaged_in_the_middle(name: str) -> None:
    whole = encode(NOISE, name, lossless=True)
    suffix = {"JPEG": "jpg"}.get(name, name.lower())
    assert can_decode(whole)
    assert not can_decode(damage(whole))
    assert inspect(f"a.{suffix}", damage(whole), len(whole)).can_be_decoded


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "I;16"])
def test_every_mode_of_a_png_can_be_decoded(mode: str) -> None:
    assert can_decode(encode(NOISE.convert("L").convert(mode), "PNG"))


def test_the_frames_of_an_animation_are_decoded() -> None:
    frames = [NOISE.rotate(angle).convert("P") for angle in (0, 90, 180)]
    animation = encode(frames[0], "WEBP", save_all=True, append_images=frames[1:], lossless=True)
    assert can_decode(animation)
    assert not can_decode(animation[: len(animation) * 3 // 4] + bytes(len(animation) // 4))


def test_a_picture_is_decoded_once_for_all_its_copies(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = encode(NOISE, "PNG")
    bodies = {"a.png": whole, "b.png": damage(whole), "c.png": whole}
    for name, body in bodies.items():
        (tmp_path / name).write_bytes(body)
    cache = BuildCache(reuse_in_process=True)
    assert list(iter_damaged(tmp_path, bodies, cache)) == ["b.png"]
    monkeypatch.setattr(decoding, "can_decode", None)
    (tmp_path / "b.png").rename(tmp_path / "d.png")
    assert list(iter_damaged(tmp_path, ["a.png", "c.png", "d.png"], cache)) == ["d.png"]
