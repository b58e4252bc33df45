"""The benchmark: build the same corpus with Prospectus and its peers in one session. Start it with `scripts/bench`."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Annotated

import typer
from pydantic import TypeAdapter

import prospectus
from corpus import REPOSITORY, change_title, talk_id
from dask_cluster import dask_cluster
from measure import TIME_LIMIT, CommandError, Run, measure
from peers import BIN, PEERS, Peer
from report import (
    BASELINE,
    DASK,
    DASK_TALKS,
    ONE_CORE,
    ONE_CORE_TALKS,
    PROSPECTUS_BUILDS,
    PROSPECTUS_CHECKS,
    ClashCheckTimes,
    Output,
    ServeTimes,
    Session,
    render_page,
)
from resident import read_peak_memory, resident_builder
from results import RESULTS, continue_session, save_session
from shortcuts import ALL, SHORTCUTS
from stages import iter_functions, iter_summary, profile_command

HERE = Path(__file__).parent
RUN_ONCE_ABOVE = 120.0
"""Seconds; a slow builder that takes longer than this is not run again at the same size."""
LABELS = {
    **PROSPECTUS_BUILDS,
    **PROSPECTUS_CHECKS,
    "mkdocs": "MkDocs with the Prospectus plugin",
    **{peer.name: peer.label for peer in PEERS},
}
SLOW_RUNS = 2
"""How often slow builders run at most."""
EARLIER_EDITS = 4
"""How many edits are built before the measured one, one more than releases are kept: then there is a spare folder, as in operation."""
ARCHIVE_LIMIT = 1800.0
"""Seconds after which a run with the archive is killed."""
DASK_WORKERS = 2
SHORTCUT_TALKS, SHORTCUT_RUNS = 400, 3
"""The size at which shortcuts are switched off, and how often."""
SLOW_BUILDERS = {"mkdocs", *(peer.name for peer in PEERS if peer.slow)}
ARCHIVE_PEERS = ("hugo", "hugo-same")
"""The peers that are also run with a large archive and with one core."""
OURS, CLASHES = "ours", "clashes"
CHOICES = {OURS, CLASHES, *LABELS.keys() - {*PROSPECTUS_BUILDS, *PROSPECTUS_CHECKS}}
"""The names that `--only` accepts."""
STARTUP_COMMANDS = {
    "python -c pass": [BIN / "python", "-c", "pass"],
    "python -c 'import prospectus.cli.main'": [BIN / "python", "-c", "import prospectus.cli.main"],
    "python -c 'import prospectus.builder.incremental'": [BIN / "python", "-c", "import prospectus.builder.incremental"],
    "prospectus --help": [BIN / "prospectus", "--help"],
}
SCHEDULE_LENGTHS = (30, 60, 120, 240)
"""The lengths, in months, of the schedules that are checked for clashes."""
RESIDENT_EDITS = 5
"""How many talks are edited in turn for a resident builder; the first edit in a process takes longer than those after it."""
SETTLING_TIME = 2.5
"""Seconds without a change, after which a build can rely on the modification times of all files."""
PACKAGES = (
    "prospectus",
    "mkdocs",
    "mkdocs-material",
    "mkdocs-static-i18n",
    "hugo",
    "zensical",
    "jinja2",
    "markdown",
    "pydantic",
    "ruamel-yaml",
    "icalendar",
)
"""The packages whose versions are stated."""
Command = list[str | Path]


@dataclass(frozen=True, slots=True)
class Workspace:
    """The folders for one size of the corpus: sources, output and caches."""

    folder: Path
    talks: int
    checkout: Path = REPOSITORY
    """The checkout of Prospectus whose content and command are used; its environment `bench` must exist."""

    @property
    def prospectus(self) -> Path:
        """The command `prospectus` of the checkout."""
        return self.checkout / ".cache/bench/bin/prospectus"

    @property
    def root(self) -> Path:
        """The folder of the corpus."""
        return self.folder / "corpus"

    def output_folder(self, name: str) -> Path:
        """Return the folder that the build `name` writes into."""
        return self.folder / "out" / name

    @property
    def config(self) -> Path:
        """The mkdocs.yml of the corpus."""
        return self.root / "mkdocs.yml"

    @property
    def env(self) -> dict[str, str]:
        """Environment variables for every builder: caches inside the workspace, and no colours or notices."""
        return {
            "XDG_CACHE_HOME": str(self.folder / "cache"),
            "PROSPECTUS_CACHE": str(self.folder / "cache"),
            "HUGO_CACHEDIR": str(self.folder / "hugo-cache"),
            "NO_MKDOCS_2_WARNING": "1",
            "NO_COLOR": "1",
        }


app = typer.Typer(add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False)


@app.command()
def main(
    sizes: Annotated[
        str,
        typer.Option(help="Sizes of the corpus, as numbers of talks, each with the number of runs. Others keep their figures."),
    ] = "400x5,1600x5,6400x2",
    slow_sizes: Annotated[str, typer.Option(help="Sizes at which slow builders run too.")] = "400",
    archive: Annotated[int, typer.Option(help="A size at which only cold builds run, once; 0 for none.")] = 25600,
    only: Annotated[
        str,
        typer.Option(help="Run only these, separated by commas: ours, mkdocs, hugo, hugo-side, hugo-same, i18n, zensical, clashes."),
    ] = "",
    limit: Annotated[float, typer.Option(help="Seconds after which a run is killed.")] = TIME_LIMIT,
    quick: Annotated[bool, typer.Option("--quick", help="Run only Prospectus and Hugo, once, at the smallest size.")] = False,
    baseline: Annotated[
        Path | None,
        typer.Option(
            help="Another checkout of Prospectus in which `scripts/bench` was run. Its builds are measured in turn with ours.",
            exists=True,
            file_okay=False,
            resolve_path=True,
            show_default=False,
        ),
    ] = None,
    profile: Annotated[bool, typer.Option("--profile", help="Also profile the builds of Prospectus at the largest size.")] = False,
    results: Annotated[
        Path | None,
        typer.Option(help="File for the results page. Default: docs/benchmarks.md if all builders run, else none.", show_default=False),
    ] = None,
    work: Annotated[
        Path | None, typer.Option(help="Folder for corpora and sites. Default: the temporary folder of the system.", show_default=False)
    ] = None,
) -> None:
    """Run the benchmark, print the results page, and write it to a file."""
    chosen = set(only.split(",") if only else (OURS, "hugo") if quick else CHOICES)
    if unknown := chosen - CHOICES:
        raise typer.BadParameter(f"there is no builder {', '.join(sorted(unknown))}", param_hint="--only")
    runs_everything = not (only or quick)
    runs_by_size = dict(sorted(_parse_size(size) for size in sizes.split(",") if size)) if chosen != {CLASHES} else {}
    if quick:
        runs_by_size = {min(runs_by_size): 1}
    slow_corpus_sizes = {int(size) for size in slow_sizes.split(",") if size}
    target = results or (REPOSITORY / "docs/benchmarks.md" if runs_everything else None)
    session = Session(LABELS, os.getloadavg()[0], limit, {name: version(name) for name in PACKAGES})
    figures = RESULTS if runs_everything else None
    if figures is not None:
        session = continue_session(session, figures)
    folder = Path(tempfile.mkdtemp(prefix="prospectus-bench-", dir=work))
    try:
        if CLASHES in chosen:
            session.clash_checks = _measure_clash_checks(folder)
        _measure_startup(session)
        text = _write_results(session, target, figures)
        for talks, repeat in runs_by_size.items():
            workspace = Workspace(folder / str(talks), talks)
            builders = {name for name in chosen - {CLASHES} if name not in SLOW_BUILDERS or talks in slow_corpus_sizes}
            _measure_size(session, workspace, builders, repeat, baseline)
            if profile and talks == max(runs_by_size):
                session.profiles = list(_iter_profiles(workspace))
            text = _write_results(session, target, figures)
            shutil.rmtree(workspace.folder)
        if archive and chosen != {CLASHES} and not quick:
            _measure_archive(session, Workspace(folder / str(archive), archive), chosen & {OURS, *ARCHIVE_PEERS})
            text = _write_results(session, target, figures)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    typer.echo(text, nl=False)


def _write_results(session: Session, page: Path | None, figures: Path | None) -> str:
    """Return the results page; write it and the figures into their files."""
    text = render_page(session, datetime.now(UTC).date())
    if page is not None:
        page.write_text(text, encoding="utf-8")
    if figures is not None:
        save_session(session, figures)
    return text


def _parse_size(text: str) -> tuple[int, int]:
    """Return the number of talks and the number of runs of a size such as `400x5`; without a number of runs, it is 1."""
    talks, _, runs = text.partition("x")
    return int(talks), int(runs or 1)


def _measure_startup(session: Session) -> None:
    """Measure the start-up commands. All bytecode is compiled first, as after an ordinary installation."""
    subprocess.run([BIN / "python", "-m", "compileall", "-q", Path(prospectus.__file__).parent], check=True)
    session.startup.clear()
    for _ in range(7):
        for name, command in STARTUP_COMMANDS.items():
            session.startup.setdefault(name, []).append(measure([command]))


def _measure_clash_checks(folder: Path) -> dict[int, ClashCheckTimes]:
    """Return the times to check schedules, by length in months. They are measured in a separate process."""
    command = [sys.executable, HERE / "clashes.py", folder, *map(str, SCHEDULE_LENGTHS)]
    output = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return {int(months): ClashCheckTimes(**times) for months, times in json.loads(output).items()}


def _measure_size(session: Session, workspace: Workspace, builders: set[str], repeat: int, baseline: Path | None) -> None:
    """Run the builders in `repeat` rounds at one size and record the results in `session`. Every second round runs in reverse order."""
    _write_sources(workspace, builders)
    runs, outputs = _begin_size(session, workspace.talks)
    turns = list(_iter_turns(workspace, builders, session))
    if workspace.talks == ONE_CORE_TALKS:
        turns.append((ONE_CORE, lambda _: _iter_one_core_builds(workspace, builders, session.limit)))
    if baseline and OURS in builders:
        other = Workspace(workspace.folder / BASELINE, workspace.talks, baseline)
        _write_sources(other, set())
        turns.insert(1, (BASELINE, lambda number: _iter_baseline_builds(other, number, session.limit)))
    for number in range(repeat):
        for name, take_turn in turns if number % 2 == 0 else reversed(turns):
            if name in SLOW_BUILDERS and _has_run_enough(runs.get(name, [])):
                continue
            for build, run in take_turn(number):
                runs.setdefault(build, []).append(run)
                _tell(workspace, build, run)
            if name == OURS:
                outputs["cold"] = _measure_output([workspace.output_folder("cold")])
            elif name in LABELS and name not in outputs:
                outputs[name] = _measure_output(_output_folders(workspace, name))
    if OURS in builders:
        session.serve_times[workspace.talks] = _measure_serving(workspace)
        _measure_dask(session, workspace)
        _measure_shortcuts(session, workspace)


def _begin_size(session: Session, talks: int) -> tuple[dict[str, list[Run]], dict[str, Output]]:
    """Return where the runs and outputs of a size are recorded, without those of earlier sessions."""
    session.dates[talks], session.runs[talks], session.outputs[talks] = datetime.now(UTC).date(), {}, {}
    return session.runs[talks], session.outputs[talks]


def _has_run_enough(runs: Sequence[Run]) -> bool:
    """Return whether a slow builder is not run again."""
    return len(runs) >= SLOW_RUNS or any(run.timed_out or run.wall > RUN_ONCE_ABOVE for run in runs)


def _tell(workspace: Workspace, build: str, run: Run) -> None:
    """Print the figures of a run."""
    label = LABELS.get(build, build)
    typer.echo(f"{workspace.talks * 2:>6} pages  {label:<42} {run.wall:9.3f} s  {run.peak_memory / 1e6:7.1f} MB", err=True)


def _iter_one_core_builds(workspace: Workspace, builders: set[str], limit: float) -> Iterator[tuple[str, Run]]:
    """Run the cold builds that are compared on the first processor alone; yield the name and the run of each. Raises CommandError."""
    commands: dict[str, tuple[Command, dict[str, str]]] = {}
    if OURS in builders:
        commands["cold"] = (_build_command(workspace, workspace.output_folder("cold"), "--no-cache"), {})
    for peer in PEERS:
        if peer.name in builders and peer.name in ARCHIVE_PEERS:
            [command] = peer.commands(workspace.folder / peer.name, workspace.output_folder(peer.name))
            commands[peer.name] = (list(command), dict(peer.env))
    for name, (command, env) in commands.items():
        stale = [workspace.output_folder(name)]
        yield f"{ONE_CORE}{name}", _run_commands(workspace, [["taskset", "--cpu-list", "0", *command]], stale, limit, env)


def _measure_shortcuts(session: Session, workspace: Workspace) -> None:
    """Run cold builds in one process with all shortcuts and without each of them, at one of the sizes. Raises CommandError."""
    out = workspace.output_folder("shortcuts")
    options = _build_command(workspace, out, "--no-cache", "--jobs", "1")[1:]
    if workspace.talks != SHORTCUT_TALKS:
        return
    session.shortcuts.clear()
    for name in [ALL, *SHORTCUTS] * SHORTCUT_RUNS:
        run = _run_commands(workspace, [[BIN / "python", HERE / "shortcuts.py", name, *options]], [out], session.limit)
        session.shortcuts.setdefault(name, []).append(run)
        _tell(workspace, f"shortcuts: {name}", run)


def _measure_dask(session: Session, workspace: Workspace) -> None:
    """Run a cold build whose pages are rendered by a Dask cluster on this machine, at one of the sizes. Raises CommandError."""
    if workspace.talks != DASK_TALKS:
        return
    out = workspace.output_folder("dask")
    with dask_cluster(DASK_WORKERS, workspace.env) as address:
        command = _build_command(workspace, out, "--no-cache", "--executor", address)
        run = _run_commands(workspace, [command], [out], session.limit)
    session.runs[workspace.talks][DASK] = [run]
    _tell(workspace, DASK, run)


def _measure_archive(session: Session, workspace: Workspace, builders: set[str]) -> None:
    """Run each cold build once with a large archive, and record the results in `session`. Raises CommandError."""
    _write_sources(workspace, builders)
    runs, outputs = _begin_size(session, workspace.talks)
    turns: list[tuple[str, Callable[[], Run]]] = []
    if OURS in builders:
        cold = workspace.output_folder("cold")
        turns.append(("cold", lambda: _run_commands(workspace, [_build_command(workspace, cold, "--no-cache")], [cold], ARCHIVE_LIMIT)))
    turns += [(peer.name, lambda peer=peer: _run_peer(workspace, peer, ARCHIVE_LIMIT)) for peer in PEERS if peer.name in builders]
    for name, build in turns:
        runs[name] = [build()]
        _tell(workspace, name, runs[name][0])
        outputs[name] = _measure_output([workspace.output_folder(name)])
        shutil.rmtree(workspace.output_folder(name))
        shutil.rmtree(workspace.folder / f".{name}.releases", ignore_errors=True)


def _measure_serving(workspace: Workspace) -> ServeTimes:
    """Return the times of `prospectus serve`, measured in a separate process."""
    command = [sys.executable, HERE / "serving.py", workspace.root, workspace.output_folder("served"), str(workspace.talks)]
    output = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return TypeAdapter(ServeTimes).validate_json(output)


def _write_sources(workspace: Workspace, builders: set[str]) -> None:
    """Write the corpus and the sources of the peers, in separate processes so that the memory of this one stays small."""
    workspace.folder.mkdir(parents=True)
    subprocess.run([sys.executable, HERE / "corpus.py", str(workspace.talks), workspace.root, workspace.checkout], check=True)
    subprocess.run([sys.executable, HERE / "peers.py", workspace.root, workspace.folder, *builders], check=True)


Turn = Callable[[int], Iterator[tuple[str, Run]]]
"""Runs a builder in the round with the given number; yields the name of each build and its run."""


def _iter_turns(workspace: Workspace, builders: set[str], session: Session) -> Iterator[tuple[str, Turn]]:
    """Yield the name and the turn of each chosen builder."""
    if OURS in builders:
        yield OURS, lambda number: _iter_our_builds(workspace, number, session.limit)
    if "mkdocs" in builders:
        out = workspace.output_folder("mkdocs")
        command: Command = [BIN / "mkdocs", "build", "--quiet", "--config-file", workspace.config, "--site-dir", out]
        yield "mkdocs", lambda _: iter([("mkdocs", _run_commands(workspace, [command], [out], session.limit))])
    for peer in PEERS:
        if peer.name in builders:
            yield peer.name, lambda _, peer=peer: iter([(peer.name, _run_peer(workspace, peer, session.limit))])


def _run_peer(workspace: Workspace, peer: Peer, limit: float) -> Run:
    """Build the site of a peer into empty folders. Raises CommandError."""
    commands = peer.commands(workspace.folder / peer.name, workspace.output_folder(peer.name))
    return _run_commands(workspace, commands, _output_folders(workspace, peer.name), limit, peer.env)


def _output_folders(workspace: Workspace, name: str) -> list[Path]:
    """Return the folders that a builder writes into."""
    subfolders = next((peer.output_folders for peer in PEERS if peer.name == name), ())
    return [workspace.folder / name / subfolder for subfolder in subfolders] or [workspace.output_folder(name)]


def _run_commands(
    workspace: Workspace, commands: Sequence[Command], stale_folders: Sequence[Path], limit: float, env: dict[str, str] | None = None
) -> Run:
    """Delete `stale_folders` with their releases, then run commands with the environment of the workspace. Raises CommandError."""
    for folder in stale_folders:
        shutil.rmtree(folder, ignore_errors=True)
        shutil.rmtree(folder.with_name(f".{folder.name}.releases"), ignore_errors=True)
    os.sync()  # so that the run is not slowed down by pending writes of the previous one
    return measure(commands, env={**workspace.env, **(env or {})}, limit=limit)


def _iter_our_builds(workspace: Workspace, number: int, limit: float) -> Iterator[tuple[str, Run]]:
    """Run the builds of `report.PROSPECTUS_BUILDS` in their order; yield the name and run of each.

    `number` is the number of the round; it makes the edited title differ from earlier ones. Raises CommandError.
    """
    cold, cached = workspace.output_folder("cold"), workspace.output_folder("cached")
    yield "cold", _run_commands(workspace, [_build_command(workspace, cold, *_supported_options(workspace, "--no-cache"))], [cold], limit)
    if _supported_options(workspace, "--no-cache"):
        alone = workspace.output_folder("pages-alone")
        pages_alone: Command = [BIN / "python", HERE / "pages_alone.py", *_build_command(workspace, alone, "--no-cache")[1:]]
        yield "pages-alone", _run_commands(workspace, [pages_alone], [alone], limit)
    _delete_caches(workspace)
    time.sleep(SETTLING_TIME)
    yield "first", _run_commands(workspace, [_build_command(workspace, cached)], [cached], limit)
    yield "warm", _run_commands(workspace, [_build_command(workspace, cached)], [], limit)
    restores = []
    for edit in range(EARLIER_EDITS):
        restores.append(change_title(workspace.root, edit, f"edit {number}"))
        run = _run_commands(workspace, [_build_command(workspace, cached)], [], limit)
        if edit == 0:
            yield "first-edit", run
    talk, mark = workspace.talks // 2, f"edit {number}"
    restores.append(change_title(workspace.root, talk, mark))
    yield "edit", _run_commands(workspace, [_build_command(workspace, cached)], [], limit)
    if mark not in (cached / "talks" / talk_id(talk) / "index.html").read_text(encoding="utf-8"):
        raise CommandError(f"The edited title is not in the page of {talk_id(talk)}")
    yield "after-edit", _run_commands(workspace, [_build_command(workspace, cached)], [], limit)
    for restore in restores:
        restore()
    if _supported_options(workspace, "--resident"):
        yield from _iter_resident_builds(workspace, number)
    yield from _iter_our_checks(workspace, number, limit)


def _iter_resident_builds(workspace: Workspace, number: int) -> Iterator[tuple[str, Run]]:
    """Edit talks one after the other, and let a resident builder make each build; yield each run. Raises CommandError."""
    cached, restores = workspace.output_folder("cached"), []
    with resident_builder(workspace.prospectus, workspace.root, ["--site-dir", cached], workspace.env) as pid:
        for edit in range(RESIDENT_EDITS):
            talk, mark = workspace.talks * (edit + 1) // (RESIDENT_EDITS + 1), f"resident {number}"
            restores.append(change_title(workspace.root, talk, mark))
            run = measure([[workspace.prospectus, "build", "--site-dir", cached]], env=workspace.env, folder=workspace.root)
            yield "resident", replace(run, peak_memory=read_peak_memory(pid))
            if mark not in (cached / "talks" / talk_id(talk) / "index.html").read_text(encoding="utf-8"):
                raise CommandError(f"The edited title is not in the page of {talk_id(talk)}")
            time.sleep(SETTLING_TIME)
    for restore in restores:
        restore()


def _iter_our_checks(workspace: Workspace, number: int, limit: float) -> Iterator[tuple[str, Run]]:
    """Run the checks of `report.PROSPECTUS_CHECKS` in their order; yield the name and run of each. Raises CommandError."""
    _delete_caches(workspace)
    time.sleep(SETTLING_TIME)
    check: Command = [workspace.prospectus, "check", "--root", workspace.root]
    yield "check-cold", _run_commands(workspace, [[*check, *_supported_options(workspace, "--no-cache", command="check")]], [], limit)
    yield "check-first", _run_commands(workspace, [check], [], limit)
    yield "check-warm", _run_commands(workspace, [check], [], limit)
    restore = change_title(workspace.root, workspace.talks // 2, f"check {number}")
    time.sleep(SETTLING_TIME)
    yield "check-edit", _run_commands(workspace, [check], [], limit)
    restore()


def _iter_baseline_builds(workspace: Workspace, number: int, limit: float) -> Iterator[tuple[str, Run]]:
    """Run the same builds with the checkout of the baseline; their names start with `report.BASELINE`. Raises CommandError."""
    return ((f"{BASELINE}-{build}", run) for build, run in _iter_our_builds(workspace, number, limit))


def _build_command(workspace: Workspace, out: Path, *options: str) -> Command:
    """Return the `prospectus build` command that builds the corpus into `out`."""
    return [workspace.prospectus, "build", "--config", workspace.config, "--site-dir", out, *options]


def _supported_options(workspace: Workspace, *options: str, command: str = "build") -> list[str]:
    """Return those of `options` that are in the help of a command, so that other versions can be measured too."""
    env = {**os.environ, "COLUMNS": "200"}  # wide enough that no option is wrapped
    help_text = subprocess.run([workspace.prospectus, command, "--help"], check=True, capture_output=True, text=True, env=env).stdout
    return [option for option in options if option.split()[0] in help_text]


def _delete_caches(workspace: Workspace) -> None:
    """Delete the build cache: the cache folder, and whatever builds have added to the corpus."""
    shutil.rmtree(workspace.folder / "cache", ignore_errors=True)
    for path in workspace.root.iterdir():
        if path.name not in ("content", "courses", "calendar", "mkdocs.yml"):
            shutil.rmtree(path) if path.is_dir() else path.unlink()


def _measure_output(folders: Sequence[Path]) -> Output:
    """Return the number and size of all files in some folders."""
    files = [(path.suffix, path.stat().st_size) for folder in folders for path in folder.rglob("*") if path.is_file()]
    return Output(len(files), sum(suffix == ".html" for suffix, _ in files), sum(size for _, size in files))


def _iter_profiles(workspace: Workspace) -> Iterator[str]:
    """Profile three builds of Prospectus; yield the lines of their summaries, and print their slowest functions.

    The builds run in one process if `prospectus build` has the option `--jobs`. Raises CommandError.
    """
    os.environ.update(workspace.env)
    one_process = [part for option in _supported_options(workspace, "--jobs") for part in (option, "1")]
    cached = workspace.output_folder("cached")
    time.sleep(SETTLING_TIME)
    _run_commands(workspace, [_build_command(workspace, cached, *one_process)], [], TIME_LIMIT)
    restore: Callable[[], None] = lambda: None  # noqa: E731
    for build in ("cold", "warm", "edit"):
        out, options = (
            (workspace.output_folder("profiled"), _supported_options(workspace, "--no-cache")) if build == "cold" else (cached, [])
        )
        if build == "edit":
            restore = change_title(workspace.root, workspace.talks // 3, "profiled")
        stats = profile_command(_build_command(workspace, out, *options, *one_process), workspace.folder / f"{build}.prof")
        heading = f"### {PROSPECTUS_BUILDS[build]}, {workspace.talks * 2:,} pages"
        yield from (heading, "", *iter_summary(stats), "")
        typer.echo("\n".join((heading, "", *iter_functions(stats), "")))
    restore()


if __name__ == "__main__":
    try:
        app()
    except CommandError as error:
        typer.echo(str(error), err=True)
        sys.exit(1)
