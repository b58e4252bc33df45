"""Builds that are made one after another in one process, each as `prospectus build` would make it in a process of its own."""

from __future__ import annotations

import gc
from pathlib import Path

from prospectus.builder.command import BuildOptions, BuildReport, apply_configuration, note_build, publish_site
from prospectus.builder.config import load_mkdocs_config
from prospectus.builder.page_publication import Progress
from prospectus.cache.cache import BuildCache
from prospectus.cache.fingerprint import list_variables, refers_to_files
from prospectus.cache.sqlite_store import SqliteStore, cache_path
from prospectus.problems import Message
from prospectus.publish.release_store import ReleaseStore
from prospectus.resident.circumstances import FREE_VARIABLES

OTHER_SITE = Message("it is of another site", "不是本站")
UNUSUAL = Message("it has --preview, --no-cache, --jobs or --executor", "用了 `--preview`、`--no-cache`、`--jobs` 或 `--executor`")
REFERS_TO_FILES = Message("mkdocs.yml has INHERIT or hooks", "`mkdocs.yml` 中有 `INHERIT` 或 `hooks`")
NAMES_FREE_VARIABLES = Message(
    "mkdocs.yml reads {names}, which may differ between builds", "`mkdocs.yml` 读取 `{names}`，各次生成时可能不同"
)


class Declined(Exception):
    """The builder does not make this build; `reason` says why."""

    def __init__(self, reason: Message) -> None:
        super().__init__(reason.en)
        self.reason = reason


class ResidentBuilder:
    """Builds the site in a folder again and again, with a cache in memory, and in the store of the site for builds without this process."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._store = SqliteStore(cache_path(root))
        self._cache = BuildCache(self._store, reuse_in_process=True)
        self._is_saved = True
        self._is_frozen = False
        self.builds = 0
        """How many builds were begun."""

    def run_build(self, options: BuildOptions, progress: Progress | None = None, *, waits: bool = False) -> BuildReport:
        """Build the site like `builder.command.run_build`. With `waits`, wait for the lock of the site folder if another command has it.

        Raises Declined if this must be left to a process of its own.
        """
        reason = self._find_objection(options)
        if reason is not None:
            raise Declined(reason)
        self.builds += 1
        self._take_over_other_builds()
        gc.disable()  # scanning all records in memory for garbage takes longer than the build
        try:
            config = load_mkdocs_config(options.config, options.site_dir)
            options = apply_configuration(options, config)
            with ReleaseStore(Path(config.site_dir)).locked("build", options.announce, wait_seconds=None if waits else 0):
                report = publish_site(options, config, self._cache, progress)[1]
        finally:
            gc.enable()
        self._is_saved = False
        note_build(options, report)
        return report

    def save(self) -> None:
        """Save the state of the last build for builds without this process, and collect garbage, if that was not done since."""
        if self._is_saved:
            return
        self._is_saved = True
        self._take_over_other_builds()
        self._cache.save()
        gc.collect()
        if not self._is_frozen:
            gc.freeze()  # what survives the first collection stays
            self._is_frozen = True

    def _take_over_other_builds(self) -> None:
        """Go on from the state of the last build without this process, if there was one: the published site is that of that build."""
        if self._store.has_other_writes():
            self._cache.forget_last()

    def close(self) -> None:
        """Close the store. What is not saved is made again by a build without this process."""
        self._store.close()

    def _find_objection(self, options: BuildOptions) -> Message | None:
        if options.config.resolve().parent != self.root:
            return OTHER_SITE
        if options.preview or not options.use_cache or options.jobs is not None or options.executor is not None:
            return UNUSUAL
        try:
            text = options.config.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError):
            return None  # the build says what is wrong with it
        if refers_to_files(text):
            return REFERS_TO_FILES
        names = sorted(FREE_VARIABLES.intersection(list_variables(text)))
        return NAMES_FREE_VARIABLES.fill(names=", ".join(names)) if names else None
