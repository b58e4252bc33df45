"""The benchmark: one session in which Prospectus and its peers build the same corpus by turns. Start it with `scripts/bench`."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

import prospectus
from corpus import REPOSITORY, retitled, talk_id
from measure import LIMIT, Failed, Run, measure
from peers import BIN, PEERS, Peer
from report import OURS, Clashes, Output, Serving, Session, page
from stages import functions, profiled, told

HERE = Path(__file__).parent
ONCE_ABOVE = 120.0
"""Seconds; a slow builder that takes longer is not run again at that size."""
LABELS = {**OURS, "mkdocs": "MkDocs with our plugin", **{peer.name: peer.label for peer in PEERS}}
SLOW = {"mkdocs", *(peer.name for peer in PEERS if peer.slow)}
STARTUP = {
    "python -c pass": [BIN / "python", "-c", "pass"],
    "python -c 'import prospectus.cli'": [BIN / "python", "-c", "import prospectus.cli"],
    "python -c 'import prospectus.builder'": [BIN / "python", "-c", "import prospectus.builder"],
    "prospectus --help": [BIN / "prospectus", "--help"],
}

CLASHES = "clashes"
MONTHS = (30, 60, 120, 240)
"""The lengths of the schedules that are checked for clashes."""
AT_REST = 2.5
"""Seconds without a change, after which our builder trusts the times of files."""
Command = list[str | Path]


@dataclass(frozen=True, slots=True)
class Ground:
    """The folders of one size: the corpus, the peers' sites, and where everything is written."""

    work: Path
    talks: int

    @property
    def root(self) -> Path:
        """Our corpus."""
        return self.work / "corpus"

    def out(self, name: str) -> Path:
        """Return where a builder writes."""
        return self.work / "out" / name

    @property
    def config(self) -> Path:
        """The configuration of our corpus."""
        return self.root / "mkdocs.yml"

    @property
    def env(self) -> dict[str, str]:
        """What is set for every builder: a cache of its own, and no colours or notices."""
        return {
            "XDG_CACHE_HOME": str(self.work / "cache"),
            "PROSPECTUS_CACHE": str(self.work / "cache"),
            "HUGO_CACHEDIR": str(self.work / "hugo-cache"),
            "NO_MKDOCS_2_WARNING": "1",
            "NO_COLOR": "1",
        }


app = typer.Typer(add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False)


@app.command()
def main(
    sizes: Annotated[str, typer.Option(help="Numbers of talks.")] = "400,1600,6400",
    slow_sizes: Annotated[str, typer.Option(help="The sizes at which slow builders run too.")] = "400,1600",
    repeat: Annotated[int, typer.Option(min=1, help="Runs of each builder at each size.")] = 3,
    only: Annotated[
        str, typer.Option(help="What to run: ours, mkdocs, hugo, hugo-side, i18n, zensical, and clashes for the check of schedules.")
    ] = "",
    limit: Annotated[float, typer.Option(help="Seconds after which a run is ended.")] = LIMIT,
    quick: Annotated[bool, typer.Option("--quick", help="Ours and Hugo at the smallest size, once.")] = False,
    profile: Annotated[bool, typer.Option("--profile", help="Say where the time of our builds goes, at the largest size.")] = False,
    results: Annotated[
        Path | None, typer.Option(help="The page to write; docs/benchmarks.md when all builders run.", show_default=False)
    ] = None,
    work: Annotated[Path | None, typer.Option(help="A folder for corpora and sites; else a temporary one.", show_default=False)] = None,
) -> None:
    """Measure, print the results page, and write it."""
    chosen = set(only.split(",") if only else ("ours", "hugo") if quick else ("ours", CLASHES, *LABELS.keys() - OURS))
    if unknown := chosen - {"ours", CLASHES, *LABELS.keys() - OURS}:
        raise typer.BadParameter(f"there is no builder {', '.join(sorted(unknown))}", param_hint="--only")
    whole = not (only or quick)
    numbers = sorted(int(size) for size in sizes.split(","))[: 1 if quick else None] if chosen != {CLASHES} else []
    slow = {int(size) for size in slow_sizes.split(",") if size}
    target = results or (REPOSITORY / "docs/benchmarks.md" if whole else None)
    session = Session(LABELS, os.getloadavg()[0], 1 if quick else repeat, limit)
    place = Path(tempfile.mkdtemp(prefix="prospectus-bench-", dir=work))
    try:
        if CLASHES in chosen:
            session.clashes = _clashes(place)
        _start_up(session)
        text = page(session, datetime.now(UTC).date())
        for talks in numbers:
            _size(session, Ground(place / str(talks), talks), {name for name in chosen - {CLASHES} if name not in SLOW or talks in slow})
            if profile and talks == numbers[-1]:
                session.profiles.extend(_profiles(Ground(place / str(talks), talks)))
            text = page(session, datetime.now(UTC).date())
            if target is not None:
                target.write_text(text, encoding="utf-8")
            shutil.rmtree(place / str(talks))
    finally:
        shutil.rmtree(place, ignore_errors=True)
    typer.echo(text, nl=False)


