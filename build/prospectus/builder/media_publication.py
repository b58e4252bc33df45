"""Publishes pictures and downloads. Those that are in the site folder already, unmodified, are neither read nor written again."""

from __future__ import annotations

from pathlib import Path

from prospectus.cache.cache import BuildCache
from prospectus.media.prepare import PublishedFile
from prospectus.publish.files import FileState
from prospectus.publish.publication import Publication
from prospectus.render.artifact import Artifact

STATES = "published media"
"""The name under which the cache holds the states of the files of a site folder."""
States = dict[str, tuple[str, FileState]]
"""By path in the site folder: the SHA-256 of a file and its state when it was published."""


def publish_media(files: tuple[PublishedFile, ...], publication: Publication, cache: BuildCache) -> None:
    """Add files to a publication."""
    name = f"{STATES} {Path(publication.folder).absolute()}"
    previous: States = cache.get_last(name, "") or {}
    states: States = {}
    for file in files:
        sha256, state = previous.get(file.path, ("", (0, 0)))
        is_free = file.path not in publication.digests  # else it replaces a file of the theme
        if is_free and sha256 == file.sha256 and publication.is_unmodified(file.path, sha256, state):
            publication.keep(file.path, sha256)
        else:
            state = publication.put(Artifact(file.path, file.read()))
        states[file.path] = file.sha256, state
    if states != previous:
        cache.set_last(name, "", states)
