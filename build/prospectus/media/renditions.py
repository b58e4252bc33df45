"""Makes pictures for pages, with Pillow: upright, without metadata, in several widths (docs/decisions/0054-pictures.md).

The same picture and the same version of Pillow give the same bytes.
"""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from prospectus.media.metadata import strip_metadata
from prospectus.media.svg import clean_svg

if TYPE_CHECKING:
    from PIL.Image import Image

WIDTHS = (480, 800, 1200, 1600)
"""In pixels: a phone, a tablet and the column of a page, each also on a screen with two pixels per CSS pixel."""
MAX_WIDTH = WIDTHS[-1]
SMALL_FILE = 30_000
"""In bytes. A smaller picture is not worth further sizes."""
WORTHWHILE = 0.9
"""How large a file in WebP may be, compared with the same picture in its own format, to be worth its place."""
MUCH_NARROWER = 0.85
"""How wide a further size may be, compared with the next one."""
LOSSLESS = ("image/png", "image/gif")
"""The formats of drawings and screenshots, whose edges must stay sharp."""
RULES = 1
"""To be raised when the pictures that this module makes change."""


@dataclass(frozen=True, slots=True)
class EncodedPicture:
    """A picture in one size and format."""

    media_type: str
    width: int
    height: int
    body: bytes


@dataclass(frozen=True, slots=True)
class PictureSet:
    """All files that are made of one picture."""

    main: EncodedPicture
    """The picture in its own size and format, upright and without metadata."""
    transparent: bool
    portable: EncodedPicture
    """As `MediaFile.portable`; the same as `main` where that is portable."""
    alternatives: tuple[EncodedPicture, ...]
    """As `MediaFile.alternatives`."""


@cache
def library_version() -> str:
    """Return the versions of Pillow and of the codecs that it uses."""
    import PIL  # noqa: PLC0415  (not needed by a site without pictures)
    from PIL import features  # noqa: PLC0415

    codecs = [str(features.version(name)) for name in ("jpg", "libjpeg_turbo", "webp", "avif", "zlib")]
    return f"{RULES} {PIL.__version__} {' '.join(codecs)}"


def make_pictures(body: bytes, media_type: str) -> PictureSet:
    """Return the files that are made of a picture. Raises any exception of Pillow if it cannot be decoded."""
    if media_type == "image/svg+xml":
        return _make_drawing(body)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        warnings.filterwarnings("ignore", "Image size")  # a check refuses pictures of too many pixels
        return _make_scaled(_open(body), body, media_type)


def _make_scaled(image: Image, body: bytes, media_type: str) -> PictureSet:
    if getattr(image, "is_animated", False):
        main = EncodedPicture(media_type, *image.size, strip_metadata(body, media_type))
        return PictureSet(main, _is_transparent(image), main, ())
    image.load()
    main = _make_upright(image, body, media_type)
    upright = _to_plain_mode(_transpose(image))
    portable = _make_portable(upright, main)
    alternatives = tuple(_choose_alternatives(upright, main, portable)) if len(main.body) > SMALL_FILE else ()
    return PictureSet(main, _is_transparent(upright), portable, alternatives)


def _make_drawing(body: bytes) -> PictureSet:
    drawing = clean_svg(body)
    main = EncodedPicture("image/svg+xml", drawing.width, drawing.height, drawing.body)
    return PictureSet(main, transparent=True, portable=main, alternatives=())


def _open(body: bytes) -> Image:
    from PIL import Image  # noqa: PLC0415  (not needed by a site without pictures)

    return Image.open(io.BytesIO(body))


def _transpose(image: Image) -> Image:
    from PIL import ImageOps  # noqa: PLC0415

    return ImageOps.exif_transpose(image)


