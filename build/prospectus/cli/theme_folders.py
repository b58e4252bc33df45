"""Finds the theme folders of a site."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from prospectus.cache.cache import BuildCache

CONFIG = Path("mkdocs.yml")


def find_theme(root: Path, cache: BuildCache) -> tuple[Path, ...]:
    """Return the theme folders of a site. MkDocs is imported only for a changed configuration that may name a theme of the site's own."""
    from prospectus.cache.fingerprint import fingerprint_config, refers_to_files  # noqa: PLC0415  (not needed by other commands)
    from prospectus.publish.theme import find_folders  # noqa: PLC0415

    config_file = root / CONFIG
    config = config_file.read_text(encoding="utf-8", errors="replace") if config_file.is_file() else ""
    if "custom_dir" not in config and not refers_to_files(config):
        return find_folders(None)
    inputs = fingerprint_config(config)
    folders: tuple[Path, ...] = (cache.get_last("theme folders", inputs) if inputs else None) or ()
    if not folders or not all(folder.is_dir() for folder in folders):
        from prospectus.builder.config import read_url_and_theme  # noqa: PLC0415  (imports MkDocs)

        folders = read_url_and_theme(config_file)[1]
        if inputs:
            cache.set_last("theme folders", inputs, folders)
    return folders
