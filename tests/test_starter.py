"""Tests of `prospectus init`: it creates a small, complete site of a fictitious institution, and never changes existing files."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hatchling.builders.wheel import WheelBuilder

from prospectus import starter
from prospectus.builder.config import load_mkdocs_config, read_url_and_theme
from prospectus.builder.incremental import build
from prospectus.errors import UsageError
from prospectus.formatting.format_files import plan_formatting
from prospectus.load import yaml
from prospectus.load.records import load
from prospectus.load.yaml import parse
from prospectus.pipeline import check
from prospectus.scheduling.export_formats import EXPORT_FORMATS
from prospectus.scheduling.month import Month
from prospectus.scheduling.month_files import render_month
from prospectus.starter.zone import choose_zone
from prospectus.verify import verify

ROOT = Path(__file__).parents[1]
NOW = datetime(2026, 11, 21, tzinfo=UTC)
OTHER_INSTITUTIONS = re.compile(
    r"上期|上海|月月谈|强源助企|松林|大宗商品|\b(?:shfe|ine|shanghai|songlin|mondovisione)\b|gov\.cn", re.IGNORECASE
)
"""Names that belong to other institutions."""


@pytest.fixture(scope="module")
def example(tmp_path_factory):
    """A new site, built with `strict`."""
    folder = tmp_path_factory.mktemp("starter") / "example"
    starter.create_site(folder, NOW.year)
    build(load_mkdocs_config(folder / "mkdocs.yml"), now=NOW, strict=True)
    return folder


def read_tree(folder):
    return {path.relative_to(folder).as_posix(): path.read_bytes() if path.is_file() else None for path in sorted(folder.rglob("*"))}


def test_the_starter_has_no_problem(example):
    assert check(example).problems == ()


def test_the_starter_has_the_layout_of_the_formatter(example):
    assert plan_formatting(load(example, keep_contents=True)).texts == {}


def test_the_built_starter_has_no_problem(example):
    assert verify(example / "site") == []


def test_all_addresses_of_a_new_site_are_below_site_url(tmp_path, monkeypatch):
    monkeypatch.setenv("SITE_URL", "https://lakeside.example/edu")
    starter.create_site(tmp_path / "example", NOW.year)
    config = load_mkdocs_config(tmp_path / "example/mkdocs.yml")
    build(config, now=NOW)
    files = {name: body for name, body in read_tree(tmp_path / "example/site").items() if body is not None}
    assert [name for name, body in files.items() if b"127.0.0.1" in body] == []
    addresses = {
        "index.html": b'<link rel="canonical" href="https://lakeside.example/edu/">',
        "sitemap.xml": b"<loc>https://lakeside.example/edu/guides/margin/</loc>",
        "calendar/all.ics": b"https://lakeside.example/edu/",
    }
    assert [name for name, address in addresses.items() if address not in files[name]] == []


@pytest.mark.parametrize("format_name", ["ics", "schedule"])
def test_hand_outs_of_a_new_site_lead_to_site_url(tmp_path, monkeypatch, format_name):
    monkeypatch.setenv("SITE_URL", "https://lakeside.example/edu/")
    starter.create_site(tmp_path / "example", NOW.year)
    site_url, theme_folders = read_url_and_theme(tmp_path / "example/mkdocs.yml")
    render = EXPORT_FORMATS[format_name].render
    month_file = render_month(tmp_path / "example", Month(NOW.year, 12), render, site_url=site_url, theme_folders=theme_folders, now=NOW)
    assert month_file.has_local_urls is False
    assert (b"https://lakeside.example/edu/" in month_file.body, b"127.0.0.1" in month_file.body) == (True, False)


def test_course_of_the_starter_states_how_it_is_held_and_that_it_is_free(example):
    page = (example / "site/courses/four-lessons/index.html").read_text(encoding="utf-8")
    course = '"hasCourseInstance":{"@type":"CourseInstance","courseMode":"online","courseWorkload":"PT160M"}'
    assert (course in page, '"offers":{"@type":"Offer","category":"Free"}' in page) == (True, True)


def test_the_starter_is_built_in_both_languages(example):
    pages = {path.relative_to(example / "site").as_posix() for path in (example / "site").rglob("*.html")}
    chinese = {page for page in pages if not page.startswith("en/")}
    assert {f"en/{page}" for page in chinese} | chinese == pages
    assert {
        "index.html",
        "contracts/exw/index.html",
        "guides/margin/index.html",
        "talks/sample-talk/index.html",
        "calendar/2027/12/index.html",
    } < chinese


def test_the_starter_names_no_other_institution(example):
    mentions = {}
    for name, body in read_tree(example).items():
        is_read = (
            body is not None and not name.endswith((".png", ".gz", ".docx", ".epub")) and "/search/data/words/" not in name
        )  # stems are no words
        names = OTHER_INSTITUTIONS.findall(f"{name}\n{body.decode()}") if body is not None and is_read else []
        if names:
            mentions[name] = names
    assert mentions == {}


def test_addresses_of_the_starter_belong_to_nobody(example):
    content = "".join(
        path.read_text(encoding="utf-8")
        for path in example.rglob("*")
        if path.is_file() and not {"site", ".schemas"} & set(path.relative_to(example).parts)
    )
    assert set(re.findall(r"(?:https?://|mailto:\S*@)([\w.-]+)", content)) == {
        "www.example.org",
        "example.org",
        "live.example.com",
        "127.0.0.1",
    }


def test_the_calendar_of_the_starter_begins_with_this_year(tmp_path, monkeypatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1900000000")  # in March 2030
    starter.create_site(tmp_path / "new")
    assert sorted(path.name for path in (tmp_path / "new/calendar/years").iterdir()) == ["2030.yml", "2031.yml"]
    assert check(tmp_path / "new").problems == ()


def test_no_placeholder_is_left(example):
    assert [name for name, body in read_tree(example).items() if re.search("(THIS|NEXT)_YEAR", name) or b"_YEAR" in (body or b"")] == []


def test_the_worked_example_on_margin_is_correct(example):
    (table,) = yaml.parse((example / "content/guides/margin.yml").read_text(encoding="utf-8"))["tables"]
    before, account, tonnes = 2500, 8000, 20
    expected = []
    for day, price in enumerate((2520, 2460, 2350, 2310), 1):
        gain, margin = (price - before) * tonnes, price * tonnes // 10
        before, account = price, account + gain
        expected.append((day, price, gain, account, margin))
    written = [tuple(int(str(cell).replace(",", "").replace("−", "-")) for cell in row) for row in table["rows"]]
    assert written == expected


def test_the_wheel_holds_every_file_of_the_starter():
    shipped = {included.distribution_path for included in WheelBuilder(str(ROOT)).recurse_included_files()}
    files = {
        f"prospectus/starter/files/{path.relative_to(starter.STARTER_FOLDER).as_posix()}"
        for path in starter.STARTER_FOLDER.rglob("*")
        if path.is_file()
    }
    assert files - shipped == set()
    common = {f"prospectus/starter/files/common/{name}" for name in ("gitignore", "mkdocs.yml", "README.en.md")}
    assert common <= files
    assert {f"prospectus/starter/{name}" for name in ("requirements.txt", "kinds.yml")} <= shipped


def test_git_leaves_out_what_is_built(tmp_path):
    starter.create_site(tmp_path / "new")
    assert {"/site/", "/.schemas/"} <= set((tmp_path / "new/.gitignore").read_text(encoding="utf-8").splitlines())
    assert not (tmp_path / "new/gitignore").exists()


def test_text_editors_are_prepared_with_the_ids_of_the_new_site(tmp_path):
    starter.create_site(tmp_path / "new")
    settings = json.loads((tmp_path / "new/.vscode/settings.json").read_text(encoding="utf-8"))
    assert all((tmp_path / "new" / name).is_file() for name in settings["yaml.schemas"])
    assert '"margin"' in (tmp_path / "new/.schemas/guide.schema.json").read_text(encoding="utf-8").replace("guide:margin", "margin")


def test_an_empty_folder_is_filled_and_stays_the_same_folder(tmp_path):
    before = tmp_path.stat().st_ino
    starter.create_site(tmp_path)
    assert tmp_path.stat().st_ino == before
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        ".editorconfig",
        ".gitattributes",
        ".github",
        ".gitignore",
        ".gitlab-ci.yml",
        ".schemas",
        ".vscode",
        "README.en.md",
        "README.md",
        "calendar",
        "content",
        "courses",
        "deploy",
        "mkdocs.yml",
        "prospectus.txt",
        "requirements.txt",
        "scripts",
    ]


def test_parent_folders_are_created(tmp_path):
    starter.create_site(tmp_path / "a/b/c")
    assert [path.name for path in (tmp_path / "a/b").iterdir()] == ["c"]


def test_a_second_start_is_refused_and_nothing_changes(tmp_path):
    starter.create_site(tmp_path / "new")
    before = read_tree(tmp_path)
    with pytest.raises(UsageError, match="is not empty"):
        starter.create_site(tmp_path / "new")
    assert read_tree(tmp_path) == before


@pytest.mark.parametrize("folder_name", ["taken", "taken/site", "taken/deep/er"])
def test_a_file_in_the_way_is_refused_and_nothing_changes(tmp_path, folder_name):
    (tmp_path / "taken").write_text("mine")
    with pytest.raises(UsageError, match="taken is a file"):
        starter.create_site(tmp_path / folder_name)
    assert read_tree(tmp_path) == {"taken": b"mine"}


@pytest.mark.parametrize(("folder_name", "remaining_files"), [("a/b/new", {"empty": None}), ("empty", {"empty": None})])
def test_an_interrupted_start_leaves_nothing(tmp_path, monkeypatch, folder_name, remaining_files):
    (tmp_path / "empty").mkdir()
    rename, renamed = Path.rename, []

    def full_disk(self, target):
        if len(renamed) == (3 if folder_name == "empty" else 0):
            monkeypatch.setattr(Path, "rename", rename)
            raise OSError(28, "No space left on device")
        renamed.append(self)
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", full_disk)
    with pytest.raises(UsageError, match="No space left on device"):
        starter.create_site(tmp_path / folder_name)
    assert read_tree(tmp_path) == remaining_files


def test_a_link_loop_is_refused(tmp_path):
    (tmp_path / "round").symlink_to(tmp_path / "round")
    with pytest.raises(UsageError, match="cannot be made"):
        starter.create_site(tmp_path / "round")


@pytest.mark.parametrize(
    ("machine", "chinese", "zone"),
    [
        ("Europe/Berlin", True, "Europe/Berlin"),
        (":Asia/Tokyo", False, "Asia/Tokyo"),
        ("UTC", True, "Asia/Shanghai"),
        ("Etc/UTC", False, "UTC"),
        ("CET-1CEST", True, "Asia/Shanghai"),
    ],
)
def test_zone_is_that_of_the_machine_unless_it_is_utc(tmp_path, monkeypatch, machine, chinese, zone):
    monkeypatch.setenv("TZ", machine)
    monkeypatch.setattr("prospectus.starter.zone.LOCAL_TIME", tmp_path / "localtime")
    monkeypatch.setattr("prospectus.starter.zone.TIME_ZONE_FILE", tmp_path / "timezone")
    assert choose_zone(is_chinese=chinese) == zone


def test_zone_of_the_machine_is_read_from_its_files(tmp_path, monkeypatch):
    monkeypatch.delenv("TZ", raising=False)
    monkeypatch.setattr("prospectus.starter.zone.LOCAL_TIME", tmp_path / "localtime")
    monkeypatch.setattr("prospectus.starter.zone.TIME_ZONE_FILE", tmp_path / "timezone")
    (tmp_path / "timezone").write_text("America/Halifax\n", encoding="utf-8")
    assert choose_zone(is_chinese=True) == "America/Halifax"
    (tmp_path / "localtime").symlink_to("/usr/share/zoneinfo/Asia/Seoul")
    assert choose_zone(is_chinese=True) == "Asia/Seoul"


@pytest.mark.parametrize(
    ("zone", "english", "chinese"),
    [("Asia/Shanghai", "Beijing time", "北京时间"), ("America/Lima", "America/Lima time", "America/Lima 时间")],
)
def test_site_says_its_zone(tmp_path, run, zone, english, chinese):
    result = run("init", str(tmp_path / "new"), "--timezone", zone, "--lang", "zh")
    assert (result.code, f"站点的时间一律按 {zone} 时区。" in result.err) == (0, True)
    site = parse((tmp_path / "new/content/site.yml").read_text(encoding="utf-8"))
    assert (site["timezone"], site["words"]["zone"]) == (zone, {"zh": chinese, "en": english})
    assert f"All times are in {english}." in (tmp_path / "new/content/guides/using-this-site.en.md").read_text(encoding="utf-8")
    assert check(tmp_path / "new").problems == ()


def test_unknown_zone_is_refused(tmp_path, run):
    result = run("init", str(tmp_path / "new"), "--timezone", "Mars/Base", "--lang", "en")
    assert (result.code, "such as Europe/Berlin" in result.err, (tmp_path / "new").exists()) == (2, True, False)
