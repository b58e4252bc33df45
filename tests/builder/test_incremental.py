"""An incremental build gives the same bytes as a full build, whatever was changed since the last build."""

from __future__ import annotations

import os
import sys
import tomllib
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from multiprocessing import get_context
from pathlib import Path

import pytest

from builds import BuiltSite, ServedSite, make_options
from edits import HARMLESS_EDITS, Edit, own_theme, swap, write
from prospectus.builder.cluster import DASK_REQUIREMENT, ClusterExecutor
from prospectus.builder.command import run_build
from prospectus.builder.serve import SiteServer
from prospectus.cache.sqlite_store import cache_path
from prospectus.errors import ContentError, UsageError
from tiny import NOW, REPOSITORY, SiteFactory, build_to, read_files

ScratchBuild = Callable[..., dict[str, bytes]]
TIMES = [
    datetime(2025, 3, 12, 7, 29, 59, tzinfo=UTC),  # one second before the talk starts
    datetime(2025, 3, 12, 7, 30, 0, tzinfo=UTC),  # the talk starts
    datetime(2025, 3, 12, 8, 30, 0, tzinfo=UTC),  # the talk is over
    datetime(2025, 3, 12, 16, 0, 0, tzinfo=UTC),  # midnight in the zone of the site
    datetime(2026, 1, 1, tzinfo=UTC),
]


@pytest.mark.parametrize("edit", HARMLESS_EDITS.values(), ids=HARMLESS_EDITS)
def test_incremental_build_after_an_edit_equals_a_full_one(built: BuiltSite, edit: Edit, build_from_scratch: ScratchBuild) -> None:
    root, site = built.root, built.site
    edit(root)
    run_build(make_options(root, site))
    assert read_files(site) == build_from_scratch(root)


@pytest.mark.parametrize("edit", HARMLESS_EDITS.values(), ids=HARMLESS_EDITS)
def test_server_after_an_edit_and_after_its_revert_equals_a_full_build(
    served: ServedSite, edit: Edit, build_from_scratch: ScratchBuild
) -> None:
    edit(served.root)
    assert served.rebuild() == build_from_scratch(served.root)
    served.revert()
    assert served.rebuild() == build_from_scratch(served.root)


def test_server_as_time_passes_equals_a_full_build(
    tiny: SiteFactory, tmp_path: Path, cache_dir: Path, build_from_scratch: ScratchBuild
) -> None:
    root, site = tiny("full"), tmp_path / "site"
    times = iter([NOW, *TIMES, NOW])
    server = SiteServer(root / "mkdocs.yml", site, lambda: next(times), with_drafts=False)
    for now in [NOW, *TIMES, NOW]:
        server.rebuild()
        assert read_files(site) == build_from_scratch(root, now)


def test_incremental_build_as_time_passes_equals_a_full_one(
    tiny: SiteFactory, tmp_path: Path, cache_dir: Path, build_from_scratch: ScratchBuild
) -> None:
    root, site = tiny("full"), tmp_path / "site"
    for now in [NOW, *TIMES, NOW]:
        run_build(make_options(root, site, now))
        assert read_files(site) == build_from_scratch(root, now)


def test_incremental_build_renders_only_pages_affected_by_an_edit(built: BuiltSite) -> None:
    root, site, first = built.root, built.site, built.report
    swap("content/glossary/all.yml", "Ten tonnes", "10 tonnes")(root)
    second = run_build(make_options(root, site))
    affected = 3  # the glossary, the term, and the home page that answers with it: those that ask for the whole record
    assert (first.rendered, second.rendered) == (first.pages, 2 * affected)


