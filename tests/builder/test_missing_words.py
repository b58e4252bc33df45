"""Interface words that no language has are reported by every kind of build, again by each build, and their keys are never shown."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from prospectus.builder.command import BuildOptions, run_build
from prospectus.builder.config import load_mkdocs_config
from prospectus.builder.serve import SiteServer
from prospectus.errors import ContentError
from prospectus.problems import Problem
from prospectus.problems.formats import to_text
from tiny import NOW, RunCommand, SiteFactory, build_to, write_files

TALK_TEMPLATE = """\
{% extends "main.html" %}
{% block container %}<h1>{{ t("talk." ~ "nobody-wrote-this") }}</h1><p title="{{ t("mine.title") }}">{{ body.record.title }}</p>
{% endblock %}
"""
THEME_FILES = {
    "theme/pages/talk.html": TALK_TEMPLATE,
    "theme/words/en.yml": "mine.title: Mine\n",
    "theme/words/zh.yml": "mine.title: 我的\n",
}
EXPECTED = """\
content/site.yml:1:1: warning PR308 An interface word must exist in at least one language; no language has talk.nobody-wrote-this, which \
/talks/summer-outlook/ shows.
    Found: talk.nobody-wrote-this
    Right form: “talk.nobody-wrote-this: …” in theme/words/, or under “words” in content/site.yml
1 problem: 0 errors, 1 warning, 0 info.
"""


def make_site(tiny: SiteFactory) -> Path:
    """Return the full site with a theme of its own, whose template of talks asks for a word that nobody has."""
    root = write_files(tiny("full"), THEME_FILES)
    config = root / "mkdocs.yml"
    config.write_text(config.read_text(encoding="utf-8").replace("  font: false", "  font: false\n  custom_dir: theme"), encoding="utf-8")
    return root


def render_pages(root: Path, site_dir: Path, **options: object) -> tuple[Problem, ...]:
    return run_build(BuildOptions(root / "mkdocs.yml", site_dir, **{"now": NOW, **options})).problems


@pytest.mark.parametrize("jobs", [1, 3])
def test_missing_word_is_reported_once_with_the_first_page_and_never_shown(tiny: SiteFactory, tmp_path: Path, jobs: int) -> None:
    root = make_site(tiny)
    assert to_text(render_pages(root, tmp_path / "out", jobs=jobs)) == EXPECTED
    pages = [(tmp_path / "out" / folder / "talks/summer-outlook/index.html").read_text(encoding="utf-8") for folder in (".", "en")]
    assert ["nobody-wrote-this" in page for page in pages] == [False, False]
    assert ["<h1></h1>" in page for page in pages] == [True, True]


def test_later_build_reports_it_again_whether_it_renders_nothing_or_other_pages(tiny: SiteFactory, tmp_path: Path) -> None:
    root = make_site(tiny)
    first = render_pages(root, tmp_path / "out")
    assert render_pages(root, tmp_path / "out", now=NOW + timedelta(minutes=1)) == first
    term = next((root / "content/glossary").glob("*.yml"))
    term.write_text(term.read_text(encoding="utf-8") + "\n# edited\n", encoding="utf-8")
    assert render_pages(root, tmp_path / "out") == first
    (root / "theme/pages/talk.html").unlink()
    assert render_pages(root, tmp_path / "out") == ()


def test_server_reports_it_after_an_edit_elsewhere_until_it_is_written(tiny: SiteFactory, tmp_path: Path) -> None:
    root = make_site(tiny)
    server = SiteServer(root / "mkdocs.yml", tmp_path / "served", lambda: NOW)
    assert server.rebuild().startswith(EXPECTED)
    write_files(root, {"content/sources/more.yml": "- {id: more, title: {zh: 更多, en: More}}\n"})
    assert "PR308" in server.rebuild()
    write_files(root, {"theme/words/en.yml": "mine.title: Mine\ntalk.nobody-wrote-this: Now there\n"})
    message = server.rebuild()
    assert ("PR308" in message, "PR306" in message) == (False, True)
    page = (tmp_path / "served/talks/summer-outlook/index.html").read_text(encoding="utf-8")
    assert '<h1><span lang="en">Now there</span></h1>' in page


def test_strict_build_refuses_and_publishes_nothing(tiny: SiteFactory, tmp_path: Path) -> None:
    root = make_site(tiny)
    with pytest.raises(ContentError) as refused:
        render_pages(root, tmp_path / "out", strict=True)
    assert to_text(refused.value.problems) == EXPECTED
    assert not (tmp_path / "out").exists()


def test_site_can_waive_it_or_change_its_severity(tiny: SiteFactory, tmp_path: Path) -> None:
    root = make_site(tiny)
    site = root / "content/site.yml"
    text = site.read_text(encoding="utf-8")
    waiver = "waivers:\n  - {code: PR308, path: content/site.yml, reason: the template is new}\n"
    site.write_text(text.replace("waivers:\n", waiver), encoding="utf-8")
    assert render_pages(root, tmp_path / "out", strict=True) == ()
    site.write_text(text + "severities: {PR308: error}\n", encoding="utf-8")
    with pytest.raises(ContentError):
        render_pages(root, tmp_path / "out")


def test_word_missing_in_the_layout_is_reported_too(tiny: SiteFactory, tmp_path: Path) -> None:
    root = write_files(
        make_site(tiny), {"theme/pages/talk.html": None, "theme/parts/site-footer.html": '<p>{{ t("footer.unwritten") }}</p>'}
    )
    for number in range(3):
        problems = render_pages(root, tmp_path / "out", now=NOW + timedelta(days=number))
        assert [problem.came for problem in problems if problem.code == "PR308"] == ["footer.unwritten"]


def test_mkdocs_build_reports_the_same(tiny: SiteFactory, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    from mkdocs.commands.build import build as build_with_mkdocs  # the other tests do without

    root = make_site(tiny)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SOURCE_DATE_EPOCH", str(int(NOW.timestamp())))
        build_with_mkdocs(load_mkdocs_config(root / "mkdocs.yml", tmp_path / "out"))
    lines = [record.getMessage() for record in caplog.records if "PR308" in record.getMessage()]
    assert [line.split("PR308 ")[1] for line in lines] == [EXPECTED.splitlines()[0].split("PR308 ")[1]]


def test_check_reports_words_of_lists_and_languages_of_the_own_theme(tiny: SiteFactory, run: RunCommand) -> None:
    root = write_files(make_site(tiny), {"theme/words/en.yml": "mine.title: Mine\nmine.lead: More\n", "theme/talk.html": TALK_TEMPLATE})
    result = run("check", "--root", root)
    assert (result.code, [line.split()[2] for line in result.out.splitlines() if ": warning " in line]) == (1, ["PR306", "PR015"])


def test_build_reports_a_language_that_lacks_interface_words(tiny: SiteFactory, tmp_path: Path) -> None:
    root = write_files(make_site(tiny), {"theme/words/en.yml": "mine.title: Mine\nmine.lead: More\n", "theme/pages/talk.html": None})
    assert [problem.code for problem in build_to(root, tmp_path / "out").problems] == ["PR306"]
