"""`prospectus verify URL` against servers that send something else than the build made."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from processes import find_free_port
from prospectus.deployed_site import to_address, verify_deployed
from prospectus.render.content_types import find_content_type
from prospectus.render.manifest import sha256_hex
from prospectus.render.security_policy import build_header_policy
from prospectus.render.server_files.facts import HEADERS
from served import LocalServer, Reply
from tiny import RunCommand

FILES = {
    "index.html": b"<p>home",
    "404.html": b"<p>nothing",
    "en/404.html": b"<p>nothing, in English",
    "calendar/all.ics": b"BEGIN:VCALENDAR",
    "data/term.json": b"{}",
    "_headers": b"/*",
}
SENT = {**HEADERS, "Content-Security-Policy": build_header_policy(), "ETag": '"1"'}


def digest_of(path: str) -> str:
    return sha256_hex(FILES[path])


class Server:
    """Serves `FILES` as they were built; tests change what it replies."""

    def __init__(self, server: LocalServer) -> None:
        self.url, self.replies = server.url("/"), server.replies
        self.replies["/manifest.json"] = Reply(json.dumps({"files": {path: digest_of(path) for path in FILES}}).encode())
        for path in FILES:
            if not path.startswith("_"):
                self.set(path)
        for page in ("404.html", "en/404.html"):
            folder = page.removesuffix("404.html")
            self.replies[f"/{folder}no-such-page-{digest_of(page)[:12]}/"] = Reply(FILES[page], 404)

    def set(self, path: str, body: bytes | None = None, **headers: str | None) -> None:
        """Reply for a file, with other bytes or headers than those that are right; None leaves a header out."""
        merged = {"Content-Type": find_content_type(path), **SENT, **{name.replace("_", "-"): value for name, value in headers.items()}}
        sent = {name: value for name, value in merged.items() if value is not None}
        changed = Reply(FILES[path] if body is None else body, headers=sent)

        def reply(asked: Mapping[str, str]) -> Reply:
            return Reply(status=304) if asked.get("If-None-Match") == sent.get("ETag", "none") else changed

        self.replies[f"/{to_address(path)}"] = reply

    def problems(self, **options: Any) -> list[tuple[str, str]]:
        return [(problem.path, problem.code) for problem in verify_deployed(self.url, **options)[0]]


@pytest.fixture
def server() -> Iterator[Server]:
    with LocalServer().running() as running:
        yield Server(running)


def test_site_as_it_was_built_has_no_problem(server: Server) -> None:
    assert server.problems() == []
    assert verify_deployed(server.url)[1] == 5  # not what is for servers


def test_other_bytes_types_and_statuses_are_reported(server: Server) -> None:
    server.set("data/term.json", b"[]")
    server.set("calendar/all.ics", Content_Type="text/plain")
    server.replies["/404.html"] = Reply(status=500)
    server.replies[f"/no-such-page-{digest_of('404.html')[:12]}/"] = Reply(FILES["404.html"], 200)
    server.replies[f"/en/no-such-page-{digest_of('en/404.html')[:12]}/"] = Reply(FILES["404.html"], 404)
    expected = [("404.html", "PR404"), ("404.html", "PR404"), ("calendar/all.ics", "PR404")]
    assert server.problems() == [*expected, ("data/term.json", "PR404"), ("en/404.html", "PR404")]


def test_type_of_text_must_state_its_characters_and_that_of_json_may(server: Server) -> None:
    server.set("data/term.json", Content_Type="application/json; charset=utf-8")
    server.set("calendar/all.ics", Content_Type="text/calendar;charset=UTF-8")
    assert server.problems() == []
    server.set("calendar/all.ics", Content_Type="text/calendar")
    (problem,) = verify_deployed(server.url)[0]
    assert (problem.path, problem.came_in("en")) == ("calendar/all.ics", "text/calendar")
    assert problem.form_in("en") == "text/calendar; charset=utf-8"


def test_redirect_must_lead_to_a_page_of_the_site(server: Server) -> None:
    server.replies["/404.html"] = Reply(status=301, headers={"Location": "/"})
    assert server.problems() == []
    for target in ("/nowhere/", "https://other.example/nowhere/", ""):
        server.replies["/404.html"] = Reply(status=301, headers={"Location": target})
        assert server.problems() == [("404.html", "PR404")], target


def test_headers_that_are_missing_are_warnings(server: Server) -> None:
    server.set("index.html", X_Content_Type_Options=None, Content_Security_Policy="default-src 'self'")
    server.set("calendar/all.ics", ETag=None)
    assert server.problems() == [("calendar/all.ics", "PR405"), ("index.html", "PR405"), ("index.html", "PR405")]
    assert {problem.severity for problem in verify_deployed(server.url)[0]} == {"warning"}


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b'{"files": []}', b"<html>"])
def test_manifest_that_cannot_be_read_is_the_only_problem(server: Server, body: bytes) -> None:
    server.replies["/manifest.json"] = Reply(body)
    assert server.problems() == [("manifest.json", "PR404")]


def test_sample_has_every_type(server: Server) -> None:
    server.set("data/term.json", b"[]")
    assert verify_deployed(server.url, sample=1)[1] == 3
    assert server.problems(sample=1) == [("data/term.json", "PR404")]


def test_command_compares_an_address_and_says_how_much(server: Server, run: RunCommand) -> None:
    clean = run("verify", server.url)
    assert (clean.code, clean.out, clean.err) == (0, "0 problems: 0 errors, 0 warnings, 0 info.\n", "5 files were compared.\n")
    server.set("data/term.json", b"[]")
    failed = run("verify", server.url.rstrip("/"), "--sample", 3)
    assert (failed.code, "error PR404" in failed.out) == (1, True)
    nobody = run("verify", f"http://127.0.0.1:{find_free_port()}/")
    assert (nobody.code, "no answer" in nobody.out) == (1, True)


def test_sample_of_a_folder_is_refused(run: RunCommand) -> None:
    refused = run("verify", ".", "--sample", "3")
    assert (refused.code, "--sample" in refused.err) == (2, True)
