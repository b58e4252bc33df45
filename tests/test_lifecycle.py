"""The dates of a record's life: nothing of what is withheld is published, and what is withdrawn is marked."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import chain
from pathlib import Path
from typing import Any

import pytest

from builds import make_options
from prospectus.builder.command import run_build
from prospectus.load.drafts import RawRecord
from prospectus.load.records import load
from prospectus.model.record import Record, Status
from prospectus.model.registry import KINDS
from prospectus.scheduling.calendar_files import Requirement, read_site
from prospectus.scheduling.left_out import find_left_out
from prospectus.scheduling.month import Month
from prospectus.verify import verify
from tiny import FULL, NOW, SiteFactory, read_files

KEY = "quokka"
"""How the id of each withheld record begins; nothing else in the test site contains it."""
WORD = "Quokka"
"""A word in each text of a withheld record."""
LATER = datetime(2025, 6, 1, tzinfo=UTC)
ALWAYS_SEEN = ("site", "release", "year", "feed")
"""Kinds of which there is one record or file, or one for each month or year."""
RENUMBERED = ("number", "code")
"""Fields that are unique among the records of their kind."""


def _originals() -> list[RawRecord]:
    """Return a published record of each kind of the test site."""
    by_kind: dict[str, RawRecord] = {}
    for raw in load(FULL).raw_records:
        if raw.kind.name not in ALWAYS_SEEN and raw.data.get("status", "published") == "published":
            by_kind.setdefault(raw.kind.name, raw)
    return list(by_kind.values())


def _key_of_copy(raw: RawRecord) -> str:
    folder = raw.path.rpartition("/")[0].removeprefix(raw.kind.source_path).strip("/") if raw.kind.nested else ""
    return f"{folder}/{KEY}-{raw.kind.name}".lstrip("/")


def _copy(raw: RawRecord) -> Iterator[tuple[str, str]]:
    """Yield the path and the text of each file of a withheld copy of a record."""
    key = _key_of_copy(raw)
    data = {name: _mark(value) for name, value in raw.data.items()} | {"id": key, "publish_from": "2025-05-01 08:30"}
    data |= {name: KEY.upper() if name == "code" else 999 for name in RENUMBERED if name in data}
    data.pop("formerly", None)
    folder, _, name = raw.path.rpartition("/")
    own_key = key.rpartition("/")[2]
    own_name = f"{own_key}.yml" if raw.key is not None else name.replace(".yml", f"-{own_key}.yml")
    yield f"{folder}/{own_name}", json.dumps(data if raw.key is not None else [data], ensure_ascii=False)
    for language, prose in raw.prose.items():
        yield f"{folder}/{own_key}.{language}.md", prose.text + f"\n\n{WORD}\n"


def _mark(value: Any) -> Any:
    """Return a value in which each text in several languages has the word."""
    if isinstance(value, tuple):
        return [_mark(item) for item in value]
    if isinstance(value, dict):
        is_text = {"zh", "en"} >= value.keys() and all(isinstance(text, str) for text in value.values())
        return {name: f"{text} {WORD}" if is_text else _mark(text) for name, text in value.items()}
    return value


def _build(root: Path, now: datetime) -> dict[str, bytes]:
    run_build(replace(make_options(root, root.parent / "out", now), use_cache=False, jobs=1))
    return read_files(root.parent / "out")


def _mentions(files: dict[str, bytes]) -> list[str]:
    """Return the paths of the files that name a withheld record, in their path or anywhere in them, archives included."""

    def names(path: str, body: bytes) -> bool:
        if body[:4] == b"PK\x03\x04":
            with zipfile.ZipFile(io.BytesIO(body)) as archive:
                return any(names(member, archive.read(member)) for member in archive.namelist())
        return KEY in path.lower() or KEY.encode() in body.lower()

    return sorted(path for path, body in files.items() if names(path, body))


@pytest.fixture(scope="module")
def both_builds(tmp_path_factory: pytest.TempPathFactory) -> tuple[list[str], list[str]]:
    """The files that name withheld records: before and after their day."""
    root = tmp_path_factory.mktemp("lifecycle") / "root"
    for path, body in read_files(FULL).items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_bytes(body)
    for path, text in chain.from_iterable(map(_copy, _originals())):
        (root / path).write_text(text, encoding="utf-8")
    return _mentions(_build(root, NOW)), _mentions(_build(root, LATER))


def test_nothing_of_a_withheld_record_is_published(both_builds: tuple[list[str], list[str]]) -> None:
    assert both_builds[0] == []


def test_every_kind_is_published_on_its_day(both_builds: tuple[list[str], list[str]]) -> None:
    pages = {raw.kind.name: f"{raw.kind.page.format(id=_key_of_copy(raw))}/index.html" for raw in _originals() if raw.kind.page}
    assert pages.keys() == {kind.name for kind in KINDS if kind.page and kind.name not in ALWAYS_SEEN}
    missing = [name for name, path in pages.items() if path not in both_builds[1]]
    assert missing == []
    assert {"sitemap.xml", "manifest.json", "calendar/all.ics", "data/guide.json", "feeds/notices.atom"} <= set(both_builds[1])


def test_files_of_a_withheld_record_are_published_with_it(tiny: SiteFactory) -> None:
    guide = "title: {zh: 新的规定, en: New rules}\ngroup: basics\npublish_from: 2025-05-01\n"
    files = {"new-rules.yml": guide, "new-rules.zh.md": f"见[附件]({KEY}-plan.pdf)。\n", f"{KEY}-plan.pdf": b"%PDF-1.4\n%%EOF\n"}
    root = tiny("full", {f"content/guides/{name}": body for name, body in files.items()})
    assert _mentions(_build(root, NOW)) == []
    assert f"guides/{KEY}-plan.pdf" in _mentions(_build(root, LATER))


@pytest.mark.parametrize(
    ("status", "now", "seen"),
    [
        ("published", "2025-03-09T23:59", "draft"),
        ("published", "2025-03-10T00:00", "published"),
        ("published", "2025-06-30T23:59", "published"),
        ("published", "2025-07-01T00:00", "withdrawn"),
        ("sample", "2025-03-09T12:00", "draft"),
        ("sample", "2025-07-02T00:00", "withdrawn"),
        ("draft", "2025-05-01T00:00", "draft"),
        ("withdrawn", "2025-01-01T00:00", "withdrawn"),
    ],
)
def test_status_at_a_time(status: Status, now: str, seen: Status) -> None:
    data = {"id": "a", "title": {"zh": "甲"}, "status": status, "publish_from": "2025-03-10", "withdraw_on": "2025-07"}
    assert Record.model_validate(data).status_at(datetime.fromisoformat(now)) == seen


def test_a_record_is_withdrawn_on_its_day(tiny: SiteFactory) -> None:
    path = "content/guides/margin.yml"
    root = tiny("full", {path: (FULL / path).read_text(encoding="utf-8") + "withdraw_on: 2025-03-11\n"})
    before, after = _build(root, NOW), _build(root, LATER)
    page = "guides/margin/index.html"
    assert (b"noindex" in before[page], b"noindex" in after[page]) == (False, True)
    address = b"/guides/margin/</loc>"
    assert (address in before["sitemap.xml"], address in after["sitemap.xml"]) == (True, False)
    assert [any(record["id"] == "margin" for record in json.loads(files["data/guide.json"])["records"]) for files in (before, after)] == [
        True,
        False,
    ]


def test_a_list_whose_records_are_all_withheld_is_published_empty(tiny: SiteFactory) -> None:
    paths = ("content/news/new-hall.yml", "content/news/harvest-over.yml", "content/publications/yearbook.yml")
    root = tiny("full", {path: (FULL / path).read_text(encoding="utf-8") + "publish_from: 2099\n" for path in paths})
    files = _build(root, NOW)
    empty = b"Nothing here yet"
    assert [empty in files[f"en/{name}/index.html"] for name in ("news", "publications", "guides")] == [True, True, False]
    assert verify(root.parent / "out") == []


def test_a_build_is_not_reused_beyond_the_time_of_publication(tiny: SiteFactory, tmp_path: Path) -> None:
    added = "title: {zh: 新的规定, en: New rules}\ngroup: basics\npublish_from: 2025-03-10 09:30\n"
    root = tiny("full", {"content/guides/new-rules.yml": added, "content/guides/new-rules.zh.md": "新的。\n"})
    page, seen = tmp_path / "site/guides/new-rules/index.html", []
    for minutes in (0, 29, 30):
        run_build(replace(make_options(root, tmp_path / "site", NOW + timedelta(minutes=minutes)), jobs=1))
        seen.append(page.exists())
    assert seen == [False, False, True]


def test_the_record_of_the_site_is_published_whatever_its_date(tiny: SiteFactory) -> None:
    path = "content/site.yml"
    root = tiny("full", {path: (FULL / path).read_text(encoding="utf-8") + "publish_from: 2099\n"})
    assert "index.html" in _build(root, NOW)


def test_dates_of_life_are_in_no_data_file(tiny: SiteFactory) -> None:
    path = "content/guides/margin.yml"
    added = "publish_from: 2025-01-02\nwithdraw_on: 2099-03-04\nreview_every: 7 months\nowner: Zebra Desk\n"
    files = _build(tiny("full", {path: (FULL / path).read_text(encoding="utf-8") + added}), NOW)
    assert [name for name, body in files.items() if b"Zebra Desk" in body or b"2099-03-04" in body or b"review_every" in body] == []


def test_a_release_leaves_out_what_is_withheld(tiny: SiteFactory) -> None:
    path = "calendar/2025/06.yml"
    text = (FULL / path).read_text(encoding="utf-8").replace("- id: growers-meeting", "- id: growers-meeting\n  publish_from: 2025-06-01")
    source = read_site(tiny("full", {path: text}), Requirement.VALID, now=NOW)
    left_out = find_left_out(source, Month(2025, 6))
    assert [event.status for event in left_out if event.place.startswith(path)] == ["withheld"]
