"""The configuration of servers: nginx itself answers, once for all assertions, and the others are compared with it."""

from __future__ import annotations

import gzip
import os
import re
import shutil
import time
import urllib.request
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple
from urllib.error import HTTPError

import brotli
import pytest

from processes import find_free_port, start_process
from prospectus.builder.incremental import BuildResult
from prospectus.deployed_site import verify_deployed
from prospectus.render.artifact import Artifact
from prospectus.render.compressed_copies import iter_copies
from prospectus.render.content_types import find_content_type
from prospectus.render.security_policy import build_header_policy
from prospectus.render.server_files.facts import HASHED_NAME, HEADERS, UNCHANGING
from prospectus.render.server_files.security_txt import build_security_txt
from prospectus.starter.files_of_site import build_files
from prospectus.starter.options import SiteOptions
from tiny import read_files, write_files

NGINX = """\
load_module /usr/lib/nginx/modules/ngx_http_brotli_static_module.so;
{user}
daemon off;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
events {{ worker_connections 64; }}
http {{
  access_log off;
  client_body_temp_path {folder}/a; proxy_temp_path {folder}/b; fastcgi_temp_path {folder}/c; uwsgi_temp_path {folder}/d;
  scgi_temp_path {folder}/e;
  {server}
}}
"""
ADDED = {
    "assets/added.3f2a1b9c.css": "p {}",
    "downloads/added.pdf": "%PDF-1.4",
    ".git/config": "secret",
    "en/.env": "secret",
    ".well-known/security.txt": "Contact: mailto:a@lakeside.example\n",
    "en/empty/picture.svg": "<svg/>",
}
"""Files that are beside those of the build in the served folder."""


PRECOMPRESSED = ("calendar/all.ics", "index.html")
"""Files that have copies in the served folder; the others are compressed by nginx."""


class Response(NamedTuple):
    status: int
    headers: Mapping[str, str]
    body: bytes


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: object) -> None:
        """Follow no redirect."""


class Client:
    """Asks one server."""

    def __init__(self, url: str) -> None:
        self.url = url

    def get(self, path: str, method: str = "GET", **headers: str) -> Response:
        request = urllib.request.Request(
            f"{self.url}{path}", method=method, headers={key.replace("_", "-"): headers[key] for key in headers}
        )
        try:
            with urllib.request.build_opener(_NoRedirect).open(request, timeout=20) as answer:
                return Response(answer.status, answer.headers, answer.read())
        except HTTPError as answer:
            return Response(answer.code, answer.headers, answer.read())


