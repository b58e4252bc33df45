"""Says what a file is by its content, and what is wrong with it, without decoding pictures: all pictures of a site are inspected."""

from __future__ import annotations

import hashlib
import io
import warnings
from dataclasses import dataclass
from pathlib import Path

from prospectus.cache.cache import BuildCache
from prospectus.media.file_types import PICTURES, TYPES_BY_NAME, TYPES_BY_SUFFIX, detect_type, suffix_of
from prospectus.media.metadata import iter_png_chunks
from prospectus.media.svg import EntityError, SvgError, clean_svg
from prospectus.problems import Message

PICTURE_TYPES = frozenset(file_type.media_type for file_type in PICTURES)
MEGABYTE = 1_000_000
MAX_PICTURE, MAX_DRAWING, MAX_DOWNLOAD = 10 * MEGABYTE, 2 * MEGABYTE, 100 * MEGABYTE
"""The largest sizes in bytes: of a picture, of an SVG, and of any other file."""
MAX_SIDE, MAX_PIXELS = 12_000, 64_000_000
"""The most pixels on a side of a picture, and in all."""

CUT_OFF = Message("it is cut off or damaged", "文件不完整或已损坏")
NO_SIZE = Message("it states no size: neither viewBox nor width and height", "没有尺寸：既无 `viewBox`，也无 `width` 和 `height`")
NO_SVG = Message("line {line} is no well-formed SVG", "第 {line} 行不是正确的 SVG")
ENTITIES = Message("declarations of entities (<!ENTITY …>)", "实体声明（`<!ENTITY …>`）")
BYTES_FORM = Message("at most {limit}", "不超过 {limit}")
PIXELS_FORM = Message(
    f"at most {MAX_SIDE:,} pixels on each side, and {MAX_PIXELS // 1_000_000} million in all",
    f"每边不超过 {MAX_SIDE:,} 像素，总数不超过 {MAX_PIXELS // 10_000} 万像素",
)
SAVE_AGAIN = Message("the file saved once more", "重新导出的文件")
PLAIN_SVG = Message("the picture saved as plain SVG, with everything inside it", "另存为普通 SVG，所需内容全部包含在文件里")
BROWSER_FORMATS = Message("a picture saved as JPEG, PNG, WebP or SVG", "另存为 JPEG、PNG、WebP 或 SVG 的图片")
UNKNOWN = Message("a file of another type", "其他类型的文件")


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a file: a problem code with the parameters of its message."""

    code: str
    came: str | Message
    form: str | Message


@dataclass(frozen=True, slots=True)
class Inspection:
    """What a file is."""

    media_type: str
    """By its content; empty if it is unknown, such as plain text."""
    size: int
    """In bytes."""
    width: int = 0
    height: int = 0
    """In pixels; both 0 if the file is no picture, or has none."""
    faults: tuple[Fault, ...] = ()

    @property
    def can_be_decoded(self) -> bool:
        """Whether it is a picture of pixels, without a fault that tells already that it is damaged or too large."""
        return self.is_picture and self.media_type != "image/svg+xml" and self.width > 0 and not self.faults

    @property
    def is_picture(self) -> bool:
        """Whether browsers show it as a picture."""
        return self.media_type in PICTURE_TYPES


def inspect_file(root: Path, path: str, cache: BuildCache) -> Inspection:
    """Return what the file at `path` is. While size, modification time and inode are unchanged, it is not read again.

    Raises OSError if it cannot be read.
    """
    size = (root / path).stat().st_size
    return cache.get_or_compute("inspections", state_of(root, path), lambda: inspect(path, _read(root / path, size), size))


def state_of(root: Path, path: str) -> str:
    """Return what changes whenever the content of a file does: its path, size, modification time and inode."""
    state = (root / path).stat()
    return f"{path} {state.st_size} {state.st_mtime_ns} {state.st_ino}"


def hash_file(path: Path) -> str:
    """Return the SHA-256 of a file, in hexadecimal digits."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _read(path: Path, size: int) -> bytes:
    """Return the content of a file; of one that is too large, only its start, which says what it is."""
    with path.open("rb") as file:
        return file.read() if size <= MAX_DOWNLOAD else file.read(MEGABYTE)


