"""The handout of a month: every format in every language, in a folder that is never mixed with files of others."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image

from prospectus import pipeline
from prospectus.builder.config import read_url_and_theme
from prospectus.errors import ContentError, UsageError
from prospectus.render.month.pdf import NO_WEASYPRINT
from prospectus.scheduling import handout as handout_module
from prospectus.scheduling.export_formats import EXPORT_FORMATS
from prospectus.scheduling.handout import Handout, build_handout
from prospectus.scheduling.handout_folder import write_folder
from prospectus.scheduling.handout_index import INDEX, read_index, render_index
from prospectus.scheduling.month import Month
from tiny import FULL, NOW, RunCommand, SiteFactory

JUNE = Month(2025, 6)


def build(root: Path, month: Month = JUNE) -> Handout:
    site_url, theme_folders = read_url_and_theme(root / "mkdocs.yml")
    return build_handout(root, month, site_url=site_url, theme_folders=theme_folders, now=NOW)


@pytest.fixture(scope="module")
def june_handout() -> Handout:
    return build(FULL)


def test_every_format_is_made_in_every_language(june_handout: Handout) -> None:
    assert [group.name for group in june_handout.groups] == list(EXPORT_FORMATS)
    assert all(set(group.files) == {"zh", "en"} for group in june_handout.groups)
    assert all(body for body in june_handout.files.values())
    paths = june_handout.files
    assert {
        "zh/2025-06.ics",
        "en/2025-06-text.txt",
        "en/2025-06-changes.html",
        "en/poster/2025-06-phone-1.png",
        "zh/speakers/麦穗.txt",
        "zh/qr/month.svg",
        "zh/qr/subscribe-series-barley-talks.png",
    } <= set(paths)


def test_content_is_prepared_once(monkeypatch: pytest.MonkeyPatch) -> None:
    runs = []

    def count_runs(*arguments: object, **options: object) -> object:
        runs.append(1)
        return pipeline.run_pipeline(*arguments, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(handout_module, "run_pipeline", count_runs)
    build(FULL)
    assert len(runs) == 1


def test_qr_codes_have_whole_pixels_and_a_quiet_zone(june_handout: Handout) -> None:
    image = Image.open(io.BytesIO(june_handout.files["zh/qr/month.png"])).convert("L")
    assert image.width == image.height
    assert image.width % 16 == 0
    assert {color for _, color in image.getcolors() or []} == {0, 255}
    assert image.crop((0, 0, image.width, 64)).getextrema() == (255, 255)


def test_index_begins_with_what_is_published_first_and_ends_with_qr_codes(june_handout: Handout) -> None:
    paths = list(read_index(render_index(june_handout).decode()) or {})
    first = [path for path in paths if path.startswith("zh/")][:2]
    assert {path.rpartition(".")[2] for path in first} == {"txt", "html"}
    assert ["/qr/" in path for path in paths] == sorted("/qr/" in path for path in paths)
    assert any("/qr/" in path for path in paths)


def test_index_says_what_a_format_needs_only_where_it_was_not_made(june_handout: Handout) -> None:
    pdf = next(group for group in june_handout.groups if group.name == "pdf")
    made = replace(june_handout, groups=(replace(pdf, files={"zh": {"zh/2025-06.pdf": b""}}, left_out={}),))
    assert "WeasyPrint" not in render_index(made).decode()
    reason = {"zh": NO_WEASYPRINT.fill(python="python3", requirement="weasyprint")}
    assert "WeasyPrint" in render_index(replace(made, groups=(replace(pdf, files={}, left_out=reason),))).decode()


def test_index_links_every_file_once(june_handout: Handout) -> None:
    html = render_index(june_handout).decode()
    assert set(read_index(html) or {}) == set(june_handout.files)
    assert '<span lang="zh">给主讲人和主持人</span><span lang="en">For speakers and moderators</span>' in html
    assert "http" not in html


def test_what_cannot_be_made_is_named_and_the_rest_is_written(tiny: SiteFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "weasyprint", None)
    settings = (FULL / "mkdocs.yml").read_text("utf-8").replace("https://lakeside.example/learn/", "http://127.0.0.1:8000/")
    result = build(tiny("full", {"mkdocs.yml": settings}))
    left_out = {group.name: set(group.left_out) for group in result.groups if group.left_out}
    assert left_out == {"pdf": {"zh", "en"}, "qr": {"zh", "en"}}
    assert result.has_local_urls
    html = render_index(result).decode()
    assert "WeasyPrint" in html
    assert "SITE_URL" in html
    assert "zh/2025-06-wechat.html" in result.files


def test_month_with_one_release_has_no_article_of_changes(tiny: SiteFactory) -> None:
    site = tiny("full")
    (site / "calendar/releases/2025-06-2.yml").unlink()
    changes = next(group for group in build(site).groups if group.name == "changes")
    assert {reason.en for reason in changes.left_out.values()} == {"There is nothing to compare, because 2025-06 has one release only."}


def test_content_with_errors_makes_no_handout(tiny: SiteFactory) -> None:
    with pytest.raises(ContentError):
        build(tiny("full", {"calendar/2025/06.yml": "- id: torn\n  type: nothing\n"}))


def index_of(files: dict[str, bytes]) -> bytes:
    from hashlib import sha256

    links = "".join(f'<a href="{name}" data-sha256="{sha256(body).hexdigest()}">' for name, body in files.items())
    return f'<meta name="generator" content="prospectus handout">{links}'.encode()


def write(folder: Path, files: dict[str, bytes]) -> None:
    write_folder(folder, {INDEX: index_of(files), **files})


def test_folder_of_an_earlier_handout_is_replaced(tmp_path: Path) -> None:
    write(tmp_path / "kit", {"zh/old.txt": b"old"})
    write(tmp_path / "kit", {"zh/new.txt": b"new"})
    assert sorted(path.name for path in (tmp_path / "kit").rglob("*.txt")) == ["new.txt"]
    assert [path.name for path in tmp_path.iterdir()] == ["kit"]


@pytest.mark.parametrize("change", ["added", "edited", "linked"])
def test_folder_with_the_work_of_others_is_not_replaced(tmp_path: Path, change: str) -> None:
    folder = tmp_path / "kit"
    write(folder, {"a.txt": b"a"})
    if change == "edited":
        (folder / "a.txt").write_bytes(b"corrected by hand")
    elif change == "added":
        (folder / "mine.txt").write_bytes(b"mine")
    else:
        (folder / "link").symlink_to(tmp_path)
    before = {path: path.read_bytes() for path in folder.rglob("*.txt")}
    with pytest.raises(UsageError, match="was added or changed"):
        write(folder, {"a.txt": b"b"})
    assert {path: path.read_bytes() for path in folder.rglob("*.txt")} == before


def test_folder_of_others_is_refused_and_an_empty_one_is_taken(tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    write(tmp_path / "other", {"a.txt": b"a"})
    (tmp_path / "site").mkdir()
    (tmp_path / "site/index.html").write_text("<title>Ours</title>")
    with pytest.raises(UsageError, match="was not made by this command"):
        write(tmp_path / "site", {"a.txt": b"a"})
    assert (tmp_path / "site/index.html").read_text() == "<title>Ours</title>"


def test_failure_leaves_the_folder_as_it_was(tmp_path: Path) -> None:
    write(tmp_path / "kit", {"a.txt": b"a"})
    with pytest.raises(OSError, match="name"):
        write(tmp_path / "kit", {"b" * 400: b"b"})
    assert (tmp_path / "kit/a.txt").read_bytes() == b"a"
    assert [path.name for path in tmp_path.iterdir()] == ["kit"]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_command_says_what_it_made(tiny: SiteFactory, run: RunCommand, language: str) -> None:
    site = tiny("full")
    result = run("handout", "2025-06", "--now", "2025-03-10T09:00+08:00", "--lang", language, folder=site)
    assert result.code == 0, result.err
    lines = result.err.splitlines()
    assert len(lines) == len(EXPORT_FORMATS) + 1
    assert lines[-1].startswith({"zh": "handout-2025-06：已写入", "en": "handout-2025-06: written"}[language])
    assert (site / "handout-2025-06/index.html").is_file()
