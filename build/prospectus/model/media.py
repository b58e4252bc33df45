"""Files beside the content that are published: pictures and downloads."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Rendition:
    """A picture in one size and format, as a file of the site."""

    address: str
    """Its address, relative to the root of the site."""
    media_type: str
    width: int
    height: int
    size: int
    """In bytes."""
    sha256: str


@dataclass(frozen=True, slots=True)
class MediaFile:
    """A picture or a download, as it is published."""

    path: str
    """Its path in the repository: `content/assets/curve.png`."""
    address: str
    """Its address, relative to the root of the site: `assets/curve.png`."""
    media_type: str
    """By its content, such as `image/png`; empty if it is unknown."""
    size: int
    """In bytes."""
    sha256: str
    width: int = 0
    """In pixels, as it is shown; 0 for a file that is no picture."""
    height: int = 0
    transparent: bool = False
    """Whether what is behind a picture shows through it."""
    portable: Rendition | None = None
    """The same picture in a format that every reader of books knows, not wider than a page; None for a file that is no picture."""
    alternatives: tuple[Rendition, ...] = ()
    """The widths among which browsers choose, the narrowest first and all in one format; empty if there is only one."""

    @property
    def is_picture(self) -> bool:
        """Whether pages can show it."""
        return self.portable is not None
