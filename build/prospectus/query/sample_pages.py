"""Which pages are those of samples: their addresses need not stay."""

from __future__ import annotations

from prospectus.model import urls
from prospectus.model.library import Library


def list_sample_pages(library: Library) -> frozenset[str]:
    """Return the paths of the pages of all samples, in every locale, with the redirects from their former addresses."""
    addresses = [
        str(urls.record_url(kind, key))
        for kind, record in library.records_with_pages()
        if record.status == "sample"
        for key in (record.id, *record.formerly)
    ]
    return frozenset(f"{urls.localised_url(locale, address)}index.html" for locale in library.site.locales for address in addresses)
