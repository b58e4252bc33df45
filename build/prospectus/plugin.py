"""The MkDocs plugin: only a doorway. Each hook unpacks, calls a plain function and hands over."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from jinja2 import Environment
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.livereload import LiveReloadServer
from mkdocs.plugins import BasePlugin, get_plugin_logger
from mkdocs.structure.files import Files
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page
from mkdocs.utils.templates import TemplateContext

from prospectus import clock
from prospectus.derive.view import PageView
from prospectus.errors import ContentRefused, ProspectusError
from prospectus.load.records import FOLDERS
from prospectus.pipeline import Outcome, build_site
from prospectus.problems.formats import text
from prospectus.publish import host, theme
from prospectus.render.manifest import PATH as MANIFEST
from prospectus.render.manifest import digest, manifest
from prospectus.render.pages import context as page_context
from prospectus.render.pages import finished, prepare

log = get_plugin_logger(__name__)


class ProspectusPlugin(BasePlugin):  # type: ignore[type-arg,no-untyped-call]
    """Feeds a site's content to MkDocs."""

    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        """Lay our theme over Material."""
        self.folders = host.prepare(config)
        return config

    def on_pre_build(self, config: MkDocsConfig) -> None:
        """Run the pipeline before MkDocs empties the site folder."""
        try:
            self.outcome = _outcome(config, self.folders)
        except ContentRefused as refused:
            raise PluginError("\n" + text(refused.problems)) from None
        except ProspectusError as error:
            raise PluginError(str(error)) from None
        self.pages = {host.source_of(page): page for page in self.outcome.views.pages}

    def on_files(self, files: Files, config: MkDocsConfig) -> Files:
        """Give MkDocs our pages and machine files."""
        others = (*theme.assets(self.folders), *host.assets(config), *self.outcome.machine)
        return host.add(files, config, self.outcome.views.pages, iter(others))

    def on_env(self, env: Environment, config: MkDocsConfig, files: Files) -> Environment:
        """Escape what our templates print."""
        return prepare(env, frozenset(theme.templates(self.folders)))

    def on_page_markdown(self, markdown: str, page: Page, config: MkDocsConfig, files: Files) -> str:
        """Choose the template."""
        page.meta = host.meta(self._view(page))
        return markdown

    def on_page_context(self, context: TemplateContext, /, *, page: Page, config: MkDocsConfig, nav: Navigation) -> TemplateContext:
        """Give the template its view."""
        view = self._view(page)
        context.update({**host.host_context(config, view), **page_context(view)})  # type: ignore[typeddict-item]
        return context

    def on_post_page(self, output: str, page: Page, config: MkDocsConfig) -> str:
        """Put right what the base theme does wrong."""
        return finished(output)

    def on_post_build(self, config: MkDocsConfig) -> None:
        """List every published file with its hash."""
        folder = Path(config.site_dir)
        paths = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()}
        digests = {name: digest(path.read_bytes()) for name, path in paths.items() if name != MANIFEST}
        (folder / MANIFEST).write_bytes(manifest(digests).body)

    def on_serve(self, server: LiveReloadServer, config: MkDocsConfig, builder: Any) -> LiveReloadServer:
        """Watch what MkDocs does not know of."""
        for folder in watched(config):
            server.watch(str(folder))
        return server

    def _view(self, page: Page) -> PageView:
        return self.pages[page.file.src_uri]


def _outcome(config: MkDocsConfig, folders: tuple[Path, ...]) -> Outcome:
    root, url = host.root_of(config), host.url_of(config)
    words, templates = theme.words(folders), theme.templates(folders)
    outcome = build_site(root, words=words, templates=templates, url=url, now=clock.read(), strict=bool(config.strict))
    for problem in outcome.problems:
        log.warning("%s:%s: %s %s", problem.path, problem.line, problem.code, problem.sentence())
    return outcome


def watched(config: MkDocsConfig) -> list[Path]:
    """Return the folders whose changes change the site."""
    root = host.root_of(config)
    candidates = [*(root / name for name in FOLDERS), *theme.folders(config.theme.custom_dir)]
    return [folder for folder in candidates if folder.is_dir()]
