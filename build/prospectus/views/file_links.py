"""Resolves what a text refers to by relative paths: other texts, pictures and downloads."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import quote

from markupsafe import Markup, escape

from prospectus.media.file_types import TYPES_BY_NAME, label_of
from prospectus.model.media import MediaFile
from prospectus.model.text_files import record_of_text
from prospectus.text.file_sizes import format_size
from prospectus.text.pictures import PictureSource, PictureWriter
from prospectus.text.relative_links import FileLink, resolve_links

if TYPE_CHECKING:
    from prospectus.views.resolver import Resolver


@dataclass(frozen=True, slots=True)
class FileLinks:
    """The files that a text refers to, as a page or a book shows them."""

    resolver: Resolver
    find_folder: Callable[[], str]
    """Returns the folder of the text, relative to the root. It is called only for a text with links or pictures."""
    base: str
    """What addresses of the site are prefixed with: the path to its root, or its absolute URL; without a trailing slash."""
    text_language: str = ""
    """The language of the text; empty if it is that of the page."""
    first_is_lazy: bool = False
    """Whether something else on the page is loaded first, such as the picture of the record."""

    def resolve(self, html: str) -> str:
        """Return sanitised HTML with its relative links and pictures resolved. A text without any depends on nothing more."""
        has_pictures = "<img" in html
        if 'href="' not in html and not has_pictures:
            return html
        folder = self.find_folder()
        if has_pictures:
            writer = PictureWriter(self._find_picture, self._describe_rights, first_is_lazy=self.first_is_lazy)
            html = writer.resolve(html, folder)
        return resolve_links(html, folder, self._find_link)

    def _find_picture(self, path: str) -> PictureSource | None:
        media = self.resolver.queries.media_file(path)
        return to_picture_source(media, self.base) if media is not None and media.is_picture else None

    def _find_link(self, path: str, fragment: str) -> FileLink | None:
        """Return where a link to a file leads: to the page of another text, or to a download; None if it leads nowhere."""
        key = (self.resolver.queries.record_in_file(path) or record_of_text(path)) if path.endswith(".md") else None
        if key is not None:
            address = self.resolver.href_of(*key) if self.resolver.queries.exists(*key) else ""
            return FileLink(f"{self.base}/{address}{f'#{fragment}' if fragment else ''}") if address else None
        media = self.resolver.queries.media_file(path)
        if media is None:
            return None
        about = escape(describe_download(media, self.resolver))
        tag = self.resolver.locale.tag if self.text_language not in ("", self.resolver.locale.language) else ""
        language = f' lang="{escape(tag)}"' if tag else ""
        space = " " if about.startswith("(") else ""
        after = f'{space}<small class="file-about"{language}>{about}</small>'
        return FileLink(f"{self.base}/{quote(media.address)}", "" if opens_in_browser(media) else " download", after)

    def _describe_rights(self, licence: str, source: str) -> str:
        words = describe_rights(licence, source, self.resolver)
        return f'<small class="credit">{words}</small>' if words else ""


def to_picture_source(media: MediaFile, base: str) -> PictureSource:
    """Return where pages find a picture, with addresses prefixed by `base`."""
    portable = media.portable
    assert portable is not None  # noqa: S101  (only called for pictures)
    alternatives = media.alternatives
    return PictureSource(
        f"{base}/{quote(portable.address)}",
        media.width,
        media.height,
        tuple((f"{base}/{quote(rendition.address)}", rendition.width) for rendition in alternatives),
        alternatives[0].media_type if alternatives and alternatives[0].media_type != portable.media_type else "",
        media.transparent,
        scalable=media.media_type == "image/svg+xml",
    )


def opens_in_browser(media: MediaFile) -> bool:
    """Return whether browsers show a file; they save others."""
    file_type = TYPES_BY_NAME.get(media.media_type)
    return file_type is not None and file_type.opens


def describe_download(media: MediaFile, resolver: Resolver) -> str:
    """Return the type and the size of a file in the language of the page: `(PDF, 1.2 MB)`."""
    return resolver.t("file.about", type=label_of(media.path), size=format_size(media.size))


def describe_rights(licence: str, source: str, resolver: Resolver) -> Markup:
    """Return the source and the licence of a picture in the language of the page; empty if neither is stated."""
    words = [resolver.t("picture.source", source=source)] if source else []
    words += [resolver.t("picture.licence", licence=licence)] if licence else []
    return Markup(" · ").join(words)
