"""Resolves what a text of a record refers to by relative paths: other texts, pictures and downloads."""

from __future__ import annotations

from dataclasses import dataclass

from prospectus.model.text_files import record_of_text
from prospectus.text.relative_links import FileLink, resolve_links
from prospectus.views.resolver import Resolver


@dataclass(frozen=True, slots=True)
class FileLinks:
    """The files that the texts of one record refer to, as a page or a book shows them."""

    resolver: Resolver
    kind: str
    key: str
    base: str
    """What addresses of the site are prefixed with: the path to its root, or its absolute URL; without a trailing slash."""

    def resolve(self, html: str) -> str:
        """Return sanitised HTML with its relative links resolved. A text without any costs nothing and depends on nothing more."""
        if 'href="' not in html:
            return html
        return resolve_links(html, self.resolver.queries.source_folder(self.kind, self.key), self._find_link)

    def _find_link(self, path: str, fragment: str) -> FileLink | None:
        """Return where a link to a file leads, such as a text of another record; None if it leads to no page."""
        key = (self.resolver.queries.record_in_file(path) or record_of_text(path)) if path.endswith(".md") else None
        address = self.resolver.href_of(*key) if key is not None and self.resolver.queries.exists(*key) else ""
        return FileLink(f"{self.base}/{address}{f'#{fragment}' if fragment else ''}") if address else None
