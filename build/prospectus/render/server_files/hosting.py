"""`_headers` and `_redirects`, which Netlify, Cloudflare Pages and GitLab Pages read from the folder of the site.

Their patterns cannot tell pages from other files, so the header states only the policy for frames. The rest is in each page.
"""

from __future__ import annotations

from collections.abc import Mapping

from prospectus.render.content_types import find_content_type
from prospectus.render.server_files.facts import CHANGING, FRAME_POLICY, HEADERS, ServedSite

UNKNOWN_SUFFIXES = ("ics", "atom", "epub", "opml")
"""The suffixes whose types such hosts do not know."""


def build_headers(site: ServedSite) -> str:
    """Return `_headers`: those of all files, then the types that such hosts do not know."""
    everywhere = {"Content-Security-Policy": FRAME_POLICY, **HEADERS, "Cache-Control": CHANGING}
    rules = {f"{site.base}*": everywhere}
    rules |= {f"{site.base}*.{suffix}": {"Content-Type": find_content_type(f"x.{suffix}")} for suffix in UNKNOWN_SUFFIXES}
    return "\n".join(_write_rule(path, headers) for path, headers in rules.items())


def _write_rule(path: str, headers: Mapping[str, str]) -> str:
    return f"{path}\n" + "".join(f"  {name}: {value}\n" for name, value in headers.items())


def build_redirects(site: ServedSite) -> str:
    """Return `_redirects`: a line per former address."""
    return "".join(f"{redirect.former} {redirect.target} 301\n" for redirect in site.redirects)
