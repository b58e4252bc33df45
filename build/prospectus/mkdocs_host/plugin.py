"""The MkDocs plugin. Each hook only unpacks its arguments and calls plain functions."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from jinja2 import Environment
from mkdocs.config.config_options import Type
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.livereload import LiveReloadServer
from mkdocs.plugins import BasePlugin, get_plugin_logger
from mkdocs.structure.files import Files
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page
from mkdocs.utils.templates import TemplateContext

from prospectus import clock
from prospectus.errors import ContentError, ProspectusError
from prospectus.load.records import FOLDERS
from prospectus.mkdocs_host import adapter, live_reload
from prospectus.mkdocs_host.site_address import refuse_local_address
from prospectus.pipeline import BuildOutcome, SiteSource, add_missing_words, build_site
from prospectus.problems import Message, Problem
from prospectus.problems.formats import to_text
from prospectus.problems.language import language_of_environment
from prospectus.problems.visible import escape_controls, make_visible
from prospectus.publish import theme
from prospectus.publish.site import RELEASES, publish
from prospectus.query.missing_words import find_missing_words
from prospectus.query.sample_pages import list_sample_pages
from prospectus.render.artifact import Artifact
from prospectus.render.html.pages import build_template_context as page_context
from prospectus.render.html.pages import finish_page, prepare_environment
from prospectus.render.manifest import PATH as MANIFEST
from prospectus.render.manifest import build_manifest
from prospectus.render.search.entries import SearchEntry, build_entries
from prospectus.render.search.files import iter_search_files
from prospectus.render.server_files.hosting import state_caching
from prospectus.views.page import PageView

log = get_plugin_logger(__name__)
SERVED_PREFIX = "mkdocs_"
"""The start of the name of the temporary folder of `mkdocs serve`."""


class ProspectusPlugin(BasePlugin):  # type: ignore[type-arg,no-untyped-call]
    """Passes the pages and files of a site to MkDocs, which writes them to a temporary folder, and publishes what it wrote."""

    config_scheme = (("releases", Type(int, default=RELEASES)), ("precompress", Type(bool, default=False)))

    is_preview = False
    """Whether MkDocs serves the site, which it does at an address of this machine."""

    def on_startup(self, *, command: str, dirty: bool) -> None:
        """Note what MkDocs was started for."""
        self.is_preview = command == "serve"

    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        """Put our theme before Material's."""
        self.folders = adapter.install_theme(config)
        self.temporary = ExitStack()
        return config

    def on_pre_build(self, config: MkDocsConfig) -> None:
        """Run the pipeline before MkDocs empties the site folder."""
        try:
            if config.strict and not self.is_preview:
                refuse_local_address(config)
            source = adapter.site_source(config, self.folders)
            self.templates = source.templates
            self.outcome = _run_pipeline(source, strict=bool(config.strict))
        except ContentError as refused:
            raise PluginError("\n" + to_text(refused.problems, _language())) from None
        except ProspectusError as error:
            raise PluginError(make_visible(error.in_language(_language()))) from None
        self._prepare_folder(config)
        self.pages = {adapter.source_path(page): page for page in self.outcome.views.pages}
        self.reads = {page.address: set(reads) for page, reads in self.outcome.views.pages_with_reads}
        self.search_entries: dict[str, tuple[SearchEntry, ...]] = {}

    def on_files(self, files: Files, config: MkDocsConfig) -> Files:
        """Replace the files of MkDocs by our pages and data files."""
        media = (Artifact(file.path, file.read()) for file in self.outcome.files.files)
        assets = theme.load_assets(self.folders)
        self.page_config, extra_files = adapter.hash_extra_files(config, assets)
        artifacts = (*assets.files, *extra_files, *adapter.iter_assets(config), *media, *self.outcome.data_files)
        return adapter.replace_files(files, config, self.outcome.views.pages, state_caching(artifacts, adapter.site_url(config)))

    def on_env(self, env: Environment, config: MkDocsConfig, files: Files) -> Environment:
        """Prepare the Jinja environment: switch on escaping for our templates."""
        return prepare_environment(adapter.use_templates(env, self.templates), frozenset(self.templates))

    def on_page_markdown(self, markdown: str, page: Page, config: MkDocsConfig, files: Files) -> str:
        """Set the front matter, which selects the template."""
        page.meta = adapter.front_matter(self._page_view(page))
        return markdown

    def on_page_context(self, context: TemplateContext, /, *, page: Page, config: MkDocsConfig, nav: Navigation) -> TemplateContext:
        """Add the view of the page to the template context."""
        view = self._page_view(page)
        self.recording = ExitStack()  # left in on_post_page, when the template has been rendered
        self.template_reads = self.recording.enter_context(self.outcome.views.queries.recording())
        context.update({**adapter.template_context(self.page_config, view), **page_context(view)})  # type: ignore[typeddict-item]
        return context

    def on_post_page(self, output: str, page: Page, config: MkDocsConfig) -> str:
        """Record what a page says and which interface words it lacks, and apply the workarounds for invalid HTML of the base theme."""
        self.recording.close()
        view = self._page_view(page)
        self.reads[view.address] |= self.template_reads
        self.search_entries[view.address] = build_entries(view, output)
        return finish_page(output, view)

    def on_post_build(self, config: MkDocsConfig) -> None:
        """Report missing interface words, add the search index, and publish: replace the site, with a manifest of all its files."""
        self._report_missing_words(strict=bool(config.strict))
        folder = Path(config.site_dir)
        for artifact in self._iter_search_files():
            path = folder / artifact.path
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(artifact.body)
        samples = list_sample_pages(self.outcome.views.library)
        if folder == self.target:
            digests = {artifact.path: artifact.sha256 for artifact in _iter_files(folder)}
            (folder / MANIFEST).write_bytes(build_manifest(digests, samples=samples).body)
            return
        config.site_dir = str(self.target)
        try:
            options = {name: self.config[name] for name in ("releases", "precompress")}
            publish(_iter_files(folder), self.target, **options, announce=_log_message, samples=samples)
        except ProspectusError as error:
            raise PluginError(make_visible(error.in_language(_language()))) from None
        finally:
            self.temporary.close()

    def on_build_error(self, error: Exception) -> None:
        """Remove what was written."""
        self.temporary.close()

    def _prepare_folder(self, config: MkDocsConfig) -> None:
        """Let MkDocs write to a temporary folder, unless it serves one of its own: it empties the folder that it writes to."""
        self.target = Path(config.site_dir)
        if not self.target.name.startswith(SERVED_PREFIX):
            config.site_dir = self.temporary.enter_context(tempfile.TemporaryDirectory(prefix="prospectus-"))

    def on_serve(self, server: LiveReloadServer, config: MkDocsConfig, builder: Any) -> LiveReloadServer:
        """Watch the folders that MkDocs does not know about, and let pages reload with a script that their policy allows."""
        live_reload.use_script(server)
        for folder in watched_folders(config):
            server.watch(str(folder))
        return server

    def _report_missing_words(self, *, strict: bool) -> None:
        addresses_by_key = {**self.outcome.missing_words, **find_missing_words(self.reads.items())}
        known = self.outcome.problems
        try:
            problems = add_missing_words(known, self.outcome.views.queries.site, addresses_by_key, strict=strict)
        except ContentError as refused:
            raise PluginError("\n" + to_text(refused.problems, _language())) from None
        _log_problems(problem for problem in problems if problem not in known)

    def _iter_search_files(self) -> Iterator[Artifact]:
        views = self.outcome.views
        for context in views.contexts:
            pages = [page for page in views.pages if page.site is context.site]
            entries = [entry for page in pages for entry in self.search_entries.get(page.address, ())]
            yield from iter_search_files(entries, context.locale, context.t)

    def _page_view(self, page: Page) -> PageView:
        return self.pages[page.file.src_uri]


def _run_pipeline(source: SiteSource, *, strict: bool) -> BuildOutcome:
    outcome = build_site(source, now=clock.read(), strict=strict)
    _log_problems(outcome.problems)
    return outcome


def _log_problems(problems: Iterable[Problem]) -> None:
    for problem in problems:
        place, sentence = f"{problem.path}:{problem.line}", problem.sentence(_language())
        log.warning("%s: %s %s", escape_controls(place), problem.code, escape_controls(sentence))


def _iter_files(folder: Path) -> Iterator[Artifact]:
    """Yield the files that MkDocs wrote."""
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.is_file() and name != MANIFEST:
            yield Artifact(name, path.read_bytes())


def _log_message(message: Message) -> None:
    log.info(make_visible(message.in_language(_language())))


def _language() -> str:
    """Return the language of messages; MkDocs has no option for it."""
    return language_of_environment(os.environ)


def watched_folders(config: MkDocsConfig) -> list[Path]:
    """Return the folders of content and theme that `serve` watches."""
    root = adapter.site_root(config)
    candidates = [*(root / name for name in FOLDERS), *theme.find_folders(config.theme.custom_dir)]
    return [folder for folder in candidates if folder.is_dir()]
