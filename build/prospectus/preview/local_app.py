"""A tool that `prospectus serve` mounts beside the pages of the site, as a WSGI application (PEP 3333). Nothing of it is published."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, ClassVar, NamedTuple

from prospectus.cache.cache import BuildCache
from prospectus.errors import ProspectusError
from prospectus.preview.hosts import ListeningHost
from prospectus.preview.requests import NO_METHOD, NO_PAGE, STATUS_LINES, Guard, Request, RequestRefused, Response

THEME_FILES = ("site.css", "mark.svg")
"""Files of the theme that every tool uses, from `assets/`: it looks like the site."""
CONTENT_TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}


@dataclass(frozen=True)
class ServedSite:
    """The site that a tool shows, and what it shares with the server that builds the site."""

    root: Path
    theme_folders: Sequence[Path]
    """The folders of the theme, the one with the highest priority first."""
    clock: Callable[[], datetime]
    language: str
    """The language of the command."""
    cache: BuildCache
    lock: AbstractContextManager[Any]
    """Held while the cache is used."""
    get_version: Callable[[], int]
    """Returns a number that grows with each build."""
    address: str
    """Where the preview of the site is."""


class LocalApp(ABC):
    """Answers the requests below `prefix`."""

    prefix: ClassVar[str]
    """No page of a site begins so: ids have no underscore."""

    def __init__(self, site: ServedSite, host: str) -> None:
        self.site, self.guard = site, Guard(ListeningHost(host))

    @property
    @abstractmethod
    def routes(self) -> Sequence[Route]:
        """The addresses below `prefix`, each with what answers it."""

    def build_url(self, port: int) -> str:
        """Return the address of the tool, at which it answers."""
        return f"http://{self.guard.listening.name}:{port}{self.prefix}"

    def __call__(self, environ: Mapping[str, Any], start_response: Callable[..., object]) -> Iterable[bytes]:
        """Answer a request."""
        request = Request(environ, self.site.language)
        try:
            self.guard.check(request)
            response = self._answer(request)
        except RequestRefused as refused:
            response = _to_text(refused.reason.in_language(request.language), refused.status)
        except ProspectusError as error:  # such as a time that cannot be read
            response = _to_text(error.in_language(request.language), 409)
        start_response(STATUS_LINES[response.status], response.list_headers())
        return [] if request.method == "HEAD" else [response.body]

    def _answer(self, request: Request) -> Response:
        address = self.prefix if f"{request.path}/" == self.prefix else request.path
        path = address.removeprefix(self.prefix)
        matches = [(route, match) for route in self.routes if (match := re.fullmatch(route.pattern, path, re.ASCII))]
        if not matches:
            raise RequestRefused(404, NO_PAGE)
        route, match = matches[0]
        if request.method not in route.methods:
            raise RequestRefused(405, NO_METHOD)
        return route.handle(self, request, *match.groups())

    def answer_with_file(self, name: str, folder: Path | None) -> Response:
        """Return a file in `folder`, or, if that is None, one of the theme."""
        folders = [folder] if folder is not None else [theme / "assets" for theme in self.site.theme_folders]
        file = next((place / name for place in folders if (place / name).is_file()), None)
        if file is None:
            raise RequestRefused(404, NO_PAGE)
        return Response(file.read_bytes(), content_type=CONTENT_TYPES[file.suffix])


class Route(NamedTuple):
    """An address below the prefix of a tool, with what answers it."""

    pattern: str
    handle: Callable[..., Response]
    methods: tuple[str, ...] = ("GET", "HEAD")


def _to_text(words: str, status: int) -> Response:
    return Response(f"{words}\n".encode(), status, "text/plain; charset=utf-8")
