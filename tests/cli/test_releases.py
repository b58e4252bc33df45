"""Tests of `prospectus releases` and `prospectus rollback`, in both languages."""

from __future__ import annotations

from pathlib import Path

from prospectus.publish.site import publish
from prospectus.render.artifact import Artifact
from tiny import RunCommand, SiteFactory


def test_releases_are_listed_and_one_is_published_again(tiny: SiteFactory, tmp_path: Path, run: RunCommand) -> None:
    root, site = tiny("minimal"), tmp_path / "site"
    options = ("--site-dir", site, "-f", root / "mkdocs.yml")
    assert "Nothing has been published" in run("releases", *options).err
    for text in ("one", "two"):
        publish([Artifact("index.html", text.encode())], site)
    newest, first = (line.split() for line in run("releases", *options).out.splitlines())
    assert (newest[-1], first[-1]) == ("(published)", "files")
    back = run("rollback", *options)
    assert (back.code, f"is release {first[0]} again" in back.err) == (0, True)
    assert (site / "index.html").read_text() == "one"
    listed = run("--lang", "zh", "releases", *options).out.splitlines()
    assert [line.split()[0] for line in listed] == [first[0], newest[0]]
    assert "（当前发布）" in listed[0]
    refused = run("rollback", "0000000000", *options, "--lang", "zh")
    assert (refused.code, newest[0] in refused.err, "没有保留" in refused.err) == (2, True, True)
    assert (site / "index.html").read_text() == "one"


def test_number_of_releases_is_a_setting(tiny: SiteFactory) -> None:
    from prospectus.builder.config import load_mkdocs_config
    from prospectus.mkdocs_host.adapter import count_releases
    from prospectus.pipeline import check

    root = tiny("minimal")
    config = root / "mkdocs.yml"
    assert count_releases(load_mkdocs_config(config)) == 3
    text = config.read_text(encoding="utf-8")
    config.write_text(text.replace("- prospectus", "- prospectus: {releases: 5}"), encoding="utf-8")
    assert count_releases(load_mkdocs_config(config)) == 5
    assert "PR040" not in [problem.code for problem in check(root).problems]
