"""Asks whether the pages of other sites are still there: one request at a time for each host, and with a pause between two."""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from enum import Enum
from urllib.parse import urlsplit

from prospectus.problems import Message
from prospectus.web.addresses import FetchError, UnknownHostError, join_url, parse_url
from prospectus.web.connection import TimeLimit, open_response

SECONDS = 20.0
"""Time limit in seconds for one link, with all its redirects."""
PAUSE = 1.0
"""Seconds between two requests to one host."""
HOSTS = 8
"""How many hosts are asked at the same time."""
MAX_REDIRECTS = 5
GONE = (404, 410)
PERMANENT = (301, 308)
ASKS_TO_WAIT = (429, 503)
"""The statuses of a server that has too much to do, or for which we ask too fast."""
HEADERS = {"Accept": "*/*", "Accept-Encoding": "identity"}
NOTHING = Message("", "")
STATUS = Message("the server answers {status}", "服务器返回 {status}")
STATUS_ELSEWHERE = Message("it leads to {url}, where the server answers {status}", "它转到 {url}，那里的服务器返回 {status}")
TOO_MANY = Message("it leads on more than {count} times", "它转向超过 {count} 次")
HOST_IS_BUSY = Message("its host has asked to be left alone", "该网站要求暂停访问")


class Outcome(Enum):
    """What became of a link."""

    THERE = "there"
    MOVED = "moved"
    """The page is there, and has another address for good."""
    GONE = "gone"
    """The server says that the page does not exist, or the name of the host is not known."""
    UNANSWERED = "unanswered"
    """Nobody can say: no answer in time, no valid certificate, or a server that refuses programs."""


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer for a link."""

    outcome: Outcome
    reason: Message = NOTHING
    """Why it is gone or could not be asked, as half a sentence."""
    location: str = ""
    """The present address of a page that has moved."""
    status: int = 0
    """The HTTP status; 0 if there was none."""


Ask = Callable[[str], Answer]


def ask_all(urls: Iterable[str], ask: Ask, pause: float = PAUSE) -> Mapping[str, Answer]:
    """Return the answer for each URL. `pause` is in seconds."""
    by_host: dict[str, list[str]] = defaultdict(list)
    for url in urls:
        by_host[_find_host(url)].append(url)
    stopped = threading.Event()
    answers: dict[str, Answer] = {}

    def ask_host(urls_of_host: Sequence[str]) -> None:
        is_busy = False
        for index, url in enumerate(urls_of_host):
            if index and not is_busy:
                stopped.wait(pause)
            if stopped.is_set():
                return
            answers[url] = Answer(Outcome.UNANSWERED, HOST_IS_BUSY) if is_busy else ask(url)
            is_busy = is_busy or answers[url].status in ASKS_TO_WAIT

    with ThreadPoolExecutor(HOSTS) as pool:
        try:
            for _ in pool.map(ask_host, by_host.values()):
                pass
        finally:
            stopped.set()  # after Ctrl-C, no further request is sent
    return answers


def _find_host(url: str) -> str:
    try:
        return urlsplit(url).netloc.lower()
    except ValueError:
        return ""


def ask(url: str, *, allow_loopback: bool = False, seconds: float = SECONDS) -> Answer:
    """Return the answer for a URL. It is asked for with HEAD, and if that does not find it, with GET: not every server knows HEAD."""
    time_limit = TimeLimit(seconds)
    try:
        answer = _follow("HEAD", url, time_limit, allow_loopback=allow_loopback)
        if answer.outcome in (Outcome.THERE, Outcome.MOVED):
            return answer
    except UnknownHostError as error:
        return Answer(Outcome.GONE, error.reason)
    except FetchError:
        pass  # GET says why
    try:
        return _follow("GET", url, time_limit, allow_loopback=allow_loopback)
    except UnknownHostError as error:
        return Answer(Outcome.GONE, error.reason)
    except FetchError as error:
        return Answer(Outcome.UNANSWERED, error.reason)


def _follow(method: str, url: str, time_limit: TimeLimit, *, allow_loopback: bool) -> Answer:
    """Return the answer at the end of all redirects; no body is read. Raises FetchError."""
    present, is_permanent = url, True
    for _ in range(MAX_REDIRECTS + 1):
        with open_response(method, parse_url(present), HEADERS, time_limit, allow_loopback=allow_loopback) as response:
            status, location, allow_loopback = response.http.status, response.location, response.is_local
        if location is None:
            return _judge(status, url, present, is_permanent=is_permanent)
        present, is_permanent = join_url(present, location), is_permanent and status in PERMANENT
    raise FetchError(TOO_MANY.fill(count=MAX_REDIRECTS))


def _judge(status: int, url: str, present: str, *, is_permanent: bool) -> Answer:
    if 200 <= status < 300:
        has_moved = is_permanent and present.partition("#")[0] != url
        return Answer(Outcome.MOVED, location=present, status=status) if has_moved else Answer(Outcome.THERE, status=status)
    reason = STATUS.fill(status=status) if present == url else STATUS_ELSEWHERE.fill(status=status, url=present)
    return Answer(Outcome.GONE if status in GONE else Outcome.UNANSWERED, reason, status=status)
