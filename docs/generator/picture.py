"""The picture of the architecture: one row per package, in the order of the import contract, and a dot per dependency.

The order comes from `pyproject.toml`, the dependencies from the import graph, and the sentences from the docstrings of the packages.
"""

from __future__ import annotations

import ast
import textwrap
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html import escape
from itertools import pairwise
from pathlib import Path

import grimp

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "build" / "prospectus"
FIRST_GROUP = "Shared by all"
"""The heading above the first package."""
GROUPS = {
    "load": "Stages, in the order of a build",
    "verify": "Ways to run them",
}
"""The headings of the other groups, by the name of their first package."""
STAGES = ("load", "validate", "assemble", "views", "render", "publish")
"""The stages of a build. An arrow leads from each to the next; the packages between them serve them."""
NOT_DRAWN = {"__main__"}
WRAP_AT = 58
"""Characters per line of a description."""
ROW, HEADING, BOX, TEXT, CELL, MARGIN, TOP = 44, 40, 140, 408, 20, 20, 104
"""Pixels: the heights of a row and of a heading, the widths of a box, of a description and of a cell, the margin, and the first row."""
STYLE = """
  svg { color-scheme: light dark; --ink: #1f2933; --soft: #5b6875; --line: #c3ccd5; --box: #eef3f7; --stage: #dbeafe; --dot: #2563a8; }
  @media (prefers-color-scheme: dark) {
    svg { --ink: #e6edf3; --soft: #9aa7b4; --line: #3d4753; --box: #1f2730; --stage: #1c3a5e; --dot: #7db4f0; }
  }
  .paper { fill: Canvas; }
  text { font: 12px system-ui, sans-serif; fill: var(--soft); }
  .name { font: 600 13px ui-monospace, Menlo, Consolas, monospace; fill: var(--ink); }
  .column { font: 11px ui-monospace, Menlo, Consolas, monospace; }
  .heading { font-size: 14px; font-weight: 600; fill: var(--ink); }
  .box { fill: var(--box); stroke: var(--line); }
  .stage { fill: var(--stage); stroke: var(--dot); }
  .grid { stroke: var(--line); stroke-width: 0.5; }
  .self { fill: var(--line); }
  .dot, .tip { fill: var(--dot); }
  .flow { stroke: var(--dot); stroke-width: 2; }
"""


@dataclass(frozen=True, slots=True)
class Package:
    """A package or a top-level module, with the packages that it imports."""

    name: str
    description: str
    imports: frozenset[str]


