"""Reading without a network: what was read is kept, what was not is explained, and nothing old is shown while there is a network."""

from __future__ import annotations

import shutil
import socket
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from prospectus.builder.incremental import BuildResult
from prospectus.publish.theme import load_assets, packaged_folder
from tiny import SiteFactory, build_to

pytestmark = pytest.mark.browser


UNTIL_KEPT = """async (url) => {
  const end = Date.now() + 20_000;
  while (!(await (await caches.open("read-pages")).match(url))) {
    if (Date.now() > end) throw new Error(`${url} is not kept`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}"""
UNTIL_DELETED = """async () => {
  const end = Date.now() + 20_000;
  while ((await caches.has("read-pages")) || (await navigator.serviceWorker.getRegistration())) {
    if (Date.now() > end) throw new Error("still there");
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}"""


class QuietHandler(SimpleHTTPRequestHandler):
    """Serves a folder and writes no access log."""

    def log_message(self, *arguments: object) -> None:
        """Write nothing."""


class Host:
    """A server of a copy of a site, below its path `/learn/`, that can be switched off and on again. The port stays the same."""

    def __init__(self, root: Path) -> None:
        self.root, self.folder = root, root / "learn"
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}/learn"
        self.server: ThreadingHTTPServer | None = None

    def start(self) -> None:
        """Answer requests."""
        self.server = ThreadingHTTPServer(("127.0.0.1", self.port), partial(QuietHandler, directory=str(self.root)))
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def stop(self) -> None:
        """Be gone, as for a reader without a network."""
        if self.server is not None:
            self.server.shutdown()
            self.server.server_close()
            self.server = None


@pytest.fixture
def host(full: BuildResult, tmp_path: Path) -> Iterator[Host]:
    host = Host(tmp_path)
    shutil.copytree(full.folder, host.folder)
    host.start()
    yield host
    host.stop()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 390, "height": 844})
    page = context.new_page()
    page.set_default_timeout(20_000)
    yield page
    context.close()


def read(page: Page, host: Host, *addresses: str) -> None:
    """Read pages with a network, until the browser keeps them."""
    for address in addresses:
        page.goto(f"{host.url}/{address}", wait_until="load")
        wait_until_kept(page, host, address)


OFFLINE_LIST = f"assets/{load_assets((packaged_folder(),)).hashed_names['offline-list.js']}"


def wait_until_kept(page: Page, host: Host, *addresses: str) -> None:
    """Wait until the browser keeps some files of the site."""
    for address in addresses:
        page.evaluate(UNTIL_KEPT, f"{host.url}/{address}")


@pytest.mark.parametrize("language", ["", "en/"])
def test_pages_that_were_read_are_readable_without_a_network(host: Host, page: Page, language: str) -> None:
    lesson, term = f"{language}lessons/barley-margin/", f"{language}glossary/keeping-ones-word/"
    read(page, host, lesson, term, f"{language}talks/")
    titles = {}
    for address in (lesson, term):
        page.goto(f"{host.url}/{address}")
        titles[address] = page.locator("h1").inner_text()
    wait_until_kept(page, host, f"{language}calendar/")
    host.stop()
    for address, title in titles.items():
        page.goto(f"{host.url}/{address}")
        assert page.locator("h1").inner_text() == title
        assert page.evaluate(
            r"[...document.styleSheets].some((sheet) => /\/site\.[0-9a-f]{8}\.css$/.test(sheet.href) && sheet.cssRules.length > 100)"
        )
    page.goto(f"{host.url}/{language}calendar/")
    assert page.locator("h1").count() == 1
    assert page.title() != ""


@pytest.mark.parametrize(("language", "lang"), [("", "zh-CN"), ("en/", "en")])
def test_a_page_that_was_not_read_is_explained_with_those_that_were(host: Host, page: Page, language: str, lang: str) -> None:
    read(page, host, f"{language}lessons/barley-margin/", f"{language}talks/")
    page.goto(f"{host.url}/{language}lessons/barley-margin/")
    title = page.locator("h1").inner_text()
    wait_until_kept(page, host, f"{language}offline/", OFFLINE_LIST)
    host.stop()
    page.goto(f"{host.url}/{language}faq/")
    assert page.evaluate("document.documentElement.lang") == lang
    page.locator("[data-kept-pages] li").first.wait_for()
    page.get_by_role("link", name=title, exact=True).click()
    assert page.locator("h1").inner_text() == title


def test_with_a_network_a_kept_page_is_never_shown_in_place_of_a_new_one(host: Host, page: Page) -> None:
    read(page, host, "lessons/barley-margin/", "talks/")
    published = host.folder / "lessons/barley-margin/index.html"
    published.write_text(published.read_text(encoding="utf-8").replace("<h1", "<p id=new>new</p><h1", 1), encoding="utf-8")
    page.goto(f"{host.url}/lessons/barley-margin/")
    assert page.locator("#new").count() == 1
    shutil.rmtree(published.parent)
    response = page.goto(f"{host.url}/lessons/barley-margin/")
    assert response is not None
    assert response.status == 404


def test_the_first_visit_keeps_no_page_that_it_does_not_show(host: Host, page: Page) -> None:
    read(page, host, "talks/")
    wait_until_kept(page, host, "offline/", OFFLINE_LIST)
    kept = page.evaluate("async () => (await (await caches.open('read-pages')).keys()).map((key) => key.url)")
    assert {url for url in kept if "/assets/" not in url} == {f"{host.url}/talks/", f"{host.url}/offline/"}


def test_a_site_that_keeps_nothing_any_more_deletes_what_was_kept(host: Host, page: Page) -> None:
    read(page, host, "talks/")
    (host.folder / "service-worker.js").write_text('importScripts("assets/service-worker-off.js");\n', encoding="utf-8")
    page.evaluate("navigator.serviceWorker.getRegistration().then((registration) => registration.update())")
    page.evaluate(UNTIL_DELETED)


def test_a_site_without_offline_reading_has_no_worker_on_its_pages(tiny: SiteFactory, tmp_path: Path) -> None:
    root = tiny("minimal")
    site = root / "content/site.yml"
    site.write_text(site.read_text(encoding="utf-8") + "offline: false\n", encoding="utf-8")
    folder = build_to(root, tmp_path / "built").folder
    assert "service-worker-off.js" in (folder / "service-worker.js").read_text(encoding="utf-8")
    pages = {path: path.read_text(encoding="utf-8") for path in folder.rglob("*.html")}
    assert folder / "index.html" in pages
    assert not [path for path, html in pages.items() if "offline" in html]
