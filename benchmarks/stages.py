"""Where the time of a build goes, by the stages of the pipeline and the libraries they call."""

from __future__ import annotations

import pstats
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

Function = tuple[str, int, str]
DEPTH = 40
"""How long a chain of library calls between two stages is followed."""


def profiled(command: Sequence[str | Path], file: Path) -> pstats.Stats:
    """Run a Python command under cProfile and return what it found; other processes that it starts are not in it."""
    subprocess.run([sys.executable, "-m", "cProfile", "-o", file, *map(str, command)], check=True, capture_output=True)
    return pstats.Stats(str(file))


def told(stats: pstats.Stats) -> Iterator[str]:
    """Yield a profile as Markdown: the stages with what they call, and whose code ran."""
    entries, total = _entries(stats)
    yield f"{total:.2f} s under the profiler, which slows down small functions more than large ones; one process."
    yield ""
    yield from _table("stage, with the libraries it calls", _stages(entries), total, 10)
    yield ""
    yield from _table("whose code", _own(entries), total, 12)


def functions(stats: pstats.Stats, top: int = 25) -> Iterator[str]:
    """Yield the functions that took the most time of their own."""
    entries, _ = _entries(stats)
    yield "| own s | calls | function |"
    yield "| ---: | ---: | --- |"
    for function, (_, calls, own, _, _) in sorted(entries.items(), key=lambda each: -each[1][2])[:top]:
        yield f"| {own:.3f} | {calls} | {_named(function)} |"


def _entries(stats: pstats.Stats) -> tuple[dict[Function, Any], float]:
    return stats.stats, stats.total_tt  # type: ignore[attr-defined]


def _stages(entries: Mapping[Function, Any]) -> Counter[str]:
    """Sum own time by stage; what a library takes counts for the stages that called it, in proportion."""
    shares = _shares(entries)
    found: Counter[str] = Counter()
    for function, (_, _, own, _, callers) in entries.items():
        if function in shares and _stage(function):
            found[_stage(function)] += own
            continue
        for caller, (_, _, part, _) in callers.items():
            for stage, share in shares.get(caller, {}).items():
                found[stage] += part * share
    return found


def _shares(entries: Mapping[Function, Any]) -> dict[Function, dict[str, float]]:
    """Return for each function which stages it worked for; chains of libraries are followed upwards."""
    shares = {function: {stage: 1.0} for function in entries if (stage := _stage(function))}
    others = [(function, entry[4]) for function, entry in entries.items() if not _stage(function)]
    for _ in range(DEPTH):
        for function, callers in others:
            mixed: Counter[str] = Counter()
            for caller, (_, _, _, whole) in callers.items():
                for stage, share in shares.get(caller, {}).items() if caller != function else ():
                    mixed[stage] += whole * share
            weight = sum(mixed.values())
            if weight:
                shares[function] = {stage: share / weight for stage, share in mixed.items()}
    return shares


def _stage(function: Function) -> str:
    """Return the stage a function belongs to: a module or package of ours, or the importing of modules; none for a library's."""
    if function[2] == "<module>" or function[0].startswith("<frozen importlib"):
        return "importing modules"
    group = _group(function)
    return group if group.startswith("prospectus.") else ""


def _own(entries: Mapping[Function, Any]) -> Counter[str]:
    """Sum own time by group; what is built into Python counts for whoever calls it."""
    found: Counter[str] = Counter()
    for function, (_, _, own, _, callers) in entries.items():
        if function[0] == "~" and callers:
            for caller, (_, _, part, _) in callers.items():
                found[_group(caller)] += part
        else:
            found[_group(function)] += own
    return found


def _group(function: Function) -> str:
    file = function[0]
    if file == "~":
        return "built in"
    if file.startswith("<frozen importlib"):
        return "Python: import"
    parts = Path(file).parts
    if "prospectus" in parts[:-1] and file.endswith(".py"):
        return f"prospectus.{parts[parts.index('prospectus') + 1].removesuffix('.py')}"
    if file.endswith((".html", ".xml")):
        return "templates"
    if "site-packages" in parts:
        return parts[parts.index("site-packages") + 1].removesuffix(".py")
    return "Python: " + (parts[-2] if parts[-1] == "__init__.py" else parts[-1].removesuffix(".py"))


def _named(function: Function) -> str:
    group, name = _group(function), function[2].replace("|", "/")
    return f"`{name}`" if group == "built in" else f"{group} `{Path(function[0]).name}:{function[1]} {name}`"


def _table(head: str, times: Counter[str], total: float, top: int) -> Iterator[str]:
    yield f"| {head} | s | share |"
    yield "| --- | ---: | ---: |"
    for group, seconds in times.most_common(top):
        yield f"| {group} | {seconds:.3f} | {seconds / total:.0%} |"