def load_packages() -> list[Package]:
    """Return the packages in the order of the import contract, those that import nothing first."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    contracts = project["tool"]["importlinter"]["contracts"]
    layers = next(contract["layers"] for contract in contracts if contract["type"] == "layers")
    graph = grimp.build_graph("prospectus", cache_dir=None)
    imports: dict[str, set[str]] = {name: set() for name in layers}
    for module in graph.modules:
        for imported in graph.find_modules_directly_imported_by(module):
            source, target = _package_of(module), _package_of(imported)
            if source in imports and target in imports and source != target:
                imports[source].add(target)
    return [Package(name, describe(name), frozenset(imports[name])) for name in reversed(layers) if name not in NOT_DRAWN]


def describe(name: str) -> str:
    """Return the first sentence of the docstring of a package."""
    file = PACKAGE / name / "__init__.py" if (PACKAGE / name).is_dir() else PACKAGE / f"{name}.py"
    docstring = ast.get_docstring(ast.parse(file.read_text(encoding="utf-8"))) or ""
    return docstring.partition("\n\n")[0].partition(". ")[0].replace("\n", " ").replace("`", "").rstrip(".")


def draw_architecture() -> str:
    """Return the picture as SVG. Colours follow the light or dark scheme of the reader."""
    packages = load_packages()
    headings = {packages[0].name: FIRST_GROUP, **GROUPS}
    tops = _row_tops(packages, headings)
    width, height = _column_left(len(packages)) + 2 * MARGIN, max(tops.values()) + ROW + MARGIN
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" role="img">',
        "<title>The packages of Prospectus and what each imports</title>",
        f"<style>{STYLE}</style>",
        f'<rect class="paper" width="{width}" height="{height}"/>',
        f'<text class="heading" x="{MARGIN}" y="36">A package imports only packages above it</text>',
        f'<text x="{MARGIN}" y="56">A dot: the package of the row imports the package of the column.</text>',
        *_draw_columns(packages, tops),
    ]
    for stage, following in pairwise(STAGES):
        lines += _draw_arrow(tops[stage] + ROW - 8, tops[following])
    for package in packages:
        if package.name in headings:
            lines.append(f'<text class="heading" x="{MARGIN}" y="{tops[package.name] - 12}">{headings[package.name]}</text>')
        lines += _draw_row(package, tops[package.name], is_stage=package.name in STAGES)
        lines += _draw_dots(package, packages, tops[package.name])
    return "\n".join([*lines, "</svg>", ""])


def _package_of(module: str) -> str:
    return module.partition(".")[2].partition(".")[0]


def _row_tops(packages: list[Package], headings: Mapping[str, str]) -> dict[str, int]:
    top, tops = TOP, {}
    for package in packages:
        top += HEADING if package.name in headings else 0
        tops[package.name] = top
        top += ROW
    unknown = {*headings, *STAGES} - tops.keys()
    if unknown:
        raise ValueError(f"GROUPS and STAGES must name packages of the import contract; unknown: {', '.join(sorted(unknown))}")
    return tops


def _column_left(index: int) -> int:
    return MARGIN + BOX + TEXT + index * CELL


def _draw_columns(packages: list[Package], tops: dict[str, int]) -> Iterator[str]:
    """Yield the name and the line of each column. The line ends at the row of its own package, above which nothing may import it."""
    bottom = max(tops.values()) + ROW - 8
    for index, package in enumerate(packages):
        x = _column_left(index) + CELL // 2
        yield f'<line class="grid" x1="{x}" x2="{x}" y1="{tops[package.name]}" y2="{bottom}"/>'
        yield f'<text class="column" transform="translate({x + 3} {tops[package.name] - 5}) rotate(-50)">{escape(package.name)}</text>'


def _draw_row(package: Package, top: int, *, is_stage: bool) -> Iterator[str]:
    middle = top + (ROW - 8) // 2
    yield f'<rect class="{"stage" if is_stage else "box"}" x="{MARGIN}" y="{top}" width="{BOX}" height="{ROW - 8}" rx="6"/>'
    yield f'<text class="name" x="{MARGIN + 12}" y="{middle + 5}">{escape(package.name)}</text>'
    lines = textwrap.wrap(package.description, WRAP_AT, max_lines=2, placeholder=" …")
    for number, line in enumerate(lines):
        y = middle + 4 + (16 * number if len(lines) == 1 else 16 * number - 8)
        yield f'<text x="{MARGIN + BOX + 14}" y="{y}">{escape(line)}</text>'


def _draw_arrow(top: int, bottom: int) -> Iterator[str]:
    x = MARGIN + BOX // 2
    yield f'<line class="flow" x1="{x}" x2="{x}" y1="{top}" y2="{bottom - 4}"/>'
    yield f'<path class="tip" d="M{x - 5} {bottom - 6} h10 l-5 6 z"/>'


def _draw_dots(package: Package, packages: list[Package], top: int) -> Iterator[str]:
    """Yield a dot per import, on a line that leads to the package's own square."""
    middle = top + (ROW - 8) // 2
    own_column = next(index for index, other in enumerate(packages) if other.name == package.name)
    yield f'<line class="grid" x1="{_column_left(0)}" x2="{_column_left(own_column) + CELL // 2}" y1="{middle}" y2="{middle}"/>'
    for index, other in enumerate(packages):
        x = _column_left(index) + CELL // 2
        if other.name == package.name:
            yield f'<rect class="self" x="{x - 4}" y="{middle - 4}" width="8" height="8" rx="2"/>'
        elif other.name in package.imports:
            label = f"{package.name} imports {other.name}"
            yield f'<circle class="dot" cx="{x}" cy="{middle}" r="5"><title>{escape(label)}</title></circle>'
