"""The Content-Security-Policy of the pages (CSP level 3): scripts, styles and pictures come from files of the site.

A page carries its policy itself, so that it holds wherever the page is served from, and when it is opened from a disk.
"""

from __future__ import annotations

from collections.abc import Sequence

OTHER_HOSTS = ("script-src", "style-src", "img-src", "font-src", "connect-src")
"""The directives that also allow the hosts which `mkdocs.yml` declares."""
_SOURCES = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self'",
    "font-src": "'self'",
    "connect-src": "'self'",
    "manifest-src": "'self'",
    "worker-src": "'self'",
    "base-uri": "'none'",
    "form-action": "'self'",
    "object-src": "'none'",
}


def build_page_policy(other_hosts: Sequence[str] = ()) -> str:
    """Return the policy that a page can state of itself. `other_hosts` are origins, such as `https://statistics.example`."""
    declared = "".join(f" {host}" for host in other_hosts)
    return "; ".join(f"{name} {sources}{declared if name in OTHER_HOSTS else ''}" for name, sources in _SOURCES.items())


def build_header_policy(other_hosts: Sequence[str] = ()) -> str:
    """Return the policy that a server states: that of the page, and who may show the page in a frame, which only a header can say."""
    return f"{build_page_policy(other_hosts)}; frame-ancestors 'none'"
