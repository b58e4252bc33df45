"""The command line. Commands parse arguments, print problems and set the exit code: 0 no problems, 1 problems, 2 wrong use."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import BrokenExecutor
from contextlib import contextmanager
from copy import copy
from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from urllib.parse import urlsplit

import typer
from typer.main import get_command

from prospectus import __version__, clock
from prospectus.cli import (
    changes,
    due,
    formatting,
    handout,
    health,
    init,
    languages,
    links,
    merging,
    new,
    records,
    releases,
    scheduling,
    translations,
    usage_errors,
    words,
)
from prospectus.cli.against import find_former_paths
from prospectus.cli.build import build
from prospectus.cli.format_tables import ProblemFormatName, get_format
from prospectus.cli.help import BilingualTyper
from prospectus.cli.invocation import Invocation
from prospectus.cli.language import UnsupportedLanguage, both, choose_language, in_chinese
from prospectus.cli.options import DEFAULT_CONFIG, Config, Language, Now, Root, need_site, whole_number
from prospectus.cli.output import STOPPED, prepare_streams, print_data, print_fixed_message, print_help, print_message, print_result
from prospectus.cli.problem_report import ShowAll, build_style, print_correctable, print_problems
from prospectus.cli.theme_folders import find_theme
from prospectus.cli.usage_errors import ClickUsageError, InvalidUse, refuse_value
from prospectus.errors import ContentError, ProspectusError, describe_system_error
from prospectus.problems import Message, Problem
from prospectus.problems.formats import PROBLEM_FORMATS
from prospectus.problems.visible import escape_in_json
from prospectus.resident.circumstances import OWN_SETTINGS

if TYPE_CHECKING:
    from prospectus.cache.cache import BuildCache

app = BilingualTyper(
    name="prospectus",
    help=both("Check and build an investor-education site in all its languages.", "检查并生成投资者教育站点的各语言版本。"),
)

NO_MEMORY = Message(
    "There is not enough memory. Nothing was published or changed. Allow more memory (ulimit -v, or the limit of the container), "
    "or use fewer processes: prospectus build --jobs 1.",
    "内存不足，没有发布或改动任何内容。请放宽内存限制（`ulimit -v` 或容器的上限），或减少进程：prospectus build --jobs 1。",
)
NO_THREAD_STARTED = "can't start new thread"
"""What Python says if the system refuses a thread."""
NOT_LOADED = "failed to map segment from shared object"
"""What the system says if there is no memory for a library."""
NO_THREAD = Message(
    "No further thread could be started. Nothing was published or changed. Allow more memory (ulimit -v) or more processes (ulimit -u).",
    "无法再启动线程，没有发布或改动任何内容。请放宽内存限制（`ulimit -v`）或进程数限制（`ulimit -u`）。",
)
NOT_AN_ADDRESS = Message(
    "must be HOST:PORT, such as 127.0.0.1:8000; got {came!r}", "必须写成 HOST:PORT，例如 127.0.0.1:8000；现在是 {came!r}"
)
MAX_PORT = 65535
ONLY_WITH_URL = Message("needs the address of a deployed site", "须与已部署站点的网址合用")
COMPARED = Message("{count} files were compared.", "已对比 {count} 个文件。")
NOT_A_FOLDER = Message("{folder} is not a folder", "{folder} 不是目录")
NOT_THERE = Message("{path} does not exist", "{path} 不存在")
LEFT_OVER = Message(
    "The resident builder did not finish this build; it is made again without it.", "驻留进程没有完成这次生成，现在不经由它重新生成。"
)
ERROR_LINE = Message("prospectus: {error}", "prospectus：{error}")
app.command()(build)
app.add_typer(scheduling.app)
app.add_typer(changes.app)
app.add_typer(merging.app)
app.add_typer(handout.app)
app.add_typer(due.app)
app.add_typer(health.app)
app.add_typer(links.app)
app.add_typer(new.app)
app.add_typer(formatting.app)
app.add_typer(records.app)
app.add_typer(releases.app)
app.add_typer(languages.app)
app.add_typer(translations.app)
app.add_typer(init.app)
app.add_typer(words.app)


def _print_version(requested: bool) -> None:
    if requested:
        print_result(f"prospectus {__version__}\n")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool,
        typer.Option("--version", callback=_print_version, is_eager=True, help=both("Print the version and exit.", "显示版本后退出。")),
    ] = False,
    lang: Language = "",
) -> None:
    pass


@app.command()
@in_chinese("在本机预览站点；文件一有改动就重新生成。\n\n排期人员的排期板在 `/_board/`，译文的状态在 `/_translations/`，都不会发布。")
def serve(
    config: Config = DEFAULT_CONFIG,
    address: Annotated[
        str,
        typer.Option(
            "--address",
            "-a",
            metavar="HOST:PORT",
            help=both("Address to listen on. Default: 127.0.0.1:8000.", "预览所用的地址。默认为 127.0.0.1:8000。"),
        ),
    ] = "127.0.0.1:8000",
    allow_host: Annotated[
        list[str] | None,
        typer.Option(
            "--allow-host",
            metavar="NAME",
            help=both(
                "Also answer under this name, such as that of a forwarded port; repeatable. Default: the names of this machine.",
                "也以这一名称提供服务，例如端口转发所用的域名；可以写多次。默认只用本机的名称。",
            ),
        ),
    ] = None,
    now: Now = None,
    lang: Language = "",
) -> None:
    """Serve the site locally and rebuild it whenever a file changes.

    The planning board of the schedulers is at /_board/, the states of translations are at /_translations/. Neither is published.
    """
    from prospectus.builder.stopping import stopping_by_signals  # noqa: PLC0415

    host, _, port = address.rpartition(":")
    if not host or not port.isascii() or not port.isdigit() or int(port) > MAX_PORT:
        refuse_value("--address", NOT_AN_ADDRESS.fill(came=address))

    def report(line: str) -> None:
        print_message(line, lang)

    listen_at, style = (host.strip("[]"), int(port)), build_style(config.parent)
    try:
        with stopping_by_signals():
            from prospectus.builder import serve  # noqa: PLC0415  (imports MkDocs, which takes a while)

            serve.serve(
                config,
                listen_at,
                clock=lambda: clock.read(now),
                report=report,
                language=lang,
                style=style,
                other_names=allow_host or (),
            )
    except KeyboardInterrupt:
        print_message(STOPPED, lang)


@app.command()
@in_chinese("检查全部内容。每个问题都写明位置和正确写法。")
def check(
    paths: Annotated[
        list[Path] | None,
        typer.Argument(
            metavar="PATH",
            help=both("Report only problems in these files or folders.", "只报告这些文件或目录中的问题。"),
            show_default=False,
        ),
    ] = None,
    root: Root = Path(),
    output_format: ProblemFormatName = "text",
    now: Annotated[
        str | None,
        typer.Option(
            "--now",
            metavar="TIME",
            help=both(
                "Also report what is overdue at this time. Default: no check for overdue obligations.",
                "同时报告到这一时间为止逾期的事项。默认不查逾期。",
            ),
        ),
    ] = None,
    cache: Annotated[
        bool,
        typer.Option(
            "--cache/--no-cache",
            help=both(
                "Check only what has changed since the last check, or everything again.", "只检查上次检查之后有变化的内容，或全部重新检查。"
            ),
        ),
    ] = True,
    against: Annotated[
        str | None,
        typer.Option(
            metavar="COMMIT|URL",
            help=both(
                "Also report addresses that this branch, commit or deployed site has, and that would be lost. Default: the branch that the "
                "site was cloned from.",
                "同时报告会丢失的地址：这个分支、提交或已部署站点上有，现在没有的。默认与克隆来源的分支比较。",
            ),
        ),
    ] = None,
    fix: Annotated[
        bool,
        typer.Option(
            "--fix", help=both("Correct what is mechanical, after showing the changes.", "先显示改动，再改正可以自动改正的问题。")
        ),
    ] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help=both("With --fix, only show the changes.", "与 --fix 同用，只显示改动，不写入文件。"))
    ] = False,
    show_all: ShowAll = False,
    lang: Language = "",
) -> None:
    """Check all content. Each problem is reported with its location and the correct form."""
    from prospectus.validate.check import check as check_content  # noqa: PLC0415  (not needed by a build with nothing to do)

    need_site(root)
    problem_format = get_format(PROBLEM_FORMATS, output_format, "--format")
    stated_time = clock.read(now) if now is not None else None
    present = max(filter(None, (stated_time, clock.read())))
    is_selected = _build_selector(root.resolve(), paths or [])
    former_paths = find_former_paths(root.resolve(), against, present, lang)

    def find_problems(folder: Path) -> Sequence[Problem]:
        # The records in the cache name the folder of the site, so they do not fit a copy of it.
        with _open_cache(folder, use_cache=cache and folder == root.resolve()) as build_cache:
            theme_folders = find_theme(root.resolve(), build_cache)
            result = check_content(
                folder, build_cache, now=stated_time, theme_folders=theme_folders, present=present, former_paths=former_paths
            )
            return result.problems

    if fix or dry_run:
        from prospectus.cli.fix import run_fix  # noqa: PLC0415  (needed only with --fix)

        all_problems = run_fix(root.resolve(), find_problems, is_selected, lang, writes=not dry_run, err=output_format != "text")
    else:
        all_problems = find_problems(root.resolve())
    problems = [problem for problem in all_problems if any(is_selected(each.path) for each in problem.with_consequences())]
    if output_format == "text":
        print_problems(problems, lang, root, err=False, show_all=show_all)
        if not (fix or dry_run):
            print_correctable(problems, lang)
    else:
        print_data(problem_format.render(problems, lang))
    raise typer.Exit(1 if any(problem.severity != "info" for problem in problems) else 0)


@app.command()
@in_chinese("解释问题代码：通常的原因和改正方法。不写代码则列出全部代码。")
def explain(
    codes: Annotated[
        list[str] | None, typer.Argument(metavar="CODE", help=both("Codes such as PR203.", "问题代码，例如 PR203。"), show_default=False)
    ] = None,
    lang: Language = "",
) -> None:
    """Explain problem codes: what usually causes the problem, and how to correct it. Without a code, list all codes."""
    from prospectus.cli.explain import explain_unknown, find_code, render_explanations, render_list  # noqa: PLC0415

    known_codes = {text: find_code(text) for text in codes or ()}
    unknown = [text for text, code in known_codes.items() if code is None]
    if unknown:
        raise InvalidUse(explain_unknown(unknown[0]))
    found_codes = [code for code in known_codes.values() if code is not None]
    print_result(render_explanations(list(dict.fromkeys(found_codes)), lang) if found_codes else render_list(lang))


@app.command()
@in_chinese("显示各种内容文件的 JSON Schema，其中以本站的标识为可选值。")
def schema(
    root: Root = Path(),
    write: Annotated[
        bool,
        typer.Option(
            "--write",
            help=both(
                "Write them to .schemas/ in the site, and switch them on for VS Code in .vscode/; other settings there stay.",
                "写入站点的 .schemas/，并在 .vscode/ 中为 VS Code 启用；那里的其他设置不变。",
            ),
        ),
    ] = False,
    lang: Language = "",
) -> None:
    """Print the JSON Schemas of all files of content, with the ids of this site as choices."""
    from prospectus.editors.write import build_schemas, write_editor_files  # noqa: PLC0415

    if not write:
        schemas = {file_schema.name: file_schema.schema for file_schema in build_schemas(root)}
        print_data(escape_in_json(json.dumps(schemas, ensure_ascii=False, indent=2)) + "\n")
        return
    report = write_editor_files(root)
    for line in report.lines:
        print_message(line, lang)
    raise typer.Exit(0 if report.is_complete else 1)


@app.command()
@in_chinese(
    "检查已生成的站点，或已部署的站点。\n\n"
    "写目录时，检查文件清单、链接、锚点、标识、订阅源、日历、数据文件和电子书。写网址时，把服务器发送的内容、类型和响应头与文件清单对比。"
)
def verify(
    site: Annotated[
        str,
        typer.Argument(
            metavar="DIR|URL",
            help=both("Folder of a built site, or address of a deployed one.", "已生成站点的目录，或已部署站点的网址。"),
        ),
    ],
    sample: Annotated[
        int | None,
        typer.Option(
            metavar="NUMBER",
            parser=whole_number("--sample"),
            help=both("Of a deployed site, compare only so many files. Default: all.", "对已部署的站点只对比这么多个文件。默认全部对比。"),
        ),
    ] = None,
    show_all: ShowAll = False,
    lang: Language = "",
) -> None:
    """Check a built site, or a deployed one.

    In a folder, this covers the manifest, links, fragments, ids, feeds, calendars, data files and books. At an address, what the server
    sends is compared with the manifest: bytes, types and headers.
    """
    if urlsplit(site).scheme in ("http", "https"):
        from prospectus.deployed_site import verify_deployed  # noqa: PLC0415

        problems, count = verify_deployed(f"{site.rstrip('/')}/", sample)
        print_problems(problems, lang, None, err=False, show_all=show_all, show_all_command="prospectus verify --all")
        print_message(COMPARED.fill(count=count), lang)
    else:
        from prospectus.verify import verify as verify_site  # noqa: PLC0415

        if sample is not None:
            refuse_value("--sample", ONLY_WITH_URL)
        if not Path(site).is_dir():
            refuse_value("DIR", NOT_A_FOLDER.fill(folder=site))
        problems = verify_site(Path(site).resolve())
        print_problems(problems, lang, Path(site), err=False, show_all=show_all, show_all_command="prospectus verify --all")
    raise typer.Exit(1 if problems else 0)


@contextmanager
def _open_cache(root: Path, *, use_cache: bool) -> Iterator[BuildCache]:
    """Yield the cache of a site, which keeps its records between checks; with `use_cache=False`, one that keeps nothing."""
    from prospectus.cache.cache import BuildCache  # noqa: PLC0415  (not needed by other commands)
    from prospectus.cache.sqlite_store import SqliteStore, cache_path  # noqa: PLC0415

    store = SqliteStore(cache_path(root)) if use_cache else None
    try:
        yield BuildCache(store, keeps_records=True)
    finally:
        if store is not None:
            store.close()


def _describe_shortage(error: Exception) -> Message:
    """Return what the system has too little of; raises an exception that is for another reason."""
    if isinstance(error, MemoryError | BrokenExecutor) or NOT_LOADED in str(error):  # the system ends a worker that takes too much
        return NO_MEMORY
    if str(error) == NO_THREAD_STARTED:
        return NO_THREAD
    raise error


def _build_selector(root: Path, paths: Sequence[Path]) -> Callable[[str], bool]:
    """Return whether a path, relative to `root`, is one of some files or within one of some folders. Without `paths`, all are."""
    resolved_paths = [path.resolve() for path in paths]
    for stated_path, path in zip(paths, resolved_paths, strict=True):
        if not path.exists():
            refuse_value("PATH", NOT_THERE.fill(path=stated_path))
    return lambda name: not paths or any((root / name).resolve().is_relative_to(path) for path in resolved_paths)


def _select_command(arguments: Sequence[str]) -> BilingualTyper:
    """Return the application with only the command that is called, where the first argument names it: preparing each takes time."""
    called = [command for command in app.registered_commands if command.callback and command.callback.__name__ == next(iter(arguments), "")]
    if not called:
        return app
    selected = copy(app)
    selected.registered_commands, selected.registered_groups = called, []
    return selected


def _run_command(arguments: Sequence[str], invocation: Invocation) -> int:
    """Run a command, and return its exit code. Raises what it raises."""
    code: int | None = get_command(_select_command(arguments)).main([*arguments], standalone_mode=False, obj=invocation)
    return code or 0


def main(*, is_left_over: bool = False) -> None:
    """Run the command line. Refused content exits with 1; wrong use, our other exceptions and OSError with 2, with a message.

    With `is_left_over`, say that this is a build which a resident builder has begun.
    """
    for name, value in OWN_SETTINGS.items():
        os.environ.setdefault(name, value)
    prepare_streams()
    language = choose_language(sys.argv[1:], os.environ)
    try:
        if is_left_over:
            print_message(LEFT_OVER, language)
        sys.exit(_run_command(sys.argv[1:], Invocation(language)))
    except ClickUsageError as error:
        print_help(usage_errors.describe(error, language))
    except UnsupportedLanguage as error:
        for shown_language in ("en", "zh"):
            print_message(ERROR_LINE.fill(error=error.message), shown_language)
    except ContentError as refused:
        print_problems(refused.problems, language)
        sys.exit(1)
    except ProspectusError as error:
        print_message(ERROR_LINE.fill(error=error.message), language)
    except OSError as error:
        print_message(ERROR_LINE.fill(error=describe_system_error(error)), language)
    except (MemoryError, RuntimeError, ImportError) as error:
        print_fixed_message(ERROR_LINE.fill(error=_describe_shortage(error)), language)
    sys.exit(2)
