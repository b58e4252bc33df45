"""Metadata is removed without touching a pixel, and what says how a picture looks stays."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from prospectus.media.metadata import strip_metadata

SECRET = b"Jia Yi 35.1N"
FORMATS = {"image/jpeg": "JPEG", "image/png": "PNG", "image/webp": "WEBP", "image/gif": "GIF"}


def make_picture(media_type: str, *, frames: int = 1) -> bytes:
    """Return a picture with a place, a camera and a comment."""
    exif = Image.Exif()
    exif[0x010F] = SECRET.decode()
    exif.get_ifd(0x8825)[1] = "N"
    images = [Image.new("RGB", (40, 30), (60 * number, 90, 20)) for number in range(1, frames + 1)]
    file = io.BytesIO()
    animation = {"save_all": True, "append_images": images[1:], "duration": 40, "loop": 0} if frames > 1 else {}
    comment = {"comment": SECRET} if media_type in ("image/jpeg", "image/gif") else {}
    images[0].save(file, FORMATS[media_type], exif=exif, icc_profile=b"profile of colours", **animation, **comment)
    return file.getvalue()


@pytest.mark.parametrize("frames", [1, 3])
@pytest.mark.parametrize("media_type", FORMATS)
def test_metadata_goes_and_every_frame_stays(media_type: str, frames: int) -> None:
    frames = 1 if media_type == "image/jpeg" else frames
    body = make_picture(media_type, frames=frames)
    stripped = strip_metadata(body, media_type)
    assert SECRET not in stripped
    before, after = Image.open(io.BytesIO(body)), Image.open(io.BytesIO(stripped))
    assert (dict(after.getexif()), getattr(after, "n_frames", 1)) == ({}, frames)
    for frame in range(frames):
        before.seek(frame)
        after.seek(frame)
        assert (after.tobytes(), after.info.get("duration")) == (before.tobytes(), before.info.get("duration"))


@pytest.mark.parametrize("media_type", ["image/jpeg", "image/png", "image/webp"])
def test_colour_profile_stays(media_type: str) -> None:
    assert Image.open(io.BytesIO(strip_metadata(make_picture(media_type), media_type))).info["icc_profile"] == b"profile of colours"


def test_what_stands_after_the_end_of_a_photograph_goes() -> None:
    body = make_picture("image/jpeg") + b"a second picture" + SECRET
    assert strip_metadata(body, "image/jpeg").endswith(b"\xff\xd9")


@pytest.mark.parametrize("media_type", FORMATS)
def test_a_broken_picture_stays_as_it_is(media_type: str) -> None:
    body = make_picture(media_type)
    for end in range(0, len(body), 7):
        strip_metadata(body[:end], media_type)
    assert strip_metadata(b"", media_type) in (b"", b"\x89PNG\r\n\x1a\n", b"RIFF\x04\0\0\0WEBP")
