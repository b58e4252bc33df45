"""The commands for the releases of a site: releases lists those that are kept, rollback publishes one of them again."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from prospectus.cli.help import BilingualTyper
from prospectus.cli.language import both, in_chinese
from prospectus.cli.options import DEFAULT_CONFIG, Config, Language
from prospectus.cli.output import print_message, print_result
from prospectus.problems import Message

if TYPE_CHECKING:
    from prospectus.publish.release_store import ReleaseStore

app = BilingualTyper()
SiteDir = Annotated[
    Path | None,
    typer.Option(
        "--site-dir",
        metavar="DIR",
        help=both("Folder of the published site. Default: site_dir in mkdocs.yml.", "已发布站点的目录。默认取 mkdocs.yml 的 site_dir。"),
    ),
]
ReleaseId = Annotated[
    str | None,
    typer.Argument(
        metavar="[ID]",
        help=both(
            "The release, as `prospectus releases` lists it. Default: the one before.",
            "要换回的版本，见 `prospectus releases`。默认为前一个版本。",
        ),
    ),
]
RELEASE = Message("{id}  {time}  {files} files{mark}", "{id}  {time}  {files} 个文件{mark}")
PUBLISHED = Message("  (published)", "  （当前发布）")
NOT_PUBLISHED = Message("", "")
NOTHING = Message("Nothing has been published in {folder} that has a release.", "{folder} 中还没有可列出的已发布版本。")
ROLLED_BACK = Message(
    "{folder} is release {id} again. The next build publishes the content as it is now: correct it first.",
    "{folder} 已换回版本 {id}。下次生成会按当前内容发布，请先改正内容。",
)


@app.command()
@in_chinese("列出保留的站点版本，最新的在前。月份日程的发布见 `release`。")
def releases(config: Config = DEFAULT_CONFIG, site_dir: SiteDir = None, lang: Language = "") -> None:
    """List the releases of the site that are kept, the latest first. Timetables of a month are released with `release`."""
    from prospectus.publish.earlier_files import read_manifest  # noqa: PLC0415

    store, _ = _find_store(config, site_dir)
    live = store.read_live()
    listed = sorted([*([live] if live else []), *store.list_kept()], key=lambda release: release.published_at, reverse=True)
    for release in listed:
        time = release.published_at.astimezone().strftime("%Y-%m-%d %H:%M:%S %z")
        mark = PUBLISHED if release is live else NOT_PUBLISHED
        line = RELEASE.fill(id=release.id, time=time, files=len(read_manifest(release.folder).files), mark=mark)
        print_result(f"{line.in_language(lang)}\n")
    if not listed:
        print_message(NOTHING.fill(folder=store.target), lang)


@app.command()
@in_chinese("把站点换回保留的某个版本，一次整体替换。被换下的版本仍然保留。")
def rollback(release_id: ReleaseId = None, config: Config = DEFAULT_CONFIG, site_dir: SiteDir = None, lang: Language = "") -> None:
    """Publish a kept release again, in one step. The release that it replaces is kept."""
    from prospectus.publish.rollback import roll_back  # noqa: PLC0415

    store, number = _find_store(config, site_dir)
    release = roll_back(store, release_id, number, lambda message: print_message(message, lang))
    print_message(ROLLED_BACK.fill(folder=store.target, id=release.id), lang)


def _find_store(config_file: Path, site_dir: Path | None) -> tuple[ReleaseStore, int]:
    """Return the releases of the site in a folder, and how many of them are kept."""
    from prospectus.builder.config import load_mkdocs_config  # noqa: PLC0415  (imports MkDocs)
    from prospectus.mkdocs_host.adapter import count_releases  # noqa: PLC0415
    from prospectus.publish.release_store import ReleaseStore  # noqa: PLC0415

    config = load_mkdocs_config(config_file, site_dir)
    return ReleaseStore(Path(config.site_dir)), count_releases(config)
