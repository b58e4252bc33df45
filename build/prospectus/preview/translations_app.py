"""The states of translations as a page of `prospectus serve`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from prospectus.errors import ContentError
from prospectus.preview.local_app import THEME_FILES, LocalApp, Route
from prospectus.preview.requests import Request, Response
from prospectus.preview.translations_page import build_lists, render_refusal, render_translations
from prospectus.scheduling.calendar_files import Requirement, read_site
from prospectus.translations.report import judge_translations

FILES = Path(__file__).parent / "files"
PREFIX = "/_translations/"
"""The address of the page."""
OWN_FILE = "translations.css"


class TranslationsApp(LocalApp):
    """Answers the requests below `PREFIX`."""

    prefix = PREFIX

    @property
    def routes(self) -> Sequence[Route]:
        """The page and its files."""
        return ROUTES

    def show(self, request: Request) -> Response:
        """Return the page, or the problems that keep the content from being read."""
        with self.site.lock:
            try:
                source = read_site(self.site.root, Requirement.READABLE, cache=self.site.cache, to_edit=False)
            except ContentError as refused:
                return Response(render_refusal(refused.problems, request.language, self.site.address))
            lists = build_lists(source, judge_translations(source), self.site.address)
        return Response(render_translations(lists, request.language, self.site.address))

    def send_file(self, _: Request, name: str) -> Response:
        """Return the style sheet of the page, or a file of the theme."""
        return self.answer_with_file(name, FILES if name == OWN_FILE else None)


ROUTES = (
    Route(r"", TranslationsApp.show),
    Route(rf"({'|'.join(map(re.escape, (OWN_FILE, *THEME_FILES)))})", TranslationsApp.send_file),
)
