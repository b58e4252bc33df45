"""The adapter to MkDocs: turns pages and artifacts into MkDocs files, and the MkDocs configuration into plain values.

Only this package and `builder/` import MkDocs, so that the site also builds with ProperDocs.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from copy import copy
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import mkdocs
from jinja2 import ChoiceLoader, DictLoader, Environment
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files, InclusionLevel

from prospectus.load.stray_files import describe_leftover
from prospectus.mkdocs_host.configuration import read_configuration
from prospectus.model.urls import add_hash
from prospectus.pipeline import SiteSource
from prospectus.publish import theme
from prospectus.publish.files import is_inside_path
from prospectus.publish.site import RELEASES
from prospectus.render.artifact import Artifact
from prospectus.views.page import PageView

PLUGIN = "prospectus"
CONTENT_FOLDER = "content"
CONTENT_SUFFIXES = (".md", ".yml", ".yaml")
"""Suffixes of content files in the documentation folder; all other files are assets."""


def install_theme(config: MkDocsConfig) -> tuple[Path, ...]:
    """Put our theme before Material's and disable static templates. Return the theme folders, the one with the highest priority first."""
    theme_folders = theme.find_folders(config.theme.custom_dir)
    packaged_folder = str(theme_folders[-1])
    if packaged_folder not in (str(Path(folder).resolve()) for folder in config.theme.dirs):
        config.theme.dirs.insert(1 if config.theme.custom_dir else 0, packaged_folder)
    config.theme.static_templates = set()
    return theme_folders


def site_root(config: MkDocsConfig) -> Path:
    """Return the root folder of the site, which holds its `mkdocs.yml`."""
    return Path(config.config_file_path or "mkdocs.yml").resolve().parent


def site_url(config: MkDocsConfig) -> str:
    """Return the base URL of the site, ending in a slash."""
    return (config.site_url or "http://127.0.0.1:8000/").rstrip("/") + "/"


def count_releases(config: MkDocsConfig) -> int:
    """Return how many earlier releases are kept: the option `releases` of the plugin."""
    plugin = config.plugins.get(PLUGIN)
    return int(plugin.config["releases"]) if plugin is not None else RELEASES


def is_precompressed(config: MkDocsConfig) -> bool:
    """Return whether files are published with compressed copies: the option `precompress` of the plugin."""
    plugin = config.plugins.get(PLUGIN)
    return plugin is not None and bool(plugin.config["precompress"])


def site_source(config: MkDocsConfig, theme_folders: tuple[Path, ...]) -> SiteSource:
    """Return what a site is built from. `theme_folders` has the folder with the highest priority first."""
    root = site_root(config)
    templates = theme.name_assets(theme.load_templates(theme_folders), theme.load_assets(theme_folders).hashed_names)
    return SiteSource(root, theme_folders, templates, site_url(config), read_configuration(config, root))


def use_templates(env: Environment, templates: Mapping[str, str]) -> Environment:
    """Let an environment of MkDocs take our templates as they are given, and those of Material from its folders; return it."""
    env.loader = ChoiceLoader([DictLoader(templates), *filter(None, [env.loader])])
    return env


def hash_extra_files(config: MkDocsConfig, assets: theme.Assets) -> tuple[MkDocsConfig, tuple[Artifact, ...]]:
    """Return the configuration with a hash in the names of the site's own `extra_css` and `extra_javascript`, and the files of these names.

    They are published under their own names as well. Files of other hosts, and files that are not there, are left as they are.
    """
    files = {artifact.path: artifact for artifact in assets.files}
    changed, artifacts = copy(config), list[Artifact]()
    for setting in ("extra_css", "extra_javascript"):
        changed[setting] = [_hash_extra_file(entry, config, files, artifacts) for entry in config[setting]]
    return changed, tuple(artifacts)


def _hash_extra_file(entry: Any, config: MkDocsConfig, files: Mapping[str, Artifact], artifacts: list[Artifact]) -> Any:
    """Return an entry of `extra_css` or `extra_javascript` with a hash in its name, and add its file to `artifacts`."""
    path = str(entry)
    file = Path(config.docs_dir, path)
    if is_inside_path(path) and file.is_file():
        body = file.read_bytes()
    elif path in files:
        body = files[path].body
    else:
        return entry
    artifacts.append(Artifact(add_hash(path, body), body))
    if isinstance(entry, str):
        return artifacts[-1].path
    hashed = copy(entry)
    hashed.path = artifacts[-1].path
    return hashed


def replace_files(files: Files, config: MkDocsConfig, pages: tuple[PageView, ...], artifacts: Iterator[Artifact]) -> Files:
    """Replace the files that MkDocs collected by our pages and artifacts; of artifacts with the same path, the last one is used."""
    for file in list(files):
        files.remove(file)
    for page in pages:
        files.append(_make_file(config, page))
    for path, body in {artifact.path: artifact.body for artifact in artifacts}.items():
        files.append(File.generated(config, path, content=body, inclusion=InclusionLevel.INCLUDED))
    return files


def _make_file(config: MkDocsConfig, page: PageView) -> File:
    file = File.generated(config, source_path(page), content="", inclusion=InclusionLevel.NOT_IN_NAV)
    file.dest_uri = page.path
    file.url = page.address or "./"
    return file


def source_path(page: PageView) -> str:
    """Return the source path of a page in MkDocs: its path with the suffix `.md`."""
    return page.path.removesuffix(".html") + ".md"


def front_matter(page: PageView) -> dict[str, Any]:
    """Return the front matter of a page; MkDocs selects the template by it."""
    return {"template": page.template, "title": str.__str__(page.title), "description": str.__str__(page.description)}


def template_context(config: MkDocsConfig, page: PageView) -> dict[str, Any]:
    """Return the template context that MkDocs would provide, for a build without MkDocs and its navigation."""
    mkdocs_page = SimpleNamespace(
        meta=front_matter(page),
        title=page.title,
        url=page.address or "./",
        canonical_url=page.canonical,
        is_homepage=False,
        toc=(),
        content="",
        previous_page=None,
        next_page=None,
        edit_url=None,
        file=SimpleNamespace(src_uri=source_path(page)),
    )
    return {
        "config": config,
        "page": mkdocs_page,
        "nav": (),
        "pages": (),
        "base_url": page.base,
        "mkdocs_version": mkdocs.__version__,
        "extra_css": config.extra_css,
        "extra_javascript": config.extra_javascript,
    }


def iter_assets(config: MkDocsConfig) -> Iterator[Artifact]:
    """Yield the files of the documentation folder, unless it is that of the content, of which only what is referred to is published."""
    folder = Path(config.docs_dir).resolve()
    if folder != site_root(config) / CONTENT_FOLDER:
        for path in _iter_files(folder):
            if describe_leftover(path.name) is None:
                yield Artifact(path.relative_to(folder).as_posix(), path.read_bytes())


def _iter_files(folder: Path) -> Iterator[Path]:
    """Yield the files of a documentation folder that is not the folder of the content; hidden files are skipped."""
    for directory, subdirectories, names in os.walk(folder):
        subdirectories[:] = sorted(subdirectory for subdirectory in subdirectories if not subdirectory.startswith("."))
        for name in sorted(file_name for file_name in names if not file_name.startswith(".") and not file_name.endswith(CONTENT_SUFFIXES)):
            path = Path(directory, name)
            if path.is_file() and path.resolve().is_relative_to(folder):
                yield path
