"""`prospectus serve`: build into a temporary folder, serve it, and rebuild incrementally when a file changes."""

from __future__ import annotations

import gc
import shutil
import tempfile
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from threading import Timer

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.livereload import LiveReloadServer

from prospectus.builder import build, configured
from prospectus.errors import ContentRefused, ProspectusError
from prospectus.memo import Memo
from prospectus.plugin import watched
from prospectus.problems.formats import text
from prospectus.publish import host
from prospectus.publish.stamp import depends_on_more

TIDY_AFTER = 0.5
"""Seconds between a build and the garbage collection after it."""


class Workbench:
    """A site that is built repeatedly in one process, with a cache in memory."""

    def __init__(self, config_file: Path, folder: Path, clock: Callable[[], datetime]) -> None:
        self.config_file, self.folder, self.clock = config_file, folder, clock
        self.memo = Memo(again=True)
        self._config: tuple[bytes, MkDocsConfig] | None = None
        self._settled = False

    def rebuild(self) -> str:
        """Build what changed; return a message for the user. When the content has errors, the site stays unchanged."""
        started = time.perf_counter()
        gc.disable()  # scanning all records in memory for garbage takes longer than the build
        try:
            said, done = self._rebuilt()
        finally:
            gc.enable()
        return f"{said} in {(time.perf_counter() - started) * 1000:.0f} ms" if done else said

    def _configured(self) -> MkDocsConfig:
        """Return the configuration; it is reloaded when its file has changed, or when it may depend on other files."""
        said = self.config_file.read_bytes() if self.config_file.is_file() else b""
        if self._config is None or self._config[0] != said or depends_on_more(said.decode(errors="replace")):
            self._config = (said, configured(self.config_file, self.folder))
        return self._config[1]

    def tidy(self) -> None:
        """Collect the reference cycles of earlier builds. Objects that survive the first call are excluded from later collections."""
        gc.collect()
        if not self._settled:
            gc.freeze()
            self._settled = True

    def _rebuilt(self) -> tuple[str, bool]:
        """Build the site; return a message and whether the build succeeded."""
        try:
            built = build(self._configured(), now=self.clock(), memo=self.memo, private=True)
        except ContentRefused as refused:
            return text(refused.problems), False
        except ProspectusError as error:
            return str(error), False
        self.memo.save()
        problems = text(built.prepared.problems) if built.prepared.problems else ""
        return f"{problems}{built.made} pages made, {built.written.changed} files changed", True


def serve(config_file: Path, address: tuple[str, int], *, clock: Callable[[], datetime], report: Callable[[str], None]) -> None:
    """Serve a site at `address` (host and port) until interrupted; browsers reload a page when the site has changed."""
    folder = Path(tempfile.mkdtemp(prefix="prospectus-"))
    config = configured(config_file, folder)
    bench = Workbench(config_file, folder, clock)
    mount = "/" + "/".join(host.url_of(config).split("/")[3:])

    def build_again() -> None:
        report(bench.rebuild())
        Timer(TIDY_AFTER, bench.tidy).start()  # after the browser has been notified

    server = LiveReloadServer(build_again, host=address[0], port=address[1], root=str(folder), mount_path=mount)
    server.build_delay = 0.05
    for each in (*watched(config), config_file):
        server.watch(str(each))
    try:
        report(bench.rebuild())
        bench.tidy()
        report(f"Serving on http://{address[0]}:{address[1]}{mount}")
        server.serve()  # type: ignore[no-untyped-call]
    finally:
        server.shutdown()
        shutil.rmtree(folder, ignore_errors=True)