def _start_up(session: Session) -> None:
    """Measure what starts before any work does; the bytecode of every module is there, as after an ordinary installation."""
    subprocess.run([BIN / "python", "-m", "compileall", "-q", Path(prospectus.__file__).parent], check=True)
    for _ in range(7):
        for name, command in STARTUP.items():
            session.startup.setdefault(name, []).append(measure([command]))


def _clashes(place: Path) -> dict[int, Clashes]:
    """Check schedules of several lengths, in a process of its own."""
    command = [sys.executable, HERE / "clashes.py", place, *map(str, MONTHS)]
    said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return {int(months): Clashes(**found) for months, found in json.loads(said).items()}


def _size(session: Session, ground: Ground, chosen: set[str]) -> None:
    """Run everything at one size by turns; every other round runs backwards."""
    _prepare(ground, chosen)
    runs, outputs = session.runs.setdefault(ground.talks, {}), session.outputs.setdefault(ground.talks, {})
    turns = list(_turns(ground, chosen, session))
    for number in range(session.repeat):
        for name, turn in turns if number % 2 == 0 else reversed(turns):
            past = runs.get(name, [])
            if name in SLOW and any(run.late or run.wall > ONCE_ABOVE for run in past):
                continue
            for part, run in turn(number):
                runs.setdefault(part, []).append(run)
                typer.echo(f"{ground.talks * 2:>6} pages  {LABELS[part]:<38} {run.wall:9.3f} s  {run.peak / 1e6:7.1f} MB", err=True)
            if name not in outputs and name != "ours":
                outputs[name] = _weighed(_places(ground, name))
            elif name == "ours":
                outputs["cold"] = _weighed([ground.out("cold")])
    if "ours" in chosen:
        session.serving[ground.talks] = _serving(ground)


def _serving(ground: Ground) -> Serving:
    """Edit the corpus while it is served, in a process of its own."""
    command = [sys.executable, HERE / "serving.py", ground.root, ground.out("served"), str(ground.talks)]
    return Serving(**json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout))


def _prepare(ground: Ground, chosen: set[str]) -> None:
    """Write the corpus and the peers' sites, in processes of their own: this one stays small."""
    ground.work.mkdir(parents=True)
    subprocess.run([sys.executable, HERE / "corpus.py", str(ground.talks), ground.root], check=True)
    subprocess.run([sys.executable, HERE / "peers.py", ground.root, ground.work, *chosen], check=True)


Turn = Callable[[int], Iterator[tuple[str, Run]]]


def _turns(ground: Ground, chosen: set[str], session: Session) -> Iterator[tuple[str, Turn]]:
    if "ours" in chosen:
        yield "ours", lambda number: _ours(ground, number, session.limit)
    if "mkdocs" in chosen:
        command: Command = [BIN / "mkdocs", "build", "--quiet", "--config-file", ground.config, "--site-dir", ground.out("mkdocs")]
        yield "mkdocs", lambda _: iter([("mkdocs", _run(ground, [command], [ground.out("mkdocs")], session.limit))])
    for peer in PEERS:
        if peer.name in chosen:
            yield peer.name, lambda _, peer=peer: iter([(peer.name, _peer(ground, peer, session.limit))])


