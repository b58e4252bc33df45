"""The order of the run: load → validate → assemble → derive → render. Start reading here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from prospectus.assemble import assemble
from prospectus.derive.pages import Views, derive
from prospectus.errors import ContentRefused
from prospectus.load.records import load
from prospectus.load.words import load_words
from prospectus.problems import Problem
from prospectus.render.artifact import Artifact
from prospectus.render.machine import machine_files
from prospectus.validate.check import Verdict, validate


@dataclass(frozen=True, slots=True)
class Outcome:
    """A site that may be published: its pages as views, its machine files as bytes, and what there is to say about it."""

    views: Views
    machine: tuple[Artifact, ...]
    problems: tuple[Problem, ...]


def check(root: Path) -> Verdict:
    """Read and check the content below `root`."""
    return validate(load(root))


def build_site(root: Path, *, words: tuple[Path, ...], url: str, now: datetime, strict: bool = False) -> Outcome:
    """Return everything that is published of the content below `root`.

    `words` are the folders of interface words; `url` is the whole address of the site, with a slash at the end.
    Raises ContentRefused when a problem keeps the content from being published.
    """
    verdict = check(root)
    if verdict.site is None or verdict.refused or (strict and verdict.blocking):
        raise ContentRefused(verdict.problems)
    library = assemble(verdict.checked, verdict.site)
    views = derive(library, load_words(words), url=url, now=now)
    return Outcome(views, machine_files(views), verdict.problems)
