"""Profile a build: where its time goes, per package of Prospectus and per library."""

from __future__ import annotations

import pstats
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

Function = tuple[str, int, str]
"""A function in a profile: file, line, name. The file of a built-in function is `~`."""
MAX_CHAIN = 40
"""The longest chain of library calls that is followed to find the stage that started it."""


def profile_command(command: Sequence[str | Path], file: Path) -> pstats.Stats:
    """Run a Python command under cProfile and return the profile, which is saved in `file`. Child processes are not profiled."""
    subprocess.run([sys.executable, "-m", "cProfile", "-o", file, *map(str, command)], check=True, capture_output=True)
    return pstats.Stats(str(file))


def iter_summary(stats: pstats.Stats) -> Iterator[str]:
    """Yield the lines of two Markdown tables: the time per stage, libraries included, and the time per package that contains the code."""
    entries, total = _read_entries(stats)
    yield f"{total:.2f} s in one process under the profiler, which slows down small functions more than large ones."
    yield ""
    yield from _iter_table("stage, including the libraries it calls", _sum_by_stage(entries), total, 10)
    yield ""
    yield from _iter_table("package that contains the code", _sum_by_group(entries), total, 12)


def iter_functions(stats: pstats.Stats, top: int = 25) -> Iterator[str]:
    """Yield the lines of a Markdown table of the `top` functions with the longest own time."""
    entries, _ = _read_entries(stats)
    yield "| own s | calls | function |"
    yield "| ---: | ---: | --- |"
    for function, (_, calls, own_time, _, _) in sorted(entries.items(), key=lambda entry: -entry[1][2])[:top]:
        yield f"| {own_time:.3f} | {calls} | {_format_function(function)} |"


def _read_entries(stats: pstats.Stats) -> tuple[dict[Function, Any], float]:
    """Return the entries of a profile per function, and the total seconds.

    An entry is: primitive calls, calls, own time, cumulative time, and the same four values per caller.
    """
    return stats.stats, stats.total_tt  # type: ignore[attr-defined]


def _sum_by_stage(entries: Mapping[Function, Any]) -> Counter[str]:
    """Return the seconds per stage. The time of a library counts for the stages that called it, in proportion."""
    shares = _compute_shares(entries)
    seconds: Counter[str] = Counter()
    for function, (_, _, own_time, _, callers) in entries.items():
        if function in shares and _stage_of(function):
            seconds[_stage_of(function)] += own_time
            continue
        for caller, (_, _, own_time_from_caller, _) in callers.items():
            for stage, share in shares.get(caller, {}).items():
                seconds[stage] += own_time_from_caller * share
    return seconds


def _compute_shares(entries: Mapping[Function, Any]) -> dict[Function, dict[str, float]]:
    """Return for each function the share of its time per stage. Chains of library calls are followed up to a stage."""
    shares = {function: {stage: 1.0} for function in entries if (stage := _stage_of(function))}
    callers_of_libraries = [(function, entry[4]) for function, entry in entries.items() if not _stage_of(function)]
    for _ in range(MAX_CHAIN):
        for function, callers in callers_of_libraries:
            weights: Counter[str] = Counter()
            for caller, (_, _, _, cumulative_time) in callers.items():
                for stage, share in shares.get(caller, {}).items() if caller != function else ():
                    weights[stage] += cumulative_time * share
            total = sum(weights.values())
            if total:
                shares[function] = {stage: weight / total for stage, weight in weights.items()}
    return shares


def _stage_of(function: Function) -> str:
    """Return the stage of a function: its package in `build/prospectus`, or the import of modules; empty for a library's function."""
    if function[2] == "<module>" or function[0].startswith("<frozen importlib"):
        return "importing modules"
    group = _group_of(function)
    return group if group.startswith("prospectus.") else ""


def _sum_by_group(entries: Mapping[Function, Any]) -> Counter[str]:
    """Return the seconds per group of code. The time of a built-in function counts for its callers."""
    seconds: Counter[str] = Counter()
    for function, (_, _, own_time, _, callers) in entries.items():
        if function[0] == "~" and callers:
            for caller, (_, _, own_time_from_caller, _) in callers.items():
                seconds[_group_of(caller)] += own_time_from_caller
        else:
            seconds[_group_of(function)] += own_time
    return seconds


def _group_of(function: Function) -> str:
    """Return the group of code of a function: a package in `build/prospectus`, a library, a module of Python, or the templates."""
    file = function[0]
    if file == "~":
        return "built in"
    if file.startswith("<frozen importlib"):
        return "Python: import"
    parts = Path(file).parts
    if file.endswith((".html", ".xml")):
        return "templates"
    if "site-packages" in parts:
        return parts[parts.index("site-packages") + 1].removesuffix(".py")
    if ("build", "prospectus") in pairwise(parts):
        return f"prospectus.{parts[parts.index('build') + 2].removesuffix('.py')}"
    return "Python: " + (parts[-2] if parts[-1] == "__init__.py" else parts[-1].removesuffix(".py"))


def _format_function(function: Function) -> str:
    """Return the group, file, line and name of a function as Markdown for a table cell."""
    group, name = _group_of(function), function[2].replace("|", "/")
    return f"`{name}`" if group == "built in" else f"{group} `{Path(function[0]).name}:{function[1]} {name}`"


def _iter_table(heading: str, seconds: Counter[str], total: float, top: int) -> Iterator[str]:
    """Yield the lines of a Markdown table of the `top` groups with the most seconds."""
    yield f"| {heading} | s | share |"
    yield "| --- | ---: | ---: |"
    for group, group_seconds in seconds.most_common(top):
        yield f"| {group} | {group_seconds:.3f} | {group_seconds / total:.0%} |"
