"""The planning board as a WSGI application (PEP 3333) that `prospectus serve` mounts. `ROUTES` lists its addresses, one handler each."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from datetime import datetime

from prospectus.board import edits
from prospectus.board.build_board import build_board
from prospectus.board.page import FILES, PageSettings, Reader, render_board, render_refusal
from prospectus.errors import ContentError, UsageError
from prospectus.preview.local_app import THEME_FILES, LocalApp, Route
from prospectus.preview.requests import NO_PAGE, Request, RequestRefused, Response
from prospectus.problems import Message
from prospectus.scheduling.calendar_files import Requirement, SourceCalendar, read_site
from prospectus.scheduling.month import Month
from prospectus.validate.calendar_rules import to_site_time

PREFIX = "/_board/"
"""The address of the board."""
OWN_FILES = ("board.css", "board.js", "copying.js", "dragging.js", "moving.js", "outcome.js", "refreshing.js", "status.js")


class BoardApp(LocalApp):
    """Answers the requests below `PREFIX`."""

    prefix = PREFIX

    @property
    def routes(self) -> Sequence[Route]:
        """The addresses of the board."""
        return ROUTES

    def show_current_month(self, request: Request) -> Response:
        """Redirect to the current month in the zone of the site."""
        now = self.site.clock()
        with self.site.lock:
            try:
                today = to_site_time(now, self._read(now).site).date()
            except ContentError:  # the zone is not known
                today = now.date()
        return Response(b"", 302, headers=(("Location", f"{PREFIX}{Month(today.year, today.month)}/?lang={request.language}"),))

    def show_month(self, request: Request, text: str) -> Response:
        """Return the board of a month."""
        try:
            month = Month.parse(text)
        except UsageError:
            raise RequestRefused(404, NO_PAGE) from None
        version, now = self.site.get_version(), self.site.clock()
        settings = PageSettings(request.language, self.guard.token, version, str(self.site.root), self.site.address)
        with self.site.lock:
            try:
                board = build_board(self._read(now), month, now)
            except ContentError as refused:
                return Response(render_refusal(month, refused.problems, settings))
        return Response(render_board(board, settings))

    def add_slash(self, request: Request, text: str) -> Response:
        """Redirect from a month without the slash at the end."""
        return Response(b"", 302, headers=(("Location", f"{PREFIX}{text}/?lang={request.language}"),))

    def send_file(self, _: Request, name: str) -> Response:
        """Return a file of the board or of the theme."""
        return self.answer_with_file(name, FILES if name in OWN_FILES else None)

    def move(self, request: Request) -> Response:
        """Move an event, and say before and after."""
        self.guard.check_edit(request)
        fields = request.read_json()
        with self.site.lock:
            answer = edits.move(self.site.root, fields, self.site.cache)
        return _to_json(answer, request.language)

    def undo(self, request: Request) -> Response:
        """Take a move back."""
        self.guard.check_edit(request)
        return _to_json(edits.undo(self.site.root, request.read_json()), request.language)

    def _read(self, now: datetime) -> SourceCalendar:
        return read_site(self.site.root, Requirement.SITE, now=now, cache=self.site.cache, to_edit=False)


ROUTES = (
    Route(r"", BoardApp.show_current_month),
    Route(r"([0-9]{4}-[0-9]{2})/", BoardApp.show_month),
    Route(r"([0-9]{4}-[0-9]{2})", BoardApp.add_slash),
    Route(rf"({'|'.join(map(re.escape, (*OWN_FILES, *THEME_FILES)))})", BoardApp.send_file),
    Route(r"move", BoardApp.move, ("POST",)),
    Route(r"undo", BoardApp.undo, ("POST",)),
)


def _to_json(answer: edits.EditAnswer, language: str) -> Response:
    def say(messages: Iterable[Message]) -> list[str]:
        return [reader.say(message) for message in messages]

    reader = Reader(language)
    body = {
        "succeeded": answer.succeeded,
        "lines": say(answer.lines),
        "problems": say(answer.problems),
        "number": str(answer.edit_number) if answer.edit_number is not None else "",
        "anchor": answer.anchor,
        "month": str(answer.month) if answer.month is not None else "",
        "month_words": reader.word("now_in", month=reader.month(answer.month)) if answer.month is not None else "",
    }
    return Response(json.dumps(body, ensure_ascii=False).encode(), 200 if answer.succeeded else 409, "application/json")
