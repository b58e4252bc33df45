"""An edit makes few more pages than it changes, whatever kind of record it concerns, in one process and in a new one."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from builds import make_options
from prospectus.builder.command import run_build
from prospectus.builder.config import load_mkdocs_config
from prospectus.builder.incremental import build
from prospectus.cache.cache import BuildCache
from prospectus.errors import ContentError
from prospectus.model.fields import FieldPath, attribute_infos, written_names
from prospectus.model.record import Record
from prospectus.model.registry import KINDS_BY_NAME
from prospectus.model.values.partial_date import PartialDate
from prospectus.model.values.text import Text
from prospectus.publish.earlier_files import read_manifest
from prospectus.scheduling.calendar_files import set_fields
from prospectus.validate.check import check
from prospectus.validate.references import CheckedRecord
from tiny import FULL, NOW

RATIO, MARGIN = 1.5, 15
"""An edit may make this many times the pages that it changes, and this many more."""
NOT_SHOWN = frozenset({"id", "title", "summary", "aliases", "status", "position", "owner", "formerly", "publish_from", "withdraw_on"})
"""Fields that no page shows, or that are edited by name or decide whether a record is shown at all."""
SENTENCE = {"zh": "又一句话。", "en": "One more sentence."}


@dataclass
class EditedSite:
    """The full site, which is built after each of many edits."""

    root: Path
    folder: Path
    build: Callable[[], int]
    """Builds the site; returns how many pages were made."""
    pages: Mapping[str, str]
    """The SHA-256 of each page as the last build published it."""
    is_served: bool
    """Whether one process makes all builds. A single command takes longer, so fewer edits are tried with it."""

    def edit(self, path: str, text: str) -> Outcome | None:
        """Write a file and build; return what that did. If the content has an error then, put the file back and return None."""
        file, before = self.root / path, self.pages
        original = file.read_text(encoding="utf-8")
        file.write_text(text, encoding="utf-8")
        try:
            made = self.build()
        except ContentError:
            file.write_text(original, encoding="utf-8")
            return None
        self.pages = read_pages(self.folder)
        return Outcome(made, sum(before.get(page) != self.pages.get(page) for page in before.keys() | self.pages.keys()))


@dataclass(frozen=True)
class Outcome:
    """What a build did after an edit."""

    made: int
    changed: int

    @property
    def is_within_bound(self) -> bool:
        return self.made <= RATIO * self.changed + MARGIN


def read_pages(folder: Path) -> dict[str, str]:
    return {path: sha256 for path, sha256 in read_manifest(folder).own_files.items() if path.endswith(".html")}


@pytest.fixture(scope="module", params=["one process", "a new process"])
def edited(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[EditedSite]:
    """The full site, built as by a server with a cache in memory, or as by single commands with the cache on disk."""
    folder = tmp_path_factory.mktemp("edited")
    root, site = folder / "full", folder / "site"
    shutil.copytree(FULL, root)
    cache, config = BuildCache(reuse_in_process=True), load_mkdocs_config(root / "mkdocs.yml", site)
    options = replace(make_options(root, site), jobs=1)

    def build_again() -> int:
        return build(config, now=NOW, cache=cache, private=True, jobs=1).rendered

    def build_anew() -> int:
        return run_build(options).rendered

    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PROSPECTUS_CACHE", str(folder / "cache"))
        build_site = build_again if request.param == "one process" else build_anew
        build_site()
        yield EditedSite(root, site, build_site, read_pages(site), is_served=request.param == "one process")


@pytest.fixture(scope="module")
def most_used() -> Mapping[str, CheckedRecord]:
    """By kind: the record of the full site that most others refer to."""
    result = check(FULL)
    uses = [str(value) for checked in result.records for _, info, value in checked.values if info.value_type == "ref"]
    shown = sorted((checked for checked in result.records if not checked.record.hidden), key=lambda checked: uses.count(checked.record.id))
    return {checked.raw.kind.name: checked for checked in shown}


@pytest.mark.parametrize("kind", KINDS_BY_NAME)
def test_edit_of_a_record_makes_few_more_pages_than_it_changes(
    edited: EditedSite, most_used: Mapping[str, CheckedRecord], kind: str
) -> None:
    assert kind in most_used, f"The full site has no record of the kind {kind}, so nobody knows how many pages an edit of one makes"
    checked = most_used[kind]
    outcomes = {**dict(_edit_fields(edited, checked)), **dict(_edit_prose(edited, checked))}
    assert "title" in outcomes
    assert {name: outcome for name, outcome in outcomes.items() if not outcome.is_within_bound} == {}


def _edit_fields(edited: EditedSite, checked: CheckedRecord) -> Iterator[tuple[str, Outcome]]:
    """Edit the title; in a server also the summary, and the first other field of which an edit changes a page."""
    changes = {"title": change_text(checked.record.title), "summary": change_text(checked.record.summary or Text(SENTENCE))}
    for name, value in changes.items() if edited.is_served else [("title", changes["title"])]:
        outcome = _edit_field(edited, checked, (name,), value)
        if outcome is not None:
            yield name, outcome
    for name, value in iter_other_changes(checked.record) if edited.is_served else ():
        outcome = _edit_field(edited, checked, (name,), value)
        if outcome is not None:
            yield name, outcome
            if outcome.changed:
                return


def _edit_field(edited: EditedSite, checked: CheckedRecord, field_path: FieldPath, value: object) -> Outcome | None:
    part = checked.raw.find_part(field_path, None)
    text = (edited.root / part.path).read_text(encoding="utf-8")
    changes = {field_path: value, **({("digest",): None} if checked.raw.kind.frozen else {})}  # a release with another digest is an error
    return edited.edit(part.path, set_fields(part.path, text, {(*part.prefix, *path): value for path, value in changes.items()}))


def _edit_prose(edited: EditedSite, checked: CheckedRecord) -> Iterator[tuple[str, Outcome]]:
    """Add a sentence to the Markdown of a record, one language after the other."""
    for language, prose in checked.raw.prose.items():
        text = (edited.root / prose.path).read_text(encoding="utf-8")
        outcome = edited.edit(prose.path, f"{text}\n{SENTENCE[language]}\n")
        assert outcome is not None
        yield f"prose {language}", outcome


def change_text(text: Text) -> dict[str, str]:
    """Return other words for a text."""
    return {language: words.rstrip("。.") + {"zh": "又一次", "en": " once more"}[language] for language, words in text.as_dict().items()}


def iter_other_changes(record: Record) -> Iterator[tuple[str, Any]]:
    """Yield a field that pages may show, by the name that editors write, and another value for it. Not every one is allowed."""
    names = written_names(type(record))
    for attribute, info in attribute_infos(type(record)):
        value = getattr(record, attribute)
        if value is None or attribute in NOT_SHOWN:
            continue
        if isinstance(value, Text):
            yield names[attribute], change_text(value)
        elif isinstance(value, bool | int):
            yield names[attribute], not value if isinstance(value, bool) else value + 1
        elif isinstance(value, PartialDate):
            yield names[attribute], change_date(str(value))
        elif info.options:
            yield from ((names[attribute], option) for option in info.options if option != value)
        elif info.value_type == "plain" and isinstance(value, str):
            yield names[attribute], f"{value} x"


def change_date(date: str) -> str:
    """Return a date a day later, or a more precise one."""
    return {4: f"{date}-02", 7: f"{date}-02"}.get(len(date)) or f"{date[:8]}{int(date[8:10]) % 28 + 1:02}{date[10:]}"
