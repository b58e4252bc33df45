"""Run `prospectus build`: return at once when no input has changed since the last build, otherwise start the incremental builder."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from prospectus.errors import WrongUse
from prospectus.problems import Problem
from prospectus.publish import stamp, theme
from prospectus.publish.store import SqliteStore, path_for

if TYPE_CHECKING:
    from concurrent.futures import Executor

    from prospectus.builder import Built, Progress

FOLDERS = ("content", "courses", "calendar", "theme")


@dataclass(frozen=True, slots=True)
class Order:
    """The options of `prospectus build`."""

    config: Path
    site_dir: Path | None
    now: datetime
    strict: bool = False
    jobs: int | None = None
    cache: bool = True
    executor: str | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """The outcome of `prospectus build`: the site folder, counts of pages and files, and the problems to print."""

    folder: Path
    pages: int
    made: int
    changed: int
    removed: int
    problems: tuple[Problem, ...] = ()

    @property
    def summary(self) -> str:
        """One line with the counts."""
        return f"{self.pages} pages in {self.folder}: {self.made} made, {self.changed} files changed, {self.removed} removed."


def run(order: Order, progress: Progress | None = None) -> Report:
    """Build the site; raises ContentRefused when the content has errors, and WrongUse for unusable options."""
    root = order.config.resolve().parent
    store = SqliteStore(path_for(root)) if order.cache else None
    try:
        state = _state(order, root) if store is not None else None
        unchanged = _unchanged(store, order, state) if store is not None and state is not None else None
        return unchanged or _built(order, store, state, progress)
    finally:
        if store is not None:
            store.close()


def _state(order: Order, root: Path) -> str | None:
    folders = [*(root / name for name in FOLDERS), theme.packaged()]
    return stamp.inputs(order.config, folders, (str(order.site_dir and order.site_dir.resolve()), order.strict))


def _unchanged(store: SqliteStore, order: Order, state: str) -> Report | None:
    """Return the report of the last build if its inputs and outputs are unchanged and its result is still current; otherwise None."""
    last: stamp.Stamp | None = store.read("stamp", str(order.site_dir))
    if last is None or last.inputs != state or not last.since <= order.now < last.until:
        return None
    folder = Path(last.folder)
    return Report(folder, last.pages, 0, 0, 0, last.problems) if stamp.outputs(folder) == last.outputs else None


def _built(order: Order, store: SqliteStore | None, state: str | None, progress: Progress | None) -> Report:
    from prospectus import builder  # noqa: PLC0415  (imports all heavy modules)
    from prospectus.memo import Memo  # noqa: PLC0415

    memo = Memo(store)
    config = builder.configured(order.config, order.site_dir)
    with _executor(order.executor) as executor:
        built = builder.build(config, now=order.now, strict=order.strict, memo=memo, jobs=order.jobs, executor=executor, progress=progress)
    memo.save()
    if store is not None and state is not None:
        store.write({("stamp", str(order.site_dir)): _stamp(order, built, state)})
    written = built.written
    return Report(built.folder, len(built.prepared.views.plans), built.made, written.changed, written.removed, built.prepared.problems)


def _stamp(order: Order, built: Built, state: str) -> stamp.Stamp:
    until = built.prepared.views.reading.almanac.fresh_until()
    pages, problems = len(built.prepared.views.plans), built.prepared.problems
    return stamp.Stamp(state, stamp.outputs(built.folder), order.now, until, pages, str(built.folder), problems)


@contextmanager
def _executor(address: str | None) -> Iterator[Executor | None]:
    """Yield the executor at `address`, or None without one, and close it afterwards; raises WrongUse when it cannot be reached."""
    if address is None:
        yield None
        return
    if not address.startswith("dask://"):
        raise WrongUse(f"--executor must be dask://HOST:PORT; got {address!r}")
    try:
        from distributed import Client  # noqa: PLC0415  (an optional extra)
    except ImportError:
        raise WrongUse("--executor dask://… needs the extra: pip install 'prospectus[dask]'") from None
    try:
        client = Client(address.replace("dask://", "tcp://"), timeout="10s")  # type: ignore[no-untyped-call]
    except OSError as error:
        raise WrongUse(f"No Dask scheduler answers at {address}: {error}") from None
    with client:
        yield client.get_executor()  # type: ignore[no-untyped-call]