def test_forms_of_a_term_affect_the_pages_that_use_them_in_a_sentence(built: BuiltSite) -> None:
    root, site = built.root, built.site
    guide = site / "guides" / "margin" / "index.html"
    assert ">履约</a>" in guide.read_text(encoding="utf-8")
    HARMLESS_EDITS["a term that pages use by other words"](root)
    after_forms = run_build(make_options(root, site))
    assert ">押金</a>" in guide.read_text(encoding="utf-8")
    assert after_forms.rendered < after_forms.pages / 4
    HARMLESS_EDITS["the definition of a term"](root)
    after_definition = run_build(make_options(root, site))
    assert after_definition.rendered < after_definition.pages / 4


def test_incremental_build_writes_only_the_vevent_of_an_edited_event(
    tiny: SiteFactory, tmp_path: Path, cache_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from prospectus.render.ics.vevent import EventWriter

    written: list[str] = []
    write = EventWriter.write_event
    monkeypatch.setattr(EventWriter, "write_event", lambda self, event: written.append(event.uid) or write(self, event))
    root, site = tiny("full"), tmp_path / "site"
    run_build(make_options(root, site))
    assert len(written) > 60
    written.clear()
    swap("calendar/2025/06.yml", "2025-06-12 14:00", "2025-06-12 13:00")(root)
    run_build(make_options(root, site))
    assert sorted(written) == sorted(["event-field-lecture", "event-field-lecture--enrol"] * 2)


def test_incremental_build_builds_only_books_affected_by_an_edit(
    tiny: SiteFactory, tmp_path: Path, cache_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from prospectus.render.epub import book_cache

    built_paths: list[str] = []
    build_epub = book_cache.build_epub
    monkeypatch.setattr(book_cache, "build_epub", lambda env, book, *rest: built_paths.append(book.path) or build_epub(env, book, *rest))
    root, site = tiny("full", {"content/library/second.yml": "title: {zh: 又一本, en: Another}\nof: [guide:margin]\n"}), tmp_path / "site"
    run_build(replace(make_options(root, site), jobs=1))  # books built in worker processes are not counted here
    assert sorted(built_paths) == [f"{folder}library/{name}.epub" for folder in ("en/", "") for name in ("barley-reader", "second")]
    built_paths.clear()
    swap("courses/lessons/first-words.yml", "A lot is ten tonnes", "One lot is ten tonnes")(root)
    run_build(make_options(root, site))
    assert sorted(built_paths) == ["en/library/barley-reader.epub", "library/barley-reader.epub"]


def backdate_files(root: Path) -> None:
    """Set the modification time of every file to a time long ago."""
    for path in root.rglob("*"):
        os.utime(path, (1_700_000_000, 1_700_000_000))


def test_build_without_changes_does_not_start_the_builder(
    tiny: SiteFactory, tmp_path: Path, cache_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root, site = tiny("full"), tmp_path / "site"
    monkeypatch.setattr("prospectus.cache.fingerprint.RECENT_NANOSECONDS", 0)
    backdate_files(root)
    first = run_build(make_options(root, site))
    monkeypatch.setattr("prospectus.builder.command._run_builder", lambda *_: pytest.fail("the builder was asked"))
    assert run_build(make_options(root, site)) == replace(first, rendered=0, changed=0)


def test_build_right_after_an_edit_is_not_made_again_unless_the_file_changes_within_the_same_tick(
    tiny: SiteFactory, tmp_path: Path, cache_dir: Path, monkeypatch: pytest.MonkeyPatch, build_from_scratch: ScratchBuild
) -> None:
    root, site, name = tiny("full"), tmp_path / "site", "courses/lessons/first-words.yml"
    monkeypatch.setattr("prospectus.cache.fingerprint.RECENT_NANOSECONDS", 10**15)
    swap(name, "A lot is ten tonnes", "A lot is six tonnes")(root)
    first, before = run_build(make_options(root, site)), (root / name).stat()
    with monkeypatch.context() as patched:
        patched.setattr("prospectus.builder.command._run_builder", lambda *_: pytest.fail("the builder was asked"))
        assert run_build(make_options(root, site)) == replace(first, rendered=0, changed=0)
    swap(name, "A lot is six tonnes", "A lot is two tonnes")(root)
    os.utime(root / name, ns=(before.st_atime_ns, before.st_mtime_ns))
    run_build(make_options(root, site))
    assert read_files(site) == build_from_scratch(root)


def test_build_without_changes_reports_the_same_problems_again(
    tiny: SiteFactory, tmp_path: Path, cache_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    evening = "- {id: late, type: training, title: {zh: 晚, en: Late}, starts: 2025-03-04 21:00, language: zh}\n"
    root, site = tiny("full", {"calendar/2025/03.yml": evening}), tmp_path / "site"
    monkeypatch.setattr("prospectus.cache.fingerprint.RECENT_NANOSECONDS", 0)
    backdate_files(root)
    first = run_build(make_options(root, site))
    monkeypatch.setattr("prospectus.builder.command._run_builder", lambda *_: pytest.fail("the builder was asked"))
    assert [problem.code for problem in first.problems] == ["PR508"]
    assert run_build(make_options(root, site)) == replace(first, rendered=0, changed=0)


def test_build_notices_a_change_in_a_theme_folder_of_any_name(
    tiny: SiteFactory, tmp_path: Path, cache_dir: Path, monkeypatch: pytest.MonkeyPatch, build_from_scratch: ScratchBuild
) -> None:
    root, site = tiny("full"), tmp_path / "site"
    monkeypatch.setattr("prospectus.cache.fingerprint.RECENT_NANOSECONDS", 0)
    own_theme("parts/site-footer.html", "<footer>one</footer>", folder="own")(root)
    backdate_files(root)
    run_build(make_options(root, site))
    write("own/parts/site-footer.html", "<footer>two</footer>")(root)
    run_build(make_options(root, site))
    assert read_files(site) == build_from_scratch(root)


@pytest.mark.parametrize("harm", ["a changed file", "a lost file", "an added file"])
def test_build_notices_changes_in_the_published_site(
    tiny: SiteFactory, tmp_path: Path, cache_dir: Path, harm: str, build_from_scratch: ScratchBuild
) -> None:
    root, site = tiny("full"), tmp_path / "site"
    backdate_files(root)
    run_build(make_options(root, site))
    page = site / "glossary" / "index.html"
    {"a changed file": lambda: page.write_text("harm"), "a lost file": page.unlink, "an added file": lambda: (site / "x").write_text("x")}[
        harm
    ]()
    run_build(make_options(root, site))
    assert {name: body for name, body in read_files(site).items() if name != "x"} == build_from_scratch(root)


def test_failed_build_leaves_site_and_cache_unchanged(built: BuiltSite) -> None:
    root, site = built.root, built.site
    before = read_files(site)
    swap("content/notices/lx-2025-03.yml", "cases: 5", "cases: 6")(root)
    with pytest.raises(ContentError):
        run_build(make_options(root, site))
    assert read_files(site) == before
    swap("content/notices/lx-2025-03.yml", "cases: 6", "cases: 5")(root)
    assert run_build(make_options(root, site)).changed == 0


@pytest.mark.parametrize("harm", [b"", b"not a database at all", b"SQLite format 3\0" + bytes(2000)], ids=["empty", "text", "torn"])
def test_damaged_cache_is_rebuilt(built: BuiltSite, harm: bytes, build_from_scratch: ScratchBuild) -> None:
    root, site = built.root, built.site
    for cache_file in filter(Path.is_file, (built.root.parent / "cache").rglob("*")):
        cache_file.write_bytes(harm)
    run_build(make_options(root, site))
    assert read_files(site) == build_from_scratch(root)


def test_cache_of_another_version_is_not_used(built: BuiltSite, monkeypatch: pytest.MonkeyPatch) -> None:
    root, site = built.root, built.site
    monkeypatch.setattr("prospectus.cache.sqlite_store.FORMAT", "another")
    report = run_build(make_options(root, site))
    assert report.rendered == report.pages


def test_cache_stays_out_of_the_repository(tiny: SiteFactory, tmp_path: Path, cache_dir: Path) -> None:
    root = tiny("full")
    run_build(make_options(root, tmp_path / "site"))
    assert cache_path(root).is_relative_to(cache_dir)
    assert not [path for path in root.rglob("*") if path.suffix == ".sqlite"]


def test_build_works_when_the_cache_cannot_be_written(
    tiny: SiteFactory, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, build_from_scratch: ScratchBuild
) -> None:
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setenv("PROSPECTUS_CACHE", str(tmp_path / "file"))
    root, site = tiny("full"), tmp_path / "site"
    run_build(make_options(root, site))
    assert read_files(site) == build_from_scratch(root)


def test_broken_symbolic_links_do_not_force_a_build(
    tiny: SiteFactory, tmp_path: Path, cache_dir: Path, build_from_scratch: ScratchBuild
) -> None:
    root, site = tiny("full"), tmp_path / "site"
    (root / "content" / ".#site.yml").symlink_to("whoever-is-editing-it")
    run_build(make_options(root, site))
    (site / "gone").symlink_to("nowhere")
    assert run_build(make_options(root, site)).changed == 0
    assert read_files(site) == build_from_scratch(root)


def test_two_builds_at_once_both_publish_the_whole_site(
    tiny: SiteFactory, tmp_path: Path, cache_dir: Path, build_from_scratch: ScratchBuild
) -> None:
    root, site = tiny("full"), tmp_path / "site"
    with ProcessPoolExecutor(2, mp_context=get_context("fork")) as pool:
        for future in [pool.submit(run_build, make_options(root, site)) for _ in range(4)]:
            future.result()
    assert read_files(site) == build_from_scratch(root)


def test_other_executor_gives_the_same_bytes(tiny: SiteFactory, tmp_path: Path) -> None:
    root = tiny("full")
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as executor:
        build_to(root, tmp_path / "elsewhere", executor=executor)
    build_to(root, tmp_path / "here", jobs=1)
    assert read_files(tmp_path / "elsewhere") == read_files(tmp_path / "here")


def test_dask_cluster_gives_the_same_bytes(tiny: SiteFactory, tmp_path: Path) -> None:
    from distributed import LocalCluster

    root = tiny("full")
    with LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as cluster:
        address = cluster.scheduler_address.replace("tcp://", "dask://")
        run_build(replace(make_options(root, tmp_path / "elsewhere"), use_cache=False, executor=address))
    build_to(root, tmp_path / "here", jobs=1)
    assert read_files(tmp_path / "elsewhere") == read_files(tmp_path / "here")


def test_bytes_are_sent_to_a_cluster_once() -> None:
    class Client:
        """Records what is sent to the workers."""

        def __init__(self) -> None:
            self.sent: list[bytes] = []
            self.calls: list[tuple[object, ...]] = []

        def get_executor(self, *, pure: bool) -> Client:
            assert not pure, "all arguments would be hashed"
            return self

        def scatter(self, value: bytes, *, broadcast: bool) -> str:
            assert broadcast
            self.sent.append(value)
            return f"value {len(self.sent)}"

        def submit(self, *call: object) -> None:
            self.calls.append(call)

    client = Client()
    executor, job, other = ClusterExecutor(client), b"job", b"other job"
    for argument in (job, job, other):
        executor.submit(print, "token", argument, [1, 2])
    assert client.sent == [job, other]
    assert client.calls == [(print, "token", f"value {number}", [1, 2]) for number in (1, 1, 2)]


def test_executor_without_dask_names_the_command_for_this_python(
    tiny: SiteFactory, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(UsageError) as refused:
        run_build(replace(make_options(tiny("full"), tmp_path / "site"), use_cache=False, executor="dask://127.0.0.1:1"))
    assert f"{sys.executable} -m pip install '{DASK_REQUIREMENT}'" in str(refused.value)
    project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text("utf-8"))["project"]
    assert project["optional-dependencies"]["dask"] == [DASK_REQUIREMENT]