def inspect(path: str, body: bytes, size: int) -> Inspection:
    """Return what a file with this content is; `size` is that of the whole file in bytes."""
    media_type = detect_type(body)
    faults = [*_check_size(media_type, size), *_check_name(path, media_type)]
    width = height = 0
    if media_type == "image/svg+xml" and size <= MAX_DRAWING:
        width, height, found = _inspect_drawing(body)
        faults += found
    elif media_type in PICTURE_TYPES and media_type != "image/svg+xml" and size <= MAX_DOWNLOAD:
        width, height, found = _inspect_picture(body, media_type)
        faults += found
    return Inspection(media_type, size, width, height, tuple(faults))


def _check_size(media_type: str, size: int) -> list[Fault]:
    """A file must not be larger than what readers can load."""
    limit = MAX_DRAWING if media_type == "image/svg+xml" else MAX_PICTURE if media_type in PICTURE_TYPES else MAX_DOWNLOAD
    return [Fault("PR043", _format_megabytes(size), BYTES_FORM.fill(limit=_format_megabytes(limit)))] if size > limit else []


def _format_megabytes(size: int) -> str:
    return f"{size / MEGABYTE:.1f} MB".replace(".0 MB", " MB")


def _check_name(path: str, media_type: str) -> list[Fault]:
    """The ending of a name must say what the file is."""
    stated = TYPES_BY_SUFFIX.get(suffix_of(path))
    if (stated is None and media_type not in PICTURE_TYPES) or (stated is not None and stated.media_type == media_type):
        return []
    if media_type == "application/zip" and stated is not None and stated.media_type.startswith("application/vnd.o"):
        return []  # an office document whose parts have other names than usual
    if not media_type and stated is not None and stated.media_type.startswith(("audio/", "video/")):
        return []  # these begin in many ways
    actual = TYPES_BY_NAME.get(media_type)
    name = path.rpartition("/")[2]
    form: str | Message = name[: len(name) - len(suffix_of(name))] + actual.suffixes[0] if actual else SAVE_AGAIN
    return [Fault("PR044", actual.label if actual else UNKNOWN, form)]


def _inspect_drawing(body: bytes) -> tuple[int, int, list[Fault]]:
    try:
        drawing = clean_svg(body)
    except EntityError:
        return 0, 0, [Fault("PR045", ENTITIES, PLAIN_SVG)]
    except SvgError as error:
        return 0, 0, [Fault("PR049", NO_SVG.fill(line=error.line), SAVE_AGAIN)]
    faults = [Fault("PR045", found, PLAIN_SVG) for found in drawing.refused]
    if not drawing.width or not drawing.height:
        faults.append(Fault("PR049", NO_SIZE, '<svg viewBox="0 0 640 360">'))
    return drawing.width, drawing.height, faults


def _inspect_picture(body: bytes, media_type: str) -> tuple[int, int, list[Fault]]:
    from PIL import Image  # noqa: PLC0415  (not needed by a site without pictures)

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of a damaged file and of many pixels, which the checks below report
            width, height = Image.open(io.BytesIO(body)).size
    except Image.DecompressionBombError:
        return 0, 0, [_too_many_pixels(Message("far too many pixels", "像素过多"))]
    except Exception:  # a damaged picture can raise any exception in Pillow and its codecs
        return 0, 0, [Fault("PR049", CUT_OFF, SAVE_AGAIN)]
    faults = [] if _is_complete(body, media_type) else [Fault("PR049", CUT_OFF, SAVE_AGAIN)]
    if max(width, height) > MAX_SIDE or width * height > MAX_PIXELS:
        faults.append(_too_many_pixels(f"{width} × {height}"))
    return width, height, faults


def _too_many_pixels(came: str | Message) -> Fault:
    return Fault("PR043", came, PIXELS_FORM)


def _is_complete(body: bytes, media_type: str) -> bool:
    """Return whether a picture has its end. What is damaged in the middle is found by decoding it (`decoding.py`)."""
    match media_type:
        case "image/jpeg":
            return b"\xff\xd9" in body[-65536:]
        case "image/png":
            try:
                return any(name == b"IEND" for name, _ in iter_png_chunks(body))
            except ValueError:
                return False
        case "image/gif":
            return body.rstrip(b"\0").endswith(b"\x3b")
        case "image/webp":
            return len(body) >= int.from_bytes(body[4:8], "little") + 8
    return True
