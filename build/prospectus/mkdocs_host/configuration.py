"""Reads from the MkDocs configuration what pages show of it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urljoin, urlsplit

from mkdocs.config.defaults import MkDocsConfig

from prospectus.load.settings import read_settings
from prospectus.model.configuration import Configuration, SocialLink, parse_origin
from prospectus.model.values.reference import URL_SCHEMES

ICON_FOLDER = ".icons"
"""The folder of Material's icons, and of a theme's own, below a folder of templates."""
FOLDER_STEPS = {"edit": "tree", "blob": "tree", "_edit": "src/branch", "src": "src"}
"""By step of the address at which a file is edited or shown: the step that shows a folder, at GitHub and GitLab, Gitea and Bitbucket."""
REPOSITORY_STEPS = len("https://host/owner/name".split("/"))
"""How many steps of an address the repository has at least, where none has a meaning of its own."""


def read_configuration(config: MkDocsConfig, root: Path) -> Configuration:
    """Return the settings that pages show; `root` is the folder of the site. Links with a scheme that content cannot use are left out."""
    repository = config.repo_url or ""
    stated = {setting.name for setting in read_settings(Path(config.config_file_path or ""))}  # others have a default of MkDocs or Material
    edit_base = _find_edit_base(config, root) if "edit_uri" in stated else ""
    return Configuration(
        edit_base=edit_base,
        folder_base=_find_folder_base(edit_base),
        repository=repository if _is_allowed(repository) else "",
        repository_name=config.repo_name or "",
        copyright=config.copyright or "",
        social=tuple(_iter_social(config)),
        logo=str(config.theme.get("logo") or ""),
        favicon=str(config.theme.get("favicon") or "") if "theme.favicon" in stated else "",
        other_hosts=tuple(_iter_other_hosts(config)),
        security_contacts=tuple(contact for contact in _list_texts(config, "security_contacts") if _is_allowed(contact)),
    )


def _find_edit_base(config: MkDocsConfig, root: Path) -> str:
    """Return the address below which the files of the site can be edited. `edit_uri` is that of the documentation folder."""
    base = urljoin(f"{(config.repo_url or '').rstrip('/')}/", f"{(config.edit_uri or '').rstrip('/')}/")
    folder = Path(config.docs_dir).resolve()
    if folder.is_relative_to(root):
        base = base.removesuffix(f"{folder.relative_to(root).as_posix()}/")
    return base if _is_allowed(base) else ""


def _iter_other_hosts(config: MkDocsConfig) -> Iterator[str]:
    """Yield the declared hosts, each as a browser compares it; what is not one is reported by the check of the settings."""
    for entry in _list_texts(config, "other_hosts"):
        if (origin := parse_origin(entry)) is not None:
            yield origin


def _find_folder_base(edit_base: str) -> str:
    """Return the address below which folders are shown, where a step of that for files tells it; empty elsewhere."""
    steps = edit_base.split("/")
    for index, step in enumerate(steps[REPOSITORY_STEPS:], REPOSITORY_STEPS):
        if step in FOLDER_STEPS:
            return "/".join((*steps[:index], FOLDER_STEPS[step], *steps[index + 1 :]))
    return ""


def _list_texts(config: MkDocsConfig, name: str) -> list[str]:
    """Return the entries of a list in `extra`."""
    entries = config.extra.get(name)
    return [str(entry).strip() for entry in entries] if isinstance(entries, list) else []


def _iter_social(config: MkDocsConfig) -> Iterator[SocialLink]:
    entries = config.extra.get("social")
    for entry in entries if isinstance(entries, list) else ():
        if isinstance(entry, dict) and _is_allowed(url := str(entry.get("link") or "")):
            yield SocialLink(
                str(entry.get("name") or urlsplit(url).netloc or urlsplit(url).path), url, _read_icon(config, str(entry.get("icon") or ""))
            )


def _read_icon(config: MkDocsConfig, name: str) -> str:
    """Return an icon such as `simple/mastodon` as SVG; empty if no folder of the theme has it."""
    for folder in config.theme.dirs:
        icons = Path(folder, ICON_FOLDER).resolve()
        path = (icons / f"{name}.svg").resolve()
        if name and path.is_relative_to(icons) and path.is_file():
            return path.read_text(encoding="utf-8")
    return ""


def _is_allowed(url: str) -> bool:
    return urlsplit(url).scheme in URL_SCHEMES