def _peer(ground: Ground, peer: Peer, limit: float) -> Run:
    commands = peer.commands(ground.work / peer.name, ground.out(peer.name))
    return _run(ground, commands, _places(ground, peer.name), limit, peer.env)


def _places(ground: Ground, name: str) -> list[Path]:
    made = next((peer.made for peer in PEERS if peer.name == name), ())
    return [ground.work / name / each for each in made] or [ground.out(name)]


def _run(ground: Ground, commands: Sequence[Command], empty: Sequence[Path], limit: float, env: dict[str, str] | None = None) -> Run:
    for folder in empty:
        shutil.rmtree(folder, ignore_errors=True)
    os.sync()  # what the last builder wrote is not to be paid for by the next
    return measure(commands, env={**ground.env, **(env or {})}, limit=limit)


def _ours(ground: Ground, number: int, limit: float) -> Iterator[tuple[str, Run]]:
    """Yield a build without cache, the first that fills it, one with nothing changed, one with one title changed, and one more."""
    cold, kept = ground.out("cold"), ground.out("kept")
    yield "cold", _run(ground, [_build(ground, cold, *_offered("--no-cache"))], [cold], limit)
    _forget(ground)
    time.sleep(AT_REST)
    yield "first", _run(ground, [_build(ground, kept)], [kept], limit)
    yield "warm", _run(ground, [_build(ground, kept)], [], limit)
    talk, mark = ground.talks // 2, f"edit {number}"
    restore = retitled(ground.root, talk, mark)
    yield "edit", _run(ground, [_build(ground, kept)], [], limit)
    if mark not in (kept / "talks" / talk_id(talk) / "index.html").read_text(encoding="utf-8"):
        raise Failed(f"The edited title is not in the page of {talk_id(talk)}")
    yield "again", _run(ground, [_build(ground, kept)], [], limit)
    restore()


def _build(ground: Ground, out: Path, *options: str) -> Command:
    return [BIN / "prospectus", "build", "--config", ground.config, "--site-dir", out, *options]


def _offered(*options: str) -> list[str]:
    """Return those of `options` that our build has; the help of an option is its first word on a line."""
    said = subprocess.run(
        [BIN / "prospectus", "build", "--help"], check=True, capture_output=True, text=True, env={**os.environ, "COLUMNS": "200"}
    ).stdout
    return [option for option in options if option.split()[0] in said]


def _forget(ground: Ground) -> None:
    """Take away what our builds keep: in the user's cache, and in the corpus beside what we wrote."""
    shutil.rmtree(ground.work / "cache", ignore_errors=True)
    for path in ground.root.iterdir():
        if path.name not in ("content", "courses", "calendar", "mkdocs.yml"):
            shutil.rmtree(path) if path.is_dir() else path.unlink()


def _weighed(places: Sequence[Path]) -> Output:
    files = [(path.suffix, path.stat().st_size) for place in places for path in place.rglob("*") if path.is_file()]
    return Output(len(files), sum(suffix == ".html" for suffix, _ in files), sum(size for _, size in files))


def _profiles(ground: Ground) -> Iterator[str]:
    """Yield the profiles of our builds at this size, in one process where that can be had, and print their functions."""
    os.environ.update(ground.env)
    alone = [part for option in _offered("--jobs") for part in (option, "1")]
    kept = ground.out("kept")
    time.sleep(AT_REST)
    _run(ground, [_build(ground, kept, *alone)], [], LIMIT)
    restore: Callable[[], None] = lambda: None  # noqa: E731
    for what in ("cold", "warm", "edit"):
        out, options = (ground.out("profiled"), _offered("--no-cache")) if what == "cold" else (kept, [])
        if what == "edit":
            restore = retitled(ground.root, ground.talks // 3, "profiled")
        stats = profiled(_build(ground, out, *options, *alone), ground.work / f"{what}.prof")
        title = f"### {OURS[what]}, {ground.talks * 2:,} pages"
        yield from (title, "", *told(stats), "")
        typer.echo("\n".join((title, "", *functions(stats), "")))
    restore()


if __name__ == "__main__":
    try:
        app()
    except Failed as failed:
        typer.echo(str(failed), err=True)
        sys.exit(1)
