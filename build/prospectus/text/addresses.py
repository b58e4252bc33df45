"""Bare addresses in HTML: `https://…` in running text becomes a link, as on GitHub.

An address ends as GitHub Flavored Markdown (0.29, 6.9) says: before white space, `<`, and closing punctuation. Chinese punctuation ends it
too. Chinese characters belong to an address only after a sign of the address (`/保证金/1`): in `https://a.example/x查看` they follow it.
"""

from __future__ import annotations

import re

from prospectus.patterns import lazy_pattern

_HAN = "\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_CHARACTER = rf"[A-Za-z0-9\-._~:/?#\[\]@!$'()*+,;=%|^{{}}]|&(?!(?:lt|gt|quot|#34|nbsp);)|(?<![A-Za-z0-9])[{_HAN}]"
ADDRESS = lazy_pattern(rf"(?<![A-Za-z0-9])https?://[A-Za-z0-9][A-Za-z0-9._-]*(?::[0-9]+)?(?:[/?#](?:{_CHARACTER})*)?", re.IGNORECASE)
"""An address in text or in the text of HTML, with punctuation that may follow it."""
_TRAILING = lazy_pattern(r"(?:[?!.,:*_~'\]]|&[A-Za-z0-9]+;|;)$")
_TAGS = lazy_pattern(r'(<[^<>"]*(?:"[^"]*"[^<>"]*)*>)')
_UNLINKED = lazy_pattern(r"<(/?)(?:a|code|kbd|pre|samp)\b")
_BARE = lazy_pattern('(?<!")https?://', re.IGNORECASE)


def link_addresses(html: str) -> str:
    """Return sanitised HTML with a link around each bare address outside of links and code."""
    if not _BARE.search(html):
        return html
    pieces, depth = _TAGS.split(html), 0
    for index, piece in enumerate(pieces):
        if index % 2:
            tag = _UNLINKED.match(piece)
            depth += (-1 if tag[1] else 1) if tag else 0
        elif not depth and "://" in piece:
            pieces[index] = ADDRESS.sub(_link, piece)
    return "".join(pieces)


def trim_address(address: str) -> str:
    """Return an address without the punctuation that follows it: closing marks, and a closing bracket that it does not open."""
    while True:
        if address.endswith(")") and address.count(")") > address.count("("):
            address = address[:-1]
        elif trailing := _TRAILING.search(address):
            address = address[: trailing.start()]
        else:
            return address


def _link(match: re.Match[str]) -> str:
    address = trim_address(match[0])
    rest = match[0][len(address) :]
    return f'<a href="{address}" rel="noopener" data-plain="">{address}</a>{rest}'
