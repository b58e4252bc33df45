"""The command `build`: build the site here, stay for later builds, or make a build that was handed over."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from prospectus import clock
from prospectus.cli.invocation import Invocation
from prospectus.cli.language import both, choose_language, in_chinese
from prospectus.cli.options import DEFAULT_CONFIG, Config, Language, Now, refuse, whole_number
from prospectus.cli.output import STOPPED, is_terminal, print_message
from prospectus.cli.problem_report import print_problems
from prospectus.cli.usage_errors import ClickUsageError, refuse_value
from prospectus.errors import ContentError
from prospectus.problems import Message
from prospectus.tested_versions import list_untested

if TYPE_CHECKING:
    from prospectus.builder.command import BuildOptions, BuildReport

CARDS_WITHOUT_FONT = Message(
    "{count} card pictures have no readable title, because this machine has no font for it. Install one, such as the package "
    "fonts-noto-cjk, and build again; or write cards: false in content/site.yml.",
    "{count} 张分享卡片的标题无法显示，因为本机没有相应的字体。请安装字体（例如 `fonts-noto-cjk`）后重新生成，"
    "或在 `content/site.yml` 中写 `cards: false`。",
)
UNTESTED_LIBRARY = Message(
    "Our shortcuts were not tested with {library}. The site is the same; the build takes longer.",
    "尚未用 {library} 测试过加速代码。站点内容不变，生成会慢一些。",
)
NOT_BUILT = Message(
    "Not published: the site is as it was. Correct the problems above, and build again.",
    "未发布：站点保持原样。请改正以上问题后重新生成。",
)
LOCAL_ADDRESS = Message(
    "The addresses in calendars, feeds and the sitemap lead to this machine alone; set SITE_URL to the address of the site.",
    "日历、订阅源和站点地图中的网址只能在本机打开；请把 SITE_URL 设为站点的网址。",
)
ONLY_WITH_PREVIEW = Message("needs --preview", "须与 --preview 合用")
NOT_RESIDENT = Message(
    "cannot be used with --preview, --no-cache, --jobs or --executor", "不能与 `--preview`、`--no-cache`、`--jobs`、`--executor` 合用"
)
NOT_HERE = Message(
    "must be given in the folder of the site, as later builds are: cd {folder}", "须在站点目录中使用，以后的生成也须在此运行：`cd {folder}`"
)
STAYS = Message(
    "This process stays (process {process_id}). It makes the builds that are started in this folder, in the same environment, with "
    "prospectus build. Ctrl-C ends it.",
    "本进程驻留（进程号 {process_id}）。在此目录、以同样的环境运行 `prospectus build`，就由它生成。按 `Ctrl-C` 结束。",
)
RENDERING = Message("Rendering", "正在生成页面")


@in_chinese("生成站点。内容有错误时列出错误，已发布的站点保持不变。")
def build(
    ctx: typer.Context,
    config: Config = DEFAULT_CONFIG,
    site_dir: Annotated[
        Path | None,
        typer.Option(
            metavar="DIR",
            help=both("Folder for the built site. Default: site_dir in mkdocs.yml.", "站点的输出目录。默认取 mkdocs.yml 的 site_dir。"),
        ),
    ] = None,
    now: Now = None,
    strict: Annotated[
        bool, typer.Option("--strict", help=both("Do not publish the site if there are warnings.", "有警告时也不发布。"))
    ] = False,
    jobs: Annotated[
        int | None,
        typer.Option(
            metavar="NUMBER",
            parser=whole_number("--jobs"),
            help=both("Number of processes. Default: one per core.", "进程数。默认每个处理器核心一个。"),
        ),
    ] = None,
    cache: Annotated[
        bool,
        typer.Option(
            "--cache/--no-cache", help=both("Use the build cache, or build everything again.", "使用缓存，或全部重新生成。默认使用缓存。")
        ),
    ] = True,
    preview: Annotated[
        bool,
        typer.Option(
            "--preview",
            help=both(
                "For a merge request: with drafts, for no search engine, and with a page of what changed (preview-changes.html).",
                "供合并请求查看：包含草稿，不供搜索引擎收录，并附一页改动对照（preview-changes.html）。",
            ),
        ),
    ] = False,
    against: Annotated[
        str | None,
        typer.Option(
            metavar="COMMIT",
            help=both(
                "With --preview, the branch or commit to compare with. Default: the main branch.",
                "与 --preview 合用：要对比的分支或提交。默认为主分支。",
            ),
        ),
    ] = None,
    executor: Annotated[
        str | None,
        typer.Option(
            metavar="dask://HOST:PORT",
            help=both("Render pages on a Dask cluster: dask://HOST:PORT.", "在 Dask 集群上生成页面：dask://HOST:PORT。"),
        ),
    ] = None,
    resident: Annotated[
        bool | None,
        typer.Option(
            "--resident/--no-resident",
            help=both(
                "Stay after the build and make later ones faster, or use no process that stays. Default: use one if it is running.",
                "生成后驻留，加快以后的生成；或不使用驻留进程。默认有驻留进程就使用。",
            ),
        ),
    ] = None,
    lang: Language = "",
) -> None:
    """Build the site. If the content has errors, print them and leave the published site unchanged."""
    from prospectus.builder.command import BuildOptions  # noqa: PLC0415  (needed only by this command)

    if against and not preview:
        refuse_value("--against", ONLY_WITH_PREVIEW)
    options = BuildOptions(
        config,
        site_dir,
        clock.read(now),
        strict,
        jobs,
        cache,
        executor,
        preview,
        announce=lambda message: print_message(message, lang),
    )
    if resident and ctx.obj.run_build is None:
        _stay(options, lang, partial(run_handed_over, ctx.find_root().command))
        return
    try:
        report = _run_build(ctx.obj, options, against, lang)
    except ContentError as refused:
        refuse(refused.problems, lang, config.parent, NOT_BUILT)
    _print_report(report, lang, config.parent)


def _run_build(invocation: Invocation, options: BuildOptions, against: str | None, lang: str) -> BuildReport:
    from prospectus.builder.command import run_build  # noqa: PLC0415  (needed only by this command)

    if options.preview and invocation.run_build is None:
        return _build_preview(options, against, lang)
    return (invocation.run_build or run_build)(options, partial(_show_progress, lang))


def _print_report(report: BuildReport, lang: str, root: Path) -> None:
    if report.problems:
        print_problems(report.problems, lang, root)
    for library in list_untested():
        print_message(UNTESTED_LIBRARY.fill(library=library), lang)
    if report.cards_without_font:
        print_message(CARDS_WITHOUT_FONT.fill(count=report.cards_without_font), lang)
    if report.leads_to_this_machine:
        print_message(LOCAL_ADDRESS, lang)
    print_message(report.summary, lang)


def _stay(options: BuildOptions, lang: str, run_command: Callable[[Callable[..., BuildReport], Sequence[str]], int]) -> None:
    """Build the site, and make the builds of other commands until a signal comes, or until this process is out of date.

    `run_command` runs such a command with what makes the build, and returns its exit code.
    """
    from prospectus.builder.stopping import stopping_by_signals  # noqa: PLC0415  (needed only with --resident)
    from prospectus.resident.server import Resident, listening, stay  # noqa: PLC0415

    if options.preview or options.executor or not options.use_cache or options.jobs is not None:
        refuse_value("--resident", NOT_RESIDENT)
    if options.config.resolve() != DEFAULT_CONFIG.resolve():
        refuse_value("--resident", NOT_HERE.fill(folder=options.config.resolve().parent))
    started = Resident(Path.cwd())
    try:
        with stopping_by_signals(), listening() as listener:
            try:
                report = started.builder.run_build(options, partial(_show_progress, lang), waits=True)
            except ContentError as refused:
                print_problems(refused.problems, lang, options.config.parent)
                print_message(NOT_BUILT, lang)
            else:
                _print_report(report, lang, options.config.parent)
            print_message(STAYS.fill(process_id=os.getpid()), lang)
            stay(started, listener, partial(run_command, started.builder.run_build), partial(print_message, language=lang))
    except KeyboardInterrupt:
        print_message(STOPPED, lang)


def run_handed_over(command: Any, run_build: Callable[..., BuildReport], arguments: Sequence[str]) -> int:
    """Run a command line that was handed over, whose build `run_build` makes; return its exit code. `command` is that of Click.

    Wrong use gives its exit code alone, since the other process reports it.
    """
    invocation = Invocation(choose_language(arguments, os.environ), run_build)
    try:
        return command.main([*arguments], standalone_mode=False, obj=invocation) or 0
    except ClickUsageError:
        return 2


def _build_preview(options: BuildOptions, against: str | None, lang: str) -> BuildReport:
    from prospectus.builder.preview import build_preview  # noqa: PLC0415  (needed only with --preview)

    report, why_not = build_preview(options, against, lang)
    if why_not is not None:
        print_message(why_not, lang)
    return report


def _show_progress(language: str, pages: Iterable[Any], count: int) -> Iterator[Any]:
    if not is_terminal(err=True):
        return iter(pages)
    from rich.console import Console  # noqa: PLC0415
    from rich.progress import track  # noqa: PLC0415

    return iter(track(pages, RENDERING.in_language(language), count, console=Console(stderr=True), transient=True))
