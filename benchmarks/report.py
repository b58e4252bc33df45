"""The results page: what was measured, as Markdown. Whether a target is met is decided on unrounded figures."""

from __future__ import annotations

import math
import platform
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from importlib.metadata import version
from itertools import pairwise
from pathlib import Path
from statistics import median

from measure import Run

OURS = {
    "cold": "Prospectus, cold, no cache",
    "first": "Prospectus, cold, filling the cache",
    "warm": "Prospectus, nothing changed",
    "edit": "Prospectus, one title changed",
    "again": "Prospectus, nothing changed after that",
}
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
STARTS = ("python -c 'import prospectus.cli'", "prospectus --help")
"""The commands that are held to the target for start-up."""
MEGABYTE = 1_000_000
METHOD = """\
- {machine}; load {load:.2f} before it began. {packages}.
- The corpus is this repository's own content, so that all its pages and machine files are built too, and with every 20 talks a course and
  a notice. Each talk is a record and two Markdown files of four sections with links, a list and a table; no two texts are alike.
  “800 pages” are 400 talks in two languages; the tables count all pages that were really written.
- One session; builders take turns, and every other round runs backwards. At most {repeat} runs each; a slow builder that takes more than
  two minutes is run once, and a run of more than {limit:.0f} minutes is ended. Before each run, what the last one wrote is flushed to disk,
  and a cold build writes into a new folder. The files to be read are in the system's page cache, for everyone.
- Whole commands as a user types them, from start to end. *Filling the cache* is the very first build; *no cache* is `--no-cache`, where
  there is such an option. Before *nothing changed* no file was touched for some seconds. For *one title changed* a talk gets a title it
  never had; *nothing changed after that* is the build that follows at once, while a file is too young to be trusted by its time alone.
- *Others* is how many processors all other work on the machine kept busy meanwhile; a figure well above 0 says that the run was disturbed.
- Processor time is that of all processes. Memory is the kernel's peak of a single process; where there are several, the sum of what they
  hold, shared pages counted once, looked at twenty times a second at most.
- Hugo is its binary, without the Python that its package starts first. Its layout has cached partials, table of contents, pager, lists,
  feeds, JSON-LD, alternates and sitemap; *side navigation* adds to every page a cached list of its section, as MkDocs has it.
- MkDocs + Material + static-i18n has the suffix structure, navigation without pruning, and no search. Zensical is built once a language,
  without search and with an empty cache, and its times are added.
- Hugo, MkDocs + Material + static-i18n and Zensical tell our records as prose and a list of facts. They are not asked for calendars,
  figures, data files or a manifest."""
"""What the page says of the session; filled in by `_method`."""


@dataclass(frozen=True, slots=True)
class Output:
    """What a builder wrote."""

    files: int
    pages: int
    size: int


@dataclass(frozen=True, slots=True)
class Figures:
    """The medians of some runs of one thing; each figure by itself."""

    runs: Sequence[Run]

    @property
    def late(self) -> bool:
        """Whether a run was ended at the limit; then its time is the least it takes."""
        return any(run.late for run in self.runs)

    @property
    def wall(self) -> float:
        """Seconds."""
        return median(run.wall for run in self.runs)

    @property
    def processor(self) -> float:
        """Seconds of processor time, user and system."""
        return median(run.processor for run in self.runs)

    @property
    def user(self) -> float:
        """Seconds of processor time outside the kernel."""
        return median(run.user for run in self.runs)

    @property
    def elsewhere(self) -> float:
        """How many processors other work kept busy, on average."""
        return median(run.elsewhere / run.wall for run in self.runs)

    @property
    def peak(self) -> float:
        """Bytes."""
        return median(run.peak for run in self.runs)


@dataclass(frozen=True, slots=True)
class Clashes:
    """What checking a schedule took."""

    events: int
    problems: int
    """What was found and located."""
    seconds: float
    """Processor time to check the events against each other and the calendar, the median of some runs."""
    whole: float
    """Wall time to read and check everything, once."""


