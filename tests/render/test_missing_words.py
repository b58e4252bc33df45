"""Interface words that no language has are reported from each kind of output, by every build, also when the output is cached."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

import pytest

from prospectus.cache.cache import BuildCache
from prospectus.errors import ContentError
from prospectus.parallel import ProcessPool
from prospectus.pipeline import PreparedSite, build_site, find_missing_in_books
from prospectus.problems import Problem
from prospectus.render.outputs import build_data_files
from prospectus.scheduling.export_formats import EXPORT_FORMATS, SiteFormat
from prospectus.scheduling.month import Month
from prospectus.scheduling.month_files import render_month
from prospectus.views import resolver
from tiny import FULL, NOW, REPOSITORY, URL, RunCommand, SiteFactory, build_to, prepare_site, site_source

DATA_FILES = {
    "event.derived": "calendar/all.ics",
    "sort.deadline": "calendar/all.ics",
    "list.notice.title": "feeds/notices.atom",
    "changes.count.new": "feeds/changes.atom",
    "form.send": "forms/harvest-report/harvest-report.docx",
}
BOOKS = {"book.cover": "library/barley-reader.epub", "quiz.one": "library/barley-reader.epub"}
EXPORTED_KEYS = {
    "text": "handout.title",
    "wechat": "list.comma",
    "poster": "handout.online",
    "svg": "handout.online",
    "pdf": "handout.online",
    "ics": "sort.deadline",
    "schedule": "handout.title",
}

RemoveWords = Callable[..., None]


@pytest.fixture
def remove_words(monkeypatch: pytest.MonkeyPatch) -> RemoveWords:
    """Remove interface words from all languages: `remove_words("list.comma")`."""
    merge = resolver.merge_words

    def remove(*keys: str) -> None:
        def merge_others(*arguments: Any) -> Mapping[str, str]:
            return {key: words for key, words in merge(*arguments).items() if key not in keys}

        monkeypatch.setattr(resolver, "merge_words", merge_others)

    return remove


def find_missing(prepared: PreparedSite, cache: BuildCache, pool: ProcessPool) -> dict[str, str]:
    return {**find_missing_in_books(prepared.books), **build_data_files(prepared.views, cache, pool).missing_words}


@pytest.mark.parametrize("processes", [1, 3])
def test_word_missing_in_a_file_is_reported_by_every_build(
    remove_words: RemoveWords, monkeypatch: pytest.MonkeyPatch, processes: int
) -> None:
    monkeypatch.setattr("prospectus.render.ics.calendars.CHUNK_SIZE", 5)  # enough chunks for several processes
    remove_words(*DATA_FILES, *BOOKS)
    cache = BuildCache(reuse_in_process=True)
    for number in range(2):
        prepared = prepare_site(FULL, cache, now=NOW + timedelta(minutes=number))
        assert find_missing(prepared, cache, ProcessPool(processes)) == DATA_FILES | BOOKS


def test_complete_words_are_no_problem_in_any_file() -> None:
    prepared = prepare_site(FULL)
    assert find_missing(prepared, BuildCache(), ProcessPool()) == {}


def test_both_kinds_of_build_report_words_of_files(remove_words: RemoveWords, tiny: SiteFactory) -> None:
    remove_words("event.derived", "book.cover")
    root = tiny("full")
    reported = [
        (problem.came, problem.params["page"]) for problem in build_to(root, root.parent / "site").problems if problem.code == "PR308"
    ]
    assert sorted(reported) == [("book.cover", "/library/barley-reader.epub"), ("event.derived", "/calendar/all.ics")]
    missing = build_site(site_source(root), now=NOW).missing_words
    assert missing == {"book.cover": "library/barley-reader.epub", "event.derived": "calendar/all.ics"}


def export(format_name: str) -> tuple[Problem, ...]:
    """Return the problems of a month of the full site in one format."""
    export_format = EXPORT_FORMATS[format_name]
    assert isinstance(export_format, SiteFormat)
    folders = (REPOSITORY / "theme",)
    return render_month(FULL, Month(2025, 6), export_format.render, site_url=URL, theme_folders=folders, now=NOW).problems


@pytest.mark.parametrize(("format_name", "key"), EXPORTED_KEYS.items())
def test_word_missing_in_an_export_is_reported(remove_words: RemoveWords, format_name: str, key: str) -> None:
    assert export(format_name) == ()
    remove_words(key)
    assert [(problem.code, problem.came) for problem in export(format_name)] == [("PR308", key)]


def test_command_names_the_export_in_the_language_of_its_user(remove_words: RemoveWords, run: RunCommand, tiny: SiteFactory) -> None:
    remove_words("handout.title")
    root = tiny("full")
    results = [run("export", "2025-06", "--to", "text", "-o", "-", "--root", root, "--lang", language) for language in ("en", "zh")]
    assert [result.code for result in results] == [0, 0]
    assert "no language has handout.title, which the export of 2025-06 shows." in results[0].err
    assert "“2025-06 的导出文件”用到的 handout.title 没有任何语言的文字。" in results[1].err


def test_export_is_refused_when_the_site_makes_it_an_error(remove_words: RemoveWords, tiny: SiteFactory) -> None:
    remove_words("handout.title")
    site = (FULL / "content/site.yml").read_text(encoding="utf-8") + "severities: {PR308: error}\n"
    root, folders, text = tiny("full", {"content/site.yml": site}), (REPOSITORY / "theme",), EXPORT_FORMATS["text"]
    assert isinstance(text, SiteFormat)
    with pytest.raises(ContentError):
        render_month(root, Month(2025, 6), text.render, site_url=URL, theme_folders=folders, now=NOW)
