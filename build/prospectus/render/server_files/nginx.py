"""A configuration for nginx 1.18 and later, to be included in a `server` block that sets `$prospectus_site` to the folder of the site."""

from __future__ import annotations

from collections.abc import Iterator

from prospectus.render.content_types import OTHER_TYPE, SHOWN_BY_BROWSER, TEXT_TYPES, TYPES
from prospectus.render.server_files.facts import CHANGING, FRAME_POLICY, HASHED_NAME, HEADERS, UNCHANGING, ServedSite

OTHER_TEXTS = tuple(media_type for media_type in TEXT_TYPES if media_type != "text/html")
COMPRESSED = ("application/json", "application/xml", "application/atom+xml", "image/svg+xml", *OTHER_TEXTS)
"""What nginx compresses besides HTML, which it always does."""


def build_nginx(site: ServedSite) -> str:
    """Return the configuration."""
    return "".join(f"{line}\n" for line in _iter_lines(site))


def _iter_lines(site: ServedSite) -> Iterator[str]:
    yield f"# Written by Prospectus for {site.url}; the next build writes it anew. Include it in a server block:"
    yield "#   set $prospectus_site /srv/www/site;"
    yield "#   include /srv/www/site/_server/nginx.conf;"
    yield "types {"
    yield from (f"  {media_type} {suffix};" for suffix, media_type in sorted(TYPES.items()))
    yield "}"
    yield f"default_type {OTHER_TYPE};"
    yield "charset utf-8;"
    yield f"charset_types {' '.join(OTHER_TEXTS)};"
    yield "gzip on;"
    yield "gzip_vary on;"
    yield "gzip_min_length 1000;"
    yield "gzip_static on;"
    yield f"gzip_types {' '.join(COMPRESSED)};"
    yield "server_tokens off;"
    yield "absolute_redirect off;"
    yield "if ($request_method !~ ^(GET|HEAD)$) { return 405; }"
    yield f'set $prospectus_policy "{site.policy}";'
    yield f'if ($uri ~* "\\.({"|".join(SHOWN_BY_BROWSER)})$") {{ set $prospectus_policy "{FRAME_POLICY}"; }}'
    yield f'set $prospectus_cache "{CHANGING}";'
    yield f'if ($uri ~ "{HASHED_NAME.pattern}") {{ set $prospectus_cache "{UNCHANGING}"; }}'
    yield "add_header Content-Security-Policy $prospectus_policy always;"
    yield from (f'add_header {name} "{value}" always;' for name, value in HEADERS.items())
    yield "add_header Cache-Control $prospectus_cache;"
    yield f"error_page 403 404 =404 {site.base}404.html;"
    yield f'location ~ "/\\.(?!well-known/)|^{site.base}_" {{ return 404; }}'
    for home in site.homes:
        own_page = f" error_page 403 404 =404 {site.base}{home}404.html;" if home else ""
        yield f"location {site.base}{home} {{ alias $prospectus_site/{home};{own_page} }}"
    yield from (f"location = {redirect.former} {{ return 301 {redirect.target}; }}" for redirect in site.redirects)