@dataclass(frozen=True, slots=True)
class Serving:
    """What edits of a site took that is served meanwhile, in seconds."""

    first: float
    """The first build."""
    fresh: Sequence[float]
    """Edits of talks that were not touched before."""
    again: Sequence[float]
    """Edits that take those back."""
    peak: float
    """Bytes."""


@dataclass
class Session:
    """All that one session measured."""

    labels: Mapping[str, str]
    """What each builder is called, in the order of the tables."""
    load: float
    """How busy the machine was before it began."""
    repeat: int
    limit: float
    runs: dict[int, dict[str, list[Run]]] = field(default_factory=dict)
    """By number of talks and builder."""
    outputs: dict[int, dict[str, Output]] = field(default_factory=dict)
    startup: dict[str, list[Run]] = field(default_factory=dict)
    profiles: list[str] = field(default_factory=list)
    clashes: dict[int, Clashes] = field(default_factory=dict)
    """By number of months."""
    serving: dict[int, Serving] = field(default_factory=dict)
    """By number of talks."""

    def of(self, talks: int, name: str) -> Figures | None:
        """Return the figures of a builder at a size; None when it was not run."""
        runs = self.runs.get(talks, {}).get(name)
        return Figures(runs) if runs else None

    def per_page(self, talks: int, name: str, measured: str = "wall") -> float | None:
        """Return seconds, of one figure or another, a page that was really written."""
        figures, output = self.of(talks, name), self.outputs.get(talks, {}).get(name)
        return getattr(figures, measured) / output.pages if figures and output and output.pages and not figures.late else None


@dataclass(frozen=True, slots=True)
class Target:
    """One bound on one figure; `value` is None when it was not measured."""

    text: str
    value: float | None
    bound: float
    unit: str = ""
    at_least: bool = False

    def verdict(self) -> str:
        """Say whether it is met, and if not by how much."""
        if self.value is None:
            return "not measured"
        if self.value >= self.bound if self.at_least else self.value <= self.bound:
            return "met"
        short = abs(self.value - self.bound)
        return f"**missed by {short:.3f}{self.unit}** ({short / self.bound:.1%})"


def targets(session: Session) -> Iterator[Target]:
    """Yield the targets in the order in which they were set."""
    for talks in (400, 1600):
        for peer in ("hugo", "hugo-side"):
            value = _ratio(session, talks, "cold", peer)
            yield Target(f"{talks * 2:,} pages, cold: at most 1.0 × {session.labels[peer]}", value, 1.0, " ×")
    ahead = _ratio(session, 400, "i18n", "cold")
    yield Target(f"800 pages, cold: at least 15 × faster than {session.labels['i18n']}", ahead, 15.0, " ×", at_least=True)
    for measured, what in (("wall", "time"), ("processor", "processor time")):
        large, small = session.per_page(6400, "cold", measured), session.per_page(400, "cold", measured)
        growth = large / small if large and small else None
        yield Target(f"12,800 pages, cold: {what} a page at most 1.15 × that at 800", growth, 1.15, " ×")
    peaks = [figures.peak / MEGABYTE for name in OURS if (figures := session.of(6400, name))]
    yield Target("12,800 pages: peak memory of any of our builds at most 500 MB", max(peaks, default=None), 500.0, " MB")
    edited = _ratio(session, 1600, "edit", "hugo")
    yield Target("3,200 pages, one record edited, whole command: at most 0.1 × Hugo's full build", edited, 0.1, " ×")
    warm = session.of(6400, "warm")
    yield Target("12,800 pages, nothing changed, whole command: at most 1.5 s", warm.wall if warm else None, 1.5, " s")
    served = session.serving.get(1600)
    took = median(served.fresh) * 1000 if served else None
    yield Target("3,200 pages, served, a title edited that was not before: published in at most 150 ms", took, 150.0, " ms")
    checked = session.clashes.get(120)
    yield Target("120 months of 40 events, checked for clashes: under 2 s", checked.seconds if checked else None, 2.0, " s")
    started = [Figures(runs).wall for name, runs in session.startup.items() if name in STARTS]
    yield Target("Start-up, importing the command line or showing its help: under 0.5 s", max(started, default=None), 0.5, " s")


def page(session: Session, on: date) -> str:
    """Return the whole page."""
    return "\n".join(_lines(session, on)) + "\n"


