"""What is fuzzed: each target reads bytes as a command would, and raises only if the bytes end in an exception or in bad output."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import SimpleNamespace
from unittest.mock import patch
from zoneinfo import ZoneInfo

from prospectus.builder.config import load_mkdocs_config
from prospectus.errors import ContentError, UsageError
from prospectus.formatting.yaml_format import MeaningChangedError, UnreadableTextError, format_yaml
from prospectus.load import yaml
from prospectus.load.drafts import ProseFile
from prospectus.load.settings import read_settings
from prospectus.media.inspection import inspect
from prospectus.media.metadata import strip_metadata
from prospectus.pipeline import build_site, check
from prospectus.problems import Problem
from prospectus.problems.formats import PROBLEM_FORMATS
from prospectus.problems.visible import make_visible
from prospectus.scheduling.calendar_files import Requirement, SourceCalendar, read_site
from prospectus.scheduling.feeds import parse as feed_parser
from prospectus.scheduling.feeds import parser_process
from prospectus.scheduling.month import Month
from prospectus.scheduling.proposals.import_proposal import propose_file
from prospectus.scheduling.spreadsheet.files import parse_file
from prospectus.scheduling.spreadsheet.import_month import import_sheets
from prospectus.scheduling.spreadsheet.sheet import SheetError
from prospectus.text.markdown import MarkdownRenderer
from prospectus.text.nesting import find_deep_block
from prospectus.translations.exchange import plan_import
from prospectus.validate.prose import check_markup
from prospectus.validate.prose.source import ProseSource
from tiny import HERE, NOW, site_source

MONTH = Month(2026, 3)
ZONE = ZoneInfo("Asia/Shanghai")


SITE_FILES = {
    b"site": "content/site.yml",
    b"institution": "content/institutions/all.yml",
    b"markdown": "content/guides/a.zh.md",
    b"guide": "content/guides/a.yml",
    b"series": "calendar/series/a.yml",
    b"month": "calendar/2025/03.yml",
}
"""The files of a site that are mutated, by the first line of the input."""


@dataclass(frozen=True, slots=True)
class Target:
    """A row of the registry of fuzz targets. Its corpus is the folder `corpus/NAME`; `fragments.yml` has pieces of text for it."""

    run: Callable[[bytes], None]
    short: int = 20
    """How many inputs the ordinary tests try."""


@cache
def _scheduler_site() -> SourceCalendar:
    return read_site(HERE / "sites" / "full", Requirement.READABLE, now=NOW)


@cache
def _renderer() -> MarkdownRenderer:
    return MarkdownRenderer()


@cache
def _folder() -> Path:
    """Return a folder that lives as long as the process, with a small site in it."""
    folder = Path(tempfile.mkdtemp(prefix="fuzz-"))
    shutil.copytree(HERE / "sites" / "minimal", folder / "site")
    return folder


def _assert_printable(problems: tuple[Problem, ...] | list[Problem]) -> None:
    """Every problem has a place, and every format prints it in both languages without what a terminal or a build service obeys."""
    for language in ("en", "zh"):
        for name, problem_format in PROBLEM_FORMATS.items():
            report = problem_format.render(problems, language)
            report.encode()
            assert name == "github" or make_visible(report) == report, name
    assert all(problem.line >= 1 and problem.column >= 1 for problem in problems)


def _check(condition: object) -> None:
    assert condition


def read_yaml(content: bytes) -> None:
    """A text is a value or a located violation; the formatter leaves its meaning as it is."""
    text = content.decode(errors="replace")
    try:
        value = yaml.parse(text)
    except yaml.YamlError as error:
        _check(error.violations and all(violation.line >= 1 for violation in error.violations))
        return
    yaml.locate(text, ("title", "zh"))
    with suppress(UnreadableTextError, MeaningChangedError):  # the text stays as it is
        assert yaml.parse(format_yaml(text)) == value


def read_prose(content: bytes) -> None:
    """Markdown becomes HTML without scripts, as a text and as a field, and its problems have places."""
    text = content.decode(errors="replace").replace("\r\n", "\n").replace("\r", "\n")
    _assert_printable(list(check_markup(ProseSource(ProseFile("t.zh.md", text, 1), "zh"))))
    if find_deep_block(text) is not None:
        return  # PR024 has kept it from being converted
    for html in (_renderer().render(text, str).text, _renderer().render_inline(text, str), _renderer().render_blocks(text, str)):
        assert not any(bad in html.lower() for bad in ("<script", "<iframe", "<object", "<base", 'href="javascript:'))


def _parse_here(command: Sequence[str], *, input: bytes, **_: object) -> SimpleNamespace:  # noqa: A002
    """Stand in for `subprocess.run`: parse a feed in this process, with what the command says."""
    try:
        return SimpleNamespace(stdout=json.dumps(parser_process.parse(input, *command[3:4], *map(int, command[4:6]))).encode())
    except Exception as error:
        raise feed_parser.subprocess.CalledProcessError(1, command) from error


def read_feed(content: bytes) -> None:
    """A response is a feed of clean texts, or not a feed. The parser runs in this process: one of its own takes too long."""
    try:
        with patch.object(feed_parser.subprocess, "run", _parse_here):
            parsed = feed_parser.read_feed(content, "", "https://feed.example/", zone=ZONE, now=NOW)
    except feed_parser.NotAFeed:
        return
    for entry in parsed.entries:
        entry.title.encode()
        assert make_visible(entry.title) == entry.title


def read_sheet(content: bytes) -> None:
    """A file is sheets or a refusal; an import of its rows is changes or problems."""
    try:
        sheets = parse_file(content)
    except SheetError:
        return
    result = import_sheets(_scheduler_site(), "sheet", sheets, MONTH)
    _assert_printable(result.problems)


def _read_proposal(content: bytes, name: str) -> None:
    file = _folder() / name
    file.write_bytes(content)
    try:
        _assert_printable(propose_file(_scheduler_site(), file, MONTH).result.problems)
    except UsageError:
        return


def read_ics(content: bytes) -> None:
    """A calendar is a proposal or a problem."""
    _read_proposal(content, "calendar.ics")


def read_schedule(content: bytes) -> None:
    """A schedule in JSON is a proposal or a problem."""
    _read_proposal(content, "schedule.json")


def read_notice(content: bytes) -> None:
    """A pasted notice is a proposal or a problem."""
    _read_proposal(content, "notice.txt")


def read_po(content: bytes) -> None:
    """A PO file is imported or refused with a message."""
    try:
        plan_import(_scheduler_site(), content, "texts.po")
    except UsageError as error:
        _check(error.in_language("zh"))


def read_media(content: bytes) -> None:
    """A file beside the content is inspected, and its metadata removed, or it is refused."""
    for name in ("content/files/a.png", "content/files/a.svg", "content/files/a.docx"):
        inspection = inspect(name, content, len(content))
    strip_metadata(content, inspection.media_type)


def read_settings_file(content: bytes) -> None:
    """`mkdocs.yml` is read, or refused with a message."""
    file = _folder() / "mkdocs.yml"
    file.write_bytes(content)
    read_settings(file)
    with suppress(UsageError):
        load_mkdocs_config(file)


def build_mutated(content: bytes) -> None:
    """A site with one changed file has problems, or it can be built. The first line of the input names the file."""
    name, _, body = content.partition(b"\n")
    path = SITE_FILES.get(name.strip(), "calendar/2025/03.yml")
    root = _folder() / "site"
    file, original = root / path, HERE / "sites" / "minimal" / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(body)
    try:
        _assert_printable(check(root).problems)
        outcome = build_site(site_source(root), now=NOW)
        for artifact in outcome.data_files:
            if artifact.path.endswith((".ics", ".json", ".xml", ".atom", ".csv", ".svg")):
                artifact.body.decode()
    except ContentError:
        return
    finally:
        shutil.copy(original, file) if original.exists() else file.unlink()


TARGETS: Mapping[str, Target] = {
    "yaml": Target(read_yaml),
    "prose": Target(read_prose),
    "feed": Target(read_feed),
    "sheet": Target(read_sheet),
    "ics": Target(read_ics),
    "schedule": Target(read_schedule),
    "notice": Target(read_notice),
    "po": Target(read_po),
    "media": Target(read_media),
    "settings": Target(read_settings_file, short=3),
    "site": Target(build_mutated, short=4),
}
"""Every target, by its name."""
