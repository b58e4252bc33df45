"""The command line. Commands parse arguments, print problems and set the exit code: 0 no problems, 1 problems, 2 wrong use."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from prospectus import __version__, clock
from prospectus.cli import scheduling
from prospectus.cli.format_tables import get_format, join_formats
from prospectus.cli.options import Config, Language, Now, Root, need_site, refuse
from prospectus.errors import ContentError, ProspectusError
from prospectus.problems import Problem
from prospectus.problems.formats import PROBLEM_FORMATS, to_text
from prospectus.tested_versions import list_untested

app = typer.Typer(
    name="prospectus",
    help="Check and build an investor-education site in all its languages.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)


DEFAULT_CONFIG = Path("mkdocs.yml")
UNTESTED_LIBRARY = {
    "en": "Our shortcuts were not tested with {library}. The site is the same; the build takes longer.",
    "zh": "尚未用 {library} 测试过加速代码。站点内容不变，构建会慢一些。",
}
app.add_typer(scheduling.app)


def _print_version(requested: bool) -> None:
    if requested:
        typer.echo(f"prospectus {__version__}")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version and exit.")] = False,
) -> None:
    pass


@app.command()
def build(
    config: Config = DEFAULT_CONFIG,
    site_dir: Annotated[Path | None, typer.Option(help="Folder for the built site. Default: site_dir in mkdocs.yml.")] = None,
    now: Now = None,
    strict: Annotated[bool, typer.Option("--strict", help="Do not publish the site if there are warnings.")] = False,
    jobs: Annotated[int | None, typer.Option(min=1, help="Number of processes. Default: one per core.")] = None,
    cache: Annotated[bool, typer.Option("--cache/--no-cache", help="Use the build cache, or build everything again.")] = True,
    executor: Annotated[str | None, typer.Option(help="Render pages on a Dask cluster: dask://HOST:PORT.")] = None,
    lang: Language = "en",
) -> None:
    """Build the site. If the content has errors, print them and leave the published site unchanged."""
    from prospectus.builder.command import BuildOptions, run_build  # noqa: PLC0415  (needed only by this command)

    try:
        report = run_build(BuildOptions(config, site_dir, clock.read(now), strict, jobs, cache, executor), _show_progress)
    except ContentError as refused:
        refuse(refused.problems, lang)
    if report.problems:
        typer.echo(to_text(report.problems, lang), err=True, nl=False)
    for library in list_untested():
        typer.echo(UNTESTED_LIBRARY.get(lang, UNTESTED_LIBRARY["en"]).format(library=library), err=True)
    typer.echo(report.summary, err=True)


@app.command()
def serve(
    config: Config = DEFAULT_CONFIG,
    address: Annotated[str, typer.Option("--address", "-a", help="Address to listen on, as HOST:PORT.")] = "127.0.0.1:8000",
    now: Now = None,
) -> None:
    """Serve the site locally and rebuild it whenever a file changes."""
    from prospectus.builder import serve  # noqa: PLC0415  (imports MkDocs)

    host, _, port = address.rpartition(":")
    if not host or not port.isdigit():
        raise typer.BadParameter("must be HOST:PORT, such as 127.0.0.1:8000", param_hint="--address")
    try:
        serve.serve(config, (host, int(port)), clock=lambda: clock.read(now), report=lambda line: typer.echo(line, err=True))
    except KeyboardInterrupt:
        typer.echo("Stopped.", err=True)


@app.command()
def check(
    paths: Annotated[list[Path] | None, typer.Argument(help="Report only problems in these files or folders.", show_default=False)] = None,
    root: Root = Path(),
    output_format: Annotated[
        str, typer.Option("--format", metavar="|".join(PROBLEM_FORMATS), help=f"Output format. {join_formats(PROBLEM_FORMATS)}")
    ] = "text",
    now: Annotated[
        str | None, typer.Option("--now", help="Also report what is overdue at this time. Default: no check for overdue obligations.")
    ] = None,
    lang: Language = "en",
) -> None:
    """Check all content. Each problem is reported with its location and the correct form."""
    from prospectus.pipeline import check as check_content  # noqa: PLC0415  (not needed by a build with nothing to do)

    need_site(root)
    problem_format = get_format(PROBLEM_FORMATS, output_format, "--format")
    theme_folders = _find_theme(root.resolve())
    all_problems = check_content(root.resolve(), now=clock.read(now) if now is not None else None, theme_folders=theme_folders).problems
    problems = _filter_by_path(all_problems, root.resolve(), paths or [])
    typer.echo(problem_format.render(problems, lang), nl=False)
    raise typer.Exit(1 if any(problem.severity != "info" for problem in problems) else 0)


@app.command()
def schema(
    root: Root = Path(),
    write: Annotated[
        bool, typer.Option("--write", help="Write one file per kind to .schemas/ in the site, for YAML completion in text editors.")
    ] = False,
) -> None:
    """Print the JSON Schemas of all kinds of content."""
    from prospectus.model.registry import KINDS  # noqa: PLC0415
    from prospectus.render.data import build_record_schema  # noqa: PLC0415

    schemas = {kind.name: build_record_schema(kind) for kind in KINDS}
    if not write:
        typer.echo(json.dumps(schemas, ensure_ascii=False, indent=2))
        return
    folder = root / ".schemas"
    folder.mkdir(exist_ok=True)
    for name, json_schema in schemas.items():
        (folder / f"{name}.schema.json").write_text(json.dumps(json_schema, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    typer.echo(f"{len(schemas)} schemas in {folder}", err=True)


@app.command()
def verify(site_dir: Annotated[Path, typer.Argument(help="Folder of a built site.")], lang: Language = "en") -> None:
    """Check a built site. Covers the manifest, links, fragments, ids, feeds, calendars, data files and books."""
    from prospectus.verify import verify as verify_site  # noqa: PLC0415

    if not site_dir.is_dir():
        raise typer.BadParameter(f"{site_dir} is not a folder", param_hint="SITE_DIR")
    problems = verify_site(site_dir.resolve())
    typer.echo(to_text(problems, lang), nl=False)
    raise typer.Exit(1 if problems else 0)


@app.command()
def init(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Folder of the new site. It must not exist yet, or be empty.")],
) -> None:
    """Create a small example site, ready to build."""
    from prospectus.starter import create_site  # noqa: PLC0415

    create_site(folder)
    is_here = folder.resolve() == Path.cwd()
    typer.echo(f"A new site stands in {folder.resolve()}. Next: {'' if is_here else f'cd {folder} && '}prospectus build", err=True)


def _find_theme(root: Path) -> tuple[Path, ...]:
    """Return the theme folders of a site. MkDocs is imported only when its configuration may name a theme of the site's own."""
    from prospectus.cache.fingerprint import refers_to_files  # noqa: PLC0415  (not needed by other commands)
    from prospectus.publish.theme import find_folders  # noqa: PLC0415

    config_file = root / DEFAULT_CONFIG
    config = config_file.read_text(encoding="utf-8", errors="replace") if config_file.is_file() else ""
    if "custom_dir" not in config and not refers_to_files(config):
        return find_folders(None)
    from prospectus.builder.config import read_url_and_theme  # noqa: PLC0415  (imports MkDocs)

    return read_url_and_theme(config_file)[1]


def _show_progress(pages: Iterable[Any], count: int) -> Iterator[Any]:
    from rich.console import Console  # noqa: PLC0415
    from rich.progress import track  # noqa: PLC0415

    console = Console(stderr=True)
    return iter(track(pages, "Rendering", count, console=console, transient=True, disable=not console.is_terminal))


def _filter_by_path(problems: Sequence[Problem], root: Path, paths: Sequence[Path]) -> list[Problem]:
    if not paths:
        return list(problems)
    resolved_paths = [path.resolve() for path in paths]
    for stated_path, path in zip(paths, resolved_paths, strict=True):
        if not path.exists():
            raise typer.BadParameter(f"{stated_path} does not exist", param_hint="PATH")
    return [problem for problem in problems if any((root / problem.path).resolve().is_relative_to(path) for path in resolved_paths)]


def main() -> None:
    """Run the command line. Refused content exits with 1; our other exceptions and OSError print one line and exit with 2."""
    try:
        app()
    except ContentError as refused:
        typer.echo(to_text(refused.problems, "en"), err=True, nl=False)
        sys.exit(1)
    except (ProspectusError, OSError) as error:
        typer.echo(f"prospectus: {error}", err=True)
        sys.exit(2)
