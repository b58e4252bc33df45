"""The facts that the configuration of every server states."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from prospectus.model import urls
from prospectus.model.registry import KINDS
from prospectus.render.security_policy import build_header_policy
from prospectus.views.pages import Views

FOLDER = "_server"
"""The folder for server configuration within the site. A name that begins with `_` belongs to no page, and servers do not send it."""
_HASH = "|".join("[0-9]" * digits + "[a-f]" + "[0-9a-f]" * (urls.HASH_DIGITS - 1 - digits) for digits in range(urls.HASH_DIGITS))
HASHED_NAME = re.compile(rf"\.(?:{_HASH})\.[a-z0-9]+$")
"""Matches the end of a path whose name carries the hash of the file, such as `site.3f2a1b9c.css`; such a file never changes.

One of its digits must be a letter, since `report.20250301.pdf` has a date in its name, and may change. The pattern is for every server:
nginx needs quotes around braces, and Caddy cannot look ahead.
"""
UNCHANGING, CHANGING = "public, max-age=31536000, immutable", "no-cache"
"""`Cache-Control` for files with a hash in their name, and for all others: browsers ask again, and an unchanged file costs a 304."""
HEADERS = {
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Opener-Policy": "same-origin",
}
"""The headers of every response, besides the policy."""
FRAME_POLICY = "frame-ancestors 'none'"
"""The policy of a file for which the browser makes a page of its own."""


@dataclass(frozen=True)
class Redirect:
    """A former address and the one that replaced it, as absolute paths."""

    former: str
    target: str


@dataclass(frozen=True)
class ServedSite:
    """A site as a server sees it."""

    url: str
    """The absolute URL of the site, with a trailing slash."""
    policy: str
    """The Content-Security-Policy of its pages, as a header."""
    homes: Sequence[str]
    """The home page of each language, relative to the site; empty for the language without a folder."""
    redirects: Sequence[Redirect]

    @property
    def base(self) -> str:
        """The path of the site on its host, with slashes at both ends."""
        return urlsplit(self.url).path


def describe_site(views: Views) -> ServedSite:
    """Return what servers need to know of a site."""
    site = views.contexts[0].site
    homes = sorted((context.site.home for context in views.contexts), key=lambda home: (home.count("/"), home))
    return ServedSite(site.url, build_header_policy(site.other_hosts), homes, tuple(_iter_redirects(views, urlsplit(site.url).path)))


def _iter_redirects(views: Views, base: str) -> Iterator[Redirect]:
    for kind in KINDS:
        for record in views.queries.records(kind.name):
            for former in record.formerly if record.exported else ():
                former_url = urls.record_url(kind, former)
                for context in views.contexts if former_url is not None else ():
                    href = context.resolver.href_of(kind.name, record.id)
                    yield Redirect(f"{base}{urls.localised_url(context.locale, str(former_url))}", f"{base}{href}")
