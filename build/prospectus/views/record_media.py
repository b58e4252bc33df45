"""The picture and the attachments of a record, as its page and its chapter in a book show them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePosixPath
from urllib.parse import quote

from markupsafe import Markup

from prospectus.model.media import MediaFile
from prospectus.model.record import Record
from prospectus.text.pictures import PictureWriter
from prospectus.text.relative_links import resolve_path
from prospectus.views.file_links import describe_download, describe_rights, opens_in_browser, to_picture_source
from prospectus.views.page import CardPicture, Download, Figure
from prospectus.views.resolver import Resolver

CARD_TYPES = ("image/jpeg", "image/png")
"""The formats that all messengers and social networks show."""
MIN_CARD_WIDTH = 600
"""In pixels. Services show a smaller picture as a stamp beside the text, or not at all."""


@dataclass(frozen=True, slots=True)
class RecordMedia:
    """The picture and the attachments of one record in one locale."""

    resolver: Resolver
    kind: str
    record: Record

    def build_figure(self, base: str) -> Figure | None:
        """Return the picture with its caption, with addresses prefixed by `base`; None if the record has none."""
        image = self.record.image
        media = self._find(image.file) if image is not None else None
        if image is None or media is None or not media.is_picture:
            return None
        alt = "" if image.decorative or image.alt is None else str.__str__(self.resolver.localise(image.alt))
        writer = PictureWriter(lambda _: None, lambda *_: "")
        html = writer.write(to_picture_source(media, base), {"alt": alt})
        return Figure(
            Markup(html),  # noqa: S704  (written by our own code)
            self.resolver.localise(image.caption) if image.caption else "",
            describe_rights(image.licence or "", image.source or "", self.resolver),
        )

    def build_downloads(self, base: str) -> tuple[Download, ...]:
        """Return the attachments, with addresses prefixed by `base`."""
        found = ((attachment, self._find(attachment.file)) for attachment in self.record.attachments)
        return tuple(
            Download(
                self.resolver.localise(attachment.title) if attachment.title else PurePosixPath(media.path).stem,
                f"{base}/{quote(media.address)}",
                describe_download(media, self.resolver),
                saved=not opens_in_browser(media),
            )
            for attachment, media in found
            if media is not None
        )

    def build_card(self) -> CardPicture | None:
        """Return the picture to show where the page is shared; None if it is too small, or of a format that not all services show."""
        image = self.record.image
        media = self._find(image.file) if image is not None else None
        picture = media.portable if media is not None else None
        if image is None or picture is None or picture.media_type not in CARD_TYPES or picture.width < MIN_CARD_WIDTH:
            return None
        alt = self.resolver.localise(image.alt) if image.alt and not image.decorative else self.resolver.localise(self.record.title)
        return CardPicture(quote(picture.address), picture.width, picture.height, str.__str__(alt))

    def _find(self, file: str) -> MediaFile | None:
        path = resolve_path(self.resolver.queries.source_folder(self.kind, self.record.id), file)
        return self.resolver.queries.media_file(path) if path is not None else None
