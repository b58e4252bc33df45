"""The order of the run: load → validate → assemble → derive → render. Start reading here."""

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
    """Checked content, ready to be rendered; nothing is made yet."""

    views: Views
    bindery: Bindery
    """Binds the books; pages ask it how large they are."""
    problems: tuple[Problem, ...]


@dataclass(frozen=True)
class Outcome:
    """A whole site: its pages as views, its machine files as bytes, and what there is to say about it."""

    views: Views
    machine: tuple[Artifact, ...]
    problems: tuple[Problem, ...]


def check(root: Path, memo: Memo | None = None, *, now: datetime | None = None) -> Verdict:
    """Read and check the content below `root`; where `now` is given, also for what is overdue by then.

    Without it the same files always have the same problems, so a build never fails merely because time has passed.
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
    """Return the content below `root`, checked and laid out.

    `words` are the folders of interface words, `templates` those of the theme by name; `url` is the whole address of the site, with a
    slash at the end.
    Raises ContentRefused when a problem keeps the content from being published.
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
    """Return everything that is published of the content below `root`; arguments and exception are those of `prepare`."""
    prepared = prepare(root, words=words, templates=templates, url=url, now=now, strict=strict)
    views = prepared.views
    machine = (*machine_files(views), *prepared.bindery.bind(views.books), *sitemap(map(listed, views.pages), url))
    return Outcome(views, machine, prepared.problems)
