"""Requests to the tools of `serve`, and responses to them. A request that another site makes a browser send is refused."""

from __future__ import annotations

import json
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs

from prospectus.preview.hosts import ListeningHost, is_loopback, read_name
from prospectus.problems import Message

TOKEN_VARIABLE = "HTTP_X_BOARD_TOKEN"  # noqa: S105  (the name of a header, as WSGI hands it over)
MAX_BODY = 4096
"""The most bytes of a request's body."""
CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
SECURITY_HEADERS = (
    ("Cache-Control", "no-store"),
    ("Content-Security-Policy", CONTENT_SECURITY_POLICY),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
    ("Referrer-Policy", "same-origin"),
    ("X-Content-Type-Options", "nosniff"),
)
STATUS_LINES = {
    200: "200 OK",
    302: "302 Found",
    400: "400 Bad Request",
    403: "403 Forbidden",
    404: "404 Not Found",
    405: "405 Method Not Allowed",
    409: "409 Conflict",
    411: "411 Length Required",
    413: "413 Content Too Large",
    415: "415 Unsupported Media Type",
}
OTHER_HOST = Message(
    "This page can be opened on this machine only. Write 127.0.0.1 in its address.", "这个页面只能在本机打开，网址要写 127.0.0.1。"
)
OTHER_ORIGIN = Message("This request does not come from a page of this server.", "该请求不是从本服务的页面发出的。")
OLD_TOKEN = Message("The server has been started again since. Reload this page.", "服务器此后重新启动过。请重新载入本页。")
BAD_BODY = Message("The request must be a JSON object of at most 4096 bytes.", "请求必须是不超过 4096 字节的 JSON 对象。")
NO_PAGE = Message("There is no such page.", "没有这个页面。")
NO_METHOD = Message("This address cannot be used so.", "不能这样使用该地址。")


@dataclass(frozen=True, slots=True)
class Response:
    """A response with its whole body."""

    body: bytes = b""
    status: int = 200
    content_type: str = "text/html; charset=utf-8"
    headers: tuple[tuple[str, str], ...] = ()

    def list_headers(self) -> list[tuple[str, str]]:
        """Return all headers; every response has those that protect the page."""
        return [
            ("Content-Type", self.content_type),
            ("Content-Length", str(len(self.body))),
            *SECURITY_HEADERS,
            *self.headers,
        ]


class RequestRefused(Exception):
    """A request is refused, with a status and the reason."""

    def __init__(self, status: int, reason: Message) -> None:
        super().__init__(reason.en)
        self.status, self.reason = status, reason


@dataclass(frozen=True)
class Request:
    """A request, as WSGI hands it over (PEP 3333)."""

    environ: Mapping[str, Any]
    default_language: str

    @property
    def method(self) -> str:
        """The method."""
        return str(self.environ["REQUEST_METHOD"])

    @property
    def path(self) -> str:
        """The decoded path; characters that are not ASCII stay as bytes."""
        return str(self.environ.get("PATH_INFO", ""))

    @property
    def language(self) -> str:
        """The language that the address asks for, `zh` or `en`, else that of the command."""
        asked = parse_qs(str(self.environ.get("QUERY_STRING", ""))).get("lang", [""])[-1]
        return asked if asked in ("zh", "en") else "zh" if self.default_language.startswith("zh") else "en"

    def read_json(self) -> dict[str, str]:
        """Return the body, an object whose values are text. Raises RequestRefused for any other body."""
        if str(self.environ.get("CONTENT_TYPE", "")).partition(";")[0].strip().lower() != "application/json":
            raise RequestRefused(415, BAD_BODY)
        length = str(self.environ.get("CONTENT_LENGTH", ""))
        if not re.fullmatch(r"[0-9]{1,9}", length):
            raise RequestRefused(411, BAD_BODY)
        if int(length) > MAX_BODY:
            raise RequestRefused(413, BAD_BODY)
        try:
            value = json.loads(self.environ["wsgi.input"].read(int(length)))
        except (ValueError, RecursionError):
            raise RequestRefused(400, BAD_BODY) from None
        if not isinstance(value, dict) or not all(isinstance(each, str) for each in value.values()):
            raise RequestRefused(400, BAD_BODY)
        return value


@dataclass(frozen=True)
class Guard:
    """Decides which requests are answered."""

    listening: ListeningHost
    """The host that the server listens on."""
    token: str = field(default_factory=lambda: secrets.token_urlsafe(32))
    """A secret of this server, which its pages know and other sites do not."""

    def check(self, request: Request) -> None:
        """Raise RequestRefused for a request from another machine or under another name, which a site could have resolved to this one."""
        name = read_name(str(request.environ.get("HTTP_HOST", "")))
        is_of_this_machine = is_loopback(str(request.environ.get("REMOTE_ADDR", "")))
        if name not in self.listening.names or not (self.listening.is_shared or is_of_this_machine):
            raise RequestRefused(403, OTHER_HOST)

    def check_edit(self, request: Request) -> None:
        """Raise RequestRefused for a request to change something that does not come from a page of this server."""
        origin = request.environ.get("HTTP_ORIGIN")
        if origin != f"http://{request.environ.get('HTTP_HOST', '')}":
            raise RequestRefused(403, OTHER_ORIGIN)
        token = str(request.environ.get(TOKEN_VARIABLE, ""))
        if not secrets.compare_digest(token.encode("utf-8", "replace"), self.token.encode()):
            raise RequestRefused(403, OLD_TOKEN)
