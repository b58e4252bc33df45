"""A configuration for Caddy 2.6 and later, to be imported into a site block. The folder of the site is in the variable PROSPECTUS_SITE."""

from __future__ import annotations

from collections.abc import Iterator

from prospectus.render.content_types import SHOWN_BY_BROWSER, TYPES, find_content_type
from prospectus.render.server_files.facts import CHANGING, FRAME_POLICY, HASHED_NAME, HEADERS, UNCHANGING, ServedSite


def build_caddy(site: ServedSite) -> str:
    """Return the configuration."""
    return "".join(f"{line}\n" for line in _iter_lines(site))


def _iter_lines(site: ServedSite) -> Iterator[str]:
    yield f"# Written by Prospectus for {site.url}; the next build writes it anew. Import it into a site block,"
    yield "# and set PROSPECTUS_SITE to the folder of the site:  import /srv/www/site/_server/Caddyfile"
    yield "encode gzip"
    yield "route {"
    yield "\t@other_methods not method GET HEAD"
    yield "\terror @other_methods 405"
    yield "\t@unknown {"
    yield "\t\tpath */.*"
    yield "\t\tnot path */.well-known/*"
    yield "\t}"
    yield "\theader {"
    yield f'\t\tContent-Security-Policy "{site.policy}"'
    yield from (f'\t\t{name} "{value}"' for name, value in HEADERS.items())
    yield f'\t\tCache-Control "{CHANGING}"'
    yield "\t}"
    yield f"\t@shown path {' '.join(f'*.{suffix}' for suffix in SHOWN_BY_BROWSER)}"
    yield f'\theader @shown Content-Security-Policy "{FRAME_POLICY}"'
    yield f"\t@unchanging path_regexp {HASHED_NAME.pattern}"
    yield f'\theader @unchanging Cache-Control "{UNCHANGING}"'
    for suffix in sorted(TYPES):
        yield f'\theader *.{suffix} Content-Type "{find_content_type(f"x.{suffix}")}"'
    yield "\terror @unknown 404"
    yield f"\terror {site.base}_* 404"
    yield from (f"\tredir {redirect.former} {redirect.target} 301" for redirect in site.redirects)
    yield f"\thandle_path {site.base}* {{"
    yield "\t\troot * {$PROSPECTUS_SITE}"
    yield "\t\tfile_server {"
    yield "\t\t\tprecompressed br gzip"
    yield "\t\t}"
    yield "\t}"
    yield "\terror 404"
    yield "}"
    yield "handle_errors {"
    yield '\theader Content-Type "text/html; charset=utf-8"'
    yield "\troot * {$PROSPECTUS_SITE}"
    for home in reversed(site.homes):
        yield f"\thandle {site.base}{home}* {{"
        yield f"\t\trewrite * /{home}404.html"
        yield "\t\tfile_server {"
        yield "\t\t\tstatus {err.status_code}"
        yield "\t\t}"
        yield "\t}"
    yield "}"
