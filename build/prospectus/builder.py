"""`prospectus build`: the same configuration, theme and views as `mkdocs build`, without its page machinery."""

from __future__ import annotations

import logging
import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from mkdocs.config import load_config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import Abort, ConfigurationError
from mkdocs.livereload import LiveReloadServer

from prospectus.derive.view import PageView
from prospectus.errors import ContentRefused, WrongUse
from prospectus.pipeline import Outcome, build_site
from prospectus.plugin import watched
from prospectus.publish import host, theme
from prospectus.publish.disk import Written, publish
from prospectus.render.artifact import Artifact
from prospectus.render.manifest import manifest_of
from prospectus.render.pages import prepare, render

Progress = Callable[[Sequence[PageView]], Iterator[PageView]]
"""Passes pages through and shows how far it got."""


@dataclass(frozen=True, slots=True)
class Built:
    """What a build made and what it changed."""

    outcome: Outcome
    written: Written
    folder: Path


def configured(config_file: Path, site_dir: Path | None = None) -> MkDocsConfig:
    """Return the configuration of MkDocs; raises WrongUse when there is none or it is not sound."""
    if not config_file.is_file():
        raise WrongUse(f"There must be a mkdocs.yml in {config_file.parent}; prospectus init makes a new site.")
    logging.getLogger("mkdocs.config").setLevel(logging.ERROR)
    try:
        given = {"site_dir": str(site_dir.resolve())} if site_dir else {}
        return load_config(config_file=str(config_file), **given)
    except (ConfigurationError, Abort) as error:
        raise WrongUse(f"mkdocs.yml cannot be used: {error}") from None


def build(config: MkDocsConfig, *, now: datetime, strict: bool = False, progress: Progress = iter) -> Built:
    """Build the whole site and publish it; raises ContentRefused and then has changed nothing."""
    folders = host.prepare(config)
    outcome = build_site(host.root_of(config), words=theme.words(folders), url=host.url_of(config), now=now, strict=strict)
    artifacts = _artifacts(config, folders, outcome, progress)
    folder = Path(config.site_dir)
    return Built(outcome, publish([*artifacts, manifest_of(artifacts)], folder), folder)


def _artifacts(config: MkDocsConfig, folders: tuple[Path, ...], outcome: Outcome, progress: Progress) -> list[Artifact]:
    env = prepare(config.theme.get_env(), folders)
    found: dict[str, Artifact] = {}
    for artifact in (*theme.assets(folders), *outcome.machine, *host.assets(config)):
        found[artifact.path] = artifact
    for page in progress(outcome.views.pages):
        found[page.path] = Artifact(page.path, render(env, page, host.host_context(config, page)))
    return list(found.values())


def serve(config_file: Path, address: tuple[str, int], *, clock: Callable[[], datetime], report: Callable[[str], None]) -> None:
    """Build into a folder of its own, serve it, and build again when a source changes."""
    folder = Path(tempfile.mkdtemp(prefix="prospectus-"))

    def rebuild() -> None:
        try:
            built = build(configured(config_file, folder), now=clock())
            report(f"{len(built.outcome.views.pages)} pages, {built.written.changed} files changed")
        except ContentRefused as refused:
            from prospectus.problems.formats import text  # noqa: PLC0415

            report(text(refused.problems))

    config = configured(config_file, folder)
    mount = "/" + "/".join(host.url_of(config).split("/")[3:])
    server = LiveReloadServer(builder=rebuild, host=address[0], port=address[1], root=str(folder), mount_path=mount)
    for each in (*watched(config), config_file):
        server.watch(str(each))
    try:
        rebuild()
        report(f"Serving on http://{address[0]}:{address[1]}{mount}")
        server.serve()  # type: ignore[no-untyped-call]
    finally:
        server.shutdown()
        shutil.rmtree(folder, ignore_errors=True)
