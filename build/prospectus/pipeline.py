"""The stages of a build, in order: load → validate → assemble → derive → render. Start reading here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from prospectus.assemble import assemble
from prospectus.derive.pages import Views, derive
from prospectus.errors import ContentRefused
from prospectus.load.records import load
from prospectus.load.words import load_words
from prospectus.memo import Memo
from prospectus.problems import Problem
from prospectus.render.artifact import Artifact
from prospectus.render.bindery import Bindery
from prospectus.render.machine import machine_files
from prospectus.render.sitemap import listed, sitemap
from prospectus.validate.check import Verdict, validate


@dataclass(frozen=True)
class Prepared:
    """Checked content, ready to be rendered."""

    views: Views
    bindery: Bindery
    """Builds the EPUBs. Pages use it to get their sizes."""
    problems: tuple[Problem, ...]


@dataclass(frozen=True)
class Outcome:
    """A whole site: its pages as views, its data files as bytes, and the problems to report."""

    views: Views
    machine: tuple[Artifact, ...]
    problems: tuple[Problem, ...]


def check(root: Path, memo: Memo | None = None, *, now: datetime | None = None) -> Verdict:
    """Read and check the content below `root`; with `now`, also check for obligations that are overdue at that time.

    Without `now`, the same files always have the same problems: a build never starts failing merely because time passes.
    """
    kept = memo or Memo()
    return validate(load(root, kept), kept, now)


def prepare(
    root: Path,
    *,
    words: tuple[Path, ...],
    templates: Mapping[str, str],
    url: str,
    now: datetime,
    strict: bool = False,
    memo: Memo | None = None,
) -> Prepared:
    """Return the content below `root` as checked views, ready to be rendered.

    `word_folders` are the folders of interface words, `templates` the templates of the theme by name, and `url` the absolute URL of the
    site with a trailing slash. With `strict`, warnings are treated as errors.
    Raises ContentError when a problem keeps the content from being published.
    """
    verdict = check(root, memo)
    if verdict.site is None or verdict.refused or (strict and verdict.blocking):
        raise ContentRefused(verdict.problems)
    library = assemble(verdict.checked, verdict.site, memo)
    if memo is not None:
        memo.settle("yaml", "clean", "named", "terms")
    bindery = Bindery(templates, memo or Memo())
    views = derive(library, load_words(words, memo), url=url, now=now, measure=bindery.size, memo=memo)
    return Prepared(views, bindery, verdict.problems)


def build_site(
    root: Path, *, words: tuple[Path, ...], templates: Mapping[str, str], url: str, now: datetime, strict: bool = False
) -> Outcome:
    """Return everything that is published from the content below `root`; arguments and exception are those of `prepare`."""
    prepared = prepare(root, words=words, templates=templates, url=url, now=now, strict=strict)
    views = prepared.views
    machine = (*machine_files(views), *prepared.bindery.bind(views.books), *sitemap(map(listed, views.pages), url))
    return Outcome(views, machine, prepared.problems)
