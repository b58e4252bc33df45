"""Tests of the documents: their examples work, their links lead somewhere, and their generated parts are up to date."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import sys
from pathlib import Path

import pytest

from commands import insert_commands, iter_commands
from document_examples import follow, iter_blocks, split_commands
from picture import draw_architecture, load_packages
from processes import run_process
from prospectus.load.yaml import parse
from prospectus.model.registry import KINDS, Kind
from prospectus.render.security_policy import build_header_policy
from prospectus.starter import create_site
from tiny import REPOSITORY, RunCommand

DOCS = REPOSITORY / "docs"
OWN_PAGES = sorted([*REPOSITORY.glob("*.md"), *DOCS.glob("*.md")])
ALL_PAGES = sorted([*OWN_PAGES, *DOCS.glob("decisions/*.md")])
GUIDES = ["editors.md", "editors.zh.md", "schedulers.md", "schedulers.zh.md"]
WITH_LONG_LINES = {"benchmarks.md", "problems.md", "problems.zh.md"}
"""Pages that are generated, or that hold the sentences of the program."""
TUTORIALS = ["add-a-kind.md", "add-a-format.md", "add-a-command.md", "add-a-check.md"]
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
MAX_COLUMNS = 140


def read_page(name: str) -> str:
    return (DOCS / name).read_text(encoding="utf-8")


def test_picture_of_the_architecture_is_up_to_date() -> None:
    assert read_page("architecture.svg") == draw_architecture(), "run scripts/docs"


def test_table_of_commands_is_up_to_date() -> None:
    readme = (REPOSITORY / "README.md").read_text(encoding="utf-8")
    assert readme == insert_commands(readme), "run scripts/docs"


def test_architecture_page_names_every_package() -> None:
    rows = re.findall(r"^\| `(\w+)/?`", read_page("architecture.md"), re.MULTILINE)
    assert sorted(rows) == sorted([*(package.name for package in load_packages()), "__main__"])


@pytest.mark.parametrize("name", ["architecture.md", "caching.md", *TUTORIALS])
def test_modules_named_on_a_page_exist(name: str) -> None:
    packages = [package.name for package in load_packages()]
    paths = re.findall(rf"`((?:{'|'.join(packages)})/[\w./]*)`", read_page(name))
    assert [path for path in paths if not (REPOSITORY / "build/prospectus" / path).exists()] == []


@pytest.mark.parametrize("page", ALL_PAGES, ids=lambda page: page.name)
def test_links_lead_to_files_and_headings_that_exist(page: Path) -> None:
    broken = []
    for target in LINK.findall(without_code(page.read_text(encoding="utf-8"))):
        name, _, fragment = target.partition("#")
        file = (page.parent / name).resolve() if name else page
        if ":" not in target and (not file.exists() or (fragment and fragment not in heading_anchors(file))):
            broken.append(target)
    assert broken == []


@pytest.mark.parametrize("page", [page for page in OWN_PAGES if page.name not in WITH_LONG_LINES], ids=lambda page: page.name)
def test_lines_are_not_too_long(page: Path) -> None:
    text = re.sub(
        r"^(```|\|).*", "", re.sub(r"^```.*?^```", "", page.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL), flags=re.MULTILINE
    )
    assert [line for line in text.splitlines() if len(LINK.sub("", line)) > MAX_COLUMNS] == []


@pytest.mark.parametrize("name", GUIDES)
def test_guide_can_be_followed_in_a_new_site(name: str, run: RunCommand, tmp_path: Path) -> None:
    site = tmp_path / "practice"
    create_site(site, 2026)

    def execute(command: str) -> str:
        program, *arguments = shlex.split(command)
        assert program == "prospectus"
        if arguments[0] == "init":
            return ""
        result = run(*arguments, folder=site)
        return result.out + result.err

    follow(read_page(name), site, execute)


@pytest.mark.parametrize("name", TUTORIALS)
def test_tutorial_can_be_followed_in_a_copy_of_the_repository(name: str, tmp_path: Path) -> None:
    for folder in ("build", "theme", "tests", "docs"):
        shutil.copytree(REPOSITORY / folder, tmp_path / folder, ignore=shutil.ignore_patterns("__pycache__"))
    for file in ("pyproject.toml", "README.md"):
        shutil.copy(REPOSITORY / file, tmp_path)
    modules = {"prospectus": ["-m", "prospectus"], "pytest": ["-m", "pytest", "-p", "no:cacheprovider"], "python": []}
    programs = {program: [sys.executable, *arguments] for program, arguments in modules.items()}
    python_path = os.pathsep.join([str(tmp_path / "build"), os.environ.get("PYTHONPATH", "")]).rstrip(os.pathsep)
    environment = {**os.environ, "PYTHONPATH": python_path, "PYTHONDONTWRITEBYTECODE": "1"}

    def execute(command: str) -> str:
        program, *arguments = shlex.split(command)
        result = run_process([*programs.get(program, [program]), *arguments], cwd=tmp_path, env=environment)
        return result.stdout + result.stderr

    follow(read_page(name), tmp_path, execute)


@pytest.mark.parametrize("name", GUIDES)
def test_yaml_fragments_of_guides_have_fields_that_exist(name: str) -> None:
    fields = {field for kind in KINDS for field in kind.model.model_fields}
    for block in iter_blocks(read_page(name)):
        if block.language == "yaml" and block.path is None:
            fragment = parse(block.text)
            records = fragment if isinstance(fragment, list) else [fragment]
            assert [sorted(record.keys() - fields) for record in records] == [[]] * len(records), block


@pytest.mark.parametrize("first", ["editors", "schedulers"])
def test_guide_is_complete_in_both_languages(first: str) -> None:
    def outline(page: str) -> tuple[list[str], list[tuple[str, str | None, list[str]]]]:
        headings = re.findall(r"^(#+) ", without_code(page), re.MULTILINE)
        blocks = [
            (block.language, block.path, [command.partition(" --lang")[0] for command, _ in split_commands(block.text)])
            for block in iter_blocks(page)
        ]
        return headings, blocks

    assert outline(read_page(f"{first}.md")) == outline(read_page(f"{first}.zh.md"))


@pytest.mark.parametrize("page", [page for page in OWN_PAGES if page.name not in TUTORIALS], ids=lambda page: page.name)
def test_commands_in_text_exist_with_their_options(page: Path, command_options: dict[str, set[str]]) -> None:
    unknown = []
    for span in re.findall(r"`prospectus ([^`]+)`", page.read_text(encoding="utf-8")):
        words = span.split()
        name = next((" ".join(words[:count]) for count in (2, 1) if " ".join(words[:count]) in command_options), None)
        options = {word.partition("=")[0] for word in words if word.startswith("--")}
        if (
            not words[0].startswith("--")
            and words != ["COMMAND", "--help"]
            and (name is None or options - command_options[name] - {"--help"})
        ):
            unknown.append(span)
    assert unknown == []


def test_operators_guide_states_the_policy() -> None:
    assert f"Content-Security-Policy: {build_header_policy()}\n" in read_page("operators.md")


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_guides_name_the_folder_of_every_kind(kind: Kind) -> None:
    guides = {name: read_page(name) for name in GUIDES}
    assert [
        language
        for language in ("", ".zh")
        if not any(f"`{kind.source_path}" in guides[f"{name}{language}.md"] for name in ("editors", "schedulers"))
    ] == []


@pytest.fixture(scope="session")
def command_options() -> dict[str, set[str]]:
    """The options of each command, by its name."""
    return {command.name: command.options for command in iter_commands()}


def without_code(page: str) -> str:
    return re.sub(r"`[^`\n]+`", "", re.sub(r"^```.*?^```", "", page, flags=re.MULTILINE | re.DOTALL))


def heading_anchors(file: Path) -> set[str]:
    """Return the anchors that GitHub and GitLab give to the headings of a Markdown file."""
    if file.suffix != ".md":
        return set()
    headings = re.findall(
        r"^#+ (.+)$", re.sub(r"^```.*?^```", "", file.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL), re.MULTILINE
    )
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}
