"""Builds the files with which a site brings the configuration of its server along."""

from __future__ import annotations

from collections.abc import Iterator

from prospectus.render.artifact import Artifact
from prospectus.render.server_files.caddy import build_caddy
from prospectus.render.server_files.facts import FOLDER, describe_site
from prospectus.render.server_files.hosting import HEADERS_FILE, build_headers, build_redirects
from prospectus.render.server_files.nginx import build_nginx
from prospectus.render.server_files.security_txt import PATH as SECURITY_TXT
from prospectus.render.server_files.security_txt import build_security_txt
from prospectus.views.pages import Views


def iter_server_files(views: Views) -> Iterator[Artifact]:
    """Yield the configuration of servers, and `security.txt` if contacts are stated."""
    site = describe_site(views)
    texts = {
        HEADERS_FILE: build_headers(site),
        "_redirects": build_redirects(site),
        f"{FOLDER}/nginx.conf": build_nginx(site),
        f"{FOLDER}/Caddyfile": build_caddy(site),
    }
    contacts = views.contexts[0].site.security_contacts
    if contacts:
        languages = [context.locale.tag for context in views.contexts]
        texts[SECURITY_TXT] = build_security_txt(contacts, site.url, languages, views.index.now)
    yield from (Artifact(path, text.encode()) for path, text in texts.items() if text)