def _make_upright(image: Image, body: bytes, media_type: str) -> EncodedPicture:
    """Return a picture without metadata; it is encoded anew only if it lies on its side, or if its format has no other way."""
    is_turned = image.getexif().get(0x0112, 1) not in (0, 1)
    has_metadata = media_type == "image/avif" and ("exif" in image.info or "xmp" in image.info)
    if not is_turned and not has_metadata:
        return EncodedPicture(media_type, *image.size, strip_metadata(body, media_type))
    upright = _transpose(image)
    return EncodedPicture(media_type, *upright.size, _encode(upright, media_type, quality=92))


def _to_plain_mode(image: Image) -> Image:
    """Return a picture in a mode that can be scaled: with colours instead of a palette, and in sRGB instead of inks."""
    if image.mode in ("P", "PA") or "transparency" in image.info:
        return image.convert("RGBA" if "transparency" in image.info or image.mode == "PA" else "RGB")
    return image if image.mode in ("L", "LA", "RGB", "RGBA") else image.convert("L" if image.mode in ("1", "I;16", "I") else "RGB")


def _is_transparent(image: Image) -> bool:
    if image.mode in ("RGBA", "LA"):
        low, _ = image.getchannel("A").getextrema()
        return bool(isinstance(low, int | float) and low < 255)
    return "transparency" in image.info


def _make_portable(image: Image, main: EncodedPicture) -> EncodedPicture:
    """Return a picture in a format that is not new, not wider than a page; the picture itself where that is smaller in bytes."""
    is_portable = main.media_type in ("image/jpeg", *LOSSLESS)
    if is_portable and main.width <= MAX_WIDTH:
        return main
    is_drawn = main.media_type in LOSSLESS or image.mode in ("RGBA", "LA")
    scaled = _scale(image, min(main.width, MAX_WIDTH), "image/png" if is_drawn else "image/jpeg")
    return main if is_portable and len(main.body) <= len(scaled.body) else scaled


def _choose_alternatives(image: Image, main: EncodedPicture, portable: EncodedPicture) -> Iterator[EncodedPicture]:
    """Yield the widths of a picture, the narrowest first: in WebP if that is smaller, else in its own format."""
    is_lossless = main.media_type in LOSSLESS
    widest = _scale(image, portable.width, "image/webp", lossless=is_lossless)
    chosen = [portable if len(widest.body) > len(portable.body) * WORTHWHILE else widest]
    for width in (width for width in reversed(WIDTHS) if width < portable.width * MUCH_NARROWER):
        narrower = _scale(image, width, chosen[0].media_type, lossless=is_lossless)
        if len(narrower.body) < len(chosen[0].body):
            chosen.insert(0, narrower)
    if chosen != [portable]:
        yield from chosen


def _scale(image: Image, width: int, media_type: str, *, lossless: bool = False) -> EncodedPicture:
    from PIL import Image as Pillow  # noqa: PLC0415

    height = max(1, round(image.height * width / image.width))
    scaled = image if image.width == width else image.resize((width, height), Pillow.Resampling.LANCZOS, reducing_gap=3.0)
    return EncodedPicture(media_type, width, height, _encode(scaled, media_type, lossless=lossless))


def _encode(image: Image, media_type: str, *, quality: int = 82, lossless: bool = False) -> bytes:
    by_type: dict[str, dict[str, Any]] = {
        "image/jpeg": {"quality": quality, "optimize": True, "progressive": True},
        "image/png": {"optimize": True},
        "image/webp": {"quality": 70 if lossless else quality, "method": 4, "lossless": lossless},
        "image/avif": {"quality": 75},
    }
    options = by_type.get(media_type, {})
    if profile := image.info.get("icc_profile"):
        options["icc_profile"] = profile
    plain = image.convert("RGB") if media_type == "image/jpeg" and image.mode not in ("L", "RGB") else image.copy()
    plain.info = {key: value for key, value in plain.info.items() if key in ("transparency", "icc_profile")}
    file = io.BytesIO()
    plain.save(file, media_type.removeprefix("image/").upper(), **options)
    return file.getvalue()
