"""The web server of `prospectus serve`. It answers GET and HEAD, under the names of this machine, and never with a traceback."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any, cast

from mkdocs.livereload import LiveReloadServer

from prospectus.builder.file_watcher import FileWatcher
from prospectus.mkdocs_host import live_reload
from prospectus.preview import overlay
from prospectus.preview.hosts import ListeningHost
from prospectus.problems import Message
from prospectus.render import service_worker
from prospectus.render.content_types import find_content_type

LocalApp = Callable[[dict[str, Any], Callable[..., object]], Iterable[bytes]]
"""A WSGI application (PEP 3333)."""
StartResponse = Callable[..., object]
METHODS = ("GET", "HEAD")
ODD_PATH_PARTS = ("\0", "//", "\\")
"""What no path of a site contains. Two slashes at the beginning would make a redirect lead to another host."""
OTHER_NAME = Message(
    "This server does not answer under the name {name}. To allow it: prospectus serve --allow-host {name}",
    "本服务器不以 {name} 这一名称提供服务。允许的写法：`prospectus serve --allow-host {name}`",
)
NO_METHOD = Message("Only GET and HEAD are answered.", "只接受 `GET` 和 `HEAD` 请求。")
OTHER_SITE = Message("Another site asks.", "该请求来自其他网站。")
HEADERS = (("X-Content-Type-Options", "nosniff"), ("Cross-Origin-Resource-Policy", "same-origin"), ("Referrer-Policy", "same-origin"))


class PreviewServer(LiveReloadServer):
    """A server of previews. Browsers keep no page of it for reading without a network, because the next site may have the same address."""

    listening = ListeningHost("127.0.0.1")
    language = "en"
    render_overlay: Callable[[], bytes] = bytes
    """Returns what is inserted into every page."""
    local_apps: Mapping[str, LocalApp] = {}
    """What is answered besides the files of the site, by the beginning of its addresses. It is never published. Each app decides itself
    which requests it answers."""

    @property
    def version(self) -> int:
        """A number that grows with each build."""
        return int(self._visible_epoch)

    def watch_files(self, paths: Iterable[Path]) -> None:
        """Build again when one of some files changes, or a file in one of some folders; call it before `serve`."""
        self._changes: set[str] = set()
        self.observer = cast("Any", FileWatcher(paths, self._note_change))  # it has what the server asks of an observer
        self._watched_paths = {str(path): 1 for path in paths}

    def take_changes(self) -> set[str]:
        """Return the paths that have changed since the last call."""
        with self._rebuild_cond:
            changes, self._changes = self._changes, set()
        return changes

    def _note_change(self, path: str) -> None:
        with self._rebuild_cond:
            self._changes.add(path)
            self._want_rebuild = True
            self._rebuild_cond.notify_all()

    def reload_browsers(self) -> None:
        """Make browsers load their pages again at once, while a build goes on."""
        with self._epoch_cond:
            self._wanted_epoch += 1
            self._visible_epoch = self._wanted_epoch
            self._epoch_cond.notify_all()

    def serve_request(self, environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        """Answer a request, that for the service worker with the script that ends it."""
        path: str = environ["PATH_INFO"]
        for prefix, app in self.local_apps.items():
            if f"{path}/".startswith(prefix):
                return app(environ, start_response)
        if (refusal := self._find_refusal(environ)) is not None:
            return self._refuse(*refusal, start_response)
        if path in (live_reload.PATH, overlay.STYLES):
            return self._send_own_file(path, start_response)
        if path == self.mount_path + service_worker.PATH:
            environ["PATH_INFO"] = self.mount_path + service_worker.OFF_SCRIPT
        return self._answer(environ, start_response)

    def _find_refusal(self, environ: Mapping[str, Any]) -> tuple[str, Message] | None:
        """Return the status and the reason with which a request is refused; None if it is answered."""
        host = str(environ.get("HTTP_HOST", ""))
        if not self.listening.allows(host):
            return "403 Forbidden", OTHER_NAME.fill(name=host.rpartition(":")[0] or host)
        if environ["REQUEST_METHOD"] not in METHODS:
            return "405 Method Not Allowed", NO_METHOD
        is_asked_by_script = environ["PATH_INFO"].startswith(live_reload.REQUESTS)
        return ("403 Forbidden", OTHER_SITE) if is_asked_by_script and _comes_from_another_site(environ, host) else None

    def _refuse(self, status: str, reason: Message, start_response: StartResponse) -> Iterable[bytes]:
        allow = [("Allow", ", ".join(METHODS))] if status.startswith("405") else []
        start_response(status, [("Content-Type", "text/plain; charset=utf-8"), *HEADERS, *allow])
        return [f"{reason.in_language(self.language)}\n".encode()]

    def _send_own_file(self, path: str, start_response: StartResponse) -> Iterable[bytes]:
        if path == live_reload.PATH:
            return live_reload.send_script(start_response)
        start_response("200 OK", [("Content-Type", find_content_type(path)), ("Cache-Control", "no-cache"), *HEADERS])
        return [overlay.read_styles()]

    def _answer(self, environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        """Answer with a file of the site, with the problems of the last build on pages."""
        started: list[tuple[str, list[tuple[str, str]]]] = []
        answer: Iterable[bytes] = super().serve_request(environ, lambda status, headers: started.append((status, headers)))
        status, headers = started[-1]
        body = _read_body(answer)
        if dict(headers).get("Content-Type", "").startswith("text/html") and (problems := self.render_overlay()):
            body = overlay.insert_overlay(body, problems)
        kept = [(name, value) for name, value in headers if name != "Content-Length"]
        start_response(status, [*kept, ("Content-Length", str(len(body))), *HEADERS])
        return [] if environ["REQUEST_METHOD"] == "HEAD" else [body]

    def _serve_request(self, environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes] | None:
        """Answer as MkDocs does; None, which is a 404, for a path that no file system has."""
        if any(part in environ["PATH_INFO"] for part in ODD_PATH_PARTS):
            return None
        try:
            return super()._serve_request(environ, start_response)
        except (OSError, ValueError):  # such as a name that is too long, or a file that was removed meanwhile
            return None

    def _inject_js_into_html(self, content: bytes, epoch: int) -> bytes:
        return live_reload.insert_script(content, epoch)

    @classmethod
    def _guess_type(cls, path: str) -> str:
        return find_content_type(Path(path).name)


def _read_body(answer: Iterable[bytes]) -> bytes:
    """Return a whole body. An iterable that has a file is closed (PEP 3333)."""
    try:
        return b"".join(answer)
    finally:
        if hasattr(answer, "close"):
            answer.close()


def _comes_from_another_site(environ: Mapping[str, Any], host: str) -> bool:
    """Return whether a page of another origin makes the browser send this request (Fetch Metadata, 2.3)."""
    origin = environ.get("HTTP_ORIGIN")
    return origin not in (None, f"http://{host}") or environ.get("HTTP_SEC_FETCH_SITE", "same-origin") not in ("same-origin", "none")