@pytest.fixture(scope="module")
def nginx(full: BuildResult, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    """The full site, at /learn/, behind a real nginx with the server block of a new site and the configuration that the build wrote."""
    program = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
    assert program, "These tests need nginx: apt-get install nginx-light"
    folder = tmp_path_factory.mktemp("nginx")
    shutil.copytree(full.folder, folder / "site", copy_function=os.link)
    write_files(folder / "site", ADDED)
    for path in PRECOMPRESSED:
        copies = iter_copies(Artifact(path, (full.folder / path).read_bytes()))
        write_files(folder / "site", {copy.path: copy.body for copy in copies})
    port = find_free_port()
    user = "user root;" if os.getuid() == 0 else ""
    server = build_files(SiteOptions(), 2025)["deploy/nginx.conf"]
    server = (
        server.replace("# brotli_static", "brotli_static")
        .replace("listen 80;", f"listen 127.0.0.1:{port};")
        .replace("/srv/www/site", str(folder / "site"))
    )
    config = NGINX.format(user=user, folder=folder, server=server)
    write_files(folder, {"nginx.conf": config})
    client = Client(f"http://127.0.0.1:{port}")
    with start_process([program, "-p", folder, "-e", folder / "error.log", "-c", folder / "nginx.conf"]) as process:
        for _ in range(300):
            try:
                client.get("/learn/")
                break
            except OSError:
                assert process.poll() is None, (folder / "error.log").read_text()
                time.sleep(0.05)
        yield client


def test_every_file_has_its_type_and_no_other_host_is_needed(nginx: Client, full: BuildResult) -> None:
    by_suffix = {Path(path).suffix: path for path in read_files(full.folder) if not path.startswith("_")}
    assert {".html", ".css", ".js", ".ics", ".atom", ".json", ".epub", ".svg", ".xml", ".txt"} <= set(by_suffix)
    types = {suffix: nginx.get(f"/learn/{path}").headers["Content-Type"] for suffix, path in by_suffix.items()}
    assert types == {suffix: find_content_type(path) for suffix, path in by_suffix.items()}
    assert (types[".ics"], types[".atom"]) == ("text/calendar; charset=utf-8", "application/atom+xml")
    assert (types[".epub"], types[".json"]) == ("application/epub+zip", "application/json")


@pytest.mark.parametrize("path", ["/learn/", "/learn/en/glossary/", "/learn/calendar/all.ics", "/learn/robots.txt", "/learn/en/nothing/"])
def test_every_response_has_the_headers(nginx: Client, path: str) -> None:
    headers = nginx.get(path).headers
    assert {name: headers[name] for name in HEADERS} == HEADERS
    assert headers["Content-Security-Policy"] == build_header_policy()
    assert headers["Server"] == "nginx"


def test_policy_of_a_document_that_the_browser_itself_shows_is_only_about_frames(nginx: Client) -> None:
    assert nginx.get("/learn/downloads/added.pdf").headers["Content-Security-Policy"] == "frame-ancestors 'none'"


@pytest.mark.parametrize(
    ("path", "page"),
    [
        ("/learn/nothing/", "404.html"),
        ("/learn/en/nothing/", "en/404.html"),
        ("/learn/en/calendar/nothing.ics", "en/404.html"),
        ("/learn/en/empty/", "en/404.html"),
    ],
)
def test_unknown_address_is_answered_in_its_language(nginx: Client, full: BuildResult, path: str, page: str) -> None:
    response = nginx.get(path)
    assert (response.status, response.body) == (404, (full.folder / page).read_bytes())
    assert response.headers["Content-Type"] == "text/html; charset=utf-8"
    assert "immutable" not in response.headers.get("Cache-Control", "")


@pytest.mark.parametrize(
    ("path", "target"),
    [
        ("/learn/en/guides/deposit/", "/learn/en/guides/margin/"),
        ("/learn/guides/deposit/", "/learn/guides/margin/"),
        ("/learn/en/glossary", "/learn/en/glossary/"),
    ],
)
def test_former_addresses_and_folders_are_redirected_for_good(nginx: Client, path: str, target: str) -> None:
    response = nginx.get(path)
    assert (response.status, response.headers["Location"]) == (301, target)


def test_calendar_program_is_told_that_nothing_has_changed(nginx: Client) -> None:
    first = nginx.get("/learn/calendar/all.ics")
    assert (first.status, first.body[:15], first.headers["Cache-Control"]) == (200, b"BEGIN:VCALENDAR", "no-cache")
    again = nginx.get("/learn/calendar/all.ics", If_None_Match=first.headers["ETag"])
    assert (again.status, again.body) == (304, b"")
    assert nginx.get("/learn/calendar/all.ics", If_Modified_Since=first.headers["Last-Modified"]).status == 304


def test_only_names_with_a_hash_are_kept_for_long(nginx: Client) -> None:
    assert nginx.get("/learn/assets/added.3f2a1b9c.css").headers["Cache-Control"] == "public, max-age=31536000, immutable"
    changing = ("/learn/", "/learn/manifest.json", "/learn/service-worker.js", "/learn/data/term.json")
    assert {path: nginx.get(path).headers["Cache-Control"] for path in changing} == dict.fromkeys(changing, "no-cache")
    assert "Cache-Control" not in nginx.get("/learn/assets/gone.3f2a1b9c.css").headers


@pytest.mark.parametrize(
    "path",
    [
        "/learn/.git/config",
        "/learn/en/.env",
        "/learn/_server/nginx.conf",
        "/learn/_headers",
        "/learn/%2egit/config",
        "/learn/en/../.git/config",
    ],
)
def test_hidden_files_are_not_sent(nginx: Client, path: str) -> None:
    response = nginx.get(path)
    assert (response.status, b"secret" in response.body, b"prospectus_site" in response.body) == (404, False, False)


def test_contacts_for_weaknesses_are_sent(nginx: Client) -> None:
    assert nginx.get("/learn/.well-known/security.txt").status == 200


@pytest.mark.parametrize("path", ["/learn/", "/learn/calendar/all.ics", "/learn/data/term.json", "/learn/feeds/learn.atom"])
def test_text_is_compressed_if_the_client_accepts_that(nginx: Client, full: BuildResult, path: str) -> None:
    response = nginx.get(path, Accept_Encoding="gzip")
    assert (response.status, response.headers["Content-Encoding"], response.headers["Vary"]) == (200, "gzip", "Accept-Encoding")
    assert gzip.decompress(response.body) == nginx.get(path).body


@pytest.mark.parametrize(("path", "file"), [("/learn/", "index.html"), ("/learn/calendar/all.ics", "calendar/all.ics")])
def test_compressed_copies_are_sent_as_they_are(nginx: Client, full: BuildResult, path: str, file: str) -> None:
    body = (full.folder / file).read_bytes()
    for accepted, encoding, decompress in (("gzip", "gzip", gzip.decompress), ("br, gzip", "br", brotli.decompress)):
        response = nginx.get(path, Accept_Encoding=accepted)
        assert (response.headers["Content-Encoding"], decompress(response.body)) == (encoding, body)
        assert response.headers["Content-Type"] == find_content_type(file)
        assert int(response.headers["Content-Length"]) == len(response.body)  # nginx states no length for what it compresses itself
        assert nginx.get(path, Accept_Encoding=accepted, If_None_Match=response.headers["ETag"]).status == 304


def test_copies_are_the_same_each_time_and_made_only_of_text_that_shrinks() -> None:
    page = Artifact("en/index.html", b"<p>barley</p>" * 100)
    copies = list(iter_copies(page))
    assert [copy.path for copy in copies] == ["en/index.html.br", "en/index.html.gz"]
    assert [copy.body for copy in iter_copies(page)] == [copy.body for copy in copies]
    others = [Artifact("a.html", b"short"), Artifact("a.png", b"a" * 2000), Artifact("_headers.txt", b"a" * 2000)]
    assert [copy.path for other in others for copy in iter_copies(other)] == []


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS"])
def test_only_get_and_head_are_answered(nginx: Client, method: str) -> None:
    assert nginx.get("/learn/", method).status == 405
    assert nginx.get("/learn/", "HEAD").status == 200


def test_site_behind_nginx_is_as_it_was_built(nginx: Client, full: BuildResult) -> None:
    served = [path for path in read_files(full.folder) if not path.startswith("_")]
    assert verify_deployed(f"{nginx.url}/learn/") == ([], len(served) - 1)  # the manifest does not list itself
    problems, count = verify_deployed(f"{nginx.url}/learn/", 20)
    assert (problems, 20 <= count < 40) == ([], True)


def test_other_servers_get_the_same_facts(full: BuildResult) -> None:
    files = {path: body.decode() for path, body in read_files(full.folder).items() if path.startswith("_")}
    assert set(files) == {"_headers", "_redirects", "_server/Caddyfile", "_server/nginx.conf"}
    for name in ("_headers", "_server/Caddyfile", "_server/nginx.conf"):
        assert [value for value in HEADERS.values() if value not in files[name]] == [], name
        assert "text/calendar" in files[name]
    assert "/learn/en/guides/deposit/ /learn/en/guides/margin/ 301\n" in files["_redirects"]
    assert "redir /learn/en/guides/deposit/ /learn/en/guides/margin/ 301\n" in files["_server/Caddyfile"]
    assert build_header_policy() in files["_server/Caddyfile"]


MOST_RULES = 100
"""As many rules of `_headers` Cloudflare Pages reads."""


def test_files_with_a_hash_are_kept_by_hosts_that_read_headers(full: BuildResult) -> None:
    rules = {rule.split("\n", 1)[0]: rule for rule in (full.folder / "_headers").read_text(encoding="utf-8").split("\n\n")}
    hashed = [path for path in read_files(full.folder) if HASHED_NAME.search(path)]
    assert {path for path, rule in rules.items() if "Cache-Control" in rule} == {f"/learn/{path}" for path in hashed}
    assert any(path.startswith("assets/site.") for path in hashed)
    assert rules[f"/learn/{hashed[0]}"].split("\n")[1] == f"  Cache-Control: {UNCHANGING}"
    assert len(rules) <= MOST_RULES


def test_hash_in_a_name_is_told_from_a_date() -> None:
    hashed, others = ["site.3f2a1b9c.css", "a/b.0000000f.js"], ["report.20250301.pdf", "site.3f2a1b9.css", "site.3f2a1b9cd.css", "site.css"]
    assert [name for name in (*hashed, *others) if HASHED_NAME.search(name)] == hashed


def test_security_txt_ends_more_than_half_a_year_later_and_changes_once_a_month() -> None:
    def build(year: int, month: int, day: int) -> str:
        return build_security_txt(["mailto:a@b.example"], "https://b.example/", ["zh-CN", "en"], datetime(year, month, day, tzinfo=UTC))

    assert build(2025, 6, 1) == build(2025, 6, 30) != build(2025, 7, 1)
    assert build(2025, 6, 30) == (
        "Contact: mailto:a@b.example\nExpires: 2026-01-01T00:00:00Z\n"
        "Canonical: https://b.example/.well-known/security.txt\nPreferred-Languages: zh-CN, en\n"
    )
    assert re.findall(r"Expires: (\S+)", build(2025, 12, 31)) == ["2026-07-01T00:00:00Z"]


def test_deployment_files_of_a_new_site_fit_its_scripts_and_its_zone() -> None:
    files = build_files(SiteOptions(zone="Asia/Shanghai", url="https://lake.example/learn/"), 2025)
    deploy = {name.removeprefix("deploy/"): text for name, text in files.items() if name.startswith("deploy/")}
    units = {f"prospectus-{task}.{kind}" for task in ("build", "links") for kind in ("service", "timer")}
    assert set(deploy) == {"nginx.conf", "Caddyfile", "Containerfile", *units}
    assert "import {$PROSPECTUS_SITE}/_server/Caddyfile" in deploy["Caddyfile"]
    assert {"scripts/build", "scripts/links", "deploy/Caddyfile"} <= set(files)
    assert re.findall(r"(?:scripts|deploy)/\w+", deploy["Containerfile"].split("FROM", 1)[1]) == ["scripts/build", "deploy/Caddyfile"]
    service, timer = (_read_unit(deploy[f"prospectus-build.{kind}"]) for kind in ("service", "timer"))
    assert service["ExecStart"] == ["/srv/prospectus/scripts/build --strict --site-dir /srv/www/site"]
    assert "SITE_URL=https://lake.example/learn/" in service["Environment"]
    assert (timer["OnCalendar"], timer["Persistent"]) == (["*-*-* 00:01:00 Asia/Shanghai"], ["true"])
    links, links_timer = (_read_unit(deploy[f"prospectus-links.{kind}"]) for kind in ("service", "timer"))
    assert (links["ExecStart"], links_timer["OnCalendar"]) == (["/srv/prospectus/scripts/links"], ["*-*-* 04:20:00 Asia/Shanghai"])
    assert {setting for setting in links["Environment"] if "CACHE" in setting} <= set(service["Environment"])


def _read_unit(text: str) -> Mapping[str, list[str]]:
    """Return the settings of a unit of systemd, each with all of its values."""
    settings: dict[str, list[str]] = {}
    for name, value in re.findall(r"^(\w+)=(.*)$", text, re.MULTILINE):
        settings.setdefault(name, []).append(value)
    return settings
