"""Small sites of many versions, in which every file says of which version it is, to tell whole sites from mixed ones."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator
from pathlib import Path

from prospectus.model.urls import add_hash
from prospectus.problems import Message
from prospectus.publish.release_store import ReleaseStore
from prospectus.publish.site import publish
from prospectus.render.artifact import Artifact
from tiny import read_files

PAGES = 24
IS_LONG = os.environ.get("PROSPECTUS_LONG_TESTS") == "1"
"""Whether the long versions of the tests of reliability are wanted, as `.ci/run` wants them."""


def style_name(version: int) -> str:
    """Return the name of the style sheet of a version."""
    return add_hash("assets/site.css", f"/* {version} */".encode())


def make_version(version: int) -> Iterator[Artifact]:
    """Yield the files of a version: pages and styles that differ in each, files that stay, and folders that come and go."""
    yield Artifact(style_name(version), f"/* {version} */".encode())
    for number in range(PAGES):
        yield Artifact(f"pages/{number}/index.html", f"{version} {style_name(version)}".encode())
        yield Artifact(f"same/{number}.txt", f"{number}".encode())
    yield Artifact("index.html", f"{version} {style_name(version)}".encode())
    yield Artifact(f"sometimes/{version % 3}/index.html", f"{version} {style_name(version)}".encode())


def publish_version(version: int, target: Path, announced: list[Message] | None = None) -> None:
    """Publish a version."""
    publish(make_version(version), target, announce=(announced if announced is not None else []).append)


def read_version(target: Path) -> int:
    """Return the version of a site after checking that all of it is of this version, and that nothing else is there."""
    files = read_files(target)
    manifest = json.loads(files.pop("manifest.json"))
    assert {path: hashlib.sha256(body).hexdigest() for path, body in files.items()} == manifest["files"]
    version = int(files["index.html"].split()[0])
    expected = {artifact.path: artifact.body for artifact in make_version(version)}
    assert {path: body for path, body in files.items() if path not in manifest.get("earlier", {})} == expected
    return version


def assert_no_leftovers(target: Path) -> None:
    """Fail if there is anything beside the site that is neither a release nor the spare folder."""
    store = ReleaseStore(target)
    names = {path.name for path in store.folder.iterdir()} - {".gitignore", "lock", "spare"}
    live = store.read_live()
    releases = {release.id for release in store.list_kept()}
    assert names - releases <= ({live.id} if live is not None and target.is_symlink() else set())
    for release in store.list_kept():
        read_version(release.folder)