WHY = """\
Where targets are missed, this is why. A cold build reads and checks every record, renders every page and its prose, binds the books,
and writes for each event a calendar of its own in each language; the peers are asked for the pages alone, and the repository's own pages
and books weigh most where there are fewest talks. What it all costs stands in the profile: Python-Markdown first, then the views that are
made of records, Jinja with its templates, and the texts that are put together. A build after one edit starts Python, imports what it
needs, and looks once at every file, every record and every calendar, which together take much longer than a tenth of Hugo's whole build.
"""
"""What the misses come from."""


def _lines(session: Session, on: date) -> Iterator[str]:
    yield "# Benchmarks"
    yield ""
    yield f"Written by `scripts/bench` on {on}. Figures are medians, printed as measured; targets are judged before rounding."
    yield ""
    yield "## Targets"
    yield ""
    yield "| target | measured | |"
    yield "| --- | ---: | --- |"
    for target in targets(session):
        measured = "–" if target.value is None else f"{target.value:.3f}{target.unit}"
        yield f"| {target.text} | {measured} | {target.verdict()} |"
    yield from ("", *WHY.strip().split("\n"))
    for talks in session.runs:
        yield from _size(session, talks)
    yield from _growth(session)
    yield from _serving(session)
    yield from _clashes(session)
    yield from _startup(session)
    if session.profiles:
        yield from ("", "## Where the time goes", "", *session.profiles)
    yield from _method(session)


def _size(session: Session, talks: int) -> Iterator[str]:
    yield from ("", f"## {talks * 2:,} pages of talks", "")
    yield "| builder | wall s | fastest – slowest | user s | user + system s | peak MB | × Hugo | × MkDocs + i18n | others | runs |"
    yield "| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |"
    for name, label in session.labels.items():
        figures = session.of(talks, name)
        if figures is None:
            yield f"| {label} | not run | | | | | | | | |"
        elif figures.late:
            yield f"| {label} | more than {session.limit / 60:.0f} min | | | | | | | | {len(figures.runs)} |"
        else:
            spread = f"{min(run.wall for run in figures.runs):.3f} – {max(run.wall for run in figures.runs):.3f}"
            work = f"{figures.user:.3f} | {figures.processor:.3f} | {figures.peak / MEGABYTE:.1f}"
            ratios = f"{_said(session, talks, name, 'hugo')} | {_said(session, talks, name, 'i18n')}"
            yield f"| {label} | {figures.wall:.3f} | {spread} | {work} | {ratios} | {figures.elsewhere:.2f} | {len(figures.runs)} |"
    yield ""
    yield "What was written, so that one sees that nothing is left out:"
    yield ""
    yield "| builder | HTML pages | all files | MB | ms a page |"
    yield "| --- | ---: | ---: | ---: | ---: |"
    for name, output in session.outputs[talks].items():
        each = session.per_page(talks, name)
        time = "–" if each is None else f"{each * 1000:.3f}"
        yield f"| {session.labels[name]} | {output.pages:,} | {output.files:,} | {output.size / MEGABYTE:.1f} | {time} |"


def _growth(session: Session) -> Iterator[str]:
    """Yield the exponent b of wall time ~ pages^b between neighbouring sizes and over all."""
    sizes = sorted(session.runs)
    if len(sizes) < 2:
        return
    steps = [*pairwise(sizes), *([(sizes[0], sizes[-1])] if len(sizes) > 2 else [])]
    yield from ("", "## Growth", "")
    yield "The exponent b of *time ~ pages^b*, over the HTML pages that were written: 1 is linear, 2 the square; below 1, fixed costs show."
    yield ""
    yield "| builder | " + " | ".join(f"{small * 2:,} → {large * 2:,}" for small, large in steps) + " |"
    yield "| --- |" + " ---: |" * len(steps)
    for name, label in session.labels.items():
        slopes = [_slope(session, name, small, large) for small, large in steps]
        if any(slope is not None for slope in slopes):
            yield f"| {label} | " + " | ".join("–" if slope is None else f"{slope:.3f}" for slope in slopes) + " |"


