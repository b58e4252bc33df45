"""`_headers` and `_redirects`, which Netlify, Cloudflare Pages and GitLab Pages read from the folder of the site.

Their patterns cannot tell pages from other files, so the header states only the policy for frames. The rest is in each page. Nor can they
tell a hash in a name, so files with one are listed. For all others nothing is said about caching: these hosts let browsers ask again each
time (`max-age=0, must-revalidate`), and some join the values of two rules for one file.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from urllib.parse import quote, urlsplit

from prospectus.render.artifact import Artifact
from prospectus.render.content_types import find_content_type
from prospectus.render.server_files.facts import FRAME_POLICY, HASHED_NAME, HEADERS, UNCHANGING, ServedSite

HEADERS_FILE = "_headers"

UNKNOWN_SUFFIXES = ("ics", "atom", "epub", "opml")
"""The suffixes whose types such hosts do not know."""


def build_headers(site: ServedSite) -> str:
    """Return `_headers`: those of all files, then the types that such hosts do not know."""
    everywhere = {"Content-Security-Policy": FRAME_POLICY, **HEADERS}
    rules = {f"{site.base}*": everywhere}
    rules |= {f"{site.base}*.{suffix}": {"Content-Type": find_content_type(f"x.{suffix}")} for suffix in UNKNOWN_SUFFIXES}
    return "\n".join(_write_rule(path, headers) for path, headers in rules.items())


def state_caching(artifacts: Iterable[Artifact], url: str) -> Iterator[Artifact]:
    """Yield the files of a site; `_headers` comes last, with a rule for each file whose name has its hash. `url` is that of the site."""
    headers, unchanging = None, dict[str, None]()
    for artifact in artifacts:
        if artifact.path == HEADERS_FILE:
            headers = artifact
            continue
        if HASHED_NAME.search(artifact.path):
            unchanging[artifact.path] = None
        yield artifact
    if headers is not None:
        base = urlsplit(url).path
        rules = (_write_rule(f"{base}{quote(path)}", {"Cache-Control": UNCHANGING}) for path in sorted(unchanging))
        yield Artifact(HEADERS_FILE, "\n".join([headers.body.decode(), *rules]).encode())


def _write_rule(path: str, headers: Mapping[str, str]) -> str:
    return f"{path}\n" + "".join(f"  {name}: {value}\n" for name, value in headers.items())


def build_redirects(site: ServedSite) -> str:
    """Return `_redirects`: a line per former address."""
    return "".join(f"{redirect.former} {redirect.target} 301\n" for redirect in site.redirects)
