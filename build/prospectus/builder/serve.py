"""`prospectus serve`: build into a temporary folder, serve it, and rebuild incrementally when a file changes."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from threading import Lock, Timer

from mkdocs.config.defaults import MkDocsConfig

from prospectus.board.app import BoardApp
from prospectus.builder.config import load_mkdocs_config
from prospectus.builder.incremental import build
from prospectus.builder.preview_folder import CACHE, open_preview_folder
from prospectus.builder.preview_server import PreviewServer
from prospectus.cache.cache import BuildCache, Store
from prospectus.cache.fingerprint import refers_to_files
from prospectus.cache.sqlite_store import SqliteStore
from prospectus.errors import ContentError, ProspectusError, describe_system_error
from prospectus.mkdocs_host import adapter
from prospectus.mkdocs_host.plugin import watched_folders
from prospectus.preview.hosts import ListeningHost
from prospectus.preview.local_app import ServedSite
from prospectus.preview.overlay import BuildProblems, Outcome, render_empty_page, render_overlay
from prospectus.preview.translations_app import TranslationsApp
from prospectus.problems import Message, Problem
from prospectus.problems.text_format import COMPLETE, TextStyle, to_text
from prospectus.publish import theme

BUILT = Message("{rendered} pages made, {changed} files changed", "生成 {rendered} 个页面，改动 {changed} 个文件")
TOOK = Message(" in {milliseconds} ms", "，用时 {milliseconds} 毫秒")
CONSEQUENCES: Mapping[Outcome, Message] = {
    "blocked": Message("The pages are as they were; correct the problems above.", "页面保持原样；请改正以上问题。"),
    "partly_built": Message(
        "The pages are new; calendars, data and search are as they were; correct the problems above.",
        "页面已更新，日历、数据和搜索保持原样；请改正以上问题。",
    ),
}
SERVING = Message(
    "Serving on {url}\nPlanning board: {board}\nTranslations: {translations}", "预览地址：{url}\n排期板：{board}\n译文：{translations}"
)
BEYOND_THIS_MACHINE = Message(
    "Warning: at {host}, others in the network can read this preview, with drafts and what is not published yet.",
    "警告：以 {host} 监听，网络中的其他人也能看到预览，包括草稿和尚未发布的内容。",
)
MAX_KNOWN = 100
"""With more changed files than these, as after a `git checkout`, all are compared: the system may not have reported each of them."""
COLLECT_AFTER = 0.5
"""Seconds between a build and the garbage collection after it."""


class SiteServer:
    """A site that is built repeatedly in one process, with a cache in memory."""

    def __init__(
        self,
        config_file: Path,
        folder: Path,
        clock: Callable[[], datetime],
        language: str = "en",
        style: TextStyle = COMPLETE,
        *,
        with_drafts: bool = True,
        store: Store | None = None,
    ) -> None:
        """Take a `store` for what need not be in memory; it ends with this process."""
        self.with_drafts = with_drafts
        self.config_file, self.folder, self.clock, self.language = config_file, folder, clock, language
        self.style = style
        self.cache = BuildCache(store, reuse_in_process=True, ends_with_process=True)
        self.last_build = BuildProblems()
        self.has_pages = False
        """Whether a build has succeeded."""
        self.lock = Lock()
        """Held while the cache is used."""
        self._config: tuple[bytes, MkDocsConfig] | None = None
        self._is_frozen = False
        self._has_read_changes = False
        """Whether the last build has read all that had changed by then."""

    def rebuild(self, reload_browsers: Callable[[], None] = lambda: None, changed_files: Collection[str] | None = None) -> str:
        """Build what changed; return a message for the user. When the content has errors, the site stays unchanged.

        `reload_browsers` is called when all pages are in place and other files are not, and once more if something was found since.
        `changed_files` are the absolute paths of what has changed since the last call; None if that is not known.
        """
        started = time.perf_counter()
        gc.disable()  # scanning all records in memory for garbage takes longer than the build
        try:
            with self.lock:
                message, succeeded = self._try_build(reload_browsers, changed_files)
        finally:
            gc.enable()
        duration = TOOK.fill(milliseconds=round((time.perf_counter() - started) * 1000))
        return message + duration.in_language(self.language) if succeeded else message

    def render_overlay(self) -> bytes:
        """Return the problems of the last build as HTML; empty if there are none."""
        return render_overlay(self.last_build, self.language, self.style.read_lines, has_pages=self.has_pages)

    def find_error_page(self) -> bytes:
        """Return the page for unknown addresses; before the first build, one that waits for it."""
        file = self.folder / "404.html"
        return file.read_bytes() if file.is_file() else render_empty_page(self.language)

    def _load_config(self) -> MkDocsConfig:
        """Return the configuration; it is reloaded when its file has changed, or when it may depend on other files."""
        content = self.config_file.read_bytes() if self.config_file.is_file() else b""
        if self._config is None or self._config[0] != content or refers_to_files(content.decode(errors="replace")):
            self._config = (content, load_mkdocs_config(self.config_file, self.folder))
        return self._config[1]

    def collect_garbage(self) -> None:
        """Collect the reference cycles of earlier builds. Objects that survive the first call are excluded from later collections."""
        gc.collect()
        if not self._is_frozen:
            gc.freeze()
            self._is_frozen = True

    def _try_build(self, reload_browsers: Callable[[], None], changed_files: Collection[str] | None) -> tuple[str, bool]:
        """Build the site; return a message and whether the build succeeded."""
        shown: list[BuildProblems] = []

        def show_pages(problems: Sequence[Problem]) -> None:
            self.last_build = BuildProblems(problems)
            shown.append(self.last_build)
            reload_browsers()

        known_files = changed_files if self._has_read_changes else None
        self._has_read_changes = False
        try:
            result = build(
                self._load_config(),
                now=self.clock(),
                cache=self.cache,
                private=True,
                with_drafts=self.with_drafts,
                on_pages=show_pages,
                changed_files=known_files if known_files is not None and len(known_files) <= MAX_KNOWN else None,
            )
        except (ProspectusError, OSError) as error:  # an OSError such as a full disk
            self._has_read_changes = isinstance(error, ContentError)
            message = self._take_error(error, "partly_built" if shown else "blocked")
        else:
            self.last_build, self.has_pages, self._has_read_changes = BuildProblems(result.problems), True, True
            self.cache.save()
            problems = to_text(result.problems, self.language, self.style) if result.problems else ""
            counts = BUILT.fill(rendered=result.rendered, changed=result.write_stats.changed)
            message = problems + counts.in_language(self.language)
        if shown and self.last_build != shown[-1]:
            reload_browsers()
        return message, self.last_build.outcome == "built"

    def _take_error(self, error: ProspectusError | OSError, outcome: Outcome) -> str:
        """Keep an error for browsers; return a message for the user."""
        if isinstance(error, ContentError):
            self.last_build = BuildProblems(error.problems, outcome)
            return to_text(error.problems, self.language, self.style) + CONSEQUENCES[outcome].in_language(self.language)
        words = (
            error.in_language(self.language)
            if isinstance(error, ProspectusError)
            else describe_system_error(error).in_language(self.language)
        )
        self.last_build = BuildProblems((), outcome, words)
        return words


def serve(
    config_file: Path,
    address: tuple[str, int],
    *,
    clock: Callable[[], datetime],
    report: Callable[[str], None],
    language: str = "en",
    style: TextStyle = COMPLETE,
    other_names: Collection[str] = (),
) -> None:
    """Serve a site at `address` (host and port) until it is stopped; browsers reload a page when the site has changed.

    It answers under the names of this machine and `other_names`.
    """
    with open_preview_folder() as folder:
        site_server = SiteServer(config_file, folder, clock, language, style, store=SqliteStore(folder.parent / CACHE))
        _serve_from(site_server, address, report, frozenset(map(str.lower, other_names)))


def _describe_site(site_server: SiteServer, config: MkDocsConfig, server: PreviewServer) -> ServedSite:
    """Return the site for the tools beside its pages, which share the cache of the builder."""
    return ServedSite(
        adapter.site_root(config),
        theme.find_folders(config.theme.custom_dir),
        site_server.clock,
        site_server.language,
        site_server.cache,
        site_server.lock,
        lambda: server.version,
        server.mount_path,
    )


def _serve_from(site_server: SiteServer, address: tuple[str, int], report: Callable[[str], None], other_names: frozenset[str]) -> None:
    """Build the site into its folder and serve it until it is stopped."""
    folder, config_file = site_server.folder, site_server.config_file
    config = load_mkdocs_config(config_file, folder)
    mount_path = "/" + "/".join(adapter.site_url(config).split("/")[3:])

    def rebuild() -> None:
        report(site_server.rebuild(server.reload_browsers, server.take_changes()))
        Timer(COLLECT_AFTER, site_server.collect_garbage).start()  # after the browser has been notified

    server = PreviewServer(rebuild, host=address[0], port=address[1], root=str(folder), mount_path=mount_path)
    server.build_delay = 0.05
    server.serve_thread.daemon = True  # a signal while it starts makes the server take it for one that has not, and Python waits for it
    server.listening, server.language = ListeningHost(address[0], other_names), site_server.language
    site = _describe_site(site_server, config, server)
    board, translations = BoardApp(site, address[0]), TranslationsApp(site, address[0])
    server.local_apps = {app.prefix: app for app in (board, translations)}
    server.render_overlay = site_server.render_overlay
    server.error_handler = lambda _: site_server.find_error_page()
    server.watch_files([*watched_folders(config), config_file])
    try:
        report(site_server.rebuild())
        site_server.collect_garbage()
        site_url = f"http://{address[0]}:{address[1]}{mount_path}"
        if server.listening.is_wildcard or server.listening.is_shared:
            report(BEYOND_THIS_MACHINE.fill(host=address[0]).in_language(site_server.language))
        tools = {"board": board.build_url(address[1]), "translations": translations.build_url(address[1])}
        report(SERVING.fill(url=site_url, **tools).in_language(site_server.language))
        server.serve()  # type: ignore[no-untyped-call]
    finally:
        server.shutdown()