def _slope(session: Session, name: str, small: int, large: int) -> float | None:
    ends = []
    for talks in (small, large):
        figures, output = session.of(talks, name), session.outputs[talks].get("cold" if name in OURS else name)
        if figures is None or figures.late or output is None:
            return None
        ends.append((math.log(output.pages), math.log(figures.wall)))
    return (ends[1][1] - ends[0][1]) / (ends[1][0] - ends[0][0])


def _serving(session: Session) -> Iterator[str]:
    """Yield what edits take while a site is served."""
    if not session.serving:
        return
    yield from ("", "## Serving", "")
    yield "One process that watches the content: from the first look at all files to the last file in place, when browsers are told."
    yield "A talk gets a new title, and then its old one back. The slowest talks are named by what many months show, such as a yearly duty."
    yield ""
    yield "| pages of talks | first build s | a talk not edited before ms | slowest ms | edited back ms | slowest ms | edits | peak MB |"
    yield "| ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |"
    for talks, each in sorted(session.serving.items()):
        edits = " | ".join(f"{median(some) * 1000:.1f} | {max(some) * 1000:.1f}" for some in (each.fresh, each.again))
        yield f"| {talks * 2:,} | {each.first:.3f} | {edits} | {len(each.fresh)} + {len(each.again)} | {each.peak / MEGABYTE:.1f} |"


def _clashes(session: Session) -> Iterator[str]:
    """Yield what checking schedules took, with the exponent b of time ~ events^b from each size to the next."""
    if not session.clashes:
        return
    yield from ("", "## Clashes", "")
    yield "Months of 40 events each: rooms, people, travel, series and days checked, and every problem located in its file."
    yield "The exponent b of *processor time ~ events^b* is from one size to the next; for n log n it is about 1.1."
    yield ""
    yield "| months | events | problems | checked for clashes s | µs an event | b | all read and checked s |"
    yield "| ---: | ---: | ---: | ---: | ---: | ---: | ---: |"
    before: Clashes | None = None
    for months, each in sorted(session.clashes.items()):
        growth = math.log(each.seconds / before.seconds) / math.log(each.events / before.events) if before else None
        said = "–" if growth is None else f"{growth:.3f}"
        cost = f"{each.seconds:.3f} | {each.seconds / each.events * 1e6:.1f}"
        yield f"| {months} | {each.events:,} | {each.problems:,} | {cost} | {said} | {each.whole:.3f} |"
        before = each


def _startup(session: Session) -> Iterator[str]:
    yield from ("", "## Start-up", "", "| command | wall s | user + system s | runs |", "| --- | ---: | ---: | ---: |")
    for name, runs in session.startup.items():
        figures = Figures(runs)
        yield f"| `{name}` | {figures.wall:.3f} | {figures.processor:.3f} | {len(runs)} |"


def _method(session: Session) -> Iterator[str]:
    memory = next(int(line.split()[1]) for line in Path("/proc/meminfo").read_text().splitlines() if line.startswith("MemTotal"))
    cores = Path("/proc/cpuinfo").read_text()
    model = next((line.partition(":")[2].strip() for line in cores.splitlines() if line.startswith("model name")), platform.machine())
    packages = ", ".join(f"{name} {version(name)}" for name in PACKAGES)
    python = f"{platform.system()}, Python {platform.python_version()}"
    machine = f"{cores.count('processor	:')} cores ({model}), {memory / 1024**2:.1f} GiB, {python}"
    yield from ("", "## How it was measured", "")
    yield METHOD.format(machine=machine, load=session.load, packages=packages, repeat=session.repeat, limit=session.limit / 60)


def _ratio(session: Session, talks: int, name: str, to: str) -> float | None:
    one, other = session.of(talks, name), session.of(talks, to)
    return one.wall / other.wall if one and other and not other.late else None


def _said(session: Session, talks: int, name: str, to: str) -> str:
    ratio, other = _ratio(session, talks, name, to), session.of(talks, to)
    if ratio is None and other is not None and other.late:
        return f"under {Figures(session.runs[talks][name]).wall / other.wall:.4f}"
    return "–" if ratio is None else f"{ratio:.4f}"
