"""Run `prospectus build`: return at once when no input has changed since the last build, otherwise start the incremental builder."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from prospectus.builder.last_build import LastBuild, write_last_build
from prospectus.cache import fingerprint
from prospectus.cache.sqlite_store import SqliteStore, cache_path
from prospectus.problems import Message, Problem
from prospectus.publish import theme
from prospectus.publish.release_store import ReleaseStore
from prospectus.publish.site import announce_nothing

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig

    from prospectus.builder.incremental import BuildResult
    from prospectus.builder.page_publication import Progress
    from prospectus.cache.cache import BuildCache

BUILT = Message(
    "{pages} pages in {folder}: {rendered} made, {changed} files changed, {removed} removed.",
    "{folder} 共 {pages} 个页面：生成 {rendered} 个，改动文件 {changed} 个，删除 {removed} 个。",
)
LOST_ADDRESS = "PR273"
"""The code of an address that the last build published and this one does not."""
SOURCE_FOLDERS = ("content", "courses", "calendar", "theme")


@dataclass(frozen=True, slots=True)
class BuildOptions:
    """The options of `prospectus build`."""

    config: Path
    site_dir: Path | None
    now: datetime
    strict: bool = False
    jobs: int | None = None
    use_cache: bool = True
    executor: str | None = None
    preview: bool = False
    """Whether the site is for a merge request: with drafts, and for no search engine."""
    announce: Callable[[Message], None] = announce_nothing
    """Is told what the build waits for, and what it cannot promise."""


@dataclass(frozen=True, slots=True)
class BuildReport:
    """The outcome of `prospectus build`: the site folder, counts of pages and files, and the problems to print."""

    folder: Path
    pages: int
    rendered: int
    changed: int
    removed: int
    problems: tuple[Problem, ...] = ()
    cards_without_font: int = 0
    valid_until: datetime | None = None
    """The next instant at which a page changes."""
    leads_to_this_machine: bool = False
    """Whether the address of the site is that of the machine of each reader."""

    @property
    def summary(self) -> Message:
        """One line with the counts."""
        counts = {"pages": self.pages, "rendered": self.rendered, "changed": self.changed, "removed": self.removed}
        return BUILT.fill(folder=self.folder, **counts)


def run_build(options: BuildOptions, progress: Progress | None = None) -> BuildReport:
    """Build the site; raises ContentError when the content has errors, and UsageError for unusable options."""
    root = options.config.resolve().parent
    store = SqliteStore(cache_path(root)) if options.use_cache else None
    try:
        input_fingerprint = _fingerprint_inputs(options, root) if store is not None else None
        last_report = _reuse_last_report(store, options, input_fingerprint) if store is not None and input_fingerprint is not None else None
        report = last_report or _run_builder(options, store, input_fingerprint, progress)
        note_build(options, report)
        return report
    finally:
        if store is not None:
            store.close()


def note_build(options: BuildOptions, report: BuildReport) -> None:
    """Note for monitors that a build has succeeded, unless it is a preview."""
    if report.valid_until is not None and not options.preview:
        last_build = LastBuild(str(report.folder), options.now, report.valid_until, report.pages, len(report.problems))
        write_last_build(options.config.resolve().parent, last_build)


def _fingerprint_inputs(options: BuildOptions, root: Path) -> fingerprint.InputFingerprint | None:
    folders = [*(root / name for name in SOURCE_FOLDERS), theme.packaged_folder()]
    settings = (str(options.site_dir and options.site_dir.absolute()), options.strict, options.preview)
    return fingerprint.fingerprint_inputs(options.config, folders, settings)


def _reuse_last_report(store: SqliteStore, options: BuildOptions, inputs: fingerprint.InputFingerprint) -> BuildReport | None:
    """Return the report of the last build if its inputs and outputs are unchanged and its result is still current; otherwise None."""
    last_build: fingerprint.BuildFingerprint | None = store.read("stamp", str(options.site_dir))
    if last_build is None or not inputs.matches(last_build.inputs) or not last_build.valid_from <= options.now < last_build.valid_until:
        return None
    folder = Path(last_build.folder)
    if fingerprint.fingerprint_folder(folder) != last_build.outputs:
        return None
    if last_build.inputs.recent and not inputs.recent:  # the times of all files can be relied on now
        store.write({("stamp", str(options.site_dir)): replace(last_build, inputs=inputs)})
    return BuildReport(
        folder,
        last_build.pages,
        0,
        0,
        0,
        last_build.problems,
        valid_until=last_build.valid_until,
        leads_to_this_machine=last_build.leads_to_this_machine,
    )


def _run_builder(
    options: BuildOptions, store: SqliteStore | None, input_fingerprint: fingerprint.InputFingerprint | None, progress: Progress | None
) -> BuildReport:
    from prospectus.builder.config import load_mkdocs_config  # noqa: PLC0415
    from prospectus.cache.cache import BuildCache  # noqa: PLC0415

    config = load_mkdocs_config(options.config, options.site_dir)
    options = apply_configuration(options, config)
    with ReleaseStore(Path(config.site_dir)).locked("build", options.announce):  # until its fingerprint is taken
        cache = BuildCache(store)
        result, report = publish_site(options, config, cache, progress)
        cache.save()
        if store is not None and input_fingerprint is not None and not report.cards_without_font:  # else a font makes a difference
            store.write({("stamp", str(options.site_dir)): _fingerprint_build(options, result, report, input_fingerprint)})
    return report


def apply_configuration(options: BuildOptions, config: MkDocsConfig) -> BuildOptions:
    """Return the options with what `mkdocs.yml` states; raises ContentError if a strict build has no address that readers can follow."""
    from prospectus.mkdocs_host.site_address import refuse_local_address  # noqa: PLC0415

    options = replace(options, strict=options.strict or bool(config.strict))
    if options.strict and not options.preview:
        refuse_local_address(config)
    return options


def publish_site(
    options: BuildOptions, config: MkDocsConfig, cache: BuildCache, progress: Progress | None
) -> tuple[BuildResult, BuildReport]:
    """Build the site with a cache, which the caller saves. The caller holds the lock of the site folder."""
    from prospectus.builder.cluster import open_cluster  # noqa: PLC0415
    from prospectus.builder.incremental import build  # noqa: PLC0415  (imports all heavy modules)
    from prospectus.load.published import read_manifest_paths  # noqa: PLC0415
    from prospectus.mkdocs_host.adapter import count_releases  # noqa: PLC0415
    from prospectus.mkdocs_host.site_address import leads_to_this_machine  # noqa: PLC0415

    published = read_manifest_paths(Path(config.site_dir))
    with nullcontext() if options.executor is None else open_cluster(options.executor) as executor:
        result = build(
            config,
            now=options.now,
            strict=options.strict,
            cache=cache,
            jobs=options.jobs,
            executor=executor,
            progress=progress,
            published_paths=frozenset() if options.preview else published,
            preview=options.preview,
            with_drafts=options.preview,
            releases=count_releases(config),
            announce=options.announce,
        )
    write_stats = result.write_stats
    return result, BuildReport(
        result.folder,
        len(result.prepared.views.plans),
        result.rendered,
        write_stats.changed,
        write_stats.removed,
        result.problems,
        result.cards_without_font,
        result.prepared.valid_until,
        not options.preview and leads_to_this_machine(config),
    )


def _fingerprint_build(
    options: BuildOptions, result: BuildResult, report: BuildReport, input_fingerprint: fingerprint.InputFingerprint
) -> fingerprint.BuildFingerprint:
    valid_until = result.prepared.valid_until
    pages = len(result.prepared.views.plans)
    problems = tuple(problem for problem in result.problems if problem.code != LOST_ADDRESS)  # the next build is compared with this one
    return fingerprint.BuildFingerprint(
        input_fingerprint,
        fingerprint.fingerprint_folder(result.folder),
        options.now,
        valid_until,
        pages,
        str(result.folder),
        problems,
        report.leads_to_this_machine,
    )
