"""The XHTML documents of a book from one edition to the next: most chapters stay as they are when one is edited."""

from __future__ import annotations

from collections.abc import Mapping

from prospectus.cache.cache import digest
from prospectus.render.epub.xhtml import XhtmlWriter


class Documents:
    """The documents of one book. Those with pictures are not kept, because each picture is numbered when its document is written."""

    def __init__(self, earlier: Mapping[str, bytes] | None = None) -> None:
        """`earlier` has the documents of the last edition by a hash of what they follow from."""
        self._earlier = earlier or {}
        self.current: dict[str, bytes] = {}
        """Those of this edition."""

    def find_or_convert(self, html: str, page_url: str, writer: XhtmlWriter) -> bytes:
        """Return an HTML document as XHTML. `page_url` is the absolute URL of its page."""
        if "<img" in html.lower():
            return writer.to_xhtml(html, page_url)
        key = digest(html, page_url, writer.files)
        document = self._earlier.get(key) or writer.to_xhtml(html, page_url)
        self.current[key] = document
        return document
