"""Check a deployed site over the network: each file against the manifest, its media type, the headers, and pages for unknown addresses."""

from __future__ import annotations

import hashlib
import http.client
import json
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from pathlib import PurePosixPath
from urllib.parse import quote, unquote, urlsplit

from prospectus.load.published import parse_manifest_paths
from prospectus.problems import Message, Problem, make_problem
from prospectus.render.content_types import find_content_type
from prospectus.render.manifest import PATH as MANIFEST
from prospectus.render.server_files.facts import HEADERS

TIMEOUT = 30
"""Seconds for each step of a request."""
MAX_BYTES = 100_000_000
"""The most bytes of a file that are read."""
CONNECTIONS = 4
REDIRECTS = (301, 308)
"""The statuses of redirects for good."""
INDEX, NOT_FOUND = "index.html", "404.html"
NO_ANSWER = Message("no answer: {error}", "没有应答：{error}")
OTHER_STATUS = Message("the server answers with the status {status}", "服务器的应答状态为 {status}")
OTHER_BYTES = Message("the server sends other bytes than those of the build", "服务器发送的内容与生成的不同")
OTHER_TYPE = Message("its type is {came}", "其类型为 {came}")
NOT_TOLD_UNKNOWN = Message(
    "an unknown address is answered with {status} and not with 404 and this page", "未知网址的应答为 {status}，而不是 404 和本页"
)
NO_HEADER = Message("{name} is {came}", "{name} 为 {came}")
NO_NOT_MODIFIED = Message("a calendar that has not changed is sent again", "未变化的日历仍会重新发送")
NOTHING = Message("not stated", "未写明")
DEPLOY_AGAIN = Message("deploy the site again", "重新部署站点")
BY_CONFIGURATION = Message("the configuration in _server/ of the site", "站点 _server/ 中的配置")


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server answers to a request."""

    status: int
    headers: Mapping[str, str]
    """By name in small letters."""
    body: bytes
    error: str = ""
    """Why there was no answer; empty if there was one."""


Fetch = Callable[[str, Mapping[str, str]], Answer]
"""Asks for a path of the site, relative to its URL, with headers."""


class SiteClient:
    """Asks one server, over a connection per thread that stays open. Redirects are not followed."""

    def __init__(self, url: str) -> None:
        self._parts = urlsplit(url)
        self._local = threading.local()
        self._connections: list[http.client.HTTPConnection] = []

    def close(self) -> None:
        """Close all connections."""
        for connection in self._connections:
            connection.close()

    def fetch(self, path: str, headers: Mapping[str, str]) -> Answer:
        """Return the answer for a path; the path is percent-encoded here. A connection that the server has closed is opened again."""
        for attempt in range(2):
            try:
                return self._ask(f"{self._parts.path}{quote(path)}", headers)
            except (OSError, http.client.HTTPException) as error:
                self._connection().close()
                if attempt:
                    return Answer(0, {}, b"", str(error) or type(error).__name__)
        raise AssertionError

    def _ask(self, path: str, headers: Mapping[str, str]) -> Answer:
        connection = self._connection()
        connection.request("GET", path, headers={"Accept-Encoding": "identity", "User-Agent": "prospectus", **headers})
        response = connection.getresponse()
        return Answer(response.status, {name.lower(): value for name, value in response.getheaders()}, response.read(MAX_BYTES))

    def _connection(self) -> http.client.HTTPConnection:
        if not hasattr(self._local, "connection"):
            kind = http.client.HTTPSConnection if self._parts.scheme == "https" else http.client.HTTPConnection
            self._local.connection = kind(self._parts.netloc, timeout=TIMEOUT)
            self._connections.append(self._local.connection)
        connection: http.client.HTTPConnection = self._local.connection
        return connection


def read_deployed_paths(url: str) -> frozenset[str] | Message:
    """Return the paths in the manifest of the site at `url`, which ends with a slash; why it cannot be read, if so."""
    with closing(SiteClient(url)) as client:
        answer = client.fetch(MANIFEST, {})
    return parse_manifest_paths(answer.body) or _describe_status(answer)


def verify_deployed(url: str, sample: int | None = None) -> tuple[list[Problem], int]:
    """Return the problems of the site at `url`, sorted, and how many files were compared. `url` ends with a slash.

    With `sample`, that many files are compared, and at least one of each type; always the same ones for the same manifest.
    """
    with closing(SiteClient(url)) as client:
        return _verify(client.fetch, urlsplit(url).path, sample)


def _verify(fetch: Fetch, base: str, sample: int | None) -> tuple[list[Problem], int]:
    digests, problem = _read_manifest(fetch)
    if problem is not None:
        return [problem], 0
    paths = _choose(sorted(path for path in digests if not _is_for_servers(path)), sample)
    with ThreadPoolExecutor(CONNECTIONS) as pool:
        by_file = list(pool.map(lambda path: list(_check_file(fetch, path, digests, base)), paths))
    problems = [found for each in by_file for found in each]
    problems += [*_check_unknown_addresses(fetch, digests), *_check_headers(fetch), *_check_calendar_client(fetch, sorted(digests))]
    return sorted(problems), len(paths)


def _read_manifest(fetch: Fetch) -> tuple[Mapping[str, str], Problem | None]:
    answer = fetch(MANIFEST, {})
    try:
        digests: Mapping[str, str] = json.loads(answer.body)["files"]
        return {str(path): str(digest) for path, digest in digests.items()}, None
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return {}, make_problem(MANIFEST, 0, 0, "PR404", reason=_describe_status(answer), form=DEPLOY_AGAIN)


def _is_for_servers(path: str) -> bool:
    """Return whether a file is for servers, which do not send it."""
    return path.startswith("_")


def _choose(paths: Sequence[str], sample: int | None) -> Sequence[str]:
    if sample is None:
        return paths
    mixed = sorted(paths, key=lambda path: hashlib.sha256(path.encode()).digest())
    of_each_type = {PurePosixPath(path).suffix: path for path in mixed}
    chosen = dict.fromkeys([*of_each_type.values(), *mixed])
    return list(chosen)[: max(sample, len(of_each_type))]


def to_address(path: str) -> str:
    """Return the address of a file: that of its folder for a page."""
    return path.removesuffix(INDEX) if path == INDEX or path.endswith(f"/{INDEX}") else path


def _check_file(fetch: Fetch, path: str, digests: Mapping[str, str], base: str) -> Iterator[Problem]:
    """A file must be sent with the bytes of the build, and with its type. A former address may be a redirect to a page."""
    answer = fetch(to_address(path), {})
    if answer.status in REDIRECTS and _leads_to_page(answer, base, digests):
        return
    if answer.status != 200:
        yield make_problem(path, 0, 0, "PR404", reason=_describe_status(answer), form=DEPLOY_AGAIN)
        return
    if hashlib.sha256(answer.body).hexdigest() != digests[path]:
        yield make_problem(path, 0, 0, "PR404", reason=OTHER_BYTES, form=DEPLOY_AGAIN)
    expected, came = find_content_type(path), answer.headers.get("content-type", "")
    if _normalise(came) != _normalise(expected):
        yield make_problem(path, 0, 0, "PR404", reason=OTHER_TYPE.fill(came=came or NOTHING), came=came or NOTHING, form=expected)


def _leads_to_page(answer: Answer, base: str, digests: Mapping[str, str]) -> bool:
    """Return whether a redirect leads to another page of the site."""
    target = urlsplit(answer.headers.get("location", "")).path
    return target.startswith(base) and f"{unquote(target.removeprefix(base))}{INDEX}" in digests


def _normalise(content_type: str) -> str:
    """Return a type as it is compared. XML and JSON may state UTF-8 or not; a type of text must."""
    text = content_type.lower().replace(" ", "").replace('"', "")
    return text if text.startswith("text/") else text.removesuffix(";charset=utf-8")


def _check_unknown_addresses(fetch: Fetch, digests: Mapping[str, str]) -> Iterator[Problem]:
    """An unknown address must be answered with 404 and the page in the language of the address."""
    for page in sorted(path for path in digests if PurePosixPath(path).name == NOT_FOUND):
        folder = page.removesuffix(NOT_FOUND)
        answer = fetch(f"{folder}no-such-page-{digests[page][:12]}/", {})
        if answer.status != 404 or hashlib.sha256(answer.body).hexdigest() != digests[page]:
            yield make_problem(page, 0, 0, "PR404", reason=NOT_TOLD_UNKNOWN.fill(status=answer.status), form=BY_CONFIGURATION)


def _check_headers(fetch: Fetch) -> Iterator[Problem]:
    """The home page must come with the headers; some hosts cannot send them."""
    headers = fetch("", {}).headers
    for name, value in HEADERS.items():
        came = headers.get(name.lower())
        if came != value:
            yield make_problem(INDEX, 0, 0, "PR405", reason=NO_HEADER.fill(name=name, came=came or NOTHING), form=f"{name}: {value}")
    policy = headers.get("content-security-policy", "")
    if "frame-ancestors" not in policy:
        reason = NO_HEADER.fill(name="Content-Security-Policy", came=policy or NOTHING)
        yield make_problem(INDEX, 0, 0, "PR405", reason=reason, form="frame-ancestors 'none'")


def _check_calendar_client(fetch: Fetch, paths: Sequence[str]) -> Iterator[Problem]:
    """A calendar program that has the current calendar must be told so: it asks several times a day."""
    calendar = next((path for path in paths if path.endswith(".ics")), None)
    if calendar is None:
        return
    etag = fetch(calendar, {}).headers.get("etag", "")
    if not etag or fetch(calendar, {"If-None-Match": etag}).status != 304:
        yield make_problem(calendar, 0, 0, "PR405", reason=NO_NOT_MODIFIED, form="ETag, 304")


def _describe_status(answer: Answer) -> Message:
    return NO_ANSWER.fill(error=answer.error) if answer.error else OTHER_STATUS.fill(status=answer.status)
